import sql from 'sql-template-tag';
import type { Db } from '../db/db.ts';
import { usualBells } from '../school-start/school-year.ts';
import { videoAddress } from './channels.ts';
import { LessonsByDay, type PlannedLesson, pickOnlineLessons } from './pick-lessons.ts';
import type { SchoolPlan } from './plan-school.ts';
import { topicsOf } from './topics.ts';
import { drawIds } from './write-school.ts';

/** A lesson set online, and the notice about it under the same number. */
interface Announcement {
  notice_id: number;
  course_id: number;
  day: string;
  period: number;
  service_id: number;
  link: string;
  topic: string;
  preparation: string;
  at: string;
  by: number;
  is_late: boolean;
  late_reason: string;
  title: string;
  body: string;
}

export interface OnlineTask {
  plan: SchoolPlan;
  services: ReadonlyMap<string, number>;
  now: Temporal.Instant;
  timeZone: string;
  isSmall: boolean;
}

const SERVICE = 'Сферум';
const LATE_REASON = 'Класс ушёл на дистанционное обучение утром';

/** Sets lessons around today online, tells everybody concerned, and lets those who have come enter. */
export async function writeOnlineLessons(tx: Db, task: OnlineTask): Promise<void> {
  const lessons = new LessonsByDay(task.plan);
  const picked = pickOnlineLessons(task.plan, lessons, task.isSmall);
  const announcements = picked.map((one, index) => announce(one, index + 1, task));
  const given = JSON.stringify(announcements);
  await setOnline(tx, given);
  await writeNotices(tx, given);
  await drawIds(tx, 'notice', announcements.length);
  await writeRecipients(tx, [...task.plan.cast.values()], task);
  await writeEntries(tx, task.now);
}

function announce(one: PlannedLesson, noticeId: number, task: OnlineTask): Announcement {
  const { plan, now } = task;
  const { topics, preparations } = topicsOf(one.subject);
  const topic = plan.chance.pick(topics);
  const preparation = plan.chance.pick(preparations);
  const { starts, ends } = timesOf(one, task);
  const isLate = one.className === '7Б' && one.day === plan.today;
  const planned = isLate ? starts.subtract({ hours: 3 }) : dayBefore(starts, task);
  const latest = now.subtract({ minutes: plan.chance.between(20, 300) });
  const at = Temporal.Instant.compare(planned, latest) < 0 ? planned : latest;
  const clock = (moment: Temporal.Instant) =>
    moment.toZonedDateTimeISO(task.timeZone).toPlainTime().toString({ smallestUnit: 'minute' });
  const dayInWords = Temporal.PlainDate.from(one.day).toLocaleString('ru', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
  });
  const ofClass = plan.rows.class[one.classId - 1];
  if (!ofClass) throw new Error(`No class ${one.classId}`);
  return {
    notice_id: noticeId,
    course_id: one.slot.course_id,
    day: one.day,
    period: one.slot.period,
    service_id: task.services.get(SERVICE) ?? 0,
    link: videoAddress(ofClass),
    topic,
    preparation,
    at: at.toString(),
    by: one.teacherId,
    is_late: isLate,
    late_reason: isLate ? LATE_REASON : '',
    title: `${one.subject}: урок онлайн`,
    body:
      `${one.className}, ${dayInWords}, ${clock(starts)}–${clock(ends)}. Сервис: ${SERVICE}.\n` +
      `Тема: ${topic}.\nПодготовить: ${preparation}.`,
  };
}

/** A moment of the afternoon of the day before the day before: more than a day ahead, and not at night. */
function dayBefore(starts: Temporal.Instant, { plan, timeZone }: OnlineTask): Temporal.Instant {
  const minutes = plan.chance.between(0, 5 * 60);
  return starts
    .toZonedDateTimeISO(timeZone)
    .subtract({ days: 2 })
    .with({ hour: 13, minute: 0 })
    .add({ minutes })
    .toInstant();
}

/** When the lesson begins and ends, by the bells of its class. */
export function timesOf(
  one: PlannedLesson,
  { plan, timeZone }: Pick<OnlineTask, 'plan' | 'timeZone'>,
): { starts: Temporal.Instant; ends: Temporal.Instant } {
  const grade = plan.rows.class[one.classId - 1]?.grade;
  const bell = usualBells(5).find(
    (other) =>
      other.grade === grade && other.weekday === one.slot.weekday && other.period === one.slot.period,
  );
  if (!bell) throw new Error(`No bell for ${one.className}, period ${one.slot.period}`);
  const at = (time: string) =>
    Temporal.PlainDate.from(one.day).toZonedDateTime({ timeZone, plainTime: time }).toInstant();
  return { starts: at(bell.startsAt), ends: at(bell.endsAt) };
}

const GIVEN = sql`as g(notice_id bigint, course_id bigint, day date, period smallint, service_id bigint, link text,
  topic text, preparation text, at timestamptz, by bigint, is_late boolean, late_reason text, title text, body text)`;

