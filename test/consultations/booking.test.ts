import sql from 'sql-template-tag';
import { describe, expect, it } from 'vitest';
import { personOf, stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import { bookings, noticesOf, openTurns } from './opened.ts';

describe('booking a consultation', () => {
  it('gives a place once, moves it and gives it back', async () => {
    const at = await stage();
    const { turns } = await openTurns(at.db, 'kovaleva');
    const [first = 0, second = 0] = turns;
    const belova = await at.as('belova');
    const list = await belova.open('/consultations');
    expectValidHtml(list.html);
    expect(list.words).toContain('Ковалёва');
    const turn = await belova.open(`/consultations/${first}`);
    expectValidHtml(turn.html);
    const form = turn.form(`/consultations/${first}/bookings`);
    const done = await form.submit({ words: 'О геометрии' });
    expect(done.status).toBe(303);
    const twice = await form.submit({ words: 'О геометрии' });
    expect(twice.location).toBe(done.location);
    expect(await bookings(at.db)).toMatchObject([{ state: 'booked', place: 1, attendee: 'belova' }]);
    const booking = await done.follow();
    expectValidHtml(booking.html);
    expect(booking.words).toContain('Вы записаны: в четверг, 26 ноября, 16:00–16:15.');
    expect(booking.words).toContain('О геометрии');

    const move = await belova.open(`${done.location}/move`);
    expectValidHtml(move.html);
    const moved = await move.form().submit({ consultation_id: String(second) });
    expect(moved.status).toBe(303);
    expect(await bookings(at.db)).toMatchObject([
      { state: 'moved', place: null },
      { state: 'booked', consultation_id: second },
    ]);
    expect((await noticesOf(at.db, 'kovaleva'))[0]?.title).toBe('Семья перенесла запись на консультацию');
    const page = await belova.open(moved.location ?? '');
    const cancelled = await page.form(`${moved.location}/cancellation`).submit({ reason: 'Заболели' });
    expect(cancelled.status).toBe(303);
    expect((await noticesOf(at.db, 'kovaleva'))[0]?.body).toContain('Почему: Заболели');
    expect((await belova.open('/consultations')).words).not.toContain('Вы записаны');
  });

  it('refuses in words whoever cannot come', async () => {
    const at = await stage();
    const { turns } = await openTurns(at.db, 'kovaleva', { audience: 'class', attendees: 'both' });
    const [first = 0, second = 0] = turns;
    const belova = await at.as('belova');
    const book = (turn: number, fields: Record<string, string> = {}) =>
      belova.send(`/consultations/${turn}/bookings`, { attendee: 'self', ...fields });
    expect((await book(first)).status).toBe(303);
    const sameDay = await book(second);
    expect(sameDay.status).toBe(422);
    expect(sameDay.words).toContain('К этому учителю вы уже записаны в этот день, на 16:00');
    // The same guardian for another child at the same time, with another teacher
    const { turns: other } = await openTurns(at.db, 'petrova', {
      audience: 'class',
      starts: '16:05',
      ends: '16:20',
    });
    const clash = await book(other[0] ?? 0);
    expect(clash.status).toBe(422);
    expect(clash.words).toContain('В это время уже есть другая запись: Ковалёва Е. П., 16:00');
    // The other guardian of the same child: the child has a place already, and whose it is is not told
    const belov = await at.as('belov');
    const twice = await belov.send(`/consultations/${first}/bookings`, { attendee: 'self' });
    expect(twice.status).toBe(409);
    expect(twice.words).not.toContain('Белова И.');
    // A pupil's own lesson
    const { turns: early } = await openTurns(at.db, 'sidorov', {
      attendees: 'students',
      starts: '08:00',
      ends: '13:30',
      minutes: 110,
      turns: [{ day: '2026-11-26', starts: '10:00', ends: '11:50' }],
    });
    const sonya = await at.as('sonya');
    const atLesson = await sonya.send(`/consultations/${early[0]}/bookings`, { attendee: 'self' });
    expect(atLesson.status).toBe(422);
    expect(atLesson.words).toContain('В это время у ученика урок');
    expect(await bookings(at.db)).toHaveLength(1);
  });

  it('is for those for whom it is opened, and for nobody else', async () => {
    const at = await stage();
    const { turns } = await openTurns(at.db, 'kovaleva', { audience: 'class' });
    const path = `/consultations/${turns[0]}`;
    const answers = new Map<string, number>();
    for (const login of ['akhmetova', 'ershov', 'sidorov', 'sonya', 'belov', 'orlova']) {
      const one = await at.as(login);
      answers.set(login, (await one.open(path)).status);
    }
    // orlova is the mother of a pupil of the class; ershov's right has ended; it is not for pupils
    expect(Object.fromEntries(answers)).toEqual({
      akhmetova: 404,
      ershov: 404,
      sidorov: 404,
      sonya: 404,
      belov: 200,
      orlova: 200,
    });
    const belova = await at.as('belova');
    const timur = await personOf(at.db, 'timur');
    const foreign = { attendee: 'self', student_id: String(timur) };
    expect((await belova.send(`${path}/bookings`, foreign)).status).toBe(404);
    expect((await belova.send(`${path}/bookings`, { attendee: 'student' })).status).toBe(422);
    expect((await belova.send('/consultations/999999/bookings', { attendee: 'self' })).status).toBe(404);
    expect(await bookings(at.db)).toEqual([]);
    const done = await belova.send(`${path}/bookings`, { attendee: 'self' });
    expect((await (await at.as('belov')).open(done.location ?? '')).status).toBe(404);
    // Whoever may see the child no longer sees nothing of it
    const guardian = await personOf(at.db, 'belova');
    await at.db.run(sql`update guardianship set ends_on = '2026-11-23' where guardian_id = ${guardian}`);
    expect((await belova.open(done.location ?? '')).status).toBe(404);
  });

  it('is cancelled by the family until the hour that was said, and by the teacher always', async () => {
    const at = await stage();
    const { turns } = await openTurns(at.db, 'kovaleva', { cancelHours: 24 });
    const belova = await at.as('belova');
    const done = await belova.send(`/consultations/${turns[0]}/bookings`, { attendee: 'self' });
    const path = done.location ?? '';
    const form = (await belova.open(path)).form(`${path}/cancellation`);
    at.school.clock.set('2026-11-25T16:01');
    const page = await belova.open(path);
    expect(page.words).toContain('Отменить или перенести запись самим уже поздно');
    expect(page.$(`form[action="${path}/cancellation"]`)).toHaveLength(0);
    expect((await form.submit()).status).toBe(422);
    expect(
      (await belova.send(`${path}/move`, { version: '1', consultation_id: String(turns[1]) })).status,
    ).toBe(422);
    expect(await bookings(at.db)).toMatchObject([{ state: 'booked' }]);
    const kovaleva = await at.as('kovaleva');
    const turn = await kovaleva.open(`/consultations/${turns[0]}`);
    expectValidHtml(turn.html);
    expect((await turn.form(`${path}/cancellation`).submit()).status).toBe(303);
    expect(await bookings(at.db)).toMatchObject([{ state: 'cancelled', place: null }]);
    expect((await noticesOf(at.db, 'belova'))[0]?.title).toBe('Учитель отменил вашу запись на консультацию');
  });

  it('ends with the turn that is cancelled: everybody who had a place is told', async () => {
    const at = await stage();
    const { turns, seriesId } = await openTurns(at.db, 'kovaleva');
    const belova = await at.as('belova');
    await belova.send(`/consultations/${turns[0]}/bookings`, { attendee: 'self' });
    const akhmetova = await at.as('akhmetova');
    await akhmetova.send(`/consultations/${turns[1]}/bookings`, { attendee: 'self' });
    const kovaleva = await at.as('kovaleva');
    const path = `/consultations/${turns[0]}/cancellation`;
    const form = (await kovaleva.open(path)).form();
    expect((await form.submit({ reason: '' })).status).toBe(422);
    expect((await form.submit({ reason: 'Болею' })).status).toBe(303);
    expect((await noticesOf(at.db, 'belova'))[0]?.body).toContain('Почему: Болею');
    expect(await noticesOf(at.db, 'akhmetova')).toEqual([]);
    expect((await belova.open(`/consultations/${turns[0]}`)).words).toContain('Встреча отменена');
    const ivanenko = await at.as('ivanenko');
    const figures = await ivanenko.open('/consultations');
    expectValidHtml(figures.html);
    expect(figures.words).toContain('1 место занято');
    expect(figures.words).not.toContain('Ахметов');
    const series = await ivanenko.open(`/consultation-series/${seriesId}`);
    expectValidHtml(series.html);
    expect(series.$(`form[action="/consultation-series/${seriesId}"]`)).toHaveLength(0);
    const ending = series.form(`/consultation-series/${seriesId}/end`);
    expect((await ending.submit({ reason: '' })).status).toBe(422);
    const end = await ending.submit({ reason: 'Карантин' });
    expect(end.status).toBe(303);
    expect((await noticesOf(at.db, 'akhmetova'))[0]?.title).toBe('Консультации отменены');
    expect((await bookings(at.db)).map((one) => one.state)).toEqual(['cancelled', 'cancelled']);
  });

  it('of a pupil is seen by the guardians of that pupil, and a late one is told to the teacher', async () => {
    const at = await stage();
    const { turns } = await openTurns(at.db, 'kovaleva', { day: '2026-11-25', attendees: 'students' });
    const sonya = await at.as('sonya');
    const page = await sonya.open(`/consultations/${turns[0]}`);
    expectValidHtml(page.html);
    const done = await page.form(`/consultations/${turns[0]}/bookings`).submit({ words: 'О задаче' });
    expect(done.status).toBe(303);
    expect((await noticesOf(at.db, 'kovaleva'))[0]?.title).toBe('Семья записалась на консультацию');
    const path = done.location ?? '';
    expect((await (await at.as('belova')).open(path)).words).toContain('Ученик');
    expect((await (await at.as('belov')).open(path)).status).toBe(200);
    expect((await (await at.as('nikita')).open(path)).status).toBe(404);
    const kovaleva = await at.as('kovaleva');
    const turn = await kovaleva.open(`/consultations/${turns[0]}`);
    await turn.form(`${path}/cancellation`).submit();
    for (const login of ['sonya', 'belova', 'belov'])
      expect((await noticesOf(at.db, login))[0]?.title).toBe('Учитель отменил вашу запись на консультацию');
    expect(await noticesOf(at.db, 'orlova')).toEqual([]);
  });
});
