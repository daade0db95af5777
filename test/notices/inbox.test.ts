import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Count } from '../../src/db/db.ts';
import { personOf, type Stage, stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';

let at: Stage;

beforeEach(async () => {
  at = await stage();
});

const unread = async (login: string) =>
  (
    await at.db.row(
      Count,
      sql`select count(*) as count from recipient where read_at is null and person_id = ${await personOf(at.db, login)}`,
    )
  ).count;

describe('the inbox', () => {
  it('counts what is unread, and opening a notice reads it', async () => {
    await at.db.run(
      sql`update recipient set read_at = null where person_id = ${await personOf(at.db, 'belova')}`,
    );
    const before = await unread('belova');
    const mother = await at.as('belova');
    const inbox = await mother.open('/notices');
    await expectValidHtml(inbox.html);
    expect(inbox.$('.tabs .count').text()).toContain(String(before));
    const opened = await inbox.form(inbox.$('.inbox form').first().attr('action')).submit();
    expect(opened.location).toMatch(/^\/notices\/\d+$/);
    expect(await unread('belova')).toBe(before - 1);
    await expectValidHtml((await opened.follow()).html);
  });

  it('reads nothing by being looked at, also ahead of a press', async () => {
    await at.db.run(sql`update recipient set read_at = null`);
    const before = await unread('sonya');
    const sonya = await at.as('sonya');
    const inbox = await sonya.open('/notices');
    await sonya.open(String(inbox.$('.inbox form').first().attr('action')).replace('/reading', ''));
    expect(await unread('sonya')).toBe(before);
  });

  it('shows one child’s when asked, and never somebody else’s', async () => {
    const mother = await at.as('belova');
    const misha = await mother.open(`/notices?child=${await personOf(at.db, 'misha')}`);
    expect(misha.$('.inbox').text()).toContain('Миша');
    expect(misha.$('.inbox li b').filter((_at, b) => misha.$(b).text() === 'Соня')).toHaveLength(0);
    const foreign = await mother.open(`/notices?child=${await personOf(at.db, 'timur')}`);
    expect(foreign.$('.inbox').text()).not.toContain('Тимур');
  });

  it('another’s notice is not there, to look at or to read', async () => {
    const notice = await at.db.row(
      z.object({ id: z.number() }),
      sql`
        select n.id from notice n where not exists (
          select from recipient r where r.notice_id = n.id and r.person_id = ${await personOf(at.db, 'timur')}) limit 1
      `,
    );
    const timur = await at.as('timur');
    expect((await timur.open(`/notices/${notice.id}`)).status).toBe(404);
    expect((await timur.send(`/notices/${notice.id}/reading`)).status).toBe(404);
    expect((await timur.open('/notices/abc')).status).toBe(404);
  });

  it('marks all as read by one press', async () => {
    await at.db.run(
      sql`update recipient set read_at = null where person_id = ${await personOf(at.db, 'belova')}`,
    );
    const mother = await at.as('belova');
    await (await mother.open('/notices')).form('/notices/reading').submit();
    expect(await unread('belova')).toBe(0);
  });

  it('says what will come where there is nothing yet', async () => {
    await at.db.run(sql`delete from recipient where person_id = ${await personOf(at.db, 'petrova')}`);
    expect((await (await at.as('petrova')).open('/notices')).words).toContain('Здесь появятся сообщения');
  });
});