async function setOnline(tx: Db, given: string): Promise<void> {
  await tx.run(sql`
    update lesson l set format = 'online', service_id = g.service_id, link = g.link, topic = g.topic,
      preparation = g.preparation, announced_at = g.at, announced_by = g.by, is_late = g.is_late,
      late_reason = g.late_reason, version = l.version + 1
    from jsonb_to_recordset(${given}::jsonb) ${GIVEN}
    where l.course_id = g.course_id and l.day = g.day and l.period = g.period`);
  await tx.run(sql`
    insert into lesson_change (lesson_id, at, changed_by, kind, before, after, reason)
    select l.id, g.at, g.by, 'announced', jsonb_build_object('format', 'in_person'),
      jsonb_build_object('format', 'online', 'service_id', g.service_id, 'topic', g.topic, 'preparation', g.preparation),
      g.late_reason
    from jsonb_to_recordset(${given}::jsonb) ${GIVEN}
    join lesson l on l.course_id = g.course_id and l.day = g.day and l.period = g.period`);
}

async function writeNotices(tx: Db, given: string): Promise<void> {
  await tx.run(sql`
    insert into notice (id, kind, title, body, created_by, created_at, revised_at) overriding system value
    select g.notice_id, 'lesson_online', g.title, g.body, g.by, g.at, g.at
    from jsonb_to_recordset(${given}::jsonb) ${GIVEN}`);
  await tx.run(sql`
    insert into notice_lesson (notice_id, lesson_id)
    select g.notice_id, l.id from jsonb_to_recordset(${given}::jsonb) ${GIVEN}
    join lesson l on l.course_id = g.course_id and l.day = g.day and l.period = g.period`);
}

/**
 * Recipients of every notice: the pupils of the lesson's group on its day and their guardians, with a delivery to the
 * portal. Of those who can sign in most have read what is about days gone by and today; the cast has not read what is
 * about days to come.
 */
async function writeRecipients(tx: Db, cast: readonly number[], { plan, now }: OnlineTask): Promise<void> {
  await tx.run(sql`
    with told as (
      select nl.notice_id, gs.student_id, gs.student_id as person_id, l.day
      from notice_lesson nl join lesson l on l.id = nl.lesson_id join course c on c.id = l.course_id
      join group_student gs on gs.group_id = c.group_id
        and l.day between gs.starts_on and coalesce(gs.ends_on, 'infinity')
    ), everybody as (
      select notice_id, student_id, person_id, day from told
      union all
      select t.notice_id, t.student_id, g.guardian_id, t.day
      from told t join guardianship g on g.student_id = t.student_id
        and t.day between g.starts_on and coalesce(g.ends_on, 'infinity')
    ), recipients as (
      insert into recipient (notice_id, person_id, read_at)
      select e.notice_id, e.person_id,
        case when a.password_hash is not null and case
          when e.person_id = any(${cast}::bigint[]) then min(e.day) <= ${plan.today}::date
          else (e.person_id * 7919 + e.notice_id * 10473) % 100 < case when min(e.day) > ${plan.today}::date then 55 else 82 end
        end then least(n.created_at + make_interval(mins => ((e.person_id * 37 + e.notice_id * 11) % 900 + 3)::integer),
          ${now.toString()}::timestamptz) end
      from everybody e join notice n on n.id = e.notice_id left join account a on a.person_id = e.person_id
      group by e.notice_id, e.person_id, a.password_hash, n.created_at
      returning id, notice_id, person_id
    ), students as (
      insert into recipient_student (recipient_id, student_id)
      select distinct r.id, e.student_id from recipients r
      join everybody e on e.notice_id = r.notice_id and e.person_id = r.person_id
    )
    insert into delivery (recipient_id, way, state, attempts, settled_at, note)
    select r.id, 'portal', case when a.password_hash is null then 'unreachable' else 'delivered' end, 1, n.created_at,
      case when a.person_id is null then 'Нет учётной записи'
        when a.password_hash is null then 'Учётная запись не активирована' else '' end
    from recipients r join notice n on n.id = r.notice_id left join account a on a.person_id = r.person_id`);
}

/** Entries into the online lessons that have begun: most pupils in time, some a little late, and the teacher. */
async function writeEntries(tx: Db, now: Temporal.Instant): Promise<void> {
  await tx.run(sql`
    insert into entry (lesson_id, person_id, student_id, at, outcome)
    select came.lesson_id, came.person_id, came.student_id, came.at, 'admitted'
    from (
      select l.id as lesson_id, gs.student_id as person_id, gs.student_id,
        l.starts_at + make_interval(secs => ((gs.student_id * 101 + l.id * 13) % 840 - 540)::integer) as at
      from lesson l join course c on c.id = l.course_id
      join group_student gs on gs.group_id = c.group_id
        and l.day between gs.starts_on and coalesce(gs.ends_on, 'infinity')
      join account a on a.person_id = gs.student_id and a.password_hash is not null
      where l.format = 'online' and (gs.student_id * 31 + l.id * 7) % 100 < 90
      union all
      select l.id, t.person_id, null, l.starts_at - interval '8 minutes'
      from lesson l join lesson_teacher t on t.lesson_id = l.id
      where l.format = 'online'
    ) came
    where came.at <= ${now.toString()}::timestamptz
    order by came.at, came.person_id`);
}
