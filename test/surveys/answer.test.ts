import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { answerKeys } from '../../src/feedback/answer-token.ts';
import { Ballot, boxSeal } from '../../src/surveys/ballot.ts';
import { unseal } from '../../src/surveys/ballot-box.ts';
import { urls } from '../../src/web/urls.ts';
import { personOf, type Stage, stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import { chosen, openedSurvey } from './opened-survey.ts';

let at: Stage;
let survey: Awaited<ReturnType<typeof openedSurvey>>;
let sonya: number;
let misha: number;

beforeEach(async () => {
  at = await stage();
  survey = await openedSurvey(at.school);
  sonya = await personOf(at.db, 'sonya');
  misha = await personOf(at.db, 'misha');
});

const Box = z.object({ class_id: z.number().nullable(), sealed: z.instanceof(Buffer) });

/** What lies in the boxes, as whoever holds the key could read it. */
async function ballots(): Promise<Ballot[]> {
  const boxes = await at.db.rows(
    Box,
    sql`select class_id, sealed from survey_box where survey_id = ${survey.id} order by class_id`,
  );
  const keys = answerKeys(at.school);
  return boxes.flatMap((box) => unseal(Ballot, box.sealed, boxSeal(keys, survey.id, box.class_id)));
}

const Count = z.object({ count: z.number() });
const tokens = async () => (await at.db.row(Count, sql`select count(*) as count from survey_token`)).count;

const answerOf = (child?: number) => urls.surveyAnswer(survey.id, { child });

describe('answering a survey', () => {
  it('takes an answer, thanks for it, and takes none a second time', async () => {
    const one = await at.as('sonya');
    const page = await one.open(answerOf());
    expectValidHtml(page.html);
    expect(page.words).toContain('Ответы без имён');
    expect(page.words).toContain('1. Об уроках узнаю вовремя');
    expect(page.words).toContain('Не пишите имён');
    const form = page.form(answerOf());
    const fields = { ...chosen(survey, 4), [survey.texts[0] ?? '']: 'Больше перемен' };
    const done = await form.submit(fields);
    expect(done.status).toBe(303);
    const thanks = await done.follow();
    expectValidHtml(thanks.html);
    expect(thanks.words).toContain('Спасибо, ваш ответ принят');
    expect(thanks.$('main form[method=post]').length).toBe(0);
    // pressed twice, and sent again with another choice
    expect((await form.submit(fields)).location).toBe(done.location);
    expect((await form.submit({ ...fields, ...chosen(survey, 1) })).location).toBe(done.location);
    const [item = ''] = survey.texts;
    const texts = [{ item: Number(item.slice('text_'.length)), body: 'Больше перемен' }];
    expect(await ballots()).toEqual([{ role: 'student', choices: [4, 4], texts }]);
    expect(await tokens()).toBe(1);
    expect((await one.open(urls.survey(survey.id))).words).toContain('Ответ принят');
  });

  it('asks what was passed over again, and keeps what was chosen and written', async () => {
    const one = await at.as('timur');
    const form = (await one.open(answerOf())).form(answerOf());
    const [first = '', second = ''] = survey.choices;
    const [words = ''] = survey.texts;
    const refused = await form.submit({ [first]: '5', [words]: 'Спасибо учителям' });
    expect(refused.status).toBe(422);
    expectValidHtml(refused.html);
    expect(refused.words).toContain('Утверждение 2: выберите от 1 до 5 или «Затрудняюсь ответить»');
    expect(refused.$(`a[href="#f-${second}"]`).length).toBe(1);
    expect(refused.$(`#f-${second}`).length).toBe(1);
    expect(refused.$(`[name=${first}][value=5]`).attr('checked')).toBeDefined();
    expect(refused.$(`[name=${words}]`).text().trim()).toBe('Спасибо учителям');
    for (const wrong of ['6', '-1', '5; drop', ''])
      expect((await form.submit({ [first]: wrong, [second]: '3' })).status).toBe(422);
    const long = await form.submit({ ...chosen(survey, 3), [words]: 'а'.repeat(1001) });
    expect(long.words).toContain('Сократите текст');
    expect(await tokens()).toBe(0);
    // «затрудняюсь ответить» is an answer
    expect((await form.submit(chosen(survey, 0))).status).toBe(303);
    expect((await ballots()).map((ballot) => ballot.choices)).toEqual([[0, 0]]);
  });

  it('asks guardians about each child, and each of two guardians', async () => {
    const mother = await at.as('belova');
    const first = await mother.open(answerOf());
    expect(first.words).toContain('О ребёнке: Соня, 7А');
    expect(first.$('nav[aria-label="О ком отвечаете"] li').length).toBe(2);
    const next = await (await first.form(answerOf(sonya)).submit(chosen(survey, 5))).follow();
    expect(next.words).toContain('Ответить ещё: Миша, 3Б');
    const second = await mother.open(answerOf(misha));
    await second.form(answerOf(misha)).submit(chosen(survey, 2));
    expect((await mother.open(answerOf(misha))).words).toContain('Спасибо, ваш ответ принят');
    const father = await at.as('belov');
    expect((await father.open(urls.survey(survey.id))).words).not.toContain('Ответ принят');
    const his = await father.open(answerOf(sonya));
    await his.form(answerOf(sonya)).submit(chosen(survey, 1));
    expect((await ballots()).map(({ role, choices }) => [role, choices[0]]).toSorted()).toEqual([
      ['parent', 1],
      ['parent', 2],
      ['parent', 5],
    ]);
  });

  it('asks a teacher who is a mother as each', async () => {
    const one = await at.as('orlova');
    const dasha = await personOf(at.db, 'dasha');
    const state = await one.open(urls.survey(survey.id));
    expect(
      state
        .$('main ul.rows a')
        .map((_at, link) => one && state.$(link).attr('href'))
        .get(),
    ).toEqual([answerOf(), answerOf(dasha)]);
    const own = await one.open(answerOf());
    expect(own.words).not.toContain('О ребёнке');
    const thanks = await (await own.form(answerOf()).submit(chosen(survey, 3))).follow();
    expect(thanks.words).toContain('Спасибо, ваш ответ принят');
    expect(thanks.words).toContain('Ответить ещё: Даша, 7А');
    expect((await own.form(answerOf()).submit(chosen(survey, 1))).status).toBe(303);
    await (await one.open(answerOf(dasha))).form(answerOf(dasha)).submit(chosen(survey, 4));
    expect((await ballots()).map(({ role, choices }) => [role, choices[0]]).toSorted()).toEqual([
      ['parent', 4],
      ['teacher', 3],
    ]);
  });

  it('is for those who are asked, about children of theirs, while it is open', async () => {
    const timur = await personOf(at.db, 'timur');
    const mother = await at.as('belova');
    expect((await mother.open(answerOf(timur))).status).toBe(404);
    expect((await mother.send(answerOf(timur), chosen(survey, 5))).status).toBe(404);
    const unsaid = await mother.send(answerOf(), chosen(survey, 5));
    expect([unsaid.status, unsaid.words.includes('Выберите, о каком ребёнке отвечаете')]).toEqual([
      422,
      true,
    ]);
    expect((await (await at.as('sonya')).open(answerOf(misha))).status).toBe(404);
    for (const login of ['ershov', 'ivanenko', 'litvinov'])
      expect((await (await at.as(login)).open(answerOf())).status).toBe(404);
    expect((await mother.open('/surveys/999999/answer')).status).toBe(404);
    expect((await mother.open('/surveys/x/answer')).status).toBe(404);
    const draft = await openedSurvey(at.school, { isReleased: false });
    const later = await openedSurvey(at.school, { from: '2026-11-30' });
    for (const other of [draft, later])
      for (const path of [urls.survey(other.id), urls.surveyAnswer(other.id)])
        expect((await mother.open(path)).status).toBe(404);
    const form = (await mother.open(answerOf(sonya))).form(answerOf(sonya));
    at.school.clock.set('2026-12-05T00:30');
    const late = await form.submit(chosen(survey, 5));
    expect(late.status).toBe(409);
    expect(late.words).toContain('ваш ответ не записан');
    expect((await (await mother.open(answerOf(sonya))).follow()).words).toContain('Опрос завершён');
    expect(await tokens()).toBe(0);
  });

  it('leaves nothing beside the answer that says who it was', async () => {
    const Total = z.object({ name: z.string(), rows: z.number() });
    const rowsOfAll = async () => {
      const tables = await at.db.rows(
        z.object({ name: z.string() }),
        sql`select c.relname as name from pg_class c where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace`,
      );
      const counts = tables.map(({ name }) => `select '${name}' as name, count(*) as rows from "${name}"`);
      const all = await at.db.rows(Total, { text: counts.join(' union all '), values: [] });
      return new Map(all.map((one) => [one.name, one.rows]));
    };
    const one = await at.as('sonya');
    const form = (await one.open(answerOf())).form(answerOf());
    const before = await rowsOfAll();
    at.school.logged.length = 0;
    await form.submit({ ...chosen(survey, 2), [survey.texts[0] ?? '']: 'Очень приметные слова' });
    const after = await rowsOfAll();
    const grown = [...after].filter(([name, rows]) => rows !== before.get(name)).map(([name]) => name);
    expect(grown.toSorted()).toEqual(['survey_box', 'survey_token']);
    const logged = JSON.stringify(at.school.logged);
    expect(logged).toContain('/surveys/:surveyId/answer');
    for (const word of ['приметные', 'sonya', `"${sonya}"`, survey.choices[0] ?? ''])
      expect(logged).not.toContain(word);
  });
});
