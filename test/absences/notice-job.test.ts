import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { tellOfAbsences } from '../../src/attendance/absence-notice-job.ts';
import { Count } from '../../src/db/db.ts';
import { lessonOf, personOf, type Stage } from '../support/cast.ts';
import { runDueJobs } from '../support/jobs.ts';
import { quietStage } from './ground.ts';
import { mark, markNotHeld } from './marks.ts';

let at: Stage;
let algebra: number; // 7А, online today at 10:50

const Told = z.object({ login: z.string(), student: z.string(), title: z.string(), notice_id: z.number() });

/** Who was told of attendance, of whom, and under which title; a notice each time. */
const told = () =>
  at.db.rows(
    Told,
    sql`
      select a.login, s.login as student, split_part(n.title, ':', 1) as title, n.id as notice_id
      from notice n join recipient r on r.notice_id = n.id join account a on a.person_id = r.person_id
      join recipient_student c on c.recipient_id = r.id join account s on s.person_id = c.student_id
      where n.kind = 'absence' order by n.id, a.login, s.login
    `,
  );

const pairs = async () => (await told()).map(({ login, student, title }) => `${login} ${student}: ${title}`);

const MISSED = 'Не было на онлайн-уроке';
const CORRECTED = 'Отметка исправлена';

beforeEach(async () => {
  at = await quietStage();
  algebra = await lessonOf(at.db, 'kovaleva', '2026-11-24', 4);
  at.school.clock.set('2026-11-24T11:40');
});

/** Time goes on, and the worker with it. */
async function later(minutes: number): Promise<void> {
  at.school.clock.advance({ minutes });
  await runDueJobs(at.school);
}

describe('an unexcused absence', () => {
  it('is told to both guardians once the term has passed, without a pupil’s name', async () => {
    await mark(at, algebra, { sonya: { attendance: 'absent' }, dasha: { attendance: 'absent' }, kirill: {} });
    await later(59);
    expect(await told()).toEqual([]);
    await later(1);
    expect(await pairs()).toEqual([
      `belov sonya: ${MISSED}`,
      `belova sonya: ${MISSED}`,
      `orlova dasha: ${MISSED}`,
    ]);
    const notice = await at.db.row(
      z.object({ title: z.string(), body: z.string(), about_kind: z.string(), about_id: z.number() }),
      sql`select title, body, about_kind, about_id from notice where kind = 'absence'`,
    );
    expect(notice).toMatchObject({ about_kind: 'lesson', about_id: algebra });
    expect(`${notice.title} ${notice.body}`).not.toMatch(/Соня|Белов|Даша|Орлов/);
    expect(notice.title.replaceAll('\u00a0', ' ')).toBe(`${MISSED}: Алгебра, 24 ноября в 10:50`);
  });

  it('is read by a guardian on the notice, which names the own child alone', async () => {
    await mark(at, algebra, { sonya: { attendance: 'absent' }, dasha: { attendance: 'absent' } });
    await later(60);
    const [first] = await told();
    const page = await (await at.as('belova')).open(`/notices/${first?.notice_id}`);
    expect(page.words).toContain('Соня');
    expect(page.words).not.toContain('Даша');
    expect(page.$(`a[href="/lessons/${algebra}"]`).length).toBeGreaterThan(0);
  });

  it('is told once, however often the job runs', async () => {
    await mark(at, algebra, { sonya: { attendance: 'absent' } });
    await later(60);
    const { db, clock, timeZone, log, secretFor } = at.school;
    await tellOfAbsences.perform({ db, now: clock.now(), timeZone, log, secretFor }, { lessonId: algebra });
    await mark(at, algebra, { sonya: { attendance: 'absent', remark: 'не отвечала' } });
    await later(60);
    expect(await pairs()).toEqual([`belov sonya: ${MISSED}`, `belova sonya: ${MISSED}`]);
  });

  it('is not told where it was corrected within the term', async () => {
    await mark(at, algebra, { sonya: { attendance: 'absent' } });
    await later(30);
    await mark(at, algebra, { sonya: { attendance: 'late', minutes_late: 5 } });
    await later(60);
    expect(await told()).toEqual([]);
  });

  it.each(['present', 'late', 'excused', 'technical'] as const)(
    'is not told of a mark «%s»',
    async (attendance) => {
      await mark(at, algebra, { sonya: { attendance } });
      await later(60);
      expect(await told()).toEqual([]);
    },
  );

  it('is told at once where the school’s term is zero', async () => {
    await mark(at, algebra, { sonya: { attendance: 'absent' } }, { noticeMinutes: 0 });
    await later(0);
    expect(await pairs()).toEqual([`belov sonya: ${MISSED}`, `belova sonya: ${MISSED}`]);
  });

  const announce = (fields: { periods?: number[]; day?: string; state?: string }) => sql`
    insert into absence (student_id, starts_on, ends_on, periods, reason, announced_at, state)
    select person_id, ${fields.day ?? '2026-11-24'}, ${fields.day ?? '2026-11-24'},
      ${fields.periods ?? null}::smallint[], 'illness', '2026-11-24T05:00:00Z', ${fields.state ?? 'announced'}
    from account where login = 'sonya'`;

  it.each([
    ['of the day', {}, false],
    ['that is confirmed', { state: 'confirmed' }, false],
    ['that is asked about', { state: 'asked' }, false],
    ['of this lesson', { periods: [4] }, false],
    ['of other lessons', { periods: [3, 5] }, true],
    ['of another day', { day: '2026-11-23' }, true],
    ['that was taken back', { state: 'withdrawn' }, true],
  ])('with an announced absence %s is told: %s %s', async (_what, fields, isTold) => {
    await at.db.run(announce(fields));
    await mark(at, algebra, { sonya: { attendance: 'absent' } });
    await later(60);
    expect((await told()).length).toBe(isTold ? 2 : 0);
  });

  it('is not told of a lesson that was not held', async () => {
    await mark(at, algebra, { sonya: { attendance: 'absent' } });
    await markNotHeld(at, algebra);
    await later(60);
    expect(await told()).toEqual([]);
  });

  it('is not told to whoever may no longer see the pupil', async () => {
    await mark(at, algebra, { kirill: { attendance: 'absent' }, sonya: { attendance: 'absent' } });
    await at.db.run(
      sql`update guardianship set ends_on = '2026-11-23' where guardian_id = ${await personOf(at.db, 'belov')}`,
    );
    await later(60);
    expect(await pairs()).toEqual([`belova sonya: ${MISSED}`, `ershova.a kirill: ${MISSED}`]);
  });

  it('of a pupil whose guardians cannot sign in is out of reach, and the class teacher sees whom to call', async () => {
    const nikita = await personOf(at.db, 'nikita');
    await mark(at, algebra, { nikita: { attendance: 'absent' }, sonya: { attendance: 'absent' } });
    expect((await (await at.as('kovaleva')).open('/absences')).words).not.toContain('Захаров');
    await later(75);
    const page = await (await at.as('kovaleva')).open('/absences');
    expect(page.words).toContain('Не дошло до семьи');
    expect(page.words).toContain('Захаров Никита, 7А');
    expect(page.words).not.toContain('Белова Софья');
    const phones = await at.db.row(
      z.object({ phones: z.array(z.string()) }),
      sql`select array(select p.phone from guardianship g join person p on p.id = g.guardian_id
          where g.student_id = ${nikita}) as phones`,
    );
    for (const phone of phones.phones) expect(page.words).toContain(phone);
    expect((await (await at.as('sidorov')).open('/absences')).words).not.toContain('Захаров');
    expect((await (await at.as('belova')).open('/absences')).words).not.toContain('Захаров');
  });
});

