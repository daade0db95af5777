import sql from 'sql-template-tag';
import * as z from 'zod';
import type { Actor } from '../access/actor.ts';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { partyOf, type QuestionRow, questionStates } from './find.ts';

const MOST_EARLIER = 5;
const MOST_NEAREST = 3;
/** Words of the question by which answers near to it are looked for. */
const MOST_WORDS = 24;

const AnswerHelpRow = z.object({
  templates: z.array(z.object({ id, title: z.string(), body: z.string() })),
  earlier: z.array(
    z.object({
      id,
      asked_at: z.string().transform((text) => Temporal.Instant.from(text)),
      state: z.enum(questionStates),
      words: z.string(),
      answer: z.string(),
    }),
  ),
  nearest: z.array(z.object({ id, question: z.string(), answer: z.string() })),
  is_published: z.boolean(),
  /** The other question of this person that has waited longest; null where none waits. */
  next_id: id.nullable(),
});
export type AnswerHelpRow = z.output<typeof AnswerHelpRow>;

/**
 * What helps to answer a question, in one statement: the teacher's templates; what this pupil, or a guardian for them,
 * asked before in the course (only what the teacher may read); the published answers nearest to it, by word forms; and which
 * question waits next.
 */
export function loadAnswerHelp(
  db: Db,
  question: Pick<QuestionRow, 'id' | 'student_id' | 'course_id' | 'class_id'>,
  actor: Actor,
  today: string,
): Promise<AnswerHelpRow> {
  const { course_id: courseId, class_id: classId } = question;
  return db.row(
    AnswerHelpRow,
    sql`
      with asked as (
        select m.body from question_message m
        where m.question_id = ${question.id} and m.side = 'family' and m.withdrawn_at is null
        order by m.id desc limit 1
      ), looked_for as (
        select string_agg('''' || replace(replace(w.lexeme, '\\', '\\\\'), '''', '''''') || '''', ' | ')::tsquery as query
        from (
          select u.lexeme
          from asked a cross join lateral unnest(to_tsvector('russian', translate(a.body, 'Ёё', 'Ее'))) u
          order by length(u.lexeme) desc limit ${MOST_WORDS}
        ) w
      ), earlier as (
        select q.id, q.asked_at, q.state,
          coalesce((
            select left(m.body, 240) from question_message m
            where m.question_id = q.id and m.kind = 'question' and m.withdrawn_at is null order by m.id limit 1
          ), '') as words,
          coalesce((
            select left(m.body, 240) from question_message m
            where m.question_id = q.id and m.kind = 'answer' and m.withdrawn_at is null order by m.id desc limit 1
          ), '') as answer
        from question q
        where q.student_id = ${question.student_id} and q.id < ${question.id}
          and q.course_id is not distinct from ${courseId}::bigint and q.class_id is not distinct from ${classId}::bigint
          and ${partyOf(actor, today)} is not null
        order by q.id desc limit ${MOST_EARLIER}
      ), nearest as (
        select p.id, p.question, p.answer, ts_rank(p.words, f.query) as rank
        from looked_for f join published_answer p on p.words @@ f.query
        where p.withdrawn_at is null and p.course_id = ${courseId}::bigint
        union all
        select p.id, p.question, p.answer, ts_rank(p.words, f.query)
        from looked_for f join published_answer p on p.words @@ f.query
        where p.withdrawn_at is null and p.class_id = ${classId}::bigint
        order by rank desc, id desc limit ${MOST_NEAREST}
      )
      select coalesce((
          select jsonb_agg(jsonb_build_object('id', t.id, 'title', t.title, 'body', t.body) order by t.title)
          from answer_template t where t.person_id = ${actor.personId}
        ), '[]') as templates,
        coalesce((select jsonb_agg(to_jsonb(e) order by e.id desc) from earlier e), '[]') as earlier,
        coalesce((
          select jsonb_agg(jsonb_build_object('id', n.id, 'question', n.question, 'answer', n.answer)
            order by n.rank desc, n.id desc) from nearest n
        ), '[]') as nearest,
        exists (
          select from published_answer p where p.question_id = ${question.id} and p.withdrawn_at is null
        ) as is_published,
        (
          select q.id from question q
          where q.teacher_id = ${actor.personId} and q.state = 'waiting' and q.id <> ${question.id}
          order by q.waiting_since, q.id limit 1
        ) as next_id
    `,
  );
}
