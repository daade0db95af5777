import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Count } from '../../src/db/db.ts';
import { personOf, type Stage, stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';

const PAGE = '/settings/responsible-persons';
const added = {
  post: 'Методист',
  duty: 'Обучает учителей работе с сервисами',
  phone: '8 (4012) 55-11-00',
  starts_on: '2026-12-01',
};

let at: Stage;

const count = () => at.db.row(Count, sql`select count(*) as count from responsible_person`);
const first = () =>
  at.db.row(
    z.object({ id: z.number(), ends_on: z.string().nullable() }),
    sql`select id, ends_on from responsible_person order by position limit 1`,
  );

beforeEach(async () => {
  at = await stage();
});

describe('the responsible persons', () => {
  it('are added by the coordinator, from the staff', async () => {
    const one = await at.as('ivanenko');
    const shown = await one.open(PAGE);
    await expectValidHtml(shown.html);
    const person = await personOf(at.db, 'sidorov');
    const done = await shown.form(PAGE).submit({ ...added, person_id: String(person) });
    expect(done.status).toBe(303);
    expect((await done.follow()).words).toContain('Сидоров Антон Васильевич');
    expect((await one.open('/journal')).words).toContain('Добавлен ответственный');
  });

  it('are ended by the coordinator, and stay in the list as history', async () => {
    const one = await at.as('ivanenko');
    const { id } = await first();
    const page = await one.open(`${PAGE}/${id}/end`);
    await expectValidHtml(page.html);
    const done = await page.form().submit({ ends_on: '2026-11-23' });
    expect(done.status).toBe(303);
    expect((await done.follow()).words).toContain('больше не отвечает');
    expect((await first()).ends_on).toBe('2026-11-23');
    expect((await one.open(`${PAGE}/${id}/end`)).status).toBe(404);
  });

  it('are read, not changed, by the technical specialist; closed to others', async () => {
    const specialist = await at.as('litvinov');
    const shown = await specialist.open(PAGE);
    expect(shown.$('main form').length).toBe(0);
    const { id } = await first();
    expect((await specialist.send(PAGE, added)).status).toBe(403);
    expect((await specialist.open(`${PAGE}/${id}/end`)).status).toBe(403);
    expect((await specialist.send(`${PAGE}/${id}/end`, { ends_on: '2026-11-24' })).status).toBe(403);
    expect((await (await at.as('belova')).open(PAGE)).status).toBe(403);
  });

  it('know no others', async () => {
    const one = await at.as('ivanenko');
    for (const id of ['0', '999999', 'x', '%00'])
      expect((await one.open(`${PAGE}/${id}/end`)).status).toBeGreaterThanOrEqual(400);
    expect((await one.send(`${PAGE}/999999/end`, { ends_on: '2026-11-24' })).status).toBe(404);
  });

  it('refuse what is missing or wrong, keep what was typed and write nothing', async () => {
    const one = await at.as('ivanenko');
    const before = (await count()).count;
    const refused = await (await one.open(PAGE)).form(PAGE).submit({ ...added, phone: 'позвоните' });
    expect(refused.status).toBe(422);
    expect(refused.words).toContain('Напишите номер цифрами');
    expect(refused.form(PAGE).fields).toMatchObject({ post: 'Методист', phone: 'позвоните' });
    await expectValidHtml(refused.html);
    const nameless = await (await one.open(PAGE)).form(PAGE).submit(added);
    expect(nameless.words).toContain('Выберите сотрудника или напишите имя');
    const stranger = await one.send(PAGE, { ...added, clause_number: '5.1', person_id: '999999' });
    expect(stranger.status).toBe(422);
    expect((await count()).count).toBe(before);
    const { id } = await first();
    const early = await (await one.open(`${PAGE}/${id}/end`)).form().submit({ ends_on: '2001-01-01' });
    expect(early.status).toBe(422);
    expect(early.form().fields).toMatchObject({ ends_on: '2001-01-01' });
    expect((await first()).ends_on).toBeNull();
  });

  it('are added once where the form is sent twice', async () => {
    const one = await at.as('ivanenko');
    const before = (await count()).count;
    const form = (await one.open(PAGE)).form(PAGE);
    await form.submit({ ...added, name: 'Методический совет' });
    expect((await form.submit({ ...added, name: 'Методический совет' })).location).toBe(PAGE);
    expect((await count()).count).toBe(before + 1);
  });
});
