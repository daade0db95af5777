/** A school in which much has been asked: 100,000 published answers, a teacher for whom 300 questions wait. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type pg from 'pg';
import { PAIRS } from '../src/demo/question-words.ts';

export const ANSWERS = 100_000;
export const WAITING = 300;
/** Of the answers so many are of one course. */
const OF_ONE_COURSE = 4_000;
const MESSAGES = 24;

/** Words that teachers and pupils of the demo school use: every fifth of an answer, one as often as another. */
const SCHOOL_WORDS = [
  ...new Set(
    PAIRS.flatMap(({ question, answer }) => `${question} ${answer}`.toLowerCase().match(/[а-яё]{3,}/g) ?? []),
  ),
];

/** The others are of the Russian dictionary, the first ones oftener. */
function dictionaryWords(): string[] {
  const file = join(dirname(createRequire(import.meta.url).resolve('dictionary-ru')), 'index.dic');
  const words = readFileSync(file, 'utf8').match(/^[а-яё]{3,}(?=\/|$)/gm) ?? [];
  return words.filter((_word, at) => at % 12 === 0);
}

/** Fills the demo school; every run makes the same. */
export async function fillAnswers(client: pg.Client): Promise<void> {
  await client.query('set statement_timeout = 0');
  const others = dictionaryWords();
  const words = (of: string, many: number) => `(
    select string_agg(case when h % 5 = 0 then ($1::text[])[1 + (h / 5 % ${SCHOOL_WORDS.length})::int]
      else ($2::text[])[1 + (h / 5 % (1 + abs(hashint8extended(${of} + i, 11)) % ${others.length}))::int] end, ' ')
    from generate_series(1, ${many}) i cross join lateral (select abs(hashint8extended(${of} * 89 + i, 7)) as h) drawn)`;
  await client.query(
    `
    with courses as (select array_agg(id order by id) as ids from course),
      busy as (
        select min(c.id) as id from course c join course_teacher t on t.course_id = c.id
        join account a on a.person_id = t.person_id where a.login = 'kovaleva')
    insert into published_answer (course_id, question, answer, published_by, published_at)
    select case when n <= ${OF_ONE_COURSE} then busy.id else ids[1 + n % cardinality(ids)] end,
      ${words('n', 9)}, ${words('n + 1000000', 34)}, (select min(id) from person), timestamptz '2026-09-01' + n * interval '1 minute'
    from generate_series(1, ${ANSWERS}) n cross join courses cross join busy`,
    [SCHOOL_WORDS, others],
  );
  await client.query(`
    with place as (
      select min(c.id) as course_id, min(t.person_id) as teacher_id from course c
      join course_teacher t on t.course_id = c.id join account a on a.person_id = t.person_id where a.login = 'kovaleva'
    ), pupil as (
      select g.student_id, row_number() over (order by g.student_id) as n from place p join course c on c.id = p.course_id
      join group_student g on g.group_id = c.group_id
    ), asked as (
      insert into question (student_id, asked_by, asked_at, topic, course_id, teacher_id, state, waiting_since)
      select u.student_id, u.student_id, at, 'material', p.course_id, p.teacher_id, 'waiting', at
      from generate_series(1, ${WAITING}) w cross join place p
      join pupil u on u.n = 1 + w % (select count(*) from pupil)
      cross join lateral (select timestamptz '2026-11-24 06:00Z' - w * interval '20 minutes' as at) m
      returning id, student_id, asked_at
    )
    insert into question_message (question_id, author_id, side, kind, body, at)
    select id, student_id, 'family', 'question', 'Не получается задача ' || id || ': где ошибка?', asked_at from asked`);
  // a long conversation of the one who asks in the bench
  await client.query(`
    with long as (select max(id) as id from question where asked_by = (select person_id from account where login = 'sonya'))
    insert into question_message (question_id, author_id, side, kind, body, at, read_at)
    select q.id, case when n % 2 = 0 then q.asked_by else q.teacher_id end,
      case when n % 2 = 0 then 'family' else 'school' end, case when n % 2 = 0 then 'reply' else 'answer' end,
      repeat('Слова о задаче. ', 12), q.asked_at + n * interval '1 minute', q.asked_at + n * interval '2 minutes'
    from long join question q on q.id = long.id cross join generate_series(1, ${MESSAGES}) n`);
}
