import sql from 'sql-template-tag';
import * as z from 'zod';
import type { Actor } from '../access/actor.ts';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { readsAnswer } from '../feedback/answer-readers.ts';
import type { Finder } from '../web/route.ts';
import type { QuestionRow } from './find.ts';

const DraftRow = z.object({
  /** What the family asked first; empty where it was withdrawn. */
  question: z.string(),
  /** What is published: the answer that was, otherwise the last; none where all were withdrawn. */
  answer: z.object({ id, body: z.string(), has_files: z.boolean() }).nullable(),
  /** The course's group; null where a class teacher was asked. */
  course: z.object({ id, name: z.string() }).nullable(),
  /** The pupil's class, where whoever asks heads it. */
  headed_class: z.object({ id, name: z.string() }).nullable(),
  published: z
    .object({
      id,
      course_id: id.nullable(),
      class_id: id.nullable(),
      question: z.string(),
      answer: z.string(),
      has_files: z.boolean(),
      version: z.number(),
    })
    .nullable(),
  /** Who asked, and the pupils who would read it. */
  people: z.array(z.object({ family_name: z.string(), given_name: z.string(), call_name: z.string() })),
});
export type DraftRow = z.output<typeof DraftRow>;

/** What is to be published of a question, what is published already, and whose names must not stand in it. */
export function loadDraft(
  db: Db,
  question: Pick<QuestionRow, 'id' | 'student_id' | 'asked_by' | 'course_id'>,
  actor: Actor,
  today: string,
): Promise<DraftRow> {
  const headed = actor.headedClasses.map((one) => one.id);
  return db.row(
    DraftRow,
    sql`
      with own_class as (
        select k.id, k.name from enrolment e join class k on k.id = e.class_id
        where e.student_id = ${question.student_id}
          and e.starts_on <= ${today} and (e.ends_on is null or e.ends_on >= ${today})
      )
      select
        coalesce((
          select m.body from question_message m
          where m.question_id = ${question.id} and m.kind = 'question' order by m.id limit 1
        ), '') as question,
        (
          select jsonb_build_object('id', m.id, 'body', m.body, 'has_files', exists (
            select from message_attachment f where f.message_id = m.id))
          from question_message m
          where m.question_id = ${question.id} and m.kind = 'answer' and m.withdrawn_at is null
          order by exists (
            select from published_answer a
            where a.question_id = ${question.id} and a.answer_id = m.id and a.withdrawn_at is null) desc, m.id desc
          limit 1
        ) as answer,
        (
          select jsonb_build_object('id', c.id, 'name', j.name || ', ' || g.name)
          from course c join subject j on j.id = c.subject_id join study_group g on g.id = c.group_id
          where c.id = ${question.course_id}::bigint
        ) as course,
        (select jsonb_build_object('id', o.id, 'name', o.name) from own_class o
          where o.id = any(${headed}::bigint[])) as headed_class,
        (
          select to_jsonb(p) from (
            select a.id, a.course_id, a.class_id, a.question, a.answer, a.has_files, a.version
            from published_answer a
            where a.question_id = ${question.id} and a.withdrawn_at is null order by a.id desc limit 1
          ) p
        ) as published,
        coalesce((
          select jsonb_agg(jsonb_build_object('family_name', n.family_name, 'given_name', n.given_name,
            'call_name', n.call_name))
          from person n where n.id in (
            select ${question.student_id}::bigint
            union select ${question.asked_by}::bigint
            union select m.student_id from course c join group_student m on m.group_id = c.group_id
              where c.id = ${question.course_id}::bigint
                and m.starts_on <= ${today} and (m.ends_on is null or m.ends_on >= ${today})
            union select e.student_id from own_class o join enrolment e on e.class_id = o.id
              and e.starts_on <= ${today} and (e.ends_on is null or e.ends_on >= ${today}))
        ), '[]') as people
    `,
  );
}

/** What a course or class may read. */
export interface Publication {
  target: { kind: 'course' | 'class'; id: number };
  question: string;
  answer: string;
  hasFiles: boolean;
}

const Made = z.object({ id });

/**
 * Publishes the answer of a question; never who asked.
 * @returns its number; null where the question has a publication already
 */
