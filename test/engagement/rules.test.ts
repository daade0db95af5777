import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { personOf, type Stage, stage, stageOf } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import { runDueJobs } from '../support/jobs.ts';
import { ownSchool } from '../support/school.ts';
import type { Shown, ShownForm } from '../support/visitor.ts';
import { concernsOf, emptyRegisters, markLessons, onlineLessons } from './rows.ts';

const PAGE = '/settings/engagement';
const RuleRow = z.object({
  kind: z.string(),
  threshold: z.number(),
  window_days: z.number(),
  valid_from: z.string(),
  valid_to: z.string().nullable(),
});

let at: Stage;

beforeEach(async () => {
  at = await stage();
});

const rulesOf = (kind: string, db = at.db) =>
  db.rows(
    RuleRow,
    sql`
      select kind, threshold, window_days, valid_from, valid_to from engagement_rule
      where kind = ${kind} order by valid_from
    `,
  );

/** The form of a kind: the page has one for each, all to one address. */
function formOf(page: Shown, kind: string): ShownForm {
  const form = page.$(`form:has(input[name=kind][value=${kind}])`);
  page.$('form').not(form).remove();
  return page.form(PAGE);
}

async function fill(kind: string, given: Record<string, string>, login = 'ivanenko') {
  const page = await (await at.as(login)).open(PAGE);
  const named = Object.fromEntries(Object.entries(given).map(([name, value]) => [`${name}_${kind}`, value]));
  return formOf(page, kind).submit(named);
}

