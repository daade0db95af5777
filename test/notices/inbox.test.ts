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

describe('a guardian whose right to see a child has ended (v5.0.0-8.3.2)', () => {
  const end = async (child: string) =>
    at.db.run(sql`
      update guardianship set ends_on = '2026-11-23'
      where guardian_id = ${await personOf(at.db, 'belova')} and student_id = ${await personOf(at.db, child)}
    `);
  const noticeOf = async (login: string, other: string) =>
    (
      await at.db.row(
        z.object({ id: z.number() }),
        sql`
          select r.notice_id as id from recipient r join recipient_student s on s.recipient_id = r.id
          where r.person_id = ${await personOf(at.db, 'belova')} and s.student_id = ${await personOf(at.db, login)}
            and not exists (
              select from recipient_student o where o.recipient_id = r.id and o.student_id = ${await personOf(at.db, other)})
          order by r.id limit 1
        `,
      )
    ).id;

  it('loses the sight of what was told about that child at the next request, and of nothing else', async () => {
    await at.db.run(sql`update recipient set read_at = null`);
    const [ofSonya, ofMisha] = [await noticeOf('sonya', 'misha'), await noticeOf('misha', 'sonya')];
    const mother = await at.as('belova');
    expect((await mother.open(`/notices/${ofSonya}`)).status).toBe(200);
    await end('sonya');
    expect((await mother.open(`/notices/${ofSonya}`)).status).toBe(404);
    expect((await mother.send(`/notices/${ofSonya}/reading`)).status).toBe(404);
    expect((await mother.open(`/notices/${ofMisha}`)).status).toBe(200);
    for (const page of [await mother.open('/notices'), await mother.open('/')]) {
      expect(page.html).toContain('Миша');
      expect(page.html).not.toContain('Соня');
      expect(page.html).not.toContain(`/notices/${ofSonya}"`);
    }
  });

  it('is not told of unread notices that are not for them to see', async () => {
    await at.db.run(sql`update recipient set read_at = null`);
    await end('sonya');
    await end('misha');
    const inbox = await (await at.as('belova')).open('/notices');
    expect(inbox.$('.inbox li')).toHaveLength(0);
    expect(inbox.$('.tabs .count').text()).toBe('');
  });

  it('who also teaches the lesson keeps what the teacher was told', async () => {
    const orlova = await personOf(at.db, 'orlova');
    await at.db.run(sql`update guardianship set ends_on = '2026-11-23' where guardian_id = ${orlova}`);
    const told = await at.db.rows(
      z.object({ id: z.number() }),
      sql`
        select distinct r.notice_id as id from recipient r join notice_lesson n on n.notice_id = r.notice_id
        join lesson_teacher t on t.lesson_id = n.lesson_id and t.person_id = r.person_id where r.person_id = ${orlova}`,
    );
    const one = await at.as('orlova');
    for (const { id } of told) expect((await one.open(`/notices/${id}`)).status).toBe(200);
  });
});
