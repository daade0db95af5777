import sql from 'sql-template-tag';
import * as z from 'zod';
import type { Db } from '../../src/db/db.ts';
import { addSurvey } from '../../src/surveys/save-survey.ts';
import { personOf } from '../support/cast.ts';
import { alike, madeSurvey } from '../surveys/made-survey.ts';

const Found = z.object({ id: z.number() });

/** A survey of each of two classes under way, a draft, and one that has closed with answers of pupils of 7А. */
export async function surveySamples(
  db: Db,
  now: Temporal.Instant,
): Promise<Record<'surveyId', Record<string, string>>> {
  const found: Record<string, string> = {
    черновик: String(await survey(db, '7А', 'Черновик', now)),
    завершён: String(
      await madeSurvey(db, {
        leaves: [{ role: 'student', grade: 7, className: '7А', ballots: alike(6, [4, 5]) }],
        texts: ['Больше примеров', 'Всё хорошо'],
        response: { student: [12, 6] },
      }),
    ),
    absent: '999999',
  };
  for (const name of ['7А', '3Б']) {
    const surveyId = await survey(db, name, `Опрос класса ${name}`, now);
    await db.run(sql`update survey set state = 'open', opened_at = ${now} where id = ${surveyId}`);
    found[name] = String(surveyId);
  }
  return { surveyId: found };
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

/** Doubles surveys with what they ask and of whom, and the words of those that have closed. */
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
}
