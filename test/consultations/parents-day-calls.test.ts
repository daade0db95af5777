import { beforeEach, describe, expect, it } from 'vitest';
import { personOf, type Stage, stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import { announcedDay, bookedOn, seriesOf, toldOf } from './parents-day-ground.ts';

let at: Stage;
let dayId: number;
let talk: (student: string, teacher: string) => string;

beforeEach(async () => {
  at = await stage();
  dayId = await announcedDay(at);
  const students: Record<string, number> = {};
  for (const login of ['sonya', 'misha', 'timur', 'kirill', 'dasha'])
    students[login] = await personOf(at.db, login);
  const series: Record<string, number> = {};
  for (const login of ['kovaleva', 'sidorov', 'petrova']) series[login] = await seriesOf(at.db, dayId, login);
  talk = (student, teacher) => `${students[student]}.${series[teacher]}`;
});

const card = () => `/parents-days/${dayId}`;
describe('a family that calls', () => {
  const callers = () => `${card()}/families`;

  it('is found by the child and booked by the coordinator, and told of it', async () => {
    const one = await at.as('ivanenko');
    const page = await one.open(card());
    expect(page.$(`a[href="${callers()}"]`)).toHaveLength(1);
    const empty = await one.open(callers());
    await expectValidHtml(empty.html);
    expect(empty.words).toContain('Напишите начало фамилии ученика');
    const found = await one.open(`${callers()}?q=бело`);
    expect(found.words).toContain('Белова Софья, 7А');
    expect((await one.open(`${callers()}?q=%25`)).words).toContain('Таких учеников нет');
    const guardian = await personOf(at.db, 'belova');
    const evening = await one.open(`${callers()}/${guardian}`);
    await expectValidHtml(evening.html);
    expect(evening.words).toContain('Белова И. Н.');
    expect(evening.words).toContain('Миша, 3Б');
    const talks = [talk('sonya', 'kovaleva'), talk('misha', 'petrova')].join(',');
    const proposed = await one.open(`${callers()}/${guardian}/plan?talk=${talks}`);
    await expectValidHtml(proposed.html);
    const done = await proposed.form(`${callers()}/${guardian}/bookings`).submit();
    expect((await done.follow()).words).toContain('Семья записана: 2 беседы');
    expect((await bookedOn(at.db, dayId)).map((b) => `${b.attendee} ${b.teacher}`)).toEqual([
      'belova kovaleva',
      'belova petrova',
    ]);
    const told = (await toldOf(at.db)).at(-1);
    expect(told).toMatchObject({ to: ['belova'] });
    expect(told?.body.replaceAll('\u00a0', ' ')).toContain('Школа записала вас на 2 беседы');
    expect((await (await at.as('belova')).open(card())).words).toContain('Вы записаны: 2 беседы');
  });

  it('is booked by a class teacher for the children of the own class only', async () => {
    const teacher = await at.as('kovaleva');
    const guardian = await personOf(at.db, 'belova');
    expect((await teacher.open(card())).$(`a[href="${callers()}"]`)).toHaveLength(1);
    const list = await teacher.open(callers());
    expect(list.words).toContain('Белова Софья, 7А');
    expect(list.words).not.toContain('3Б');
    const evening = await teacher.open(`${callers()}/${guardian}`);
    expect(evening.words).not.toContain('Миша');
    const foreign = await teacher.open(`${callers()}/${guardian}/plan?talk=${talk('misha', 'petrova')}`);
    expect(foreign.status).toBe(422);
    const form = (await teacher.open(`${callers()}/${guardian}/plan?talk=${talk('sonya', 'sidorov')}`)).form(
      `${callers()}/${guardian}/bookings`,
    );
    const turn = String(form.fields.turn).split('.')[1] ?? '';
    expect((await form.submit({ turn: `${await personOf(at.db, 'misha')}.${turn}` })).status).toBe(409);
    expect((await form.submit()).status).toBe(303);
    for (const [login, id] of [
      ['kovaleva', 'akhmetova'],
      ['kovaleva', 'ershov'],
      ['orlova', 'belova'],
      ['belova', 'belova'],
    ] as const) {
      const path = `${callers()}/${await personOf(at.db, id)}`;
      expect([login, id, (await (await at.as(login)).open(path)).status]).toEqual([login, id, 404]);
    }
  });
});
