import sql from 'sql-template-tag';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { stageOf } from '../support/cast.ts';
import { ownSchool } from '../support/school.ts';
import { crowdOf } from './crowd.ts';
import { openTurns } from './opened.ts';

const Place = z.object({ consultation_id: z.number(), place: z.number() });
const Taken = z.object({ taken: z.number() });

/** Two hundred families press at once; the portal has the pool of connections that it has. */
describe('two hundred bookings at once for thirty places', () => {
  it('give thirty, refuse the others with the waiting list, and none twice; so do moves and rooms', {
    timeout: 60_000,
  }, async () => {
    const school = await ownSchool({ template: 'school' });
    const at = stageOf(school);
    const crowd = await crowdOf(at, at.app, 200);

    const group = await openTurns(at.db, 'kovaleva', { places: 30, minutes: 60 });
    const [turn = 0] = group.turns;
    const answers = await Promise.all(
      crowd.map((one) => one.send(`/consultations/${turn}/bookings`, { attendee: 'self' })),
    );
    const counts = Map.groupBy(answers, (one) => one.status);
    expect(Object.fromEntries([...counts].map(([status, list]) => [status, list.length]))).toEqual({
      303: 30,
      409: 170,
    });
    for (const one of counts.get(409) ?? []) {
      expect(one.words).toContain('Все места уже заняты');
      expect(one.form(`/consultations/${turn}/waiting`).fields).toHaveProperty('attendee', 'self');
    }
    const places = await at.db.rows(
      Place,
      sql`select consultation_id, place from booking where state = 'booked' order by place`,
    );
    expect(places.map((one) => one.place)).toEqual(Array.from({ length: 30 }, (_, n) => n + 1));

    // Thirty turns of one place each: whoever finds theirs taken is refused, and each turn has one family
    const single = await openTurns(at.db, 'kovaleva', {
      day: '2026-11-27',
      starts: '15:00',
      ends: '20:00',
      minutes: 10,
    });
    const spread = await Promise.all(
      crowd.map((one, n) =>
        one.send(`/consultations/${single.turns[n % 30]}/bookings`, { attendee: 'self' }),
      ),
    );
    expect(spread.filter((one) => one.status === 303)).toHaveLength(30);
    expect(spread.filter((one) => one.status === 409)).toHaveLength(170);
    const taken = await at.db.rows(
      Taken,
      sql`select taken from consultation where series_id = ${single.seriesId} order by starts_at limit 30`,
    );
    expect(taken.map((one) => one.taken)).toEqual(Array.from({ length: 30 }, () => 1));

    // Two who move to the last free turn at once, each from a turn of their own
    const free = await openTurns(at.db, 'sidorov', { day: '2026-11-30', starts: '16:00', ends: '16:45' });
    const [one = crowd[0], two = crowd[1]] = crowd.slice(100);
    const booked = [
      await one?.send(`/consultations/${free.turns[0]}/bookings`, { attendee: 'self' }),
      await two?.send(`/consultations/${free.turns[1]}/bookings`, { attendee: 'self' }),
    ];
    const target = { version: '1', consultation_id: String(free.turns[2]) };
    const moved = await Promise.all([
      one?.send(`${booked[0]?.location}/move`, target),
      two?.send(`${booked[1]?.location}/move`, target),
    ]);
    expect(moved.map((answer) => answer?.status).sort()).toEqual([303, 409]);
    const counts2 = await at.db.rows(
      Taken,
      sql`select taken from consultation where series_id = ${free.seriesId} order by taken`,
    );
    expect(counts2.map((row) => row.taken)).toEqual([0, 1, 1]);

    // Four windows of one family: one time with a teacher on a day, whatever window is first
    const windows = await openTurns(at.db, 'kovaleva', { day: '2026-12-02' });
    const pressed = await Promise.all(
      windows.turns.map((turn) => crowd[150]?.send(`/consultations/${turn}/bookings`, { attendee: 'self' })),
    );
    expect(pressed.map((answer) => answer?.status).sort()).toEqual([303, 422, 422, 422]);

    // Two teachers who open one room for one time at once
    const opening = {
      repeat: 'once',
      first_day: '2026-12-01',
      starts: '17:00',
      ends: '17:30',
      turn_minutes: '15',
    };
    const rest = { kind: 'one', format: 'in_person', room: '214', audience: 'courses', attendees: 'both' };
    const confirmed = '2|2026-12-01|17:00|2026-12-01|17:30';
    const fields = { ...opening, ...rest, topic: '', cancel_hours: '3', confirmed };
    const [kovaleva, sidorov] = [await at.as('kovaleva'), await at.as('sidorov')];
    const opened = await Promise.all([
      kovaleva.send('/consultations/new', fields),
      sidorov.send('/consultations/new', fields),
    ]);
    expect(opened.map((answer) => answer.status).sort()).toEqual([303, 422]);
  });
});
