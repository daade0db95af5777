import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Count } from '../../src/db/db.ts';
import { type Stage, stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';

let at: Stage;

beforeEach(async () => {
  at = await stage();
});

const onlineOn = (day: string) =>
  at.db
    .row(Count, sql`select count(*) as count from lesson where day = ${day} and format = 'online'`)
    .then((row) => row.count);

async function fill(login: string, fields: Record<string, string>) {
  const one = await at.as(login);
  const form = (await one.open('/online-periods/new')).form('/online-periods');
  return form.submit(fields);
}

describe('online days', () => {
  it('of a class leave alone the lessons that it has together with another, unless both are meant', async () => {
    const joined = await at.db.run(sql`
      insert into study_group_class (group_id, class_id, is_whole)
      select own.group_id, other.id, false
      from study_group_class own join class k on k.id = own.class_id and k.name = '7А'
      join class other on other.name = '7Б' and other.school_year_id = k.school_year_id
      where not own.is_whole
      on conflict do nothing
    `);
    expect(joined).toBeGreaterThan(0);
    const asked = await fill('kovaleva', { from: '2026-11-26', to: '2026-11-27' });
    expect(asked.words).toContain('общий урок с 7Б');
    const whole = await fill('ivanenko', { everybody: 'yes', from: '2026-11-26', to: '2026-11-27' });
    expect(whole.words).not.toContain('общий урок с');
  });

  it('the coordinator sees what will be, then sets the whole school online by a second press', async () => {
    const before = await onlineOn('2026-11-27');
    const asked = await fill('ivanenko', { everybody: 'yes', from: '2026-11-27', to: '2026-11-27' });
    expect(asked.status).toBe(200);
    expect(asked.words).toContain('Проверьте и подтвердите');
    await expectValidHtml(asked.html);
    expect(await onlineOn('2026-11-27')).toBe(before);
    const done = await asked.form('/online-periods').submit();
    expect(done.status).toBe(303);
    expect(await onlineOn('2026-11-27')).toBeGreaterThan(before + 10);
  });

  it('leave alone a lesson that is online already, and say that not every lesson is', async () => {
    const [online] = await at.db.rows(
      z.object({ id: z.number(), day: z.string(), version: z.number() }),
      sql`
        select id, day::text as day, version from lesson
        where format = 'online' and status = 'planned' and day > '2026-11-24' order by starts_at limit 1`,
    );
    const day = online?.day ?? '';
    const asked = await fill('ivanenko', { everybody: 'yes', from: day, to: day, late_reason: 'weather' });
    await asked.form('/online-periods').submit();
    const after = await at.db.row(
      z.object({ version: z.number() }),
      sql`select version from lesson where id = ${online?.id ?? 0}`,
    );
    expect(after.version).toBe(online?.version);
    const notice = await at.db.row(
      z.object({ body: z.string() }),
      sql`select body from notice order by id desc limit 1`,
    );
    expect(notice.body.includes('Онлайн будут не все')).toBe(asked.words.includes('Останутся в школе'));
    expect(notice.body).toContain('Онлайн будут не все');
  });

  it('tells a mother of two once, with both children', async () => {
    const asked = await fill('ivanenko', { everybody: 'yes', from: '2026-11-27', to: '2026-11-27' });
    await asked.form('/online-periods').submit();
    const inbox = await (await at.as('belova')).open('/notices');
    const items = inbox
      .$('.inbox li')
      .filter(
        (_at, li) =>
          inbox.$(li).text().includes('уроки\u00a0онлайн') || /Пятница.*онлайн/s.test(inbox.$(li).text()),
      );
    expect(items).toHaveLength(1);
    expect(items.text()).toMatch(/Соня, Миша/);
  });

  it('a class teacher sets their own class only', async () => {
    const asked = await fill('kovaleva', { from: '2026-11-27', to: '2026-11-27' });
    expect(asked.words).toContain('7А');
    const foreign = await at.db.row(Count, sql`select id as count from class where name = '7Б'`);
    const sent = await (await at.as('kovaleva')).send('/online-periods', {
      classes: String(foreign.count),
      from: '2026-11-27',
      to: '2026-11-27',
      service_id: String(asked.form('/online-periods').fields.service_id),
      confirmed: 'yes',
    });
    expect(sent.status).toBe(422);
    expect(sent.words).toContain('Отметьте хотя бы один класс');
  });

  it.each([
    [{ from: '2026-11-23', to: '2026-11-27' }, 'Этот день уже прошёл'],
    [{ from: '2026-11-27', to: '2026-11-26' }, 'не может быть раньше первого'],
    [{ from: '2026-11-27', to: '2027-02-26' }, 'не больше 31 дней'],
    [{ from: '2026-11-28', to: '2026-11-29' }, 'нет будущих уроков'],
    [{ from: '2026-02-31', to: '2026-11-29' }, 'Укажите первый день'],
  ])('are refused for %o in words', async (days, words) => {
    const refused = await fill('ivanenko', { everybody: 'yes', ...days });
    expect(refused.status).toBe(422);
    expect(refused.words).toContain(words);
  });

  it('with less than the lead ask for the reason', async () => {
    const refused = await fill('ivanenko', { everybody: 'yes', from: '2026-11-25', to: '2026-11-25' });
    expect(refused.words).toContain('Выберите, почему предупреждаете так поздно');
  });

  it.each(['sonya', 'belova', 'litvinov'])('are not for %s', async (login) => {
    expect((await (await at.as(login)).open('/online-periods/new')).status).toBe(403);
  });
});