describe('a mark that was told and is corrected', () => {
  beforeEach(async () => {
    await mark(at, algebra, { sonya: { attendance: 'absent' }, dasha: { attendance: 'absent' } });
    await later(60);
  });

  const before = [`belov sonya: ${MISSED}`, `belova sonya: ${MISSED}`, `orlova dasha: ${MISSED}`];

  it('is told as corrected to the same people, once', async () => {
    await mark(at, algebra, {
      sonya: { attendance: 'late', minutes_late: 10 },
      dasha: { attendance: 'absent' },
    });
    await later(60);
    await mark(at, algebra, { sonya: { attendance: 'present' }, dasha: { attendance: 'absent' } });
    await later(60);
    expect(await pairs()).toEqual([...before, `belov sonya: ${CORRECTED}`, `belova sonya: ${CORRECTED}`]);
  });

  it('and is absent again after all is told again', async () => {
    await mark(at, algebra, { sonya: { attendance: 'present' }, dasha: { attendance: 'absent' } });
    await later(60);
    await mark(at, algebra, { sonya: { attendance: 'absent' }, dasha: { attendance: 'absent' } });
    await later(60);
    expect((await pairs()).slice(3)).toEqual([
      `belov sonya: ${CORRECTED}`,
      `belova sonya: ${CORRECTED}`,
      `belov sonya: ${MISSED}`,
      `belova sonya: ${MISSED}`,
    ]);
  });

  it('says nothing where it is «нет» again before the term has passed', async () => {
    await mark(at, algebra, { sonya: { attendance: 'present' }, dasha: { attendance: 'absent' } });
    await mark(at, algebra, { sonya: { attendance: 'absent' }, dasha: { attendance: 'absent' } });
    await later(60);
    expect(await pairs()).toEqual(before);
  });

  it('as the lesson was not held is told to all', async () => {
    await markNotHeld(at, algebra);
    await later(60);
    expect((await pairs()).slice(3)).toEqual([
      `belov sonya: ${CORRECTED}`,
      `belova sonya: ${CORRECTED}`,
      `orlova dasha: ${CORRECTED}`,
    ]);
    expect((await at.db.row(Count, sql`select count(*) as count from mark_notice`)).count).toBe(0);
  });

  it('is not told to whoever lost the right to see the pupil meanwhile', async () => {
    await at.db.run(
      sql`update guardianship set ends_on = '2026-11-23' where guardian_id = ${await personOf(at.db, 'belov')}`,
    );
    await mark(at, algebra, { sonya: { attendance: 'present' }, dasha: { attendance: 'absent' } });
    await later(60);
    expect((await pairs()).slice(3)).toEqual([`belova sonya: ${CORRECTED}`]);
  });
});
