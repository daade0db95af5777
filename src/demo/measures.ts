import sql from 'sql-template-tag';
import { lookForConcerns } from '../attendance/find-concerns-job.ts';
import type { Db } from '../db/db.ts';
import type { Fate } from './fates.ts';
import { luck } from './luck.ts';
import type { LessonsByDay } from './pick-lessons.ts';

export interface MeasureTask {
  lessons: LessonsByDay;
  fates: readonly Fate[];
  coordinator: number;
  isSmall: boolean;
  now: Temporal.Instant;
}

/** The portal looked on these days: school days before today. */
const LOOKED = [26, 24, 12, 1];
const LOOKED_AT = '17:35';
const REVIEW_AFTER_DAYS = 12;

/**
 * Concerns as the portal finds them, and what was done: a talk with the family of whoever came back since; a talk
 * that Никита's class teacher has still to have; in a large school measures for two of three other open concerns;
 * and the meeting about the last term that is over.
 */
export async function writeMeasures(tx: Db, task: MeasureTask): Promise<void> {
  const { plan, timeZone } = task.lessons;
  for (const steps of LOOKED) {
    const day = plan.calendar.schoolDay(plan.today, -steps);
    if (day === null) continue;
    const at = Temporal.PlainDate.from(day).toZonedDateTime({ timeZone, plainTime: LOOKED_AT }).toInstant();
    await lookForConcerns(tx, day, at);
    await writeHelpful(tx, task, day, at);
  }
  await writePlanned(tx, task);
  await writeReview(tx, task);
}

/** A talk with the family of each pupil whose bad time ended on this day. */
async function writeHelpful(
  tx: Db,
  { fates }: MeasureTask,
  day: string,
  at: Temporal.Instant,
): Promise<void> {
  const back = fates.filter((fate) => fate.ends_on === day).map((fate) => fate.student_id);
  if (back.length === 0) return;
  await tx.run(sql`
    insert into measure (student_id, concern_id, kind, words, owner_id, due_on, created_by, created_at, done_on, outcome,
      outcome_words, version)
    select c.student_id, c.id, 'talk', 'Поговорить с семьёй о пропусках онлайн-уроков', k.class_teacher_id,
      ${day}::date + 2, k.class_teacher_id, ${at}, ${day}::date + 1, 'helped',
      'Договорились: напоминание за десять минут до урока, вечером короткий отчёт', 2
    from concern c join enrolment e on e.student_id = c.student_id and e.ends_on is null
    join class k on k.id = e.class_id
    where c.student_id = any(${back}::bigint[]) and c.closed_at is null`);
}

/** What is under way for concerns that are open now: of Никита always, of others in a large school. */
async function writePlanned(tx: Db, { lessons, isSmall, now }: MeasureTask): Promise<void> {
  const { cast, today } = lessons.plan;
  await tx.run(sql`
    insert into measure (student_id, concern_id, kind, words, owner_id, due_on, created_by, created_at)
    select c.student_id, c.id, w.kind, w.words, k.class_teacher_id, ${today}::date + 2, k.class_teacher_id,
      greatest(c.found_at, ${now}::timestamptz - interval '70 minutes')
    from concern c join enrolment e on e.student_id = c.student_id and e.ends_on is null
    join class k on k.id = e.class_id
    join (values ('illness', 'consultation', 'Передать задания и назначить консультацию после болезни'),
      ('announced', 'consultation', 'Консультация по пропущенным темам'),
      ('no_device', 'device', 'Узнать, на чём ученик занимается дома, и при нужде выдать планшет'),
      ('never_signed_in', 'talk', 'Позвонить семье и помочь войти на портал'),
      ('silent', 'psychologist', 'Попросить психолога побывать на онлайн-уроке'),
      ('one_course', 'talk', 'Поговорить с учеником и учителем предмета'),
      ('unknown', 'talk', 'Позвонить домой и узнать, что случилось')) w(cause, kind, words) on w.cause = c.cause
    where c.closed_at is null and not exists (select from measure m where m.concern_id = c.id)
      and (c.student_id = ${cast.get('nikita') ?? 0} and c.kind = 'missed'
        or not ${isSmall} and ${luck(sql`c.student_id`, 41)} < 660)`);
}

/** The meeting «анализ за четверть» about the last term that is over. */
async function writeReview(tx: Db, { lessons, coordinator, now }: MeasureTask): Promise<void> {
  await tx.run(sql`
    insert into review (term_id, held_on, people, findings, decision, recorded_by, recorded_at)
    select term.id, held.day, 'Заместитель директора, координатор, классные руководители',
      'Журналы заполнены почти все и почти всегда в день урока. Пропуски собраны у немногих учеников: нет связи дома, '
        || 'не получен доступ к порталу, одна семья долго болела.',
      'Классным руководителям связаться с семьями из списка за неделю; для домов без связи подготовить два планшета '
        || 'с сим-картами; вернуться к списку в середине четверти.',
      ${coordinator},
      least((held.day + time '15:40') at time zone s.time_zone, ${now}::timestamptz)
    from school s, (
      select id, ends_on from term where ends_on < ${lessons.plan.today}::date order by ends_on desc limit 1
    ) term, lateral (
      select coalesce(min(day), ${lessons.plan.today}::date) as day from lesson
      where day between term.ends_on + ${REVIEW_AFTER_DAYS}::integer and ${lessons.plan.today}::date
    ) held`);
}
