import sql, { type Sql } from 'sql-template-tag';
import * as z from 'zod';
import { attendances } from '../attendance/mark.ts';
import { sumRegisters } from '../attendance/sum-registers.ts';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import type { Fate } from './fates.ts';
import { luck } from './luck.ts';
import { writeMarks } from './marks.ts';
import type { LessonsByDay, PlannedLesson } from './pick-lessons.ts';

export interface RegisterTask {
  lessons: LessonsByDay;
  fates: readonly Fate[];
  /** The first day of which entries are known. */
  entriesFrom: string;
  isSmall: boolean;
  now: Temporal.Instant;
}

/** Registers of the cast that are told apart; steps are school days before today. */
const LEFT_OPEN = { className: '7Б', step: 1 };
const NOT_HELD = { className: '3Б', login: 'petrova', step: 9, reason: 'technical' };
const CORRECTED = { className: '7А', login: 'kovaleva', step: 5 };

const LessonId = z.object({ lesson_id: id });

/**
 * Fills the registers of the online lessons that have begun, with their history, and sums them: yesterday's of 7Б and
 * today's of the cast stay open, one of 3Б says that the lesson did not take place, one of 7А was corrected. In a
 * small school all others are filled soon after the lesson; in a large one about 94 in a hundred, most on the same
 * day, and some teachers do worse.
 */
export async function writeRegisters(tx: Db, task: RegisterTask): Promise<void> {
  await fillRegisters(tx, task);
  await writeMarks(tx, task);
  await writeHistory(tx);
  await correctSome(tx, task);
  const written = await tx.rows(LessonId, sql`select lesson_id from register order by lesson_id`);
  await sumRegisters(
    tx,
    written.map((one) => one.lesson_id),
  );
  await tx.run(sql`
    insert into register_reminder (lesson_id, at)
    select l.id, (l.day + s.register_reminder_at) at time zone s.time_zone
    from lesson l cross join school s
    where l.format = 'online' and l.status <> 'cancelled' and l.day < ${task.lessons.plan.today}
      and not exists (select from register r where r.lesson_id = l.id)`);
}

/** The lesson's row in the database, found by its place in the plan. */
function isAt(lesson: PlannedLesson | undefined): Sql {
  if (lesson === undefined) return sql`false`;
  const { course_id, period } = lesson.slot;
  return sql`(l.course_id = ${course_id} and l.day = ${lesson.day} and l.period = ${period})`;
}

function lessonOf({ lessons }: RegisterTask, at: { className: string; login: string; step: number }) {
  return lessons
    .ofStep(-at.step)
    .find(
      (one) =>
        one.className === at.className &&
        one.teacherId === lessons.plan.cast.get(at.login) &&
        one.isWholeClass,
    );
}

async function fillRegisters(tx: Db, task: RegisterTask): Promise<void> {
  const { lessons, isSmall, now } = task;
  const { today, calendar, cast } = lessons.plan;
  const openClass = lessons.plan.rows.class.find(
    (one) => `${one.grade}${one.letter}` === LEFT_OPEN.className,
  );
  const openDay = calendar.schoolDay(today, -LEFT_OPEN.step) ?? today;
  const notHeld = isAt(lessonOf(task, NOT_HELD));
  const delay = sql`case
    when ${isSmall} then interval '2 minutes'
    when lot < 700 or careful and lot < 760 then make_interval(mins => (lot % 14 - 3)::integer)
    when lot < 930 then make_interval(mins => (lot % 200 + 25)::integer)
    else make_interval(hours => (lot % 3 * 24 + 22)::integer) end`;
  await tx.run(sql`
    with held as (
      select l.id, l.day, l.ends_at, t.person_id,
        ${luck(sql`t.person_id`, 3)} >= 70 as careful, ${luck(sql`l.id`, 5)} as lot, ${luck(sql`l.id`, 7)} as chance,
        ${notHeld} as is_not_held,
        l.day = ${openDay} and g.class_id = ${openClass?.id ?? 0}
          or l.day = ${today} and (${isSmall} or t.person_id = any(${[...cast.values()]}::bigint[])) as is_open
      from lesson l join course c on c.id = l.course_id join study_group_class g on g.group_id = c.group_id
      join lesson_teacher t on t.lesson_id = l.id and t.is_active and t.position = 0
      where l.format = 'online' and l.status <> 'cancelled' and l.ends_at < ${now}
    ), filled as (
      select id, day, person_id, ends_at + ${delay} as at,
        case when is_not_held then ${NOT_HELD.reason}
          when not ${isSmall} and chance >= 992 then (array['technical', 'teacher_ill', 'event'])[1 + lot % 3]
          else '' end as reason
      from held
      where not is_open and (${isSmall} or is_not_held or chance >= case when careful then 34 else 300 end)
    )
    insert into register (lesson_id, day, version, filled_at, filled_by, changed_at, not_held_reason, not_held_words)
    select id, day, 1, at, person_id, at, reason,
      case reason when 'technical' then 'Сервис не открывался ни у кого' when 'event' then 'Весь класс на олимпиаде'
        else '' end
    from filled where at <= ${now}
    on conflict (lesson_id) do nothing`);
}

/** What the first save of each register wrote into its history. */
async function writeHistory(tx: Db): Promise<void> {
  await tx.run(sql`
    insert into register_change (lesson_id, version, at, changed_by, kind, before, after)
    select lesson_id, 1, filled_at, filled_by,
      case when not_held_reason = '' then 'filled' else 'not_held' end,
      jsonb_build_object('version', 0, 'not_held_reason', '', 'not_held_words', '')
        || case when not_held_reason = '' then '{}'::jsonb else '{"marks": []}' end,
      case when not_held_reason = '' then '{}'
        else jsonb_build_object('reason', not_held_reason, 'words', not_held_words) end
    from register order by filled_at, lesson_id`);
}

/** Corrects a mark of a few registers a day after they were filled: what is known now was an absence at first. */
async function correctSome(tx: Db, task: RegisterTask): Promise<void> {
  const corrected = isAt(lessonOf(task, CORRECTED));
  await tx.run(sql`
    with chosen as (
      select distinct on (r.lesson_id) r.lesson_id, r.filled_at + interval '26 hours' as at, r.filled_by,
        m.student_id, m.attendance, m.minutes_late, m.activity, m.remark
      from register r join lesson l on l.id = r.lesson_id join mark m on m.lesson_id = r.lesson_id
      where r.filled_at + interval '26 hours' < ${task.now}
        and (${corrected} or not ${task.isSmall} and ${luck(sql`r.lesson_id`, 11)} < 22)
        and m.attendance <> 'absent'
      order by r.lesson_id, array_position(array['technical', 'excused', 'late', 'present'], m.attendance), m.student_id
    ), changed as (
      update register r set version = 2, changed_at = c.at from chosen c where c.lesson_id = r.lesson_id
    )
    insert into register_change (lesson_id, version, at, changed_by, kind, student_id, before, after)
    select lesson_id, 2, at, filled_by, 'corrected', student_id,
      jsonb_build_object('attendance', ${attendances[2]}::text, 'minutes_late', null, 'activity', null, 'remark', ''),
      jsonb_build_object('attendance', attendance, 'minutes_late', minutes_late, 'activity', activity, 'remark', remark)
    from chosen`);
}
