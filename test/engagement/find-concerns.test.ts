import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { findConcerns } from '../../src/attendance/find-concerns-job.ts';
import { personOf, type Stage, stage } from '../support/cast.ts';
import { addMeasureRow, concernsOf, emptyRegisters, markLessons, onlineLessons } from './rows.ts';

const TODAY = '2026-11-24';

let at: Stage;
let nikita: number;

beforeEach(async () => {
  at = await stage();
  await emptyRegisters(at.db);
  nikita = await personOf(at.db, 'nikita');
});

function look(): Promise<void> {
  const { db, clock, timeZone, log, secretFor } = at.school;
  return findConcerns.perform({ db, now: clock.now(), timeZone, log, secretFor }, {});
}

const lessonsOf = (count: number, before = TODAY) => onlineLessons(at.db, { className: '7А', count, before });

describe('the search for pupils who are being lost', () => {
  it('opens a concern where as many lessons were missed as the rule says, and only then', async () => {
    const lessons = await lessonsOf(5);
    await markLessons(at.db, nikita, lessons);
    await markLessons(at.db, nikita, lessons.slice(0, 2), { attendance: 'absent' });
    await look();
    expect(await concernsOf(at.db, nikita)).toEqual([]);
    await markLessons(at.db, nikita, lessons.slice(2, 3), { attendance: 'excused' });
    await look();
    const [concern, ...others] = await concernsOf(at.db, nikita);
    expect(others).toEqual([]);
    expect(concern).toMatchObject({ kind: 'missed', is_open: true });
    expect([...(concern?.lesson_ids ?? [])].sort()).toEqual([...lessons.slice(0, 3)].sort());
    expect(concern?.grounds).toMatchObject({ counted: 3, marks: 5, attended: 2 });
  });

  it('looks no further back than the rule’s days, and not at today’s pupils of other days', async () => {
    const old = await lessonsOf(3, '2026-11-11');
    await markLessons(at.db, nikita, old, { attendance: 'absent' });
    await look();
    expect(await concernsOf(at.db, nikita)).toEqual([]);
    at.school.clock.set('2026-11-12T10:00');
    await look();
    expect(await concernsOf(at.db, nikita)).toHaveLength(1);
  });

  it('leaves out a pupil who has left the school', async () => {
    const gromov = await personOf(at.db, 'gromov');
    await markLessons(at.db, gromov, await lessonsOf(4), { attendance: 'absent' });
    await look();
    expect(await concernsOf(at.db, gromov)).toEqual([]);
  });

  it('leaves out a pupil who is in no class any more', async () => {
    await markLessons(at.db, nikita, await lessonsOf(4), { attendance: 'absent' });
    await at.db.run(sql`update enrolment set ends_on = '2026-11-23' where student_id = ${nikita}`);
    await look();
    expect(await concernsOf(at.db, nikita)).toEqual([]);
  });

  it('tells silence and failures of the connection apart from absence', async () => {
    const lessons = await lessonsOf(9);
    await markLessons(at.db, nikita, lessons.slice(0, 4), { activity: 0 });
    await markLessons(at.db, nikita, lessons.slice(4, 5), { attendance: 'late', activity: 0, minutes: 5 });
    await markLessons(at.db, nikita, lessons.slice(5, 8), { attendance: 'technical' });
    await markLessons(at.db, nikita, lessons.slice(8), { activity: 2 });
    await look();
    const found = await concernsOf(at.db, nikita);
    expect(found.map(({ kind, cause }) => [kind, cause]).sort()).toEqual([
      ['silent', 'silent'],
      ['technical', 'no_device'],
    ]);
    expect(found.find((one) => one.kind === 'silent')?.lesson_ids).toHaveLength(5);
  });

  it('opens one concern a pupil and kind, and brings it up to date', async () => {
    const lessons = await lessonsOf(5);
    await markLessons(at.db, nikita, lessons.slice(0, 3), { attendance: 'absent' });
    await look();
    await look();
    await markLessons(at.db, nikita, lessons.slice(3), { attendance: 'absent' });
    await look();
    const found = await concernsOf(at.db, nikita);
    expect(found).toHaveLength(1);
    expect(found[0]?.lesson_ids).toHaveLength(5);
    await announce('illness');
    await look();
    expect((await concernsOf(at.db, nikita))[0]).toMatchObject({ cause: 'illness' });
  });

  it('closes by itself what no longer holds, unless a measure is under way', async () => {
    const lessons = await lessonsOf(3);
    await markLessons(at.db, nikita, lessons, { attendance: 'absent' });
    await look();
    const [concern] = await concernsOf(at.db, nikita);
    const measure = await addMeasureRow(at.db, nikita, {
      ownerId: await personOf(at.db, 'kovaleva'),
      concernId: concern?.id ?? 0,
    });
    await markLessons(at.db, nikita, lessons, {});
    await look();
    expect((await concernsOf(at.db, nikita))[0]).toMatchObject({ is_open: true });
    await at.db.run(sql`update measure set done_on = ${TODAY}, outcome = 'helped' where id = ${measure}`);
    await look();
    expect((await concernsOf(at.db, nikita))[0]).toMatchObject({
      is_open: false,
      closed_by: null,
      closed_words: '',
    });
  });

  it('does not bring up again the lessons of what somebody closed by hand; new ones count', async () => {
    const lessons = await lessonsOf(8);
    const seen = lessons.slice(3, 6);
    await markLessons(at.db, nikita, seen, { attendance: 'absent' });
    await look();
    const kovaleva = await personOf(at.db, 'kovaleva');
    await at.db.run(sql`
      update concern set closed_at = '2026-11-24T05:00:00Z', closed_by = ${kovaleva}, closed_words = 'Поговорили'`);
    await look();
    expect(await concernsOf(at.db, nikita)).toHaveLength(1);
    await markLessons(at.db, nikita, lessons.slice(0, 2), { attendance: 'absent' });
    await look();
    expect(await concernsOf(at.db, nikita)).toHaveLength(1);
    await markLessons(at.db, nikita, lessons.slice(2, 3), { attendance: 'absent' });
    await look();
    const found = await concernsOf(at.db, nikita);
    expect(found).toHaveLength(2);
    expect([...(found[1]?.lesson_ids ?? [])].sort()).toEqual([...lessons.slice(0, 3)].sort());
  });

  it('counts lessons that somebody looked at for another kind', async () => {
    const lessons = await lessonsOf(3);
    await markLessons(at.db, nikita, lessons, { attendance: 'absent' });
    await look();
    const kovaleva = await personOf(at.db, 'kovaleva');
    await at.db.run(sql`update concern set closed_at = '2026-11-24T05:00:00Z', closed_by = ${kovaleva}`);
    await markLessons(at.db, nikita, lessons, { attendance: 'technical' });
    await look();
    expect(await concernsOf(at.db, nikita)).toMatchObject([
      { kind: 'missed', is_open: false },
      { kind: 'technical', is_open: true },
    ]);
  });

  it('goes by the rule of the day: one that changed in between', async () => {
    const lessons = await lessonsOf(3, '2026-11-21');
    await markLessons(at.db, nikita, lessons, { attendance: 'absent' });
    await at.db.run(sql`update engagement_rule set valid_to = '2026-11-24' where kind = 'missed'`);
    await at.db.run(sql`
      insert into engagement_rule (kind, threshold, window_days, valid_from) values ('missed', 4, 14, '2026-11-25')`);
    await look();
    expect((await concernsOf(at.db, nikita))[0]).toMatchObject({ is_open: true });
    at.school.clock.set('2026-11-25T10:00');
    await look();
    expect((await concernsOf(at.db, nikita))[0]).toMatchObject({ is_open: false, closed_by: null });
  });

  async function announce(reason: string): Promise<void> {
    await at.db.run(sql`
      insert into absence (student_id, starts_on, ends_on, reason, announced_by, announced_at)
      values (${nikita}, '2026-11-02', '2026-11-27', ${reason}, null, '2026-11-20T05:00:00Z')`);
  }
});