export async function publish(
  tx: Db,
  of: { questionId: number; answerId: number },
  { target, question, answer, hasFiles }: Publication,
  act: { actorId: number; at: Temporal.Instant },
): Promise<number | null> {
  // two who publish at once wait for each other here
  await tx.run(sql`select from question where id = ${of.questionId} for update`);
  const made = await tx.maybeRow(
    Made,
    sql`
      insert into published_answer (course_id, class_id, question_id, answer_id, question, answer, has_files,
        published_by, published_at)
      select ${target.kind === 'course' ? target.id : null}::bigint, ${target.kind === 'class' ? target.id : null}::bigint,
        ${of.questionId}::bigint, ${of.answerId}::bigint, ${question}, ${answer}, ${hasFiles}::boolean,
        ${act.actorId}::bigint, ${act.at}::timestamptz
      where not exists (
        select from published_answer p where p.question_id = ${of.questionId} and p.withdrawn_at is null)
      returning id
    `,
  );
  return made?.id ?? null;
}

/** Changes the words of a publication. @returns false where somebody changed or withdrew it meanwhile */
export async function changePublication(
  tx: Db,
  seen: { id: number; version: number },
  { target, question, answer, hasFiles }: Publication,
): Promise<boolean> {
  const done = await tx.run(sql`
    update published_answer
    set question = ${question}, answer = ${answer}, has_files = ${hasFiles}, version = version + 1,
      course_id = ${target.kind === 'course' ? target.id : null}::bigint,
      class_id = ${target.kind === 'class' ? target.id : null}::bigint
    where id = ${seen.id} and version = ${seen.version} and withdrawn_at is null
  `);
  return done === 1;
}

/** Takes a publication back. @returns false where somebody changed or withdrew it meanwhile */
export async function withdrawPublication(
  tx: Db,
  seen: { id: number; version: number },
  at: Temporal.Instant,
): Promise<boolean> {
  const done = await tx.run(sql`
    update published_answer set withdrawn_at = ${at}, version = version + 1
    where id = ${seen.id} and version = ${seen.version} and withdrawn_at is null
  `);
  return done === 1;
}

const PublishedRow = z.object({
  id,
  course_id: id.nullable(),
  class_id: id.nullable(),
  version: z.number(),
  is_kept: z.boolean(),
});
export type PublishedRow = z.output<typeof PublishedRow>;

/** A published answer that this actor reads; `is_kept` where they may withdraw it. */
export const answerForReader: Finder<PublishedRow, { answerId: number }> = ({ db, actor, params, today }) =>
  db.maybeRow(
    PublishedRow,
    sql`
      select p.id, p.course_id, p.class_id, p.version, ${keepsAnswer(actor)} as is_kept
      from published_answer p where p.id = ${params.answerId} and ${readsAnswer(actor, today)}
    `,
  );

/** Who may withdraw the published answer `p`: who published it, the course's teachers, the class teacher, the coordinator. */
export function keepsAnswer(actor: Actor) {
  if (actor.roles.has('coordinator')) return sql`true`;
  if (!actor.roles.has('teacher')) return sql`false`;
  return sql`(p.published_by = ${actor.personId}
    or coalesce(p.class_id = any(${actor.headedClasses.map((one) => one.id)}::bigint[]), false)
    or exists (select from course_teacher k where k.course_id = p.course_id and k.person_id = ${actor.personId}))`;
}

const ReaderRow = z.object({ person_id: id, student_id: id });

/** The pupils of a course or class today and their guardians, each with the pupil whom it is about. */
export function listReaders(
  db: Db,
  target: Publication['target'],
  today: string,
): Promise<z.output<typeof ReaderRow>[]> {
  const pupils =
    target.kind === 'course'
      ? sql`select m.student_id from course c join group_student m on m.group_id = c.group_id
          where c.id = ${target.id} and m.starts_on <= ${today} and (m.ends_on is null or m.ends_on >= ${today})`
      : sql`select m.student_id from enrolment m
          where m.class_id = ${target.id} and m.starts_on <= ${today} and (m.ends_on is null or m.ends_on >= ${today})`;
  return db.rows(
    ReaderRow,
    sql`
      with pupil as (${pupils})
      select student_id as person_id, student_id from pupil
      union
      select g.guardian_id, u.student_id
      from pupil u join guardianship g on g.student_id = u.student_id
        and g.starts_on <= ${today} and (g.ends_on is null or g.ends_on >= ${today})
    `,
  );
}