describe('the rules of attention', () => {
  it('hold from a day on: the old one ends the day before and stays as history', async () => {
    const page = await (await at.as('ivanenko')).open(PAGE);
    await expectValidHtml(page.html);
    expect(page.words).toContain('Сейчас: 3 урока за две недели.');
    const done = await fill('missed', { threshold: '4', window_days: '21', valid_from: '2026-12-01' });
    const shown = await done.follow();
    expect(shown.words).toContain('Правило сохранено, действует с 1 декабря.');
    expect(shown.words).toContain('Сейчас: 3 урока за две недели. С 1 декабря: 4 урока за три недели.');
    expect(await rulesOf('missed')).toEqual([
      { kind: 'missed', threshold: 3, window_days: 14, valid_from: '2024-09-02', valid_to: '2026-11-30' },
      { kind: 'missed', threshold: 4, window_days: 21, valid_from: '2026-12-01', valid_to: null },
    ]);
    at.school.clock.set('2026-12-01T09:00');
    const later = await (await at.as('kovaleva')).open(PAGE);
    expect(later.words).toContain('Сейчас: 4 урока за три недели.');
    expect(later.words).toContain('02.09.2024–30.11.2026: 3 урока за две недели');
    expect((await (await at.as('ivanenko')).open('/journal')).words).toContain(
      'Пропускает онлайн-уроки: 3 урока за две недели → 4 урока за три недели, с 1 декабря',
    );
  });

  it('are put in the place of what was planned for later; a day has one rule', async () => {
    await fill('silent', { threshold: '6', window_days: '28', valid_from: '2026-12-01' });
    await fill('silent', { threshold: '7', window_days: '28', valid_from: '2026-11-24' });
    await fill('silent', { threshold: '8', window_days: '30', valid_from: '2026-11-24' });
    expect(await rulesOf('silent')).toEqual([
      { kind: 'silent', threshold: 5, window_days: 28, valid_from: '2024-09-02', valid_to: '2026-11-23' },
      { kind: 'silent', threshold: 8, window_days: 30, valid_from: '2026-11-24', valid_to: null },
    ]);
    expect(await rulesOf('missed')).toHaveLength(1);
  });

  it('that hold from today on are looked by at once', async () => {
    await emptyRegisters(at.db);
    const nikita = await personOf(at.db, 'nikita');
    const lessons = await onlineLessons(at.db, { className: '7А', count: 2, before: '2026-11-24' });
    await markLessons(at.db, nikita, lessons, { attendance: 'absent' });
    await runDueJobs(at.school);
    expect(await concernsOf(at.db, nikita)).toEqual([]);
    await fill('missed', { threshold: '2', window_days: '14', valid_from: '2026-11-24' });
    await runDueJobs(at.school);
    expect(await concernsOf(at.db, nikita)).toMatchObject([{ kind: 'missed', is_open: true }]);
  });

  it.each([
    ['no number', { threshold: '' }, 'Укажите число уроков от 1 до 100'],
    ['zero lessons', { threshold: '0' }, 'Укажите число уроков от 1 до 100'],
    ['too many days', { window_days: '121' }, 'Укажите число дней от 1 до 120'],
    ['a past day', { valid_from: '2026-11-23' }, 'прошлое не меняется'],
    ['no day', { valid_from: 'скоро' }, 'Укажите, с какого дня'],
  ])('are refused with %s; what was typed stays', async (_what, given, words) => {
    const typed = { threshold: '9', window_days: '35', valid_from: '2026-12-01', ...given };
    const refused = await fill('technical', typed);
    expect(refused.status).toBe(422);
    expect(refused.words).toContain(words);
    await expectValidHtml(refused.html);
    const fields = formOf(refused, 'technical').fields;
    expect(fields).toMatchObject(
      Object.fromEntries(Object.entries(typed).map(([name, value]) => [`${name}_technical`, value])),
    );
    expect(await rulesOf('technical')).toHaveLength(1);
  });

  it('tell whoever comes second what is saved; the form keeps what was typed and can be sent again', async () => {
    const office = await at.as('ivanenko');
    const [first, second] = [
      formOf(await office.open(PAGE), 'missed'),
      formOf(await office.open(PAGE), 'missed'),
    ];
    const given = { threshold_missed: '4', valid_from_missed: '2026-12-01' };
    await first.submit(given);
    const late = await second.submit({ ...given, threshold_missed: '5' });
    expect(late.status).toBe(409);
    expect(late.words).toContain('теперь 4 урока за две недели, с 1 декабря');
    const again = formOf(late, 'missed');
    expect(again.fields).toMatchObject({ threshold_missed: '5' });
    expect((await again.submit()).status).toBe(303);
    expect((await rulesOf('missed')).map((row) => row.threshold)).toEqual([3, 5]);
  });

  it('tell whoever comes second also where what they sent cannot be saved', async () => {
    const office = await at.as('ivanenko');
    const forms = [formOf(await office.open(PAGE), 'missed'), formOf(await office.open(PAGE), 'missed')];
    await forms[0]?.submit({ threshold_missed: '4', valid_from_missed: '2026-12-01' });
    const late = await forms[1]?.submit({ threshold_missed: '500', valid_from_missed: '2026-12-01' });
    expect(late?.status).toBe(409);
    expect(late?.words).toContain('теперь 4 урока за две недели, с 1 декабря');
    expect((await rulesOf('missed')).map((row) => row.threshold)).toEqual([3, 4]);
  });

  it('are read by teachers, changed by the coordinator alone, and nobody else’s', async () => {
    const teacher = await at.as('kovaleva');
    const page = await teacher.open(PAGE);
    expect(page.words).toContain('Сейчас: 3 урока за две недели.');
    expect(page.$('main form').length).toBe(0);
    expect((await teacher.send(PAGE, { kind: 'missed' })).status).toBe(403);
    for (const login of ['litvinov', 'belova', 'nikita'])
      expect((await (await at.as(login)).open(PAGE)).status).toBe(403);
    const office = await at.as('ivanenko');
    expect((await office.open('/settings')).$(`a[href="${PAGE}"]`).length).toBe(1);
    expect((await office.send(PAGE, { kind: 'lonely' })).status).toBe(404);
  });
});

it('v5.0.0-15.4.2: of two who change one rule at once, one is told', { timeout: 60_000 }, async () => {
  const own = stageOf(await ownSchool({ template: 'school' }));
  const office = await own.as('ivanenko');
  for (let round = 0; round < 5; round += 1) {
    const day = `2026-12-0${round + 1}`;
    const forms = [formOf(await office.open(PAGE), 'missed'), formOf(await office.open(PAGE), 'missed')];
    const answers = await Promise.all(
      forms.map((form, i) =>
        form.submit({ threshold_missed: String(10 + round * 2 + i), valid_from_missed: day }),
      ),
    );
    expect(answers.map((one) => one.status).sort()).toEqual([303, 409]);
    const rows = await rulesOf('missed', own.db);
    expect(rows.at(-1)).toMatchObject({
      valid_from: day,
      threshold: 10 + round * 2 + answers.findIndex((one) => one.status === 303),
    });
  }
});
