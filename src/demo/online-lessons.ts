import sql from 'sql-template-tag';
import type { Db } from '../db/db.ts';
import { healthWarnings } from '../lessons/announcing-rule.ts';
import { announcementWords } from '../lessons/lesson-words.ts';
import { HEALTH_LIMITS } from '../school-start/health-limits.ts';
import { videoAddress } from './channels.ts';
import type { PlannedNotice } from './notices.ts';
import { type LessonsByDay, type PlannedLesson, wordsOf } from './pick-lessons.ts';
import { topicsOf } from './topics.ts';

export interface OnlineTask {
  lessons: LessonsByDay;
  picked: readonly PlannedLesson[];
  services: ReadonlyMap<string, number>;
  now: Temporal.Instant;
}

const SERVICE = 'Сферум';
const LATE_REASON = 'карантин в классе';
const OPENS_MINUTES = 10;

/** Sets the picked lessons online, with their history; answers with the notices to be written about them. */
export async function setLessonsOnline(tx: Db, task: OnlineTask): Promise<PlannedNotice[]> {
  const announced = task.picked.map((one) => announce(one, task));
  const given = JSON.stringify(announced.map((one) => one.row));
  const shape = sql`as g(course_id bigint, day date, period smallint, service_id bigint, link text, topic text,
    preparation text, warnings jsonb, at timestamptz, by bigint, is_late boolean, late_reason text)`;
  await tx.run(sql`
    update lesson l set format = 'online', service_id = g.service_id, link = g.link, topic = g.topic,
      preparation = g.preparation, warnings = g.warnings, announced_at = g.at, announced_by = g.by, is_late = g.is_late,
      late_reason = g.late_reason, version = l.version + 1
    from jsonb_to_recordset(${given}::jsonb) ${shape}
    where l.course_id = g.course_id and l.day = g.day and l.period = g.period`);
  await tx.run(sql`
    insert into lesson_change (lesson_id, at, changed_by, kind, before, after, reason)
    select l.id, g.at, g.by, 'announced',
      jsonb_build_object('format', 'in_person', 'service_id', null, 'topic', '', 'preparation', ''),
      jsonb_build_object('format', 'online', 'service_id', g.service_id, 'topic', g.topic, 'preparation', g.preparation),
      g.late_reason
    from jsonb_to_recordset(${given}::jsonb) ${shape}
    join lesson l on l.course_id = g.course_id and l.day = g.day and l.period = g.period`);
  return announced.map((one) => one.notice);
}

function announce(one: PlannedLesson, task: OnlineTask) {
  const { lessons, services, now } = task;
  const { plan } = lessons;
  const { topics, preparations } = topicsOf(one.subject);
  const set = { topic: plan.chance.pick(topics), preparation: plan.chance.pick(preparations) };
  const { starts } = lessons.times(one);
  const isLate = one.className === '7Б' && one.day === plan.today;
  const at = isLate
    ? earlierOf(starts.subtract({ minutes: 70 }), now.subtract({ minutes: 20 }))
    : announcedAt(starts, lessons, now);
  const ofClass = plan.rows.class[one.classId - 1];
  if (!ofClass) throw new Error(`No class ${one.classId}`);
  const place = { course_id: one.slot.course_id, day: one.day, period: one.slot.period };
  const opensTime = lessons.clock(starts.subtract({ minutes: OPENS_MINUTES }));
  const words = announcementWords(wordsOf(one, lessons), {
    ...set,
    serviceName: SERVICE,
    opensTime,
    isNew: true,
  });
  const notice: PlannedNotice = { ...words, ...place, kind: 'lesson_online', at, by: one.teacherId };
  const row = {
    ...place,
    ...set,
    service_id: services.get(SERVICE) ?? 0,
    link: videoAddress(ofClass),
    warnings: warningsOf(one, task),
    at: at.toString(),
    by: one.teacherId,
    is_late: isLate,
    late_reason: isLate ? LATE_REASON : '',
  };
  return { row, notice };
}

/** What the teacher was warned of: the lesson's length, and the class's other online lessons of the day. */
function warningsOf(one: PlannedLesson, { lessons, picked }: OnlineTask): string[] {
  const grade = lessons.plan.rows.class[one.classId - 1]?.grade ?? 0;
  const limits = HEALTH_LIMITS.filter((limit) => limit.gradeFrom <= grade && grade <= limit.gradeTo);
  const minutesOf = (lesson: PlannedLesson) => {
    const { starts, ends } = lessons.times(lesson);
    return starts.until(ends).total('minutes');
  };
  const others = picked.filter(
    (other) => other !== one && other.day === one.day && other.classId === one.classId,
  );
  const otherMinutes = others.reduce((sum, other) => sum + minutesOf(other), 0);
  return healthWarnings(limits, minutesOf(one), otherMinutes);
}

/** An afternoon two days before the lesson; where that is still to come, the afternoon of yesterday. */
function announcedAt(
  starts: Temporal.Instant,
  { plan, timeZone }: LessonsByDay,
  now: Temporal.Instant,
): Temporal.Instant {
  const minutes = plan.chance.between(0, 5 * 60);
  const afternoonBefore = (moment: Temporal.Instant, days: number) =>
    moment
      .toZonedDateTimeISO(timeZone)
      .subtract({ days })
      .with({ hour: 13, minute: 0, second: 0 })
      .add({ minutes });
  return earlierOf(afternoonBefore(starts, 2).toInstant(), afternoonBefore(now, 1).toInstant());
}

/** The earlier of two moments. */
export function earlierOf(a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(a, b) < 0 ? a : b;
}

/**
 * Entries into the online lessons that have begun: most pupils in time, some a little late, some who tried too early
 * and were told so, a guardian for some of the young ones, and the teacher.
 */
export async function writeEntries(tx: Db, now: Temporal.Instant): Promise<void> {
  await tx.run(sql`
    with pupil as (
      select l.id as lesson_id, l.starts_at, gs.student_id, a.is_young, (gs.student_id * 31 + l.id * 7) % 100 as luck,
        (select min(g.guardian_id) from guardianship g join account ga on ga.person_id = g.guardian_id
          where g.student_id = gs.student_id and g.ends_on is null and ga.password_hash is not null) as guardian_id
      from lesson l join course c on c.id = l.course_id
      join group_student gs on gs.group_id = c.group_id
        and l.day between gs.starts_on and coalesce(gs.ends_on, 'infinity')
      join account a on a.person_id = gs.student_id and a.password_hash is not null
      where l.format = 'online' and l.status <> 'cancelled'
    ), came as (
      select lesson_id, case when is_young and luck < 40 then coalesce(guardian_id, student_id) else student_id end
          as person_id, student_id,
        starts_at + make_interval(secs => ((student_id * 101 + lesson_id * 13) % 840 - 540)::integer) as at,
        'admitted' as outcome, '' as reason
      from pupil where luck < 90
      union all
      select lesson_id, student_id, student_id, starts_at - interval '13 minutes', 'refused', 'too_early'
      from pupil where luck % 20 = 3
      union all
      select l.id, t.person_id, null, l.starts_at - interval '8 minutes', 'admitted', ''
      from lesson l join lesson_teacher t on t.lesson_id = l.id
      where l.format = 'online' and l.status <> 'cancelled'
    )
    insert into entry (lesson_id, person_id, student_id, at, outcome, reason)
    select lesson_id, person_id, student_id, at, outcome, reason from came
    where at <= ${now}::timestamptz
    order by at, person_id`);
}
