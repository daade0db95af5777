import sql, { type Sql } from 'sql-template-tag';
import * as z from 'zod';
import type { Actor } from '../access/actor.ts';
import { day, id, instant } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { standsIn } from '../feedback/waits.ts';
import { questionStates, questionTopics } from './find.ts';
import { PersonShape, personColumn } from './person-shape.ts';

/** So many that wait are shown at once, the oldest first. */
export const MOST_ON_DESK = 200;
/** So many of those that were answered last stand below them. */
const MOST_RECENT = 15;
/** Signs of a message that a list shows. */
const FIRST_SIGNS = 200;

const DeskRow = z.object({
  id,
  version: z.number(),
  state: z.enum(questionStates),
  topic: z.enum(questionTopics),
  asked_at: instant,
  waiting_since: instant.nullable(),
  course_id: id.nullable(),
  class_id: id.nullable(),
  /** «Математика»; empty for what is asked of a class teacher. */
  subject: z.string(),
  /** The course's group, or the class. */
  target: z.string(),
  lesson_day: day.nullable(),
  student: PersonShape,
  /** The pupil's class today; empty where there is none. */
  class_name: z.string(),
  /** Null where the pupil asked. */
  guardian: PersonShape.extend({ relation: z.string() }).nullable(),
  teacher: PersonShape,
  is_own: z.boolean(),
  /** What the family wrote last; null where it was withdrawn. */
  words: z.string().nullable(),
  has_files: z.boolean(),
  /** How many times this pupil's family asked in the same course before. */
  earlier: z.number(),
});
export type DeskRow = z.output<typeof DeskRow>;

/** The columns of DeskRow of the questions whose numbers `picked` holds. */
function deskRows(picked: Sql, me: number, today: string): Sql {
  return sql`
    select q.id, q.version, q.state, q.topic, q.asked_at, q.waiting_since, q.course_id, q.class_id,
      coalesce(j.name, '') as subject, coalesce(k.name, o.name, '') as target, l.day as lesson_day,
      ${personColumn(sql`s`)} as student,
      coalesce((
        select n.name from enrolment e join class n on n.id = e.class_id
        where e.student_id = q.student_id and e.starts_on <= ${today} and (e.ends_on is null or e.ends_on >= ${today})
      ), '') as class_name,
      case when q.asked_by <> q.student_id then
        ${personColumn(sql`a`)} || jsonb_build_object('relation', coalesce(g.relation, '')) end as guardian,
      ${personColumn(sql`t`)} as teacher, q.teacher_id = ${me} as is_own,
      (
        select case when m.withdrawn_at is null then left(m.body, ${FIRST_SIGNS}) end
        from question_message m where m.question_id = q.id and m.side = 'family' order by m.id desc limit 1
      ) as words,
      exists (
        select from question_message m join message_attachment f on f.message_id = m.id
        where m.question_id = q.id and m.side = 'family' and m.withdrawn_at is null) as has_files,
      (
        select count(*) from question b where b.student_id = q.student_id and b.id < q.id
          and b.course_id is not distinct from q.course_id and b.class_id is not distinct from q.class_id
      ) as earlier
    from (${picked}) p
    join question q on q.id = p.id
    join person s on s.id = q.student_id
    join person a on a.id = q.asked_by
    join person t on t.id = q.teacher_id
    left join guardianship g on g.guardian_id = q.asked_by and g.student_id = q.student_id
    left join class k on k.id = q.class_id
    left join course c on c.id = q.course_id
    left join subject j on j.id = c.subject_id
    left join study_group o on o.id = c.group_id
    left join lesson l on l.id = q.lesson_id`;
}

/** A part of the questions: of one course, or of one class that is headed. */
export interface DeskPart {
  courseId: number | null;
  classId: number | null;
}

const inPart = ({ courseId, classId }: DeskPart): Sql =>
  sql`(${courseId}::bigint is null or q.course_id = ${courseId}) and (${classId}::bigint is null or q.class_id = ${classId})`;

/** All that this teacher has to answer, those of a teacher whom they stand in for among them, and what went before. */
export function listDesk(db: Db, actor: Actor, today: string): Promise<DeskRow[]> {
  const me = actor.personId;
  const picked = sql`
    (select q.id from question q where q.teacher_id = ${me} and q.state = 'waiting'
      order by q.waiting_since, q.id limit ${MOST_ON_DESK})
    union
    select q.id
    from (
      select distinct t.replaces_id, l.course_id
      from lesson_teacher t join lesson l on l.id = t.lesson_id
      where t.person_id = ${me} and t.replaces_id is not null and t.day <= ${today}
    ) i join question q on q.teacher_id = i.replaces_id and q.course_id = i.course_id and q.state = 'waiting'
    where ${standsIn(me, today)}
    union
    (select q.id from question q where q.teacher_id = ${me} and q.state = 'asked_back'
      order by q.id desc limit ${MOST_ON_DESK})
    union
    (select q.id from question q where q.teacher_id = ${me} and q.state in ('answered', 'closed')
      order by q.id desc limit ${MOST_RECENT})`;
  return db.rows(DeskRow, sql`${deskRows(picked, me, today)} order by q.waiting_since nulls last, q.id desc`);
}

/** A page of what this teacher answered, the newest questions first, and one more where there is more. */
export function listAnswered(
  db: Db,
  actor: Actor,
  part: DeskPart,
  { today, limit, offset }: { today: string; limit: number; offset: number },
): Promise<DeskRow[]> {
  const me = actor.personId;
  const picked = sql`
    select q.id from question q
    where q.teacher_id = ${me} and q.state in ('answered', 'closed') and ${inPart(part)}
    order by q.id desc limit ${limit + 1} offset ${offset}`;
  return db.rows(DeskRow, sql`${deskRows(picked, me, today)} order by q.id desc`);
}

/** Questions by number, whoever has them; those that have waited longest first. For who sees all of them. */
export function listByNumber(db: Db, ids: readonly number[], me: number, today: string): Promise<DeskRow[]> {
  const picked = sql`select n as id from unnest(${ids}::bigint[]) n`;
  return db.rows(DeskRow, sql`${deskRows(picked, me, today)} order by q.waiting_since nulls last, q.id`);
}

/** Of questions by number those that wait for this very person: their own, and those of whom they stand in for. */
export function listAnswerable(
  db: Db,
  ids: readonly number[],
  me: number,
  today: string,
): Promise<DeskRow[]> {
  const picked = sql`
    select q.id from question q
    where q.id = any(${ids}::bigint[]) and q.state = 'waiting' and (q.teacher_id = ${me} or ${standsIn(me, today)})`;
  return db.rows(DeskRow, sql`${deskRows(picked, me, today)} order by q.waiting_since, q.id`);
}
