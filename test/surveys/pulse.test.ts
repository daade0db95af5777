import sql from 'sql-template-tag';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { answerKeys } from '../../src/feedback/answer-token.ts';
import { isToldOf, pulseWeek } from '../../src/feedback/pulse.ts';
import { openPulseBoxes } from '../../src/surveys/open-pulse-job.ts';
import { takePulse } from '../../src/surveys/pulse-ballot.ts';
import { urls } from '../../src/web/urls.ts';
import { lessonOf, type Stage, stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import { runDueJobs } from '../support/jobs.ts';

const WEEK = '2026-11-16';
const GOOD = { connection: '3', clarity: '2', pace: '2' };
const Count = z.object({ count: z.number() });
const Course = z.object({ course_id: z.number(), service_id: z.number() });

async function count(at: Stage, table: ReturnType<typeof sql>): Promise<number> {
  return (await at.db.row(Count, sql`select count(*) from ${table}`)).count;
}

/** So many answers of other pupils about a lesson of the week, as their presses leave them. */
async function othersTell(at: Stage, lessonId: number, many: number, first = 900_000): Promise<void> {
  const { course_id: courseId, service_id: serviceId } = await at.db.row(
    Course,
    sql`select course_id, service_id from lesson where id = ${lessonId}`,
  );
  const ballot = { grade: 7, serviceId, connection: 3, clarity: 3, pace: 2 };
  const keys = answerKeys(at.school);
  for (let one = 0; one < many; one += 1)
    await takePulse(at.db, { week: WEEK, courseId, studentId: first + one, ballot }, keys);
}

describe('when it may be told how a lesson went', () => {
  const lesson = {
    format: 'online',
    status: 'held',
    day: '2026-11-16',
    ends_at: Temporal.Instant.from('2026-11-16T12:00:00Z'),
  };
  const after = Temporal.Instant.from('2026-11-16T12:00:00Z');

  it.each([
    ['at its end', lesson, after, '2026-11-16', true],
    ['a minute before', lesson, after.subtract({ minutes: 1 }), '2026-11-16', false],
    ['seven days later', lesson, after.add({ hours: 168 }), '2026-11-23', true],
    ['eight days later', lesson, after.add({ hours: 192 }), '2026-11-24', false],
    ['held in the school', { ...lesson, format: 'in_person' }, after, '2026-11-16', false],
    ['cancelled', { ...lesson, status: 'cancelled' }, after, '2026-11-16', false],
  ])('%s', (_when, of, now, today, isTold) => {
    expect(isToldOf(of, now, today)).toBe(isTold);
  });

  it('counts by weeks that begin on Monday', () => {
    expect(['2026-11-22', '2026-11-23', '2026-11-29', '2026-11-30'].map(pulseWeek)).toEqual([
      '2026-11-16',
      '2026-11-23',
      '2026-11-23',
      '2026-11-30',
    ]);
  });
});

describe('«Как прошёл урок»', () => {
  it('is one form on the page of a lesson that is over, sent once a week, and kept without a name', async () => {
    const at = await stage();
    const lessonId = await lessonOf(at.db, 'kovaleva', '2026-11-16', 6);
    at.school.clock.set('2026-11-16T09:00');
    const timur = await at.as('timur');
    expect((await timur.open(urls.lesson(lessonId))).words).not.toContain('Как прошёл урок');
    at.school.clock.set('2026-11-16T18:00');
    const shown = await timur.open(urls.lesson(lessonId));
    await expectValidHtml(shown.html);
    expect(shown.$('.pulse-row')).toHaveLength(3);
    const mother = await (await at.as('akhmetova')).open(urls.lesson(lessonId));
    expect(mother.words).not.toContain('Как прошёл урок'); // he is in the seventh grade and answers himself
    const form = shown.form(urls.lessonPulse(lessonId));

    const partly = await form.submit({ connection: '3' });
    expect(partly.status).toBe(422);
    await expectValidHtml(partly.html);
    expect(partly.$('input[name=connection][value=3]').attr('checked')).toBeDefined();
    expect(await count(at, sql`pulse_token`)).toBe(0);

    const [first, second] = [await form.submit(GOOD), await form.submit(GOOD)];
    expect([first.status, second.status]).toEqual([303, 303]);
    expect(await count(at, sql`pulse_token`)).toBe(1);
    expect((await second.follow()).words).toContain('Вы рассказали на этой неделе');
    // nothing of it stands beside whoever pressed
    expect(await count(at, sql`submission where path = ${urls.lessonPulse(lessonId)}`)).toBe(0);

    const other = { ...GOOD, student_id: '1' };
    expect((await timur.send(urls.lessonPulse(lessonId), other)).status).toBe(403);
    expect((await (await at.as('sonya')).send(urls.lessonPulse(lessonId), GOOD)).status).toBe(404);
    expect((await (await at.as('sidorov')).send(urls.lessonPulse(lessonId), GOOD)).status).toBe(403);
  });

  it('is told by a guardian for a young child, once for the two of them', async () => {
    const at = await stage();
    await at.db.run(sql`
      update lesson l set format = 'online', service_id = (select min(id) from service), link = 'https://x.test/1', announced_at = '2026-11-20T08:00Z'
      from lesson_teacher t join account a on a.person_id = t.person_id
      where t.lesson_id = l.id and a.login = 'petrova' and l.day = '2026-11-23' and l.period = 1`);
    const lessonId = await lessonOf(at.db, 'petrova', '2026-11-23', 1);
    const mother = await at.as('belova');
    const shown = await mother.open(urls.lesson(lessonId));
    expect(shown.words).toContain('Отвечаете за ребёнка: Миша');
    expect((await shown.form(urls.lessonPulse(lessonId)).submit(GOOD)).status).toBe(303);
    const father = await (await at.as('belov')).open(urls.lesson(lessonId));
    expect(father.words).toContain('Миша: ответ за эту неделю есть');
    expect(father.$('.pulse-row')).toHaveLength(0);
  });

  it('shows the coordinator a week that is over, in sets of five, and nothing of fewer', async () => {
    const at = await stage();
    const seventh = await lessonOf(at.db, 'kovaleva', '2026-11-16', 6);
    await othersTell(at, seventh, 6);
    const one = await at.as('ivanenko');
    const keys = answerKeys(at.school);
    expect(await openPulseBoxes(at.db, WEEK, keys)).toBe(0); // the week goes on
    expect((await one.open(urls.pulse())).words).toContain('Пока показать нечего');
    at.school.clock.set('2026-11-30T05:00');
    await at.db.run(sql`select graphile_worker.add_job('pulse.open', '{}'::json)`);
    expect(await runDueJobs(at.school)).toContain('pulse.open');
    await openPulseBoxes(at.db, '2026-11-30', keys); // and once more: nothing
    at.school.clock.set('2026-11-24T10:00');
    const shown = await one.open(urls.pulse({ by: 'course' }));
    await expectValidHtml(shown.html);
    expect(shown.words).toContain('6 ответов');
    expect(shown.$('#pulse-table-h').parent().find('tbody tr')).toHaveLength(1);
    expect(await count(at, sql`pulse_box`)).toBe(0);
    expect(await count(at, sql`pulse_token`)).toBe(0);
    expect((await (await at.as('kovaleva')).open(urls.pulse())).status).toBe(403);
  });

  it('keeps nothing of the last few, and waits where the key is another', async () => {
    const at = await stage();
    const seventh = await lessonOf(at.db, 'kovaleva', '2026-11-16', 6);
    await othersTell(at, seventh, 4);
    const other = answerKeys({ secretFor: () => Buffer.alloc(32, 7) });
    expect(await openPulseBoxes(at.db, '2026-11-23', other)).toBe(1);
    expect(await count(at, sql`pulse_box`)).toBe(1);
    expect(await openPulseBoxes(at.db, '2026-11-23', answerKeys(at.school))).toBe(0);
    expect(await count(at, sql`pulse_leaf`)).toBe(0);
    expect(await count(at, sql`pulse_ballot`)).toBe(0);
    await othersTell(at, seventh, 1);
    await openPulseBoxes(at.db, '2026-12-21', other); // four weeks later the key will not come back
    expect(await count(at, sql`pulse_box`)).toBe(0);
  });
});
