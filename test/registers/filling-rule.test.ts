import { describe, expect, it } from 'vitest';
import { decideFilling, type Filling, type RegisterReader } from '../../src/registers/filling-rule.ts';
import { urls } from '../../src/web/urls.ts';
import { lessonOf, stage } from '../support/cast.ts';
import { savedRegister } from './marks.ts';

describe('whether a register may be filled', () => {
  const lesson = { startsAt: Temporal.Instant.from('2026-11-24T08:50:00Z'), day: '2026-11-24' };
  const before = '2026-11-24T08:49:59Z';
  const bell = '2026-11-24T08:50:00Z';
  it.each<[RegisterReader, string, string, number, Filling]>([
    ['teacher', before, '2026-11-24', 14, { kind: 'early' }],
    ['coordinator', before, '2026-11-24', 14, { kind: 'early' }],
    ['class_teacher', before, '2026-11-24', 14, { kind: 'reader' }],
    ['teacher', bell, '2026-11-24', 14, { kind: 'open', lastDay: '2026-12-08' }],
    ['teacher', '2026-12-08T20:00:00Z', '2026-12-08', 14, { kind: 'open', lastDay: '2026-12-08' }],
    ['teacher', '2026-12-08T22:30:00Z', '2026-12-09', 14, { kind: 'closed', lastDay: '2026-12-08' }],
    ['coordinator', '2026-12-08T22:30:00Z', '2026-12-09', 14, { kind: 'open', lastDay: null }],
    ['coordinator', '2027-05-01T08:00:00Z', '2027-05-01', 0, { kind: 'open', lastDay: null }],
    ['teacher', '2026-11-24T20:00:00Z', '2026-11-24', 0, { kind: 'open', lastDay: '2026-11-24' }],
    ['teacher', '2026-11-24T22:00:00Z', '2026-11-25', 0, { kind: 'closed', lastDay: '2026-11-24' }],
    ['class_teacher', '2026-11-25T08:00:00Z', '2026-11-25', 14, { kind: 'reader' }],
  ])('%s at %s', (reader, now, today, openDays, decision) => {
    expect(decideFilling(reader, lesson, Temporal.Instant.from(now), today, openDays)).toEqual(decision);
  });
});

describe('the page', () => {
  it('says before the lesson when it opens, and takes nothing', async () => {
    const at = await stage({ now: '2026-11-24T10:49' });
    const lesson = await lessonOf(at.db, 'kovaleva', '2026-11-24', 4);
    const kovaleva = await at.as('kovaleva');
    const page = await kovaleva.open(urls.register(lesson));
    expect(page.words).toContain('Он откроется с началом урока: сегодня в 10:50.');
    expect(page.$('form[data-register]')).toHaveLength(0);
    expect((await kovaleva.open(urls.lesson(lesson))).$(`a[href="${urls.register(lesson)}"]`)).toHaveLength(
      0,
    );
    expect((await kovaleva.send(urls.register(lesson), { version: '0' })).status).toBe(403);
    expect(await savedRegister(at.db, lesson)).toBeNull();
    at.school.clock.set('2026-11-24T10:50');
    expect((await kovaleva.open(urls.register(lesson))).$('form[data-register]')).toHaveLength(1);
  });

  it('is closed to its teacher after the term and says to whom to turn; the coordinator corrects on', async () => {
    const at = await stage({ now: '2026-12-08T18:00' });
    const lesson = await lessonOf(at.db, 'kovaleva', '2026-11-24', 4);
    const kovaleva = await at.as('kovaleva');
    const form = (await kovaleva.open(urls.register(lesson))).form(urls.register(lesson));
    expect((await form.submit()).status).toBe(303);
    const open = (await kovaleva.open(urls.register(lesson))).form(urls.register(lesson));

    at.school.clock.set('2026-12-09T08:00');
    const later = await at.as('kovaleva');
    const page = await later.open(urls.register(lesson));
    expect(page.words).toContain('Журнал закрыт');
    expect(page.words).toContain('по 8 декабря');
    expect(page.words).toContain('координатору по ИТ: Иваненко Т. В.');
    expect(page.$('form[data-register]')).toHaveLength(0);
    expect(page.$('table tbody tr')).toHaveLength(9);
    expect((await later.send(urls.register(lesson), open.fields)).status).toBe(403);
    const notHeld = { version: '1', reason: 'event' };
    expect((await later.send(urls.registerNotHeld(lesson), notHeld)).status).toBe(403);
    const list = { ...open.fields, participants: 'Соня Белова' };
    expect((await later.send(urls.registerParticipants(lesson), list)).status).toBe(403);

    const coordinator = (await (await at.as('ivanenko')).open(urls.register(lesson))).form(
      urls.register(lesson),
    );
    const pupil = Object.keys(coordinator.fields).find((name) => name.startsWith('a_')) ?? '';
    expect((await coordinator.submit({ [pupil]: 'absent' })).status).toBe(303);
    expect(await savedRegister(at.db, lesson)).toMatchObject({ version: 2 });
  });
});
