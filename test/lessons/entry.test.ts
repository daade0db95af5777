import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { lessonOf, personOf, type Stage, stage } from '../support/cast.ts';

const EntryRow = z.object({
  login: z.string(),
  student: z.string().nullable(),
  outcome: z.string(),
  reason: z.string(),
});

let at: Stage;
let algebra: number; // 7А, online today 10:50
let reading: number; // 3Б, online today 08:00

beforeEach(async () => {
  at = await stage();
  algebra = await lessonOf(at.db, 'kovaleva', '2026-11-24', 4);
  reading = await lessonOf(at.db, 'petrova', '2026-11-24', 1);
  await at.db.run(sql`delete from entry`);
});

const entries = () =>
  at.db.rows(
    EntryRow,
    sql`
      select a.login, s.login as student, e.outcome, e.reason
      from entry e join account a on a.person_id = e.person_id left join account s on s.person_id = e.student_id
      order by e.id
    `,
  );

describe('pressing Join', () => {
  it('leads a pupil to the service, and is logged', async () => {
    at.school.clock.set('2026-11-24T10:45');
    const sonya = await at.as('sonya');
    const done = await (await sonya.open(`/lessons/${algebra}`)).form(`/lessons/${algebra}/entry`).submit();
    expect(done.status).toBe(303);
    expect(done.location).toMatch(/^https:\/\/sferum\.ru\//);
    expect(done.headers['referrer-policy']).toBe('no-referrer');
    expect(await entries()).toEqual([{ login: 'sonya', student: 'sonya', outcome: 'admitted', reason: '' }]);
  });

  it('is offered from a little before the start, with words until then', async () => {
    at.school.clock.set('2026-11-24T10:39');
    const sonya = await at.as('sonya');
    const early = await sonya.open(`/lessons/${algebra}`);
    expect(early.$(`form[action="/lessons/${algebra}/entry"]`)).toHaveLength(0);
    expect(early.words).toContain('Урок начнётся в 10:50, вход откроется в 10:40');
    const refused = await sonya.send(`/lessons/${algebra}/entry`);
    expect(refused.location).toBe(`/lessons/${algebra}`);
    expect((await refused.follow()).words).toContain('вход откроется в 10:40');
    expect(await entries()).toMatchObject([{ outcome: 'refused', reason: 'too_early' }]);
    at.school.clock.set('2026-11-24T10:40');
    expect(
      (await sonya.open(`/lessons/${algebra}`)).$(`form[action="/lessons/${algebra}/entry"]`),
    ).toHaveLength(1);
  });

  it.each(['timur', 'akhmetova', 'ershov', 'sidorov'])(
    'of %s, whose lesson it is not, is refused in words and logged',
    async (login) => {
      at.school.clock.set('2026-11-24T10:55');
      const refused = await (await at.as(login)).send(`/lessons/${algebra}/entry`);
      expect(refused.status).toBe(403);
      expect(refused.words).toContain('только ученики его группы');
      expect(refused.html).not.toContain('sferum.ru/');
      expect(await entries()).toMatchObject([{ login, outcome: 'refused', reason: 'not_participant' }]);
    },
  );

  it('is for a guardian where the child is young, and named in the log', async () => {
    at.school.clock.set('2026-11-24T08:05');
    const mother = await at.as('belova');
    const page = await mother.open(`/lessons/${reading}`);
    expect(page.words).toContain('Войти на урок: Миша');
    const done = await page.form(`/lessons/${reading}/entry`).submit();
    expect(done.location).toMatch(/^https:/);
    expect(await entries()).toEqual([{ login: 'belova', student: 'misha', outcome: 'admitted', reason: '' }]);
  });

  it('is not for the guardian of an older child, nor for somebody else’s', async () => {
    at.school.clock.set('2026-11-24T10:55');
    const mother = await at.as('belova');
    const own = await mother.send(`/lessons/${algebra}/entry`, {
      student_id: String(await personOf(at.db, 'sonya')),
    });
    expect((await own.follow()).words).toContain('ученик входит сам');
    const foreign = await mother.send(`/lessons/${algebra}/entry`, {
      student_id: String(await personOf(at.db, 'nikita')),
    });
    expect(foreign.status).toBe(403);
    expect((await entries()).map((entry) => entry.reason)).toEqual(['pupil_enters_alone', 'not_participant']);
  });

  it('ends with the right to see the child', async () => {
    at.school.clock.set('2026-11-24T08:05');
    const mother = await at.as('belova');
    const form = (await mother.open(`/lessons/${reading}`)).form(`/lessons/${reading}/entry`);
    await at.db.run(
      sql`update guardianship set ends_on = '2026-11-23' where guardian_id = ${await personOf(at.db, 'belova')}`,
    );
    expect((await form.submit()).status).toBe(403);
    expect((await mother.open(`/lessons/${reading}`)).status).toBe(404);
  });

  it.each(['kovaleva', 'litvinov', 'ivanenko'])('is open to %s: the teacher and support', async (login) => {
    at.school.clock.set('2026-11-24T10:55');
    const done = await (await at.as(login)).send(`/lessons/${algebra}/entry`);
    expect(done.location).toMatch(/^https:\/\/sferum\.ru\//);
  });

  it('leads nowhere once the service is withdrawn', async () => {
    await at.db.run(sql`update service set withdrawn_from = '2026-11-24' where name = 'Сферум'`);
    at.school.clock.set('2026-11-24T10:55');
    const refused = await (await at.as('sonya')).send(`/lessons/${algebra}/entry`);
    expect((await refused.follow()).words).toContain('сейчас не разрешён школой');
  });

  it('shows the teacher who came, as a hint', async () => {
    at.school.clock.set('2026-11-24T10:55');
    await (await at.as('sonya')).send(`/lessons/${algebra}/entry`);
    const page = await (await at.as('kovaleva')).open(`/lessons/${algebra}`);
    const row = page.$('tr').filter((_at, tr) => page.$(tr).text().includes('Белова Софья'));
    expect(row.text()).toContain('в\u00a010:55');
    expect(page.words).toContain('подсказка, а не отметка о посещении');
  });
});
