import sql from 'sql-template-tag';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { urls } from '../../src/web/urls.ts';
import { stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import { alike, madeSurvey } from './made-survey.ts';

const LEAVES = [{ role: 'parent', grade: 7, className: '7А', ballots: alike(6, [5, 4]) }] as const;
const Told = z.object({ login: z.string() });

describe('the decision about a survey', () => {
  it('is recorded, published once, and read by all who were asked', async () => {
    const at = await stage();
    const id = await madeSurvey(at.db, { leaves: LEAVES, response: { parent: [20, 6], teacher: [4, 0] } });
    const one = await at.as('ivanenko');
    const parent = await at.as('belova');
    expect((await parent.open(urls.surveyOutcome(id))).status).toBe(404); // not published yet

    const empty = await one.open(urls.surveyDecision(id));
    expect(empty.words).toContain('Уроки начинаются вовремя — 5,0 из 5');
    expect(empty.$(`form[action="${urls.surveyPublication(id)}"]`)).toHaveLength(0);
    const refused = await empty.form(urls.surveyDecision(id)).submit({ decision: 'Купить камеры' });
    expect(refused.status).toBe(422);
    await expectValidHtml(refused.html);
    expect(refused.form(urls.surveyDecision(id)).fields.decision).toBe('Купить камеры');
    const words = { decision: 'Купить камеры', changes: 'В кабинетах есть камеры' };
    const saved = await empty.form(urls.surveyDecision(id)).submit(words);
    const page = await saved.follow();
    expect(page.words).toContain('Решение сохранено.');

    const late = await empty.form(urls.surveyDecision(id)).submit({ ...words, decision: 'Другое' });
    expect(late.status).toBe(303); // the same form once more: once only
    const other = await one.send(urls.surveyDecision(id), { ...words, decision: 'Другое', version: '1' });
    expect(other.status).toBe(409);
    expect(other.words).toContain('Что решили: «Купить камеры»');
    expect(other.form(urls.surveyDecision(id)).fields.decision).toBe('Другое');

    const publication = page.form(urls.surveyPublication(id));
    expect((await publication.submit()).status).toBe(303);
    await publication.submit();
    const told = await at.db.rows(
      Told,
      sql`
        select a.login from notice n join recipient r on r.notice_id = n.id join account a on a.person_id = r.person_id
        where n.kind = 'survey' and n.about_id = ${id} and a.login in ('belova', 'belov', 'kovaleva', 'sonya', 'ershov', 'ivanenko')
        order by a.login
      `,
    );
    expect(told.map((row) => row.login)).toEqual(['belov', 'belova', 'kovaleva']);

    const outcome = await parent.open(urls.surveyOutcome(id));
    expect(outcome.status).toBe(200);
    await expectValidHtml(outcome.html);
    expect(outcome.words).toContain('В кабинетах есть камеры');
    expect(outcome.words).toContain('5,0 из 5');
    expect((await (await at.as('sonya')).open(urls.surveyOutcome(id))).status).toBe(404); // pupils were not asked
    expect((await parent.open(urls.surveyDecision(id))).status).toBe(404);
  });

  it('is not published over words that somebody has changed meanwhile', async () => {
    const at = await stage();
    const id = await madeSurvey(at.db, { leaves: LEAVES, response: { parent: [20, 6] } });
    await at.db.run(sql`update survey set decision = 'Решение', changes = 'Изменение' where id = ${id}`);
    const one = await at.as('ivanenko');
    const page = await one.open(urls.surveyDecision(id));
    await at.db.run(sql`update survey set decision = 'Иное', version = version + 1 where id = ${id}`);
    const done = await page.form(urls.surveyPublication(id)).submit();
    expect((await done.follow()).words).toContain('Решение за это время изменилось');
    const found = await at.db.row(
      z.object({ state: z.string() }),
      sql`select state from survey where id = ${id}`,
    );
    expect(found.state).toBe('closed');
  });
});
