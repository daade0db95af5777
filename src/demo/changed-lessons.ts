import sql from 'sql-template-tag';
import type { Db } from '../db/db.ts';
import { cancellationWords, rearrangementWords } from '../lessons/lesson-words.ts';
import { dayLong, sentence, shortName } from '../web/dates.ts';
import type { PlannedNotice } from './notices.ts';
import { earlierOf } from './online-lessons.ts';
import { type LessonsByDay, type PlannedLesson, wordsOf } from './pick-lessons.ts';

interface Change {
  kind: 'cancelled' | 'substituted' | 'moved';
  lesson: PlannedLesson;
  reason: string;
  /** Where the lesson is from now on. */
  day: string;
  period: number;
  /** Who teaches it from now on; null where that stays. */
  substitute: number | null;
}

const CANCELLED = 'Учитель на больничном';
const SUBSTITUTED = 'Учитель на курсах';
const MOVED = 'Класс едет на экскурсию';
const LARGE_SCHOOL_MORE = 4;

/**
 * Cancels, substitutes and moves a few lessons of today and the next days, so that changes can be seen: in 7Б one is
 * cancelled tomorrow, in 7А one is substituted today, in 3Б one is moved tomorrow; in a large school some more.
 * Lessons in `taken` are left alone. Answers with the notices to be written.
 */
export async function changeLessons(
  tx: Db,
  task: {
    lessons: LessonsByDay;
    taken: readonly PlannedLesson[];
    isSmall: boolean;
    by: number;
    now: Temporal.Instant;
  },
): Promise<PlannedNotice[]> {
  const changes = pickChanges(task.lessons, task.taken, task.isSmall);
  const at = task.now.subtract({ hours: 2 });
  const rows = changes.map((one) => ({
    course_id: one.lesson.slot.course_id,
    old_day: one.lesson.day,
    old_period: one.lesson.slot.period,
    kind: one.kind,
    reason: one.reason,
    day: one.day,
    period: one.period,
    substitute: one.substitute,
    teacher: one.lesson.teacherId,
    starts_at: task.lessons.times(one.lesson, one).starts.toString(),
    ends_at: task.lessons.times(one.lesson, one).ends.toString(),
    at: earlierOf(at, task.lessons.times(one.lesson).starts.subtract({ hours: 2 })).toString(),
    by: task.by,
  }));
  await writeChanges(tx, JSON.stringify(rows));
  return changes.map((one) => noticeOf(one, task, at));
}

function pickChanges(lessons: LessonsByDay, taken: readonly PlannedLesson[], isSmall: boolean): Change[] {
  const today = lessons.ofStep(0);
  const tomorrow = lessons.ofStep(1);
  const isFree = (one: PlannedLesson) =>
    one.isWholeClass && !taken.includes(one) && one.subject !== 'Разговоры о важном';
  const isOfCast = (one: PlannedLesson) => lessons.castIds.has(one.teacherId);
  const found: Change[] = [];
  const add = (change: Change | null) => {
    if (change) found.push(change);
  };
  const ofClass = (list: readonly PlannedLesson[], name: string) =>
    list.filter((one) => one.className === name && isFree(one));
  add(cancel(ofClass(tomorrow, '7Б').findLast((one) => !isOfCast(one))));
  add(
    substitute(
      ofClass(today, '7А').find((one) => !isOfCast(one)),
      today,
      lessons,
    ),
  );
  add(move(ofClass(tomorrow, '3Б').at(-1), lessons));
  if (isSmall) return found;
  const others = lessons.plan.chance.shuffled(
    [...today, ...tomorrow].filter((one) => isFree(one) && !isOfCast(one)),
  );
  const classes = new Set(found.map((one) => one.lesson.classId));
  for (const one of others) {
    if (found.length >= 3 + LARGE_SCHOOL_MORE * 2) break;
    if (classes.has(one.classId) || one.slot.period < 2) continue;
    classes.add(one.classId);
    const ofDay = one.day === lessons.plan.today ? today : tomorrow;
    add(found.length % 2 === 0 ? cancel(one) : substitute(one, ofDay, lessons, found));
  }
  return found;
}

function cancel(lesson: PlannedLesson | undefined): Change | null {
  if (!lesson) return null;
  return {
    kind: 'cancelled',
    lesson,
    reason: CANCELLED,
    day: lesson.day,
    period: lesson.slot.period,
    substitute: null,
  };
}

