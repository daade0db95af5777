import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import { urls } from '../../src/web/urls.ts';
import { lessonOf, personOf, type Stage, stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import type { Shown, Visitor } from '../support/visitor.ts';
import { savedMarks, savedRegister } from './marks.ts';

let at: Stage;
let lesson: number;
let kovaleva: Visitor;
let orlova: Visitor;
const ids: Record<string, number> = {};

beforeEach(async () => {
  at = await stage({ now: '2026-11-24T11:20' });
  lesson = await lessonOf(at.db, 'kovaleva', '2026-11-24', 4);
  for (const login of ['dasha', 'nikita', 'kirill', 'sonya']) ids[login] = await personOf(at.db, login);
  await at.db.run(sql`
    insert into lesson_teacher (lesson_id, person_id, day, during, position, is_together)
    select id, ${await personOf(at.db, 'orlova')}, day, tstzrange(starts_at, ends_at), 2, true
    from lesson where id = ${lesson}`);
  kovaleva = await at.as('kovaleva');
  orlova = await at.as('orlova');
});

const formOf = (page: Shown) => page.form(urls.register(lesson));
const open = async (who: Visitor) => formOf(await who.open(urls.register(lesson)));
const row = (page: Shown, login: string) => page.$(`[data-pupil=${ids[login]}]`);

describe('two teachers of one lesson', () => {
  it('who both fill it first: the second sees both together, with theirs beside where they differ', async () => {
    const [hers, mine] = [await open(orlova), await open(kovaleva)];
    await hers.submit({
      [`a_${ids.dasha}`]: 'late',
      [`m_${ids.dasha}`]: '5',
      [`a_${ids.nikita}`]: 'absent',
      [`v_${ids.sonya}`]: '3',
    });
    at.school.clock.set('2026-11-24T11:24');
    const page = await mine.submit({
      [`a_${ids.dasha}`]: 'absent',
      [`a_${ids.kirill}`]: 'technical',
      [`r_${ids.sonya}`]: 'у доски',
    });
    expect(page.status).toBe(409);
    await expectValidHtml(page.html);
    expect(page.words).toContain('Орлова Н. И. в 11:20: журнал заполнен');
    expect(page.words).toContain('Орлова Дарья: вы отметили по-разному');
    expect(page.$(`.note a[href="#f-a_${ids.dasha}"]`)).toHaveLength(1);
    expect(row(page, 'dasha').find('.reg-theirs').text().replace(/\s+/g, ' ')).toBe(
      'Орлова Н. И. в 11:20: опоздание, 5 минут',
    );
    expect(page.$('.reg-theirs')).toHaveLength(1);
    expect(formOf(page).fields).toMatchObject({
      version: '1',
      [`a_${ids.dasha}`]: 'absent',
      [`a_${ids.nikita}`]: 'absent',
      [`a_${ids.kirill}`]: 'technical',
      [`v_${ids.sonya}`]: '3',
      [`r_${ids.sonya}`]: 'у доски',
    });
    // until it is sent again, what was saved first stands
    expect((await savedMarks(at.db, lesson)).get('Орлова Дарья')?.attendance).toBe('late');

    expect((await formOf(page).submit()).status).toBe(303);
    const marks = await savedMarks(at.db, lesson);
    expect(marks.get('Орлова Дарья')).toMatchObject({ attendance: 'absent', minutes_late: null });
    expect(marks.get('Захаров Никита')?.attendance).toBe('absent');
    expect(marks.get('Ершов Кирилл')?.attendance).toBe('technical');
    expect(marks.get('Белова Софья')).toMatchObject({ activity: 3, remark: 'у доски' });
    const history = (await kovaleva.open(urls.register(lesson))).$('[aria-labelledby=history]').text();
    expect(history.replace(/\s+/g, ' ')).toContain('Орлова Дарья: опоздание, 5 минут → не было');
  });

  it('who correct different pupils: nothing is contested, and nothing is lost', async () => {
    await (await open(kovaleva)).submit({ [`a_${ids.nikita}`]: 'absent' });
    const [hers, mine] = [await open(orlova), await open(kovaleva)];
    await hers.submit({ [`a_${ids.nikita}`]: 'excused' });
    const page = await mine.submit({ [`a_${ids.dasha}`]: 'late' });
    expect(page.status).toBe(409);
    expect(page.words).toContain('Орлова Н. И. в 11:20: 1 исправление');
    expect(page.$('.reg-theirs')).toHaveLength(0);
    expect(formOf(page).fields).toMatchObject({
      version: '2',
      [`a_${ids.nikita}`]: 'excused',
      [`a_${ids.dasha}`]: 'late',
    });
  });

  it('of whom one saves twice meanwhile: the form goes back to where it was opened', async () => {
    await (await open(kovaleva)).submit();
    const mine = await open(kovaleva);
    await (await open(orlova)).submit({ [`a_${ids.dasha}`]: 'absent' });
    at.school.clock.set('2026-11-24T11:26');
    await (await open(orlova)).submit({ [`a_${ids.dasha}`]: 'excused', [`a_${ids.nikita}`]: 'absent' });
    const page = await mine.submit({ [`a_${ids.dasha}`]: 'late', [`a_${ids.kirill}`]: 'late' });
    expect(page.status).toBe(409);
    expect(row(page, 'dasha').find('.reg-theirs').text()).toContain('уважительная причина');
    expect(page.words).toContain('Орлова Н. И. в 11:20: 1 исправление');
    expect(page.words).toContain('Орлова Н. И. в 11:26: 2 исправления');
    expect(formOf(page).fields).toMatchObject({ [`a_${ids.nikita}`]: 'absent', [`a_${ids.kirill}`]: 'late' });
  });

  it('of whom one sends the form a day later: the day of the other save is said', async () => {
    const mine = await open(kovaleva);
    await (await open(orlova)).submit({ [`a_${ids.dasha}`]: 'excused' });
    at.school.clock.set('2026-11-25T08:00');
    kovaleva = await at.as('kovaleva');
    const page = await kovaleva.send(urls.register(lesson), { ...mine.fields, [`a_${ids.dasha}`]: 'late' });
    expect(page.status).toBe(409);
    expect(page.words).toContain('Орлова Н. И., вчера, 11:20: журнал заполнен');
  });

  it('of whom one says that there was no lesson: the other’s marks wait to be saved again', async () => {
    const mine = await open(kovaleva);
    await (await orlova.open(urls.register(lesson)))
      .form(urls.registerNotHeld(lesson))
      .submit({ reason: 'event' });
    const page = await mine.submit({ [`a_${ids.dasha}`]: 'late' });
    expect(page.status).toBe(409);
    expect(page.words).toContain('Орлова Н. И. в 11:20: урок не состоялся, мероприятие школы');
    expect(formOf(page).fields[`a_${ids.dasha}`]).toBe('late');
    expect(await savedRegister(at.db, lesson)).toMatchObject({ not_held_reason: 'event' });
    expect((await formOf(page).submit()).status).toBe(303);
    expect((await savedMarks(at.db, lesson)).get('Орлова Дарья')?.attendance).toBe('late');
  });
});
