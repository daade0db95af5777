import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import { personOf, type Stage, stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';

let at: Stage;

beforeEach(async () => {
  at = await stage();
  await at.db.run(sql`delete from absence`);
  await at.db.run(sql`
    insert into absence (student_id, starts_on, ends_on, reason, announced_by, announced_at)
    select s.person_id, '2026-11-24', '2026-11-27', 'illness', m.person_id, '2026-11-24T05:00:00Z'
    from account s, account m where s.login = 'sonya' and m.login = 'belova'`);
});

const todoOf = async (login: string, path = '/') => {
  const page = await (await at.as(login)).open(path);
  await expectValidHtml(page.html);
  return page.$('.todo').text().replace(/\s+/g, ' ');
};

describe('absences at home', () => {
  it('wait for the class teacher until they are decided', async () => {
    expect(await todoOf('kovaleva')).toContain('Белова Софья, 7А: болеет до 27 ноября');
    for (const login of ['sidorov', 'orlova', 'belova'])
      expect(await todoOf(login)).not.toContain('Белова Софья');
    for (const state of ['asked', 'confirmed', 'withdrawn']) {
      await at.db.run(sql`update absence set state = ${state}`);
      expect(await todoOf('kovaleva'), state).not.toContain('Белова');
    }
  });

  it('are one line where there are many', async () => {
    await at.db.run(sql`
      insert into absence (student_id, starts_on, ends_on, reason, announced_at)
      select student_id, '2026-11-25', '2026-11-25', 'doctor', announced_at from absence, generate_series(1, 4)`);
    expect(await todoOf('kovaleva')).toContain('Ждут решения: 5 пропусков');
  });

  it('show a question to the guardian who announced it, and to no other', async () => {
    await at.db.run(sql`update absence set state = 'asked', question = 'Будет справка?'`);
    const said = 'Соня: школа спрашивает о пропуске';
    expect(await todoOf('belova')).toContain(said);
    expect(await todoOf('belova', `/?child=${await personOf(at.db, 'sonya')}`)).toContain(said);
    expect(await todoOf('belova', `/?child=${await personOf(at.db, 'misha')}`)).not.toContain(said);
    expect(await todoOf('belov')).not.toContain(said);
    await at.db.run(
      sql`update guardianship set ends_on = '2026-11-23' where guardian_id = ${await personOf(at.db, 'belova')}`,
    );
    expect(await todoOf('belova')).not.toContain(said);
  });

  it('are announced from there, of the chosen child', async () => {
    const misha = await personOf(at.db, 'misha');
    const mother = await at.as('belova');
    const link = async (path: string) =>
      (await mother.open(path)).$('.quick a:contains("Сообщить о пропуске")').attr('href');
    expect(await link('/')).toBe('/absences/new');
    expect(await link(`/?child=${misha}`)).toBe(`/absences/new?child=${misha}`);
    expect((await (await at.as('ershov')).open('/')).html).not.toContain('/absences/new');
    expect((await (await at.as('sonya')).open('/')).html).not.toContain('/absences');
  });
});
