import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { personOf, type Stage, stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import { addConcern, addMeasureRow, emptyRegisters, markLessons, onlineLessons } from './rows.ts';

const ReviewRow = z.object({
  id: z.number(),
  term_name: z.string(),
  held_on: z.string(),
  people: z.string(),
  findings: z.string(),
  decision: z.string(),
  version: z.number(),
});

let at: Stage;

beforeEach(async () => {
  at = await stage();
  await emptyRegisters(at.db);
  await at.db.run(sql`delete from review`);
});

const reviews = () =>
  at.db.rows(
    ReviewRow,
    sql`
      select r.id, t.name as term_name, r.held_on, r.people, r.findings, r.decision, r.version
      from review r join term t on t.id = r.term_id order by r.id
    `,
  );
const usual = (text: string | string[] | undefined) =>
  String(text).replaceAll('\u00a0', ' ').replaceAll('\r', '');
const words = {
  people: 'Завуч и классные руководители',
  decision: 'Выдать три ноутбука.\nОтвечает Литвинов.',
};

async function record(given: Record<string, string> = {}) {
  const page = await (await at.as('ivanenko')).open('/reviews/new');
  return page.form('/reviews').submit({ ...words, ...given });
}

describe('the meeting of a term', () => {
  it('begins with the figures of the term, as text that can be edited', async () => {
    const nikita = await personOf(at.db, 'nikita');
    await at.db.run(sql`
      update lesson set format = 'in_person', service_id = null, link = null where day <= '2026-11-24'`);
    const lessons = await onlineLessons(at.db, { className: '7А', count: 6, before: '2026-11-24' });
    await markLessons(at.db, nikita, lessons.slice(0, 3), { activity: 1 });
    await markLessons(at.db, nikita, lessons.slice(3, 5), { attendance: 'absent' });
    const concernId = await addConcern(at.db, nikita, { lessonIds: lessons.slice(3, 5) });
    await addConcern(at.db, await personOf(at.db, 'timur'), { kind: 'silent', lessonIds: [1] });
    await addMeasureRow(at.db, nikita, { ownerId: nikita, concernId, doneOn: '2026-11-23' });
    const page = await (await at.as('ivanenko')).open('/reviews/new');
    await expectValidHtml(page.html);
    expect(usual(page.form('/reviews').fields.findings)).toBe(
      [
        'Прошло 6 онлайн-уроков. Журналы заполнены: 5 из 6.',
        'Посещаемость — 60,0 %; на уроке работали 100,0 % тех, у кого отмечена активность.',
        'Пропуски — 2, по уважительной причине — 0, опоздания — 0, сбои связи — 0.',
        'Под вниманием были 2 ученика, без мер — 1.',
        'Мер: 1. Помогли — 1, отчасти — 0, не помогли — 0, итога ещё нет — 0.',
      ].join('\n'),
    );
  });

  it('leaves out marks of a lesson that is not over, as the reports do', async () => {
    const nikita = await personOf(at.db, 'nikita');
    await at.db.run(sql`
      update lesson set format = 'in_person', service_id = null, link = null where day <= '2026-11-24'`);
    const lessons = await onlineLessons(at.db, { className: '7А', count: 6, before: '2026-11-24' });
    await markLessons(at.db, nikita, lessons);
    await at.db.run(sql`
      update lesson set ends_at = '2026-11-24T08:00:01Z', starts_at = '2026-11-24T07:40:00Z' where id = ${lessons[0] ?? 0}`);
    await markLessons(at.db, nikita, lessons.slice(0, 1), { attendance: 'absent' });
    const page = await (await at.as('ivanenko')).open('/reviews/new');
    const findings = usual(page.form('/reviews').fields.findings);
    expect(findings).toContain('Прошло 5 онлайн-уроков. Журналы заполнены: 5 из 5.');
    expect(findings).toContain('Пропуски — 0,');
  });

  it('is recorded once, with its decision, and read by teachers', async () => {
    const office = await at.as('ivanenko');
    const form = (await office.open('/reviews/new')).form('/reviews');
    const done = await form.submit({ ...words, findings: 'Мешает связь.' });
    await form.submit({ ...words, findings: 'Мешает связь.' });
    expect((await done.follow()).words).toContain('Совещание записано');
    const [review, ...others] = await reviews();
    expect(others).toEqual([]);
    expect(review).toMatchObject({
      ...words,
      findings: 'Мешает связь.',
      held_on: '2026-11-24',
      term_name: '2-я четверть',
    });
    const teacher = await at.as('kovaleva');
    expect((await teacher.open('/reviews')).words).toContain('Выдать три ноутбука.');
    const read = await teacher.open(`/reviews/${review?.id}`);
    await expectValidHtml(read.html);
    expect(read.words).toContain('Отвечает Литвинов.');
    expect(read.$('main form').length).toBe(0);
    expect((await office.open('/journal')).words).toContain('Записан анализ за четверть');
  });

  it('can be of a term before', async () => {
    const office = await at.as('ivanenko');
    const page = await office.open('/reviews/new');
    const href = page.$('nav.chips a:contains("1-я четверть")').attr('href') ?? '';
    await (await office.open(href)).form('/reviews').submit(words);
    expect(await reviews()).toMatchObject([{ term_name: '1-я четверть' }]);
    expect((await office.open('/reviews/new?term=999999')).status).toBe(404);
  });

  it.each([
    ['nobody who took part', { people: '' }, 'Напишите, кто участвовал'],
    ['no decision', { decision: ' ' }, 'Напишите, что решили'],
    ['a day to come', { held_on: '2026-11-25' }, 'Этот день ещё не наступил'],
    ['a term that is not there', { term_id: '999999' }, 'Выберите четверть'],
  ])('is refused with %s; what was typed stays', async (_what, given, said) => {
    const refused = await record({ findings: 'Мешает связь.', ...given });
    expect(refused.status).toBe(422);
    expect(refused.words).toContain(said);
    await expectValidHtml(refused.html);
    expect(usual(refused.form('/reviews').fields.findings)).toBe('Мешает связь.');
    expect(await reviews()).toEqual([]);
  });

  it('is changed by the coordinator; whoever comes second is told, and loses nothing', async () => {
    await record();
    const [review] = await reviews();
    const path = `/reviews/${review?.id}`;
    const office = await at.as('ivanenko');
    const [first, second] = [(await office.open(path)).form(path), (await office.open(path)).form(path)];
    expect((await first.submit({ decision: 'Два ноутбука.' })).status).toBe(303);
    const late = await second.submit({ decision: 'Пять ноутбуков.' });
    expect(late.status).toBe(409);
    expect(late.words).toContain('Что решили: «Два ноутбука.»');
    expect(late.form(path).fields).toMatchObject({ decision: 'Пять ноутбуков.' });
    expect(await reviews()).toMatchObject([{ decision: 'Два ноутбука.', version: 2 }]);
    expect((await late.form(path).submit()).status).toBe(303);
    expect(await reviews()).toMatchObject([{ decision: 'Пять ноутбуков.', version: 3 }]);
    const refused = await (await office.open(path)).form(path).submit({ decision: '' });
    expect(refused.status).toBe(422);
  });

  it('tells whoever comes second also where what they sent cannot be saved', async () => {
    await record();
    const path = `/reviews/${(await reviews())[0]?.id}`;
    const office = await at.as('ivanenko');
    const [first, second] = [(await office.open(path)).form(path), (await office.open(path)).form(path)];
    await first.submit({ decision: 'Два ноутбука.' });
    const late = await second.submit({ decision: '', findings: 'Мешает связь.' });
    expect(late.status).toBe(409);
    expect(late.words).toContain('Что решили: «Два ноутбука.»');
    expect(late.form(path).fields).toMatchObject({ decision: '', findings: 'Мешает связь.' });
    expect(await reviews()).toMatchObject([{ decision: 'Два ноутбука.', version: 2 }]);
  });

  it('is not for others to write, and for families and the technical specialist not to read', async () => {
    await record();
    const [review] = await reviews();
    const teacher = await at.as('kovaleva');
    expect((await teacher.open('/reviews/new')).status).toBe(403);
    expect((await teacher.send('/reviews', words)).status).toBe(403);
    expect((await teacher.send(`/reviews/${review?.id}`, { ...words, version: '1' })).status).toBe(403);
    for (const login of ['litvinov', 'belova', 'nikita']) {
      const one = await at.as(login);
      expect((await one.open('/reviews')).status).toBe(403);
      expect((await one.open(`/reviews/${review?.id}`)).status).toBe(404);
    }
    for (const path of ['/reviews/999999', '/reviews/x']) expect((await teacher.open(path)).status).toBe(404);
    expect(await reviews()).toMatchObject([{ version: 1 }]);
  });
});
