import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { personOf, type Stage, stage, stageOf } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import { ownSchool } from '../support/school.ts';
import { addConcern, addMeasureRow, emptyRegisters } from './rows.ts';

const MeasureRow = z.object({
  id: z.number(),
  concern_id: z.number().nullable(),
  kind: z.string(),
  words: z.string(),
  owner_id: z.number(),
  due_on: z.string(),
  done_on: z.string().nullable(),
  outcome: z.string(),
  outcome_words: z.string(),
  version: z.number(),
});

const NoticeId = z.object({ id: z.number() });

let at: Stage;
let nikita: number;

beforeEach(async () => {
  at = await stage();
  await emptyRegisters(at.db);
  nikita = await personOf(at.db, 'nikita');
});

const measuresOf = (studentId: number, db = at.db) =>
  db.rows(
    MeasureRow,
    sql`
      select id, concern_id, kind, words, owner_id, due_on, done_on, outcome, outcome_words, version
      from measure where student_id = ${studentId} order by id
    `,
  );
const planning = (studentId: number) => `/students/${studentId}/measures`;
const ending = (id: number) => `/measures/${id}/outcome`;

describe('planning a measure', () => {
  it('writes it for the concern, tells the owner and is in the journal; sent twice it is there once', async () => {
    const concernId = await addConcern(at.db, nikita, { cause: 'no_device', lessonIds: [1, 2, 3] });
    const litvinov = await personOf(at.db, 'litvinov');
    const teacher = await at.as('kovaleva');
    const page = await teacher.open(`${planning(nikita)}/new?concern=${concernId}`);
    await expectValidHtml(page.html);
    expect(page.words).toContain('Пропущено 3 онлайн-урока за две недели');
    const form = page.form(planning(nikita));
    expect(form.fields).toMatchObject({
      kind: 'device',
      due_on: '2026-12-01',
      concern_id: String(concernId),
    });
    const filled = { owner_id: String(litvinov), words: 'Ноутбук на месяц', due_on: '2026-11-27' };
    const done = await form.submit(filled);
    expect(done.location).toBe(`/students/${nikita}`);
    await form.submit(filled);
    expect(await measuresOf(nikita)).toMatchObject([
      {
        concern_id: concernId,
        kind: 'device',
        owner_id: litvinov,
        due_on: '2026-11-27',
        words: 'Ноутбук на месяц',
      },
    ]);
    const owner = await at.as('litvinov');
    const notices = await owner.open('/notices');
    expect(notices.words).toContain('Вам поручено: выдача устройства');
    expect(notices.words).not.toContain('Захаров');
    const [measure] = await measuresOf(nikita);
    const told = sql`select max(notice_id) as id from recipient where person_id = ${litvinov}`;
    const notice = await owner.open(`/notices/${(await at.db.row(NoticeId, told)).id}`);
    expect(notice.words).toContain('Срок — пятница, 27 ноября.');
    expect(notice.$(`a[href="/measures/${measure?.id}"]`).length).toBe(1);
    expect((await (await at.as('ivanenko')).open('/journal')).words).toContain(
      'Захаров Никита: выдача устройства',
    );
    const list = await teacher.open('/concerns');
    expect(list.words).toContain('Выдача устройства Литвинов А. В., срок — в пятницу');
  });

  it('tells nobody of what they gave themselves', async () => {
    const teacher = await at.as('kovaleva');
    await (await teacher.open(`${planning(nikita)}/new`)).form().submit();
    expect(await measuresOf(nikita)).toMatchObject([{ kind: 'talk', concern_id: null }]);
    expect((await teacher.open('/notices')).words).not.toContain('Вам поручено');
  });

  it.each([
    ['no kind', { kind: '' }, 'Выберите, что сделать'],
    ['a past day', { due_on: '2026-11-23' }, 'Выберите сегодняшний день или более поздний'],
    ['no day', { due_on: 'завтра' }, 'Укажите срок'],
    ['an owner who is none of the staff', { owner_id: 'belova' }, 'Выберите из списка'],
  ])('is refused with %s; what was typed stays', async (_what, filled, words) => {
    const given: Record<string, string> = { ...filled };
    if (given.owner_id !== undefined) given.owner_id = String(await personOf(at.db, given.owner_id));
    const concernId = await addConcern(at.db, nikita, { lessonIds: [1, 2, 3] });
    const page = await (await at.as('kovaleva')).open(`${planning(nikita)}/new?concern=${concernId}`);
    const refused = await page.form().submit({ words: 'Позвонить маме', ...given });
    expect(refused.status).toBe(422);
    expect(refused.words).toContain(words);
    await expectValidHtml(refused.html);
    expect(refused.form(planning(nikita)).fields).toMatchObject({
      words: 'Позвонить маме',
      concern_id: String(concernId),
    });
    expect(await measuresOf(nikita)).toEqual([]);
  });

  it('takes no concern of another pupil, and says so where it was closed meanwhile', async () => {
    const foreign = await addConcern(at.db, await personOf(at.db, 'timur'), { lessonIds: [1] });
    const own = await addConcern(at.db, nikita, { lessonIds: [1] });
    const teacher = await at.as('kovaleva');
    expect((await teacher.open(`${planning(nikita)}/new?concern=${foreign}`)).status).toBe(404);
    const form = (await teacher.open(`${planning(nikita)}/new?concern=${own}`)).form();
    const forged = await form.submit({ concern_id: String(foreign) });
    expect(forged.status).toBe(409);
    await at.db.run(sql`update concern set closed_at = '2026-11-24T08:00:00Z' where id = ${own}`);
    const late = await form.submit({ words: 'Позвонить' });
    expect(late.status).toBe(409);
    expect(late.words).toContain('ученик перестал быть под вниманием');
    expect(await measuresOf(nikita)).toEqual([]);
    const again = late.form(planning(nikita));
    expect(again.fields).toMatchObject({ words: 'Позвонить', concern_id: '' });
    expect((await again.submit()).status).toBe(303);
    expect(await measuresOf(nikita)).toMatchObject([{ concern_id: null, words: 'Позвонить' }]);
  });

  it('is not for other teachers, families or the technical specialist', async () => {
    for (const login of ['sidorov', 'orlova', 'belova', 'nikita', 'litvinov']) {
      const one = await at.as(login);
      expect((await one.open(`${planning(nikita)}/new`)).status).toBe(404);
      expect((await one.send(planning(nikita), { kind: 'talk' })).status).toBe(404);
    }
    expect(await measuresOf(nikita)).toEqual([]);
  });
});

