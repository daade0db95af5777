import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import { urls } from '../../src/web/urls.ts';
import { lessonOf, personOf, type Stage, stage } from '../support/cast.ts';

let at: Stage;
let lesson: number;
let dasha: number;

beforeEach(async () => {
  at = await stage({ now: '2026-11-24T11:20' });
  lesson = await lessonOf(at.db, 'kovaleva', '2026-11-24', 4);
  dasha = await personOf(at.db, 'dasha');
  await at.db.run(sql`delete from entry where lesson_id = ${lesson}`);
  await at.db.run(sql`delete from absence where student_id = ${dasha}`);
});

/** What stands beside Дарья’s name. Her mark is the form’s default whatever is known. */
async function hints(): Promise<string[]> {
  const page = await (await at.as('kovaleva')).open(urls.register(lesson));
  const row = page.$(`[data-pupil=${dasha}]`);
  expect(row.find('.seg-a input:checked').val()).toBe('present');
  return row
    .find('.reg-hints li')
    .map((_i, one) => page.$(one).text().replace(/\s+/g, ' ').trim())
    .get();
}

describe('beside a name stands', () => {
  it('nothing where nothing is known', async () => {
    expect(await hints()).toEqual([]);
  });

  it.each<
    [string, { from: string; to: string; periods?: number[]; state?: string; words?: string }, string[]]
  >([
    ['for this day', { from: '2026-11-24', to: '2026-11-24' }, ['болеет: сообщили родители']],
    [
      'until a later day',
      { from: '2026-11-23', to: '2026-11-27' },
      ['болеет, по 27 ноября: сообщили родители'],
    ],
    [
      'for this lesson, in the guardian’s words',
      { from: '2026-11-24', to: '2026-11-24', periods: [4, 5], words: 'к зубному' },
      ['болеет, 4-й, 5-й урок («к зубному»): сообщили родители'],
    ],
    ['confirmed', { from: '2026-11-24', to: '2026-11-24', state: 'confirmed' }, ['болеет: подтверждено']],
    [
      'asked about',
      { from: '2026-11-24', to: '2026-11-24', state: 'asked' },
      ['болеет: классный руководитель уточняет'],
    ],
    ['not when for another lesson', { from: '2026-11-24', to: '2026-11-24', periods: [3] }, []],
    ['not when for another day', { from: '2026-11-25', to: '2026-11-25' }, []],
    ['not when taken back', { from: '2026-11-24', to: '2026-11-24', state: 'withdrawn' }, []],
  ])('an absence announced, %s', async (_name, absence, expected) => {
    await at.db.run(sql`
      insert into absence (student_id, starts_on, ends_on, periods, reason, words, state, announced_at)
      values (${dasha}, ${absence.from}, ${absence.to}, ${absence.periods ?? null}::smallint[], 'illness',
        ${absence.words ?? ''}, ${absence.state ?? 'announced'}, ${at.school.clock.now()})`);
    expect(await hints()).toEqual(expected);
  });

  it.each<[string, { by: string; at: string; outcome: string }[], string[]]>([
    ['before the bell', [{ by: 'dasha', at: '08:45', outcome: 'admitted' }], ['вход в 10:45']],
    ['with the bell', [{ by: 'dasha', at: '08:50', outcome: 'admitted' }], ['вход в 10:50']],
    ['after the bell', [{ by: 'dasha', at: '08:57', outcome: 'admitted' }], ['вход в 10:57, на 8-⁠й минуте']],
    [
      'the first of several',
      [
        { by: 'dasha', at: '08:57', outcome: 'admitted' },
        { by: 'dasha', at: '08:46', outcome: 'admitted' },
      ],
      ['вход в 10:46'],
    ],
    [
      'by a guardian',
      [{ by: 'orlova', at: '08:45', outcome: 'admitted' }],
      ['вход в 10:45, нажали родители'],
    ],
    [
      'refused',
      [
        { by: 'dasha', at: '08:30', outcome: 'refused' },
        { by: 'dasha', at: '08:31', outcome: 'refused' },
      ],
      ['не пустили 2 раза'],
    ],
  ])('an entry through the portal, %s', async (_name, entries, expected) => {
    for (const entry of entries) {
      await at.db.run(sql`
        insert into entry (lesson_id, person_id, student_id, at, outcome)
        values (${lesson}, ${await personOf(at.db, entry.by)}, ${dasha}, ${`2026-11-24T${entry.at}:00Z`}::timestamptz,
          ${entry.outcome})`);
    }
    expect(await hints()).toEqual(expected);
  });

  it('a call for help with the entry', async () => {
    await at.db.run(sql`
      insert into ticket (kind, opened_by, opened_at, student_id, lesson_id)
      values ('lesson_entry', ${dasha}, '2026-11-24T08:55:00Z', ${dasha}, ${lesson})`);
    expect(await hints()).toEqual(['просили помочь со входом в 10:55']);
  });

  it('how the pasted list names the pupil, or that it does not', async () => {
    await at.db.run(sql`
      insert into participant_list (lesson_id, pasted_at) values (${lesson}, '2026-11-24T09:00:00Z')`);
    expect(await hints()).toEqual(['в списке участников нет']);
    await at.db.run(sql`
      insert into participant (lesson_id, position, name, student_id, degree)
      values (${lesson}, 1, 'Даша О.', ${dasha}, 'likely')`);
    expect(await hints()).toEqual(['в списке участников: «Даша О.» (похоже)']);
  });
});
