import { expect, it } from 'vitest';
import { lessonOf, personOf, stage } from '../support/cast.ts';
import type { Shown } from '../support/visitor.ts';

const linksOf = (page: Shown) =>
  Object.fromEntries(
    page
      .$('main .lesson-card a.btn-q, main .quick a, main .page-head a')
      .toArray()
      .map((link) => [page.$(link).text().replace(/\s+/g, ' ').trim(), page.$(link).attr('href') ?? '']),
  );

it('a lesson leads families to its teacher and, with whoever keeps it, to what the course may read', async () => {
  const at = await stage();
  const lesson = await lessonOf(at.db, 'kovaleva', '2026-11-24', 4);
  const sonya = await at.as('sonya');
  const own = linksOf(await sonya.open(`/lessons/${lesson}`));
  expect(own['Спросить учителя']).toBe(`/questions/new?lesson=${lesson}`);
  expect(own['Вопросы и ответы']).toMatch(/^\/courses\/\d+\/answers$/);
  for (const href of [own['Спросить учителя'], own['Вопросы и ответы']])
    expect((await sonya.open(href ?? '')).status, href).toBe(200);
  const belova = linksOf(await (await at.as('belova')).open(`/lessons/${lesson}`));
  expect(belova['Спросить учителя']).toBe(
    `/questions/new?lesson=${lesson}&child=${await personOf(at.db, 'sonya')}`,
  );
  const kovaleva = await at.as('kovaleva');
  const teachers = linksOf(await kovaleva.open(`/lessons/${lesson}`));
  expect(teachers['Спросить учителя']).toBeUndefined();
  expect((await kovaleva.open(teachers['Вопросы и ответы'] ?? '')).status).toBe(200);
  const sysadmins = linksOf(await (await at.as('litvinov')).open(`/lessons/${lesson}`));
  expect(Object.keys(sysadmins)).not.toContain('Вопросы и ответы');
});

it('a class leads those who belong to it to its answers, and the staff to channels', async () => {
  const at = await stage();
  const classId = (await (await at.as('sonya')).open('/classes')).location?.match(/\d+/)?.[0] ?? '';
  for (const [login, answers, channels] of [
    ['sonya', true, false],
    ['belova', true, false],
    ['kovaleva', true, true],
    ['ivanenko', true, true],
    ['sidorov', false, true],
    ['litvinov', false, false],
  ] as const) {
    const one = await at.as(login);
    const links = linksOf(await one.open(`/classes/${classId}/week`));
    expect(links['Вопросы и ответы'] !== undefined, login).toBe(answers);
    expect(links.Каналы !== undefined, login).toBe(channels);
    if (answers) expect((await one.open(links['Вопросы и ответы'] ?? '')).status, login).toBe(200);
  }
  const classes = linksOf(await (await at.as('petrova')).open('/classes'));
  expect(classes['Каналы классов']).toBe('/channels');
  expect(linksOf(await (await at.as('belova')).open('/week'))['Вопросы и ответы']).toBe('/answers');
});
