import sql from 'sql-template-tag';
import type { Db } from '../db/db.ts';
import { healthWarnings } from '../lessons/announcing-rule.ts';
import { announcementWords } from '../lessons/lesson-words.ts';
import { HEALTH_LIMITS } from '../school-start/health-limits.ts';
import { videoAddress } from './channels.ts';
import type { PlannedNotice } from './notices.ts';
import { type LessonsByDay, type PlannedLesson, wordsOf } from './pick-lessons.ts';
import type { Random } from './random.ts';
import { topicsOf } from './topics.ts';

/** Why and when a lesson was announced later than it should have been. */
export interface LateAnnouncement {
  reason: string;
  at: Temporal.Instant;
}

export interface OnlineTask {
  lessons: LessonsByDay;
  picked: readonly PlannedLesson[];
  /** Those that were announced late; the others were in time. */
  late: ReadonlyMap<PlannedLesson, LateAnnouncement>;
  chance: Random;
  services: ReadonlyMap<string, number>;
  now: Temporal.Instant;
}

const SERVICE = 'Сферум';
export const QUARANTINE = 'карантин в классе';
const OPENS_MINUTES = 10;

/** Today's lesson of 7Б, which was announced an hour before it began. */
export function lateToday(
  picked: readonly PlannedLesson[],
  lessons: LessonsByDay,
  now: Temporal.Instant,
): Map<PlannedLesson, LateAnnouncement> {
  return new Map(
    picked
      .filter((one) => one.className === '7Б' && one.day === lessons.plan.today)
      .map((one) => {
        const { starts } = lessons.times(one);
        const at = earlierOf(starts.subtract({ minutes: 70 }), now.subtract({ minutes: 20 }));
        return [one, { reason: QUARANTINE, at }];
      }),
  );
}

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
  const { lessons, services, now, chance } = task;
  const { plan } = lessons;
  const { topics, preparations } = topicsOf(one.subject);
  const set = { topic: chance.pick(topics), preparation: chance.pick(preparations) };
  const { starts } = lessons.times(one);
  const late = task.late.get(one);
  const at = late?.at ?? announcedAt(starts, task, now);
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
    is_late: late !== undefined,
    late_reason: late?.reason ?? '',
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
  { lessons: { timeZone }, chance }: OnlineTask,
  now: Temporal.Instant,
): Temporal.Instant {
  const minutes = chance.between(0, 5 * 60);
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
