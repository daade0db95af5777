import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { lessonOf, personOf, type Stage, stage } from '../support/cast.ts';

let at: Stage;
let lesson: number; // 7А algebra, Wednesday, third period

beforeEach(async () => {
  at = await stage();
  lesson = await lessonOf(at.db, 'kovaleva', '2026-11-25', 3);
});

async function rearrange(login: string, fields: Record<string, string>) {
  const one = await at.as(login);
  return (await one.open(`/lessons/${lesson}/rearrangement`))
    .form(`/lessons/${lesson}/rearrangement`)
    .submit(fields);
}

const row = () =>
  at.db.row(
    z.object({ day: z.string(), period: z.number(), planned_day: z.string().nullable(), room: z.string() }),
    sql`select day, period, planned_day, room from lesson where id = ${lesson}`,
  );

describe('a lesson rearranged by the coordinator', () => {
  it('is taught by somebody who is free then, and the family sees whom', async () => {
    const done = await rearrange('ivanenko', {
      teacher_id: String(await personOf(at.db, 'sidorov')),
      reason: 'Болезнь',
    });
    if (done.status === 422) expect(done.words).toContain('Учитель в это время ведёт другой урок');
    else
      expect((await (await at.as('sonya')).open(`/lessons/${lesson}`)).words).toMatch(
        /Сидоров А. В. \(замена, было: Ковалёва/,
      );
  });

  it('is refused where the teacher is elsewhere, with the lesson named', async () => {
    const refused = await rearrange('ivanenko', { teacher_id: String(await personOf(at.db, 'orlova')) });
    expect(refused.status).toBe(422);
    expect(refused.words).toMatch(/Учитель в это время ведёт другой урок: Русский язык, 7Б/);
  });

  it('is refused where its pupils have a lesson', async () => {
    const refused = await rearrange('ivanenko', { period: '1' });
    expect(refused.status).toBe(422);
    expect(refused.words).toContain('У этих учеников в это время урок');
    expect((await row()).planned_day).toBeNull();
  });

  it('is refused on a day without lessons', async () => {
    expect((await rearrange('ivanenko', { day: '2026-11-29' })).words).toContain('в этот день уроков нет');
  });

  it('moves to a free period, keeps where it was, and tells everybody', async () => {
    const done = await rearrange('ivanenko', { period: '8', reason: 'Медосмотр' });
    if (done.status !== 303) throw new Error(done.words);
    expect(await row()).toMatchObject({ period: 8, planned_day: '2026-11-25' });
    const page = await (await at.as('sonya')).open(`/lessons/${lesson}`);
    expect(page.words).toMatch(/Перенесён.*было: среда, 25 ноября, 3-й урок/);
    expect((await (await at.as('kovaleva')).open('/notices')).words).toContain('изменение');
  });

  it.each(['kovaleva', 'sonya', 'belova', 'litvinov'])('not by %s', async (login) => {
    const one = await at.as(login);
    expect((await one.open(`/lessons/${lesson}/rearrangement`)).status).toBe(403);
  });
});
