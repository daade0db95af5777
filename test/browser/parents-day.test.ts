import type { Page } from 'playwright-core';
import sql from 'sql-template-tag';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { personOf } from '../support/cast.ts';
import { goLive, type Live } from '../support/live.ts';

/**
 * A parents' day from the coordinator's empty form to the families' evenings, with real clicks on a phone: twenty
 * teachers, three families, one of them without script, two of them at the same moment for the same turn.
 */
describe('a parents’ day with 20 teachers', () => {
  let live: Live;
  let day: string;

  beforeAll(async () => {
    live = await goLive();
    // the small school has fewer teachers than twenty
    await live.school.db.run(sql`
      with made as (
        insert into person (family_name, given_name, patronymic)
        select 'Яковлев', chr(1040 + n) || 'лег', 'Олегович' from generate_series(1, 8) n returning id
      )
      insert into person_role (person_id, role, starts_on) select id, 'teacher', '2026-09-01' from made`);
  });

  it('is opened and announced by the coordinator', async () => {
    const { page, signIn, complaints } = await live.window({ viewport: { width: 1280, height: 900 } });
    await signIn('ivanenko');
    await page.goto('/parents-days');
    await page.getByRole('link', { name: 'Новый родительский день' }).click();
    await page.getByLabel('День', { exact: true }).fill('2026-11-27');
    await page.getByLabel('Начало').fill('17:00');
    await page.getByLabel('Конец').fill('19:00');
    await page.getByRole('button', { name: 'Дальше: учителя' }).click();
    await page.getByRole('heading', { name: 'Родительский день 27 ноября' }).waitFor();
    day = new URL(page.url()).pathname;
    // all but Орлова, who comes as a mother; whoever has no room by the timetable gets one
    const own = await personOf(live.school.db, 'orlova');
    let count = 0;
    for (const row of await page.locator('.pd-teachers > li').all()) {
      const box = row.locator('[name=teacher]');
      const isWanted = (await box.inputValue()) !== String(own) && count < 20;
      await box.setChecked(isWanted);
      if (!isWanted) continue;
      count += 1;
      const room = row.locator('[name^=room_]');
      if ((await room.inputValue()) === '') await room.fill(`90${count}`);
    }
    expect(count).toBe(20);
    await page.getByRole('button', { name: 'Проверить и сохранить' }).click();
    await page.getByText('Откроется запись к 20 учителям').waitFor();
    await page.getByRole('button', { name: 'Объявить день' }).click();
    await page.getByText('День объявлен').waitFor();
    expect(await page.getByText('0 бесед из 240').count()).toBe(1);
    expect(complaints).toEqual([]);
  });

  it('is booked by a mother without script, at the hours that suit her', async () => {
    const { page, signIn, complaints } = await live.window({ javaScriptEnabled: false });
    await signIn('akhmetova');
    await page.goto(day);
    // the class teacher is suggested
    expect(await page.getByLabel('Сидоров А. В.').first().isChecked()).toBe(true);
    await page.getByLabel('Ковалёва Е. П.').first().check();
    await page.getByLabel('Не раньше').selectOption('17:30');
    await page.getByRole('button', { name: 'Показать порядок' }).click();
    await page.getByText('2 беседы с 17:30 до 17:50, без ожидания.').waitFor();
    await page.getByRole('button', { name: 'Записаться на 2 беседы' }).click();
    await page.getByRole('heading', { name: 'Вы записаны: 2 беседы' }).waitFor();
    expect(await page.locator('.pd-time').allInnerTexts()).toEqual(['17:30–17:40', '17:40–17:50']);
    expect(complaints).toEqual([]);
  });

  it('gives a turn that two families press for at once to one of them, and the other a new order', async () => {
    const windows = await Promise.all(['belova', 'orlova'].map((login) => proposed(login)));
    // both are led to the same teacher at the same time
    for (const page of windows)
      expect(await page.locator('.pd-talk').first().textContent()).toMatch(/17:00.17:10\s+Ковалёва/);
    await Promise.all(windows.map((page) => page.getByRole('button', { name: /Записаться/ }).click()));
    const outcomes = await Promise.all(
      windows.map(async (page) => {
        const done = page.getByRole('heading', { name: /Вы записаны/ });
        const refused = page.getByText('Мы никуда вас не записали');
        await done.or(refused).first().waitFor();
        return (await done.count()) === 1 ? 'booked' : 'refused';
      }),
    );
    expect(outcomes.toSorted()).toEqual(['booked', 'refused']);
    const late = windows[outcomes.indexOf('refused')];
    if (late === undefined) throw new Error('Nobody was refused');
    expect(await late.getByText('17:00, Ковалёва Е. П.: время уже заняли').count()).toBe(1);
    await late.getByRole('button', { name: /Записаться/ }).click();
    await late.getByRole('heading', { name: /Вы записаны/ }).waitFor();
  });

  it('is without a clash in the end, and the teacher sees who comes when', async () => {
    const Row = z.object({ who: z.string(), teacher: z.string(), time: z.string() });
    const booked = await live.school.db.rows(
      Row,
      sql`
        select m.login as who, t.login as teacher, to_char(c.starts_at at time zone o.time_zone, 'HH24:MI') as time
        from booking b join consultation c on c.id = b.consultation_id and b.state = 'booked' cross join school o
        join account m on m.person_id = b.attendee_id join account t on t.person_id = c.teacher_id
        order by c.starts_at, m.login`,
    );
    expect(booked).toHaveLength(7);
    expect(new Set(booked.map((one) => `${one.teacher} ${one.time}`)).size).toBe(7);
    expect(new Set(booked.map((one) => `${one.who} ${one.time}`)).size).toBe(7);
    const { page, signIn, complaints } = await live.window();
    await signIn('kovaleva');
    await page.goto(day);
    await page.getByRole('heading', { name: 'К вам записаны: 3' }).waitFor();
    expect(await page.getByText('Белова Софья, 7А').count()).toBe(1);
    expect(complaints).toEqual([]);
  });

  /** A family's window with the proposed order in it. */
  async function proposed(login: string): Promise<Page> {
    const { page, signIn } = await live.window();
    await signIn(login);
    await page.goto(day);
    expect(await page.getByLabel('Ковалёва Е. П.').first().isChecked()).toBe(true);
    await page.getByLabel('Сидоров А. В.').first().check();
    await page.getByRole('button', { name: 'Показать порядок' }).click();
    await page.getByRole('heading', { name: 'Предлагаем такой порядок' }).waitFor();
    const isWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    expect(isWide).toBe(false);
    return page;
  }
});
