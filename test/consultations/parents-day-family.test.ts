import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Count } from '../../src/db/db.ts';
import { minutesOf, timeOfMinutes } from '../../src/web/dates.ts';
import { personOf, type Stage, stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import type { Shown, Visitor } from '../support/visitor.ts';
import { announcedDay, bookedOn, seriesOf } from './parents-day-ground.ts';

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
const bookings = () => `/parents-days/${dayId}/bookings`;
const plan = (one: Visitor, talks: readonly string[], hours = '') =>
  one.open(`${card()}/plan?talk=${talks.join(',')}${hours}`);

/** The order as the page shows it: «17:00–17:10 Ковалёва Е. П. каб. 214 Соня». */
const lineOf = (page: Shown) =>
  page
    .$('.pd-talk')
    .map((_at, item) => page.$(item).text().replace(/\s+/g, ' ').trim().split(' · ')[0])
    .get();

describe('a family on a parents’ day', () => {
  it('chooses teachers for each child, sees an order without an effect, and books it whole', async () => {
    const mother = await at.as('belova');
    const page = await mother.open(card());
    await expectValidHtml(page.html);
    expect(page.words).toContain('Соня, 7А');
    const ticked = page
      .$('input[name=talk][checked]')
      .map((_at, box) => page.$(box).attr('value'))
      .get();
    // the class teachers of both are suggested
    expect(ticked).toEqual([talk('sonya', 'kovaleva'), talk('misha', 'petrova')]);

    const proposed = await plan(mother, [
      talk('sonya', 'kovaleva'),
      talk('sonya', 'sidorov'),
      talk('misha', 'petrova'),
    ]);
    await expectValidHtml(proposed.html);
    expect(proposed.words).toContain('3 беседы с 17:00 до 17:50, между ними всего 20 минут.');
    expect(lineOf(proposed)).toHaveLength(3);
    expect(proposed.words).toContain('10 минут до следующей беседы');
    expect(await bookedOn(at.db, dayId)).toEqual([]);

    await at.db.run(sql`
      insert into consultation_wait (series_id, day, student_id, attendee_id, asked_at)
      select s.id, s.first_day, c.id, m.id, ${at.school.clock.now()}
      from consultation_series s, person c, person m
      where s.id = ${await seriesOf(at.db, dayId, 'kovaleva')} and c.id = ${await personOf(at.db, 'sonya')}
        and m.id = ${await personOf(at.db, 'belova')}
    `);
    const form = proposed.form(bookings());
    const [done, again] = [await form.submit(), await form.submit()];
    expect(done.status).toBe(303);
    expect(again.location).toBe(done.location);
    const booked = await bookedOn(at.db, dayId);
    expect(booked).toHaveLength(3);
    expect(booked.every((one) => one.attendee === 'belova' && one.state === 'booked')).toBe(true);
    const after = await done.follow();
    expect(after.words).toContain('Вы записаны: 3 беседы');
    expect(lineOf(after)).toEqual(lineOf(proposed));
    const audit = await at.db.row(
      Count,
      sql`select count(*) as count from audit_event where action = 'booking.made'`,
    );
    expect(audit.count).toBe(1);
    // whoever has a talk waits for that teacher no longer: nothing more is offered
    const waits = await at.db.row(
      Count,
      sql`select count(*) as count from consultation_wait where state = 'waiting'`,
    );
    expect(waits.count).toBe(0);
    // nothing of it is the father's, nor another family's; the teacher sees who comes
    const father = await (await at.as('belov')).open(card());
    expect(father.words).not.toContain('Вы записаны');
    const teacher = await (await at.as('kovaleva')).open(card());
    expect(teacher.words).toContain('К вам записаны: 1');
    expect(teacher.words).toContain('Белова Софья, 7АБелова Ирина Николаевна');
    const other = await (await at.as('sidorov')).open(card());
    expect(other.words).not.toContain('Белова Софья, 7АБелова Ирина Николаевна 17');
    expect((await (await at.as('akhmetova')).open(card())).words).not.toContain('Белова');
  });

  it('asks for the hours that suit, and fits new talks around what is booked', async () => {
    const mother = await at.as('belova');
    const late = await plan(mother, [talk('sonya', 'kovaleva')], '&from=17:30&to=18:00');
    expect(lineOf(late)[0]).toMatch(/^17:30–17:40/);
    await late.form(bookings()).submit();
    const more = await plan(mother, [
      talk('sonya', 'kovaleva'),
      talk('sonya', 'sidorov'),
      talk('misha', 'kovaleva'),
    ]);
    expect(more.words).toContain('Уже записаны');
    expect(lineOf(more)).toHaveLength(3);
    expect(lineOf(more).filter((one) => one?.includes('Ковалёва'))).toEqual([
      expect.stringMatching(/^17:20–17:30/),
      expect.stringMatching(/^17:30–17:40/),
    ]);
    expect((await more.form(bookings()).submit()).status).toBe(303);
    expect((await bookedOn(at.db, dayId)).map((one) => `${one.time} ${one.teacher} ${one.student}`)).toEqual([
      '17:00 sidorov sonya',
      '17:20 kovaleva misha',
      '17:30 kovaleva sonya',
    ]);
    const nothing = await plan(mother, [talk('misha', 'petrova')], '&from=17:55');
    expect(nothing.words).toContain('В выбранные часы свободных бесед нет');
    expect(nothing.$(`form[action="${bookings()}"]`)).toHaveLength(0);
  });

  it('moves and cancels a single talk by its own page', async () => {
    const mother = await at.as('belova');
    await (await plan(mother, [talk('sonya', 'kovaleva')])).form(bookings()).submit();
    const link = (await mother.open(card())).$('.pd-talk a').attr('href') ?? '';
    expect((await mother.open(card())).$(`.pd-talk a[href="${link}/move"]`)).toHaveLength(1);
    const move = await mother.open(`${link}/move`);
    const target = move.$('[name=consultation_id] option').last().attr('value') ?? '';
    const moved = await move.form(`${link}/move`).submit({ consultation_id: target });
    expect(moved.status).toBe(303);
    expect(lineOf(await mother.open(card()))[0]).toMatch(/^17:50/);
    const booking = moved.location ?? '';
    await (await mother.open(booking)).form(`${booking}/cancellation`).submit();
    expect((await mother.open(card())).words).not.toContain('Вы записаны');
    expect((await bookedOn(at.db, dayId)).map((one) => one.state).sort()).toEqual(['cancelled', 'moved']);
  });

  it('books nothing where a turn has gone meanwhile, says which, and proposes anew', async () => {
    const mother = await at.as('belova');
    const talks = [talk('sonya', 'kovaleva'), talk('misha', 'petrova')];
    const seen = await plan(mother, talks);
    expect(lineOf(seen)[0]).toMatch(/^17:00–17:10 Ковалёва/);
    await (await plan(await at.as('akhmetova'), [talk('timur', 'kovaleva')])).form(bookings()).submit();
    const again = await seen.form(bookings()).submit();
    expect(again.status).toBe(409);
    await expectValidHtml(again.html);
    expect(again.words).toContain('Мы никуда вас не записали');
    expect(again.words).toContain('17:00, Ковалёва Е. П.: время уже заняли');
    expect((await bookedOn(at.db, dayId)).map((one) => one.attendee)).toEqual(['akhmetova']);
    expect((await again.form(bookings()).submit()).status).toBe(303);
    expect((await bookedOn(at.db, dayId)).filter((one) => one.attendee === 'belova')).toHaveLength(2);
    // the same order, from a window that was left open
    const stale = await seen.form(bookings()).submit();
    expect(stale.status).toBe(409);
  });

  it('says who did not fit, and lets the family wait for a teacher without a free turn', async () => {
    await at.db.run(sql`
      update consultation set taken = places
      where series_id in (select id from consultation_series where parents_day_id = ${dayId})
        and teacher_id = ${await personOf(at.db, 'petrova')}`);
    const page = await plan(await at.as('belova'), [talk('sonya', 'kovaleva'), talk('misha', 'petrova')]);
    await expectValidHtml(page.html);
    expect(page.words).toContain('Не поместилось Петрова М. О. — Миша Все беседы заняты.');
    const waiting = page.$('form[action$="/waiting"]').attr('action') ?? '';
    expect((await page.form(waiting).submit()).status).toBe(303);
    const waits = await at.db.row(
      Count,
      sql`
        select count(*) as count from consultation_wait w
        where w.state = 'waiting' and w.student_id = ${await personOf(at.db, 'misha')} and w.consultation_id is null
      `,
    );
    expect(waits.count).toBe(1);
    expect(page.words).toContain('Записаться');
  });

  it('comes back with what was chosen where nothing was, or what cannot be', async () => {
    const mother = await at.as('belova');
    const none = await plan(mother, []);
    expect(none.status).toBe(422);
    expect(none.words).toContain('Отметьте хотя бы одного учителя');
    const hours = await plan(mother, [talk('sonya', 'sidorov')], '&from=18:00&to=17:30');
    expect(hours.status).toBe(422);
    expect(hours.$(`input[value="${talk('sonya', 'sidorov')}"][checked]`)).toHaveLength(1);
    for (const odd of ['?talk=x', '?talk=1.2.3', '?from=25:00'])
      expect([odd, (await mother.open(`${card()}/plan${odd}`)).status]).toEqual([odd, 404]);
    const back = await mother.open(`${card()}?talk=${talk('sonya', 'sidorov')}`);
    expect(back.$(`input[value="${talk('sonya', 'sidorov')}"][checked]`)).toHaveLength(1);
    expect(back.$(`input[value="${talk('sonya', 'kovaleva')}"][checked]`)).toHaveLength(0);
  });

  it('books for its own children only, and only turns of this day', async () => {
    const mother = await at.as('belova');
    const page = await plan(mother, [talk('sonya', 'kovaleva')]);
    const form = page.form(bookings());
    const turn = String(form.fields.turn).split('.')[1] ?? '';
    const strange = await plan(mother, [talk('timur', 'kovaleva')]);
    expect(strange.status).toBe(422);
    for (const wrong of [
      `${await personOf(at.db, 'timur')}.${turn}`,
      `${await personOf(at.db, 'sonya')}.999999`,
      '',
    ]) {
      const refused = await form.submit({ turn: wrong });
      expect([wrong, refused.status]).toEqual([wrong, 409]);
    }
    expect((await form.submit({ turn: 'x' })).status).toBe(422);
    expect(await bookedOn(at.db, dayId)).toEqual([]);
    for (const login of ['sonya', 'kovaleva', 'ershov'])
      expect([login, (await (await at.as(login)).open(`${card()}/plan`)).status]).not.toEqual([login, 200]);
    // a right that ends ends the sight of what is booked, too
    await form.submit();
    expect((await mother.open(card())).words).toContain('Вы записаны: 1 беседа');
    await at.db.run(sql`
      update guardianship set ends_on = '2026-11-23' where guardian_id = ${await personOf(at.db, 'belova')}
        and student_id = ${await personOf(at.db, 'sonya')}`);
    const ended = await mother.open(card());
    expect(ended.words).not.toContain('Вы записаны');
    expect(ended.words).not.toContain('Соня');
  });

  it('cannot book once the evening is over; on the day itself only what has not begun', async () => {
    const mother = await at.as('belova');
    at.school.clock.set('2026-11-27T17:25');
    expect(lineOf(await plan(mother, [talk('sonya', 'kovaleva')]))[0]).toMatch(/^17:30/);
    const seen = (await plan(mother, [talk('sonya', 'kovaleva')])).form(bookings());
    at.school.clock.set('2026-11-27T17:31');
    const begun = await seen.submit();
    expect(begun.status).toBe(409);
    expect(begun.words).toContain('уже началась');
    at.school.clock.set('2026-11-27T18:05');
    expect((await plan(mother, [talk('sonya', 'kovaleva')])).status).toBe(409);
    expect((await mother.open(card())).words).not.toContain('С кем поговорить');
  });

  it('of a teacher keeps her own evening and lessons free', async () => {
    const day = await announcedDay(at, { orlova: '310', kovaleva: '215' }, { day: '2026-11-30' });
    const mother = await at.as('orlova');
    const dasha = await personOf(at.db, 'dasha');
    const own = `${dasha}.${await seriesOf(at.db, day, 'orlova')}`;
    const page = await mother.open(`/parents-days/${day}`);
    expect(page.$(`input[value="${own}"]`)).toHaveLength(0);
    expect(page.words).toContain('К вам пока никто не записан');
    const busy = await mother.open(
      `/parents-days/${day}/plan?talk=${dasha}.${await seriesOf(at.db, day, 'kovaleva')}`,
    );
    expect(busy.words).toContain('свободных бесед нет');
    const lesson = await at.db.row(
      z.object({ day: z.string(), starts: z.string() }),
      sql`
        select l.day, to_char(l.starts_at at time zone 'Europe/Kaliningrad', 'HH24:MI') as starts
        from lesson l join lesson_teacher t on t.lesson_id = l.id and t.is_active
        join account a on a.person_id = t.person_id and a.login = 'orlova'
        where l.day between '2026-11-25' and '2026-12-04' and not exists (
          select from lesson o join lesson_teacher u on u.lesson_id = o.id and u.is_active
          join account b on b.person_id = u.person_id and b.login = 'petrova'
          where o.starts_at < l.ends_at and o.ends_at > l.starts_at)
        order by l.starts_at limit 1
      `,
    );
    const ends = timeOfMinutes(minutesOf(lesson.starts) + 10);
    const morning = await announcedDay(
      at,
      { petrova: '777' },
      { day: lesson.day, starts: lesson.starts, ends },
    );
    const taught = await mother.open(
      `/parents-days/${morning}/plan?talk=${dasha}.${await seriesOf(at.db, morning, 'petrova')}`,
    );
    expect(taught.words).toContain('свободных бесед нет');
  });
});
