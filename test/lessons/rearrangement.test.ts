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

describe('a lesson that is rearranged again', () => {
  const teachers = () =>
    at.db.rows(
      z.object({ login: z.string(), replaces: z.string().nullable() }),
      sql`
        select a.login, r.login as replaces from lesson_teacher t join account a on a.person_id = t.person_id
        left join account r on r.person_id = t.replaces_id where t.lesson_id = ${lesson} order by t.position, a.login
      `,
    );
  const free = () =>
    at.db.run(sql`delete from lesson where day = '2026-11-25' and period = 3 and id <> ${lesson}`);

  it('has the second substitute stand in for the course’s own teacher, who comes back as nobody’s', async () => {
    await free();
    for (const login of ['sidorov', 'orlova']) {
      const done = await rearrange('ivanenko', { teacher_id: String(await personOf(at.db, login)) });
      if (done.status !== 303) throw new Error(done.words);
      expect(await teachers()).toEqual([{ login, replaces: 'kovaleva' }]);
    }
    await rearrange('ivanenko', { teacher_id: String(await personOf(at.db, 'kovaleva')) });
    expect(await teachers()).toEqual([{ login: 'kovaleva', replaces: null }]);
    expect((await (await at.as('sonya')).open(`/lessons/${lesson}`)).words).not.toContain('амена');
  });

  it('does not take for a substitute whoever teaches it already', async () => {
    await free();
    const second = await personOf(at.db, 'sidorov');
    await at.db.run(sql`
      insert into lesson_teacher (lesson_id, person_id, day, during, position)
      select id, ${second}, day, tstzrange(starts_at, ends_at), 1 from lesson where id = ${lesson}
    `);
    const refused = await rearrange('ivanenko', { teacher_id: String(second) });
    expect(refused.status).toBe(422);
    expect(refused.words).toContain('уже ведёт этот урок');
  });

  it('is no longer moved once it is back in its place', async () => {
    await rearrange('ivanenko', { period: '8', room: '999' });
    expect((await row()).planned_day).toBe('2026-11-25');
    const was = await at.db.row(
      z.object({ planned_room: z.string().nullable() }),
      sql`select planned_room from lesson where id = ${lesson}`,
    );
    const back = await rearrange('ivanenko', { period: '3', room: was.planned_room ?? '' });
    if (back.status !== 303) throw new Error(back.words);
    expect(await row()).toEqual({
      period: 3,
      day: '2026-11-25',
      planned_day: null,
      room: was.planned_room ?? '',
    });
    expect((await (await at.as('sonya')).open(`/lessons/${lesson}`)).words).not.toContain('Перенес');
  });

  it('tells in one notice all that was changed within minutes', async () => {
    await free();
    await rearrange('ivanenko', { teacher_id: String(await personOf(at.db, 'sidorov')) });
    await rearrange('ivanenko', { period: '8' });
    const notices = await at.db.rows(
      z.object({ body: z.string() }),
      sql`select n.body from notice n join notice_lesson l on l.notice_id = n.id where l.lesson_id = ${lesson}`,
    );
    expect(notices).toHaveLength(1);
    expect(notices[0]?.body).toMatch(/Новое время[\s\S]*Урок ведёт Сидоров/);
  });

  it('is still said to be moved by a notice that takes the place of the one about the move', async () => {
    await free();
    await rearrange('ivanenko', { period: '8' });
    const kovaleva = await at.as('kovaleva');
    const bodies = () =>
      at.db.rows(
        z.object({ body: z.string() }),
        sql`select n.body from notice n join notice_lesson l on l.notice_id = n.id where l.lesson_id = ${lesson}`,
      );
    const cancellation = `/lessons/${lesson}/cancellation`;
    await (await kovaleva.open(cancellation)).form(cancellation).submit({ reason: 'Болезнь' });
    expect(await bodies()).toEqual([
      { body: expect.stringMatching(/Урок перенесён, было: .*-й урок\.\nУрок отменён\. Болезнь$/) },
    ]);
    const restoration = `/lessons/${lesson}/restoration`;
    await (await kovaleva.open(`/lessons/${lesson}`)).form(restoration).submit();
    expect(await bodies()).toEqual([
      { body: expect.stringMatching(/Урок перенесён, было: .*\nУрок состоится, .* Учитель: Ковалёва/) },
    ]);
  });

  it('is told first that somebody else changed the lesson, whatever is wrong with the form', async () => {
    const one = await at.as('ivanenko');
    const form = (await one.open(`/lessons/${lesson}/rearrangement`)).form(
      `/lessons/${lesson}/rearrangement`,
    );
    expect((await rearrange('ivanenko', { room: 'Актовый зал' })).status).toBe(303);
    const late = await form.submit({ day: '' });
    expect(late.status).toBe(409);
    expect(late.words).toContain('урок изменили');
    expect((await row()).room).toBe('Актовый зал');
  });

  it('says in the summary what is wrong, and leads to something that is there', async () => {
    const refused = await rearrange('ivanenko', {});
    expect(refused.words).toContain('Ничего не изменилось');
    for (const link of refused.$('.error-summary a[href^="#"]'))
      expect(refused.$(String(refused.$(link).attr('href'))).length).toBe(1);
    expect(refused.$('a[href="#f-"]').length).toBe(0);
  });

  it('is not brought back where its pupils were given another lesson at its time', async () => {
    const kovaleva = await at.as('kovaleva');
    const cancellation = `/lessons/${lesson}/cancellation`;
    await (await kovaleva.open(cancellation)).form(cancellation).submit({ reason: 'Болезнь' });
    await at.db.run(sql`
      update lesson l set period = 3, starts_at = c.starts_at, ends_at = c.ends_at, planned_day = l.day, planned_period = l.period
      from lesson c, course k, course own
      where c.id = ${lesson} and own.id = c.course_id and k.id = l.course_id and k.group_id = own.group_id
        and l.day = c.day and l.period = 1
    `);
    const page = await kovaleva.open(`/lessons/${lesson}`);
    const answer = await page.form(`/lessons/${lesson}/restoration`).submit();
    expect((await answer.follow()).html).toContain('на его время перенесён другой');
  });
});
