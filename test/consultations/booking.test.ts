import { describe, expect, it } from 'vitest';
import { stage } from '../support/cast.ts';
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
});
