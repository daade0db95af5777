import sql from 'sql-template-tag';
import * as z from 'zod';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { mayAnswerOn } from '../feedback/waits.ts';
import type { Party, QuestionRow, QuestionState } from './find.ts';
import { mayAnswer } from './message-rule.ts';

/**
 * Who may hand a question on: whoever has it or stands in, and the coordinator, whose it is that nobody is left
 * without an answer (always true 6). Class teachers who read along after a complaint may not.
 */
export function mayHandOn(party: Party, isCoordinator: boolean): boolean {
  return mayAnswer(party) || (party === 'overseer' && isCoordinator);
}

/** Whether there is anything to hand on: what was answered or closed is nobody's turn. */
export function isOpenToHandOn(state: QuestionState): boolean {
  return state === 'waiting' || state === 'asked_back';
}

const CandidateRow = z.object({
  id,
  family_name: z.string(),
  given_name: z.string(),
  patronymic: z.string(),
  /** «Физика, Астрономия»: what they teach the pupil; empty where nothing. */
  subjects: z.string(),
  is_class_teacher: z.boolean(),
});
export type CandidateRow = z.output<typeof CandidateRow>;

/**
 * To whom a question may be handed: teachers and coordinators of today who can sign in, but for whoever has it and
 * whoever asked it. Those who teach the pupil, or head the pupil's class, stand first.
 */
export function listCandidates(
  db: Db,
  question: Pick<QuestionRow, 'student_id' | 'teacher_id' | 'asked_by'>,
  today: string,
): Promise<CandidateRow[]> {
  return db.rows(
    CandidateRow,
    sql`
      with taught as (
        select t.person_id, string_agg(distinct j.name, ', ') as subjects
        from group_student m join course c on c.group_id = m.group_id
        join course_teacher t on t.course_id = c.id join subject j on j.id = c.subject_id
        where m.student_id = ${question.student_id}
          and m.starts_on <= ${today} and (m.ends_on is null or m.ends_on >= ${today})
        group by t.person_id
      ), headed as (
        select k.class_teacher_id as person_id
        from enrolment e join class k on k.id = e.class_id
        where e.student_id = ${question.student_id}
          and e.starts_on <= ${today} and (e.ends_on is null or e.ends_on >= ${today})
      )
      select p.id, p.family_name, p.given_name, p.patronymic, coalesce(t.subjects, '') as subjects,
        h.person_id is not null as is_class_teacher
      from person p
      left join taught t on t.person_id = p.id
      left join headed h on h.person_id = p.id
      where ${mayAnswerOn(sql`p.id`, today)} and p.id not in (${question.teacher_id}, ${question.asked_by})
      order by t.subjects is null and h.person_id is null, p.family_name, p.given_name, p.id
    `,
  );
}

/**
 * Gives a question to another teacher. It waits as long as it has waited: the family does not begin anew.
 * @returns false where somebody answered, wrote or handed on meanwhile
 */
export async function handOn(
  tx: Db,
  seen: { id: number; version: number; teacherId: number },
  to: { personId: number; words: string },
  act: { actorId: number; at: Temporal.Instant },
): Promise<boolean> {
  const done = await tx.run(sql`
    with given as (
      update question set teacher_id = ${to.personId}, version = version + 1
      where id = ${seen.id} and version = ${seen.version} and teacher_id = ${seen.teacherId}
        and state in ('waiting', 'asked_back')
      returning id
    )
    insert into question_handover (question_id, from_id, to_id, by_id, at, words)
    select id, ${seen.teacherId}::bigint, ${to.personId}::bigint, ${act.actorId}::bigint, ${act.at}::timestamptz, ${to.words}
    from given
  `);
  return done === 1;
}
