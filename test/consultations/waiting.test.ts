import sql from 'sql-template-tag';
import { describe, expect, it } from 'vitest';
import { passOnPlaces } from '../../src/consultations/invitations-job.ts';
import { addJob } from '../../src/jobs/job.ts';
import { personOf, type Stage, stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import { runDueJobs } from '../support/jobs.ts';
import { bookings, noticesOf, openTurns } from './opened.ts';

/** The job that the clock runs every five minutes. */
async function passOn(at: Stage): Promise<void> {
  await addJob(at.db, passOnPlaces, {});
  await runDueJobs(at.school);
}

/** One place of kovaleva's, taken by belova; akhmetova and orlova wait for it, in this order. */
async function fullTurn(at: Stage, minutesAhead?: { now: string }) {
  const { turns } = await openTurns(at.db, 'kovaleva', { starts: '16:00', ends: '16:15' });
  const [turn = 0] = turns;
  const [belova, akhmetova, orlova] = [
    await at.as('belova'),
    await at.as('akhmetova'),
    await at.as('orlova'),
  ];
  const done = await belova.send(`/consultations/${turn}/bookings`, { attendee: 'self' });
  const full = await akhmetova.open(`/consultations/${turn}`);
  expectValidHtml(full.html);
  expect(full.words).toContain('Мест нет. Встать в очередь?');
  const form = full.form(`/consultations/${turn}/waiting`);
  await form.submit();
  await akhmetova.send(`/consultations/${turn}/waiting`, { attendee: 'self' });
  at.school.clock.advance({ minutes: 1 });
  await orlova.send(`/consultations/${turn}/waiting`, { attendee: 'self' });
  if (minutesAhead !== undefined) at.school.clock.set(minutesAhead.now);
  return { turn, booking: done.location ?? '', belova, akhmetova, orlova };
}

const cancelFields = { version: '1', reason: '' };

describe('the waiting list', () => {
  it('offers a place that is free to the first in line, then to the next', async () => {
    const at = await stage();
    const { turn, booking, belova, akhmetova, orlova } = await fullTurn(at);
    expect((await orlova.open(`/consultations/${turn}`)).words).toContain('перед вами 1 семья');
    await belova.send(`${booking}/cancellation`, cancelFields);
    expect(await bookings(at.db)).toMatchObject([
      { attendee: 'belova', state: 'cancelled' },
      { attendee: 'akhmetova', state: 'invited', place: 1 },
    ]);
    expect((await noticesOf(at.db, 'akhmetova'))[0]?.body).toContain('Место за вами до');
    // Held for her: nobody else gets it
    expect((await belova.send(`/consultations/${turn}/bookings`, { attendee: 'self' })).status).toBe(409);
    const list = await akhmetova.open('/consultations');
    expect(list.words).toContain('Ответьте на приглашение');
    at.school.clock.set('2026-11-25T10:05');
    await passOn(at);
    await passOn(at);
    expect(await bookings(at.db)).toMatchObject([
      { attendee: 'belova', state: 'cancelled' },
      { attendee: 'akhmetova', state: 'expired', place: null },
      { attendee: 'orlova', state: 'invited', place: 1 },
    ]);
    const invitation = (await bookings(at.db)).at(-1)?.id ?? 0;
    const page = await (await at.as('orlova')).open(`/bookings/${invitation}`);
    expectValidHtml(page.html);
    const accept = page.form(`/bookings/${invitation}/acceptance`);
    expect((await accept.submit()).status).toBe(303);
    expect((await accept.submit()).status).toBe(303);
    expect((await bookings(at.db)).at(-1)).toMatchObject({ state: 'booked', place: 1 });
    expect((await noticesOf(at.db, 'kovaleva'))[0]?.title).toBe('Семья приняла приглашение на консультацию');
    // An invitation that is over is refused
    const over = (await bookings(at.db))[1]?.id ?? 0;
    expect((await akhmetova.send(`/bookings/${over}/acceptance`, { version: '2' })).status).toBe(409);
  });

  it('passes on a place that is turned down, and leaves out whose right has ended', async () => {
    const at = await stage();
    const { booking, belova, akhmetova } = await fullTurn(at);
    const mother = await personOf(at.db, 'orlova');
    await belova.send(`${booking}/cancellation`, cancelFields);
    const invitation = (await bookings(at.db)).at(-1)?.id ?? 0;
    await at.db.run(sql`update guardianship set ends_on = '2026-11-23' where guardian_id = ${mother}`);
    const done = await akhmetova.send(`/bookings/${invitation}/refusal`, { version: '1' });
    expect(done.status).toBe(303);
    expect((await bookings(at.db)).map((one) => one.state)).toEqual(['cancelled', 'declined']);
  });

  it('holds nothing where there is no time to answer: the next is told that a place is free', async () => {
    const at = await stage();
    const { turn, booking, akhmetova } = await fullTurn(at, { now: '2026-11-26T14:00' });
    const kovaleva = await at.as('kovaleva');
    await kovaleva.send(`${booking}/cancellation`, cancelFields);
    expect((await bookings(at.db)).map((one) => one.state)).toEqual(['cancelled']);
    expect((await noticesOf(at.db, 'akhmetova'))[0]?.title).toBe('На консультации есть свободное место');
    expect(await noticesOf(at.db, 'orlova')).toEqual([]);
    const again = await at.as('akhmetova');
    expect(akhmetova).not.toBe(again);
    expect((await again.send(`/consultations/${turn}/bookings`, { attendee: 'self' })).status).toBe(303);
  });

  it('is left again', async () => {
    const at = await stage();
    const { turn, booking, belova, akhmetova, orlova } = await fullTurn(at);
    const page = await akhmetova.open(`/consultations/${turn}`);
    await page.form(`/consultations/${turn}/waiting/end`).submit();
    await belova.send(`${booking}/cancellation`, cancelFields);
    expect((await bookings(at.db)).at(-1)).toMatchObject({ attendee: 'orlova', state: 'invited' });
    expect((await orlova.open('/consultations')).words).toContain('Ответьте на приглашение');
  });
});

describe('an invitation by the teacher', () => {
  it('holds a place until the family answers, for families of theirs alone', async () => {
    const at = await stage();
    const { turns } = await openTurns(at.db, 'kovaleva', { attendees: 'both' });
    const [turn = 0] = turns;
    const kovaleva = await at.as('kovaleva');
    const page = await kovaleva.open(`/consultations/${turn}`);
    expectValidHtml(page.html);
    const form = page.form(`/consultations/${turn}/invitations`);
    const [sonya, belova, misha] = [
      await personOf(at.db, 'sonya'),
      await personOf(at.db, 'belova'),
      await personOf(at.db, 'misha'),
    ];
    expect((await form.submit({ who: '' })).status).toBe(422);
    const foreign = await form.submit({ who: `${misha}.${belova}` });
    expect(foreign.status).toBe(422);
    expect(foreign.words).toContain('Эту семью пригласить нельзя');
    const invited = await form.submit({ who: `${sonya}.${belova}`, words: 'О контрольной' });
    expect(invited.status).toBe(303);
    expect((await noticesOf(at.db, 'belova'))[0]?.body).toContain('О контрольной');
    expect(await bookings(at.db)).toMatchObject([{ state: 'invited', place: 1, attendee: 'belova' }]);
    const invitation = (await bookings(at.db))[0]?.id ?? 0;
    expect((await (await at.as('belov')).open(`/bookings/${invitation}`)).status).toBe(404);
    const mother = await at.as('belova');
    const answer = await mother.open(`/bookings/${invitation}`);
    expect((await answer.form(`/bookings/${invitation}/acceptance`).submit()).status).toBe(303);
    expect(await bookings(at.db)).toMatchObject([{ state: 'booked' }]);
  });
});
