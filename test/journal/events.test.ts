import { readdirSync, readFileSync } from 'node:fs';
import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { saveNotHeld } from '../../src/attendance/save-register.ts';
import { actionWords } from '../../src/audit/action-words.ts';
import { writeAudit } from '../../src/audit/audit.ts';
import { personOf, type Stage, stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';

let at: Stage;

beforeEach(async () => {
  at = await stage();
});

/** As many events as asked, a minute apart, the last one now. */
async function happen(count: number): Promise<void> {
  const actorId = await personOf(at.db, 'kovaleva');
  const now = at.school.clock.now();
  await at.db.run(sql`
    insert into audit_event (at, actor_id, action, details)
    select ${now}::timestamptz - make_interval(mins => ${count} - n), ${actorId}, 'lesson.online',
      jsonb_build_object('reason', 'событие ' || n || '.')
    from generate_series(1, ${count}) n
  `);
}

describe('the journal', () => {
  it('shows who did what, when and about what, the newest first', async () => {
    const lesson = await at.db.row(
      z.object({ id: z.number() }),
      sql`select id from lesson order by id limit 1`,
    );
    await writeAudit(at.db, {
      actorId: await personOf(at.db, 'kovaleva'),
      action: 'lesson.cancelled',
      subjectKind: 'lesson',
      subjectId: lesson.id,
      details: { reason: 'Болезнь учителя' },
      at: at.school.clock.now(),
    });
    const shown = await (await at.as('litvinov')).open('/journal');
    await expectValidHtml(shown.html);
    const rows = shown.$('tbody tr');
    expect(rows.eq(0).text()).toContain('Вход на портал');
    const second = rows.eq(1).text().replace(/\s+/g, ' ');
    expect(second).toContain('Урок отменён');
    expect(second).toContain('Ковалёва Е. П.');
    expect(second).toContain('сегодня, 10:00');
    expect(second).toContain('Причина: Болезнь учителя');
    expect(rows.eq(1).find('a').attr('href')).toBe(`/lessons/${lesson.id}`);
  });

  it('tells of a pupil’s misses and measures only those who may read them', async () => {
    for (const action of ['concern.closed', 'measure.planned', 'measure.ended'] as const)
      await writeAudit(at.db, {
        actorId: await personOf(at.db, 'kovaleva'),
        action,
        subjectKind: 'concern',
        subjectId: 1,
        details: { lines: ['Захаров Никита: пропуски'] },
        at: at.school.clock.now(),
      });
    const office = await (await at.as('ivanenko')).open('/journal');
    expect(office.words.match(/Захаров Никита: пропуски/g)).toHaveLength(3);
    const support = await (await at.as('litvinov')).open('/journal');
    expect(support.words).toContain('Ученик больше не под вниманием');
    expect(support.words).not.toContain('Захаров');
  });

  it('says in words why a lesson did not take place', async () => {
    const lesson = await at.db.row(
      z.object({ id: z.number(), day: z.string() }),
      sql`
        select l.id, l.day from lesson l where l.format = 'online' and l.status <> 'cancelled' and l.day < '2026-11-24'
          and not exists (select from register r where r.lesson_id = l.id) order by l.id limit 1`,
    );
    const save = {
      lessonId: lesson.id,
      day: lesson.day,
      version: 0,
      by: await personOf(at.db, 'kovaleva'),
      at: at.school.clock.now(),
      noticeMinutes: 60,
      requestId: '',
    };
    await saveNotHeld(at.db, save, { reason: 'nobody_came', words: 'Каток' });
    const shown = await (await at.as('ivanenko')).open('/journal?action=register.not_held');
    const row = shown.$('tbody tr').eq(0).text().replace(/\s+/g, ' ');
    expect(row).toContain('Причина: никто не пришёл: Каток');
    expect(shown.words).not.toContain('nobody');
  });

  it('says in words what was refused', async () => {
    await (await at.as('belova')).open('/settings');
    const shown = await (await at.as('litvinov')).open('/journal?action=access.denied');
    const row = shown.$('tbody tr').eq(0).text().replace(/\s+/g, ' ');
    expect(row).toContain('Что делали: открывали страницу');
    expect(row).toContain('Страница: /settings');
  });

  it('goes from page to page by what was shown, also while new events come', async () => {
    await happen(130);
    const one = await at.as('ivanenko');
    const reasons = (page: { words: string }) =>
      [...page.words.matchAll(/событие (\d+)\./g)].map((found) => Number(found[1]));
    const first = await one.open('/journal?action=lesson.online');
    expect(reasons(first)[0]).toBe(130);
    await happen(1);
    const second = await one.open(first.$('.pages a[rel=next]').attr('href') ?? '');
    expect(reasons(second)[0]).toBe((reasons(first).at(-1) ?? 0) - 1);
    const back = await one.open(second.$('.pages a[rel=prev]').attr('href') ?? '');
    expect(reasons(back).at(-1)).toBe((reasons(second)[0] ?? 0) + 1);
    await expectValidHtml(second.html);
  });

  it('can be narrowed by what, by whom or about whom, and by day', async () => {
    await happen(3);
    const one = await at.as('ivanenko');
    await writeAudit(at.db, {
      actorId: null,
      action: 'access.denied',
      at: Temporal.Instant.from('2026-11-10T23:30:00Z'),
    });
    const count = async (query: string) => (await one.open(`/journal?${query}`)).$('tbody tr').length;
    expect(await count('action=lesson.online&person=&day=')).toBeGreaterThanOrEqual(3);
    expect(
      await count(`person=${encodeURIComponent('ковалёва')}&action=lesson.online`),
    ).toBeGreaterThanOrEqual(3);
    expect(await count(`person=${encodeURIComponent('%')}`)).toBe(0);
    expect(await count('day=2026-11-11&action=access.denied')).toBe(1); // 01:30 in Kaliningrad
    expect(await count('day=2026-11-10&action=access.denied')).toBe(0);
    const empty = await one.open('/journal?action=timetable.applied&day=2001-01-01');
    expect(empty.words).toContain('По этим условиям записей нет');
    expect((await one.open('/journal?day=вчера')).words).toContain('Укажите день, например 24.11.2026');
  });

  it('is closed to all but coordinator and technical specialist', async () => {
    for (const login of ['kovaleva', 'sonya', 'belova'])
      expect((await (await at.as(login)).open('/journal')).status).toBe(403);
    expect((await (await at.as('ivanenko')).open('/journal?before=x')).status).toBe(404);
  });

  it('has words for what is written, and for nothing else', () => {
    const source = readdirSync('src', { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('action-words.ts'))
      .map((name) => readFileSync(`src/${name}`, 'utf8'))
      .join('\n');
    const written = (action: string) => {
      const [noun, verb] = action.split('.');
      return (
        source.includes(`'${action}'`) || (source.includes(`\`${noun}.\${`) && source.includes(`'${verb}'`))
      );
    };
    expect(Object.keys(actionWords).filter((action) => !written(action))).toEqual([]);
  });
});
