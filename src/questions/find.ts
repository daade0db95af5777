import sql, { type Sql } from 'sql-template-tag';
import * as z from 'zod';
import type { Actor } from '../access/actor.ts';
import { day, id, instant } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { mayAnswerOn, standsIn } from '../feedback/waits.ts';
import { isYoungPupil } from '../people/young-pupil.ts';
import { pupilsOf } from '../service-register/channel-reach.ts';
import type { Finder } from '../web/route.ts';
import { PersonShape, personColumn } from './person-shape.ts';

export const questionStates = ['waiting', 'asked_back', 'answered', 'closed'] as const;
export type QuestionState = (typeof questionStates)[number];
export const questionTopics = ['material', 'organisation'] as const;

/**
 * As what somebody reads a question: who asked it; the teacher who has it now; who stands in for that teacher; a
 * guardian who looks along in what a young child asked; a teacher who wrote in it and handed it on; the coordinator, or
 * the class teacher after a complaint.
 */
export const parties = ['asker', 'teacher', 'stand_in', 'guardian', 'former', 'overseer'] as const;
export type Party = (typeof parties)[number];

export const QuestionRow = z.object({
  id,
  student_id: id,
  asked_by: id,
  asked_at: instant,
  topic: z.enum(questionTopics),
  course_id: id.nullable(),
  class_id: id.nullable(),
  lesson_id: id.nullable(),
  teacher_id: id,
  state: z.enum(questionStates),
  waiting_since: instant.nullable(),
  version: z.number(),
  party: z.enum(parties),
  /** Of the course; empty for what is asked of a class teacher. */
  subject: z.string(),
  lesson_day: day.nullable(),
  lesson_period: z.number().nullable(),
  student: PersonShape.extend({ call_name: z.string() }),
  /** The pupil's class today; empty where there is none. */
  class_name: z.string(),
  asker: PersonShape,
  /** «мать», where a guardian asked. */
  relation: z.string(),
  teacher: PersonShape,
  /** False where the teacher has left, is kept out of the portal or is no teacher any more. */
  is_teacher_here: z.boolean(),
  /** False where the pupil has left, or the guardian who asked may see the child no longer. */
  is_asker_here: z.boolean(),
  is_young: z.boolean(),
});
export type QuestionRow = z.infer<typeof QuestionRow>;

/**
 * As what a person reads the question `q`, as text; null where it is not for them (decision 0027). The coordinator
 * reads every question, as control of the order (clause 6); such looks are in the audit log.
 */
export function partyOf(actor: Actor, today: string): Sql {
  const me = actor.personId;
  const isTeacher = actor.roles.has('teacher');
  const isCoordinator = actor.roles.has('coordinator');
  const children = actor.children.map((child) => child.id);
  const headed = actor.headedClasses.map((one) => one.id);
  return sql`case
    when q.asked_by = ${me} and q.student_id = any(${pupilsOf(actor)}::bigint[]) then 'asker'
    when ${isTeacher || isCoordinator}::boolean and q.teacher_id = ${me} then 'teacher'
    when ${isTeacher}::boolean and ${standsIn(me, today)} then 'stand_in'
    when q.asked_by = q.student_id and q.student_id = any(${children}::bigint[])
      and ${isYoungPupil(sql`q.student_id`, today)} then 'guardian'
    when ${isTeacher}::boolean and exists (
      select from question_message pm where pm.question_id = q.id and pm.author_id = ${me} and pm.side = 'school')
      then 'former'
    when ${isCoordinator}::boolean then 'overseer'
    when exists (
      select from enrolment pe where pe.student_id = q.student_id and pe.class_id = any(${headed}::bigint[])
        and pe.starts_on <= ${today} and (pe.ends_on is null or pe.ends_on >= ${today}))
      and exists (
        select from complaint pc join question_message pm on pm.id = pc.message_id
        where pm.question_id = q.id and pm.side = 'school') then 'overseer'
    end`;
}

/** One question through whoever asks for it; null where it is not there or not theirs. */
export function findQuestion(
  db: Db,
  questionId: number,
  actor: Actor,
  today: string,
): Promise<QuestionRow | null> {
  return db.maybeRow(
    QuestionRow,
    sql`
      select found.* from (
        select q.id, q.student_id, q.asked_by, q.asked_at, q.topic, q.course_id, q.class_id, q.lesson_id, q.teacher_id,
          q.state, q.waiting_since, q.version, ${partyOf(actor, today)} as party, coalesce(j.name, '') as subject,
          l.day as lesson_day, l.period as lesson_period,
          ${personColumn(sql`s`)} || jsonb_build_object('call_name', coalesce(nullif(s.call_name, ''), s.given_name))
            as student,
          coalesce((
            select k.name from enrolment e join class k on k.id = e.class_id
            where e.student_id = q.student_id and e.starts_on <= ${today} and (e.ends_on is null or e.ends_on >= ${today})
          ), '') as class_name,
          ${personColumn(sql`a`)} as asker, coalesce(g.relation, '') as relation, ${personColumn(sql`t`)} as teacher,
          ${mayAnswerOn(sql`t.id`, today)} as is_teacher_here,
          (s.left_on is null or s.left_on >= ${today}) and (q.asked_by = q.student_id or coalesce(
            g.starts_on <= ${today} and (g.ends_on is null or g.ends_on >= ${today}), false)) as is_asker_here,
          ${isYoungPupil(sql`q.student_id`, today)} as is_young
        from question q
        join person s on s.id = q.student_id
        join person a on a.id = q.asked_by
        join person t on t.id = q.teacher_id
        left join guardianship g on g.guardian_id = q.asked_by and g.student_id = q.student_id
        left join course c on c.id = q.course_id
        left join subject j on j.id = c.subject_id
        left join lesson l on l.id = q.lesson_id
        where q.id = ${questionId}
      ) found where party is not null
    `,
  );
}

/** A question that this actor may read. */
export const questionForReader: Finder<QuestionRow, { questionId: number }> = ({
  db,
  params,
  actor,
  today,
}) => findQuestion(db, params.questionId, actor, today);
