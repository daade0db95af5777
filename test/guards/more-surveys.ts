import sql from 'sql-template-tag';
import * as z from 'zod';
import type { Db } from '../../src/db/db.ts';
import { addSurvey } from '../../src/surveys/save-survey.ts';
import { personOf } from '../support/cast.ts';
import { alike, madeSurvey } from '../surveys/made-survey.ts';

const Found = z.object({ id: z.number() });

/**
 * A survey of each of two classes under way, a draft, one that has closed with answers of pupils of 7А, one whose
 * decision is published, and a week in which pupils told how lessons went.
 */
export async function surveySamples(
  db: Db,
  now: Temporal.Instant,
): Promise<Record<'surveyId' | 'textId', Record<string, string>>> {
  const found: Record<string, string> = {
    черновик: String(await survey(db, '7А', 'Черновик', now)),
    завершён: String(
      await madeSurvey(db, {
        leaves: [{ role: 'student', grade: 7, className: '7А', ballots: alike(6, [4, 5]) }],
        texts: ['Больше примеров', 'Всё хорошо'],
        response: { student: [12, 6] },
      }),
    ),
    опубликован: String(await published(db)),
    absent: '999999',
  };
  for (const name of ['7А', '3Б']) {
    const surveyId = await survey(db, name, `Опрос класса ${name}`, now);
    await db.run(sql`update survey set state = 'open', opened_at = ${now} where id = ${surveyId}`);
    found[name] = String(surveyId);
  }
  await tellOfLessons(db);
  const text = await db.row(
    Found,
    sql`select min(id) as id from survey_text where survey_id = ${Number(found.завершён)}`,
  );
  return { surveyId: found, textId: { завершён: String(text.id), absent: '999999' } };
}

/** A survey of guardians in the first quarter, with its decision. */
async function published(db: Db): Promise<number> {
  const surveyId = await madeSurvey(db, {
    title: 'Опрос родителей',
    from: '2026-10-05',
    to: '2026-10-16',
    leaves: [{ role: 'parent', grade: null, className: null, ballots: alike(7, [3, 4]) }],
    response: { parent: [12, 7] },
  });
  await db.run(sql`
    update survey set state = 'published', published_at = closed_at, decided_at = closed_at, decided_by = created_by,
      decision = 'Отвечать на вопросы за два дня.', changes = 'Ответы приходят быстрее.' where id = ${surveyId}`);
  return surveyId;
}

/** Six answers about the lessons of a course in a week that is over. */
async function tellOfLessons(db: Db): Promise<void> {
  await db.run(sql`
    with leaf as (
      insert into pulse_leaf (week, course_id, grade, service_id, answers)
      select '2026-11-16', min(c.id), 7, (select min(id) from service), 6 from course c returning id
    )
    insert into pulse_ballot (leaf_id, connection, clarity, pace)
    select leaf.id, 3, 1 + n % 3, 2 from leaf, generate_series(1, 6) as n`);
}

async function survey(db: Db, className: string, title: string, now: Temporal.Instant): Promise<number> {
  const { id: classId } = await db.row(Found, sql`select id from class where name = ${className}`);
  return addSurvey(
    db,
    {
      title,
      intro: 'Расскажите, как дела.',
      opensOn: '2026-11-24',
      closesOn: '2026-12-04',
      statements: ['Об уроках узнаю вовремя', 'На вопросы отвечают'],
      questions: ['Что изменить?'],
      audience: (['parent', 'student', 'teacher'] as const).map((role) => ({ role, grade: null, classId })),
    },
    { personId: await personOf(db, 'ivanenko'), at: now },
  );
}

/** Doubles surveys with what they ask and of whom, the words and sets of those that have closed, and weeks of lessons. */
export async function doubleSurveys(db: Db): Promise<void> {
  await db.run(sql`
    insert into survey (title, intro, term_id, state, opens_on, closes_on, created_by, created_at, opened_at, closed_at,
      asked, answered, decision, changes, decided_by, decided_at, published_at)
    select title || ' 2', intro, term_id, state, opens_on, closes_on, created_by, created_at, opened_at, closed_at,
      asked, answered, decision, changes, decided_by, decided_at, published_at from survey`);
  const copies = sql`survey s join survey c on c.title = s.title || ' 2'`;
  await db.run(sql`
    insert into survey_audience (survey_id, role, grade, class_id)
    select c.id, a.role, a.grade, a.class_id from ${copies} join survey_audience a on a.survey_id = s.id`);
  await db.run(sql`
    insert into survey_item (survey_id, position, kind, text)
    select c.id, i.position, i.kind, i.text from ${copies} join survey_item i on i.survey_id = s.id
    union all
    select s.id, i.position + 20, i.kind, i.text || ' 2' from ${copies} join survey_item i on i.survey_id = s.id
    where s.state in ('draft', 'open')`);
  await db.run(sql`
    insert into survey_text (survey_id, item_id, role, body) select survey_id, item_id, role, body || ' 2' from survey_text`);
  await db.run(sql`
    with more as (
      insert into survey_leaf (survey_id, role, grade, class_id, answers)
      select l.survey_id, 'parent', k.grade, k.id, l.answers from survey_leaf l cross join class k where k.name = '7Б'
      returning id, survey_id, answers
    )
    insert into survey_ballot (survey_id, leaf_id, choices)
    select more.survey_id, more.id, array[3, 4] from more, generate_series(1, more.answers)`);
  await db.run(sql`
    insert into survey_text_tag (text_id, tag) select id, 'тема ' || n from survey_text, generate_series(1, 3) as n`);
  await db.run(sql`
    with more as (
      insert into pulse_leaf (week, course_id, grade, service_id, answers)
      select week - 7, course_id, grade, service_id, answers from pulse_leaf returning id, answers
    )
    insert into pulse_ballot (leaf_id, connection, clarity, pace)
    select more.id, 2, 2, 2 from more, generate_series(1, more.answers)`);
}