/** Gives the lesson to the first teacher outside of the cast who is in school that day and free at that time. */
function substitute(
  lesson: PlannedLesson | undefined,
  ofDay: readonly PlannedLesson[],
  lessons: LessonsByDay,
  before: readonly Change[] = [],
): Change | null {
  if (!lesson) return null;
  const { starts, ends } = lessons.times(lesson);
  const busy = new Set<number | null>(before.map((one) => one.substitute));
  for (const other of ofDay) {
    const times = lessons.times(other);
    const overlaps =
      Temporal.Instant.compare(times.starts, ends) < 0 && Temporal.Instant.compare(starts, times.ends) < 0;
    if (overlaps) busy.add(other.teacherId);
  }
  const free = ofDay.find((one) => !busy.has(one.teacherId) && !lessons.castIds.has(one.teacherId));
  if (!free) return null;
  const place = { day: lesson.day, period: lesson.slot.period };
  return { kind: 'substituted', lesson, reason: SUBSTITUTED, ...place, substitute: free.teacherId };
}

/** Moves the lesson to the period after the last one of its class on the next school day. */
function move(lesson: PlannedLesson | undefined, lessons: LessonsByDay): Change | null {
  const next = lessons.ofStep(2).filter((one) => one.className === lesson?.className);
  const last = next.at(-1);
  if (!lesson || !last) return null;
  return {
    kind: 'moved',
    lesson,
    reason: MOVED,
    day: last.day,
    period: last.slot.period + 1,
    substitute: null,
  };
}

async function writeChanges(tx: Db, given: string): Promise<void> {
  const shape = sql`as g(course_id bigint, old_day date, old_period smallint, kind text, reason text, day date,
    period smallint, substitute bigint, teacher bigint, starts_at timestamptz, ends_at timestamptz, at timestamptz, by bigint)`;
  const changed = sql`jsonb_to_recordset(${given}::jsonb) ${shape}
    join lesson l on l.course_id = g.course_id and l.day = g.old_day and l.period = g.old_period`;
  await tx.run(sql`
    insert into lesson_change (lesson_id, at, changed_by, kind, before, after, reason)
    select l.id, g.at, g.by, g.kind,
      case g.kind when 'cancelled' then jsonb_build_object('status', 'planned')
        else jsonb_build_object('day', l.day, 'period', l.period, 'room', l.room, 'teachers', jsonb_build_array(g.teacher)) end,
      case g.kind when 'cancelled' then jsonb_build_object('status', 'cancelled')
        when 'moved' then jsonb_build_object('day', g.day, 'period', g.period)
        else jsonb_build_object('substitute', g.substitute) end,
      g.reason
    from ${changed}`);
  await tx.run(sql`
    update lesson_teacher t set is_active = false
    from ${changed} where g.kind = 'cancelled' and t.lesson_id = l.id`);
  await tx.run(sql`
    with replaced as (
      delete from lesson_teacher t using ${changed}
      where g.kind = 'substituted' and t.lesson_id = l.id and t.person_id = g.teacher
      returning t.lesson_id, t.day, t.during, g.teacher, g.substitute
    )
    insert into lesson_teacher (lesson_id, person_id, day, during, replaces_id)
    select lesson_id, substitute, day, during, teacher from replaced`);
  await tx.run(sql`
    update lesson_teacher t set day = g.day, during = tstzrange(g.starts_at, g.ends_at)
    from ${changed} where g.kind = 'moved' and t.lesson_id = l.id`);
  await tx.run(sql`
    update lesson l set version = l.version + 1,
      status = case g.kind when 'cancelled' then 'cancelled' else l.status end,
      cancelled_reason = case g.kind when 'cancelled' then g.reason else '' end,
      planned_day = case g.kind when 'moved' then l.day end,
      planned_period = case g.kind when 'moved' then l.period end,
      day = g.day, period = g.period, starts_at = g.starts_at, ends_at = g.ends_at
    from jsonb_to_recordset(${given}::jsonb) ${shape}
    where l.course_id = g.course_id and l.day = g.old_day and l.period = g.old_period`);
}

function noticeOf(
  one: Change,
  task: { lessons: LessonsByDay; by: number },
  at: Temporal.Instant,
): PlannedNotice {
  const { lessons } = task;
  const before = wordsOf(one.lesson, lessons);
  const place = { course_id: one.lesson.slot.course_id, day: one.day, period: one.period };
  const common = {
    ...place,
    at: earlierOf(at, lessons.times(one.lesson).starts.subtract({ hours: 2 })),
    by: task.by,
  };
  if (one.kind === 'cancelled') {
    return { ...common, ...cancellationWords(before, one.reason), kind: 'lesson_cancelled' };
  }
  const change =
    one.substitute === null
      ? `Урок перенесён: ${dayLong(one.day)}, ${one.period}-й урок.`
      : sentence(`Урок ведёт ${nameOf(one.substitute, lessons)}`);
  return { ...common, ...rearrangementWords(before, [change], one.reason), kind: 'lesson_changed' };
}

function nameOf(personId: number, lessons: LessonsByDay): string {
  const person = lessons.plan.rows.person[personId - 1];
  return person ? shortName(person.family_name, person.given_name, person.patronymic) : '';
}