describe('what the likely cause rests on', () => {
  const missed = async () => {
    const lessons = await lessonsOf(3);
    await markLessons(at.db, nikita, lessons, { attendance: 'absent' });
    return lessons;
  };
  const found = async () => {
    await look();
    return (await concernsOf(at.db, nikita))[0];
  };

  it('knows who announced an illness, and until when', async () => {
    await missed();
    const belova = await personOf(at.db, 'belova');
    await at.db.run(sql`
      insert into guardianship (guardian_id, student_id, relation, starts_on)
      values (${belova}, ${nikita}, 'мать', '2026-09-01')`);
    await at.db.run(sql`
      insert into absence (student_id, starts_on, ends_on, reason, announced_by, announced_at) values
        (${nikita}, '2026-11-02', '2026-11-27', 'illness', ${belova}, '2026-11-20T05:00:00Z'),
        (${nikita}, '2026-11-02', '2026-12-27', 'family', ${belova}, '2026-11-10T05:00:00Z')`);
    expect(await found()).toMatchObject({
      cause: 'illness',
      grounds: { ill: 3, told: 3, absence: { reason: 'illness', ends_on: '2026-11-27', relation: 'мать' } },
    });
  });

  it('does not count an announcement that was taken back, or is for other lessons of the day', async () => {
    const [lesson] = await missed();
    await at.db.run(sql`
      insert into absence (student_id, starts_on, ends_on, reason, state, announced_at)
      values (${nikita}, '2026-11-02', '2026-11-27', 'illness', 'withdrawn', '2026-11-20T05:00:00Z')`);
    await at.db.run(sql`
      insert into absence (student_id, starts_on, ends_on, periods, reason, announced_at)
      select ${nikita}::bigint, l.day, l.day, array[(l.period + 10)::smallint], 'illness', '2026-11-20T05:00:00Z'::timestamptz
      from lesson l where l.id = ${lesson ?? 0}`);
    expect((await found())?.grounds).toMatchObject({ ill: 0, told: 0, absence: null });
  });

  it('sees tickets, marks and announcements of a missing connection', async () => {
    const lessons = await missed();
    const [first, second] = lessons;
    await at.db.run(sql`
      insert into ticket (kind, opened_at, student_id, lesson_id)
      values ('lesson_entry', '2026-11-23T08:00:00Z', ${nikita}, ${first ?? 0})`);
    await at.db.run(sql`
      insert into absence (student_id, starts_on, ends_on, periods, reason, announced_at)
      select ${nikita}, l.day, l.day, array[l.period], 'no_connection', '2026-11-20T05:00:00Z'
      from lesson l where l.id = ${second ?? 0}`);
    expect(await found()).toMatchObject({ cause: 'no_device', grounds: { offline: 2, tickets: 1, told: 0 } });
  });

  it.each([
    [
      'has no account',
      sql`update account set disabled_at = '2026-09-01T00:00:00Z' where login = 'nikita'`,
      'none',
    ],
    [
      'has not used the code',
      sql`update account set password_hash = null where login = 'nikita'`,
      'no_password',
    ],
  ])('knows that a pupil %s', async (_what, change, account) => {
    await missed();
    await at.db.run(change);
    expect(await found()).toMatchObject({ cause: 'never_signed_in', grounds: { account } });
  });

  it('knows who was never seen on the portal; for a young pupil the guardians count too', async () => {
    const added = await at.db.row(
      z.object({ id: z.number() }),
      sql`insert into person (family_name, given_name) values ('Новиков', 'Артём') returning id`,
    );
    nikita = added.id;
    await at.db.run(sql`
      insert into enrolment (class_id, student_id, starts_on)
      select e.class_id, ${nikita}, '2026-09-01' from enrolment e join account a on a.person_id = e.student_id
      where a.login = 'sonya'`);
    await at.db.run(sql`
      insert into account (person_id, login, password_hash)
      select ${nikita}, 'novikov', password_hash from account where login = 'sonya'`);
    await missed();
    expect(await found()).toMatchObject({ cause: 'never_signed_in', grounds: { account: 'never' } });
    await at.as('belova');
    await at.db.run(sql`
      insert into guardianship (guardian_id, student_id, starts_on)
      select person_id, ${nikita}, '2026-09-01' from account where login = 'belova'`);
    expect(await found()).toMatchObject({ cause: 'never_signed_in' });
    await at.db.run(sql`update account set is_young = true where login = 'novikov'`);
    expect(await found()).toMatchObject({ cause: 'unknown', grounds: { account: 'seen' } });
  });

  it('sees that it is one subject, of a pupil who comes to the others', async () => {
    await at.as('nikita');
    const physics = await onlineLessons(at.db, {
      className: '7А',
      subject: 'Физика',
      count: 3,
      before: TODAY,
    });
    await markLessons(at.db, nikita, physics, { attendance: 'absent' });
    const attended = await onlineLessons(at.db, {
      className: '7А',
      subject: 'Физика',
      count: 1,
      before: '2026-11-10',
    });
    await markLessons(at.db, nikita, attended);
    const others = await onlineLessons(at.db, {
      className: '7А',
      subject: 'Русский язык',
      count: 4,
      before: TODAY,
    });
    await markLessons(at.db, nikita, others);
    await at.db.run(sql`update engagement_rule set window_days = 60 where kind = 'missed'`);
    const concern = await found();
    expect(concern?.grounds).toMatchObject({
      subject: { name: 'Физика', counted: 3, attended_elsewhere: 4 },
    });
    expect(concern?.cause).toBe('one_course');
  });
});