describe('a measure', () => {
  it('is ended by its owner with an outcome, words and a day', async () => {
    const id = await addMeasureRow(at.db, nikita, { ownerId: await personOf(at.db, 'orlova') });
    const owner = await at.as('orlova');
    const page = await owner.open(`/measures/${id}`);
    await expectValidHtml(page.html);
    const form = page.form(ending(id));
    const filled = { outcome: 'partly', outcome_words: 'Дали планшет', done_on: '2026-11-24' };
    const done = await form.submit(filled);
    // the owner sees no card, so the way leads back to the measure
    expect(done.location).toBe(`/measures/${id}`);
    expect((await done.follow()).words).toContain('Помогло отчасти, вторник, 24 ноября');
    await form.submit(filled);
    expect(await measuresOf(nikita)).toMatchObject([
      { outcome: 'partly', outcome_words: 'Дали планшет', done_on: '2026-11-24', version: 2 },
    ]);
    expect((await owner.open(`/measures/${id}`)).$('main form').length).toBe(0);
  });

  it('shows its owner the measure and the pupil’s name, and nothing of the card', async () => {
    const concernId = await addConcern(at.db, nikita, { cause: 'never_signed_in', lessonIds: [1, 2, 3] });
    const id = await addMeasureRow(at.db, nikita, { ownerId: await personOf(at.db, 'litvinov'), concernId });
    const narrow = await (await at.as('litvinov')).open(`/measures/${id}`);
    expect(narrow.words).toContain('Захаров Никита');
    expect(narrow.words).toContain('Узнать, есть ли дома ноутбук');
    expect(narrow.$(`a[href^="/students/"]`).length).toBe(0);
    expect(narrow.words).not.toContain('7А');
    expect(narrow.words).not.toContain('Пропущен');
    const wide = await (await at.as('kovaleva')).open(`/measures/${id}`);
    expect(wide.$(`a[href="/students/${nikita}"]`).length).toBeGreaterThan(0);
  });

  it.each([
    ['no outcome', { outcome: '' }, 'Выберите, помогла ли мера'],
    ['no words', { outcome_words: ' ' }, 'Напишите в двух словах'],
    ['a day to come', { done_on: '2026-11-25' }, 'Этот день ещё не наступил'],
    ['a day before it was planned', { done_on: '2026-11-19' }, 'Мера тогда ещё не была назначена'],
  ])('is not ended with %s', async (_what, given, words) => {
    const id = await addMeasureRow(at.db, nikita, { ownerId: await personOf(at.db, 'kovaleva') });
    const form = (await (await at.as('kovaleva')).open(`/measures/${id}`)).form(ending(id));
    const refused = await form.submit({
      outcome: 'helped',
      outcome_words: 'Позвонили',
      done_on: '2026-11-24',
      ...given,
    });
    expect(refused.status).toBe(422);
    expect(refused.words).toContain(words);
    await expectValidHtml(refused.html);
    expect(await measuresOf(nikita)).toMatchObject([{ outcome: '', done_on: null, version: 1 }]);
  });

  it('is not there for others', async () => {
    const id = await addMeasureRow(at.db, nikita, { ownerId: await personOf(at.db, 'orlova') });
    for (const login of ['sidorov', 'petrova', 'litvinov', 'belova', 'nikita']) {
      const one = await at.as(login);
      expect((await one.open(`/measures/${id}`)).status).toBe(404);
      expect(
        (await one.send(ending(id), { version: '1', outcome: 'helped', outcome_words: 'Нет' })).status,
      ).toBe(404);
    }
    const owner = await at.as('orlova');
    for (const path of ['/measures/999999', '/measures/x']) expect((await owner.open(path)).status).toBe(404);
    await at.db.run(sql`update measure set owner_id = ${await personOf(at.db, 'petrova')} where id = ${id}`);
    expect((await owner.open(`/measures/${id}`)).status).toBe(404);
  });

  it('tells whoever ends it second what was written, and shows the words that were not', async () => {
    const id = await addMeasureRow(at.db, nikita, { ownerId: await personOf(at.db, 'orlova') });
    const [owner, teacher] = [await at.as('orlova'), await at.as('kovaleva')];
    const first = (await owner.open(`/measures/${id}`)).form(ending(id));
    const second = (await teacher.open(`/measures/${id}`)).form(ending(id));
    await first.submit({ outcome: 'helped', outcome_words: 'Первая' });
    const late = await second.submit({ outcome: 'not_helped', outcome_words: 'Вторая' });
    expect(late.status).toBe(409);
    expect(late.words).toContain('итог записал кто-то ещё');
    expect(late.words).toContain('«Вторая»');
    expect(late.words).toContain('Первая');
    expect(await measuresOf(nikita)).toMatchObject([{ outcome: 'helped', outcome_words: 'Первая' }]);
    const lacking = await second.submit({ outcome: '', outcome_words: 'Третья' });
    expect(lacking.status).toBe(409);
    expect(lacking.words).toContain('«Третья»');
  });
});

it('v5.0.0-15.4.2: a measure that two people end at once is ended once', { timeout: 60_000 }, async () => {
  const own = stageOf(await ownSchool({ template: 'school' }));
  await emptyRegisters(own.db);
  const pupil = await personOf(own.db, 'nikita');
  const [owner, teacher] = [await own.as('orlova'), await own.as('kovaleva')];
  const ownerId = await personOf(own.db, 'orlova');
  for (let round = 0; round < 6; round += 1) {
    await own.db.run(sql`delete from measure`);
    const id = await addMeasureRow(own.db, pupil, { ownerId });
    const one = (await owner.open(`/measures/${id}`)).form(ending(id));
    const other = (await teacher.open(`/measures/${id}`)).form(ending(id));
    const answers = await Promise.all([
      one.submit({ outcome: 'helped', outcome_words: 'Одна' }),
      other.submit({ outcome: 'not_helped', outcome_words: 'Другая' }),
    ]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([303, 409]);
    const won = answers[0]?.status === 303 ? 'Одна' : 'Другая';
    expect(await measuresOf(pupil, own.db)).toMatchObject([{ outcome_words: won, version: 2 }]);
  }
});
