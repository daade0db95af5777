import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Count } from '../../src/db/db.ts';
import { lessonOf, type Stage, stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';

const PAGE = '/settings/bells';
const WEDNESDAY = '2026-12-16';

const Times = z.object({ starts: z.string(), ends: z.string() });

let at: Stage;

const bell = (grade: number, weekday: number, period: number) =>
  at.db.maybeRow(
    Times,
    sql`
      select b.starts_at::text as starts, b.ends_at::text as ends
      from bell b join school_year y on y.id = b.school_year_id
      where '2026-11-24' between y.starts_on and y.ends_on
        and b.grade = ${grade} and b.weekday = ${weekday} and b.period = ${period}
    `,
  );
const timesOf = (lessonId: number) =>
  at.db.row(
    Times,
    sql`
      select to_char(l.starts_at at time zone s.time_zone, 'HH24:MI') as starts,
        to_char(l.ends_at at time zone s.time_zone, 'HH24:MI') as ends
      from lesson l cross join school s where l.id = ${lessonId}
    `,
  );
/** Lessons whose teachers' times are not their own. */
const strayTeachers = sql`
  select count(*) as count from lesson l join lesson_teacher t on t.lesson_id = l.id
  where t.during <> tstzrange(l.starts_at, l.ends_at) or t.is_active = (l.status = 'cancelled')
`;

beforeEach(async () => {
  at = await stage();
});

async function open(grade: number, weekday: number, login = 'ivanenko') {
  return (await at.as(login)).open(`${PAGE}?grade=${grade}&weekday=${weekday}`);
}

/** Ten minutes later for every lesson that the form shows. */
function shifted(fields: Record<string, string | string[]>): Record<string, string> {
  const later = (time: string) => Temporal.PlainTime.from(time).add({ minutes: 10 }).toString().slice(0, 5);
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) =>
      /^(from|to)_/.test(name) && typeof value === 'string' && value !== '' ? [[name, later(value)]] : [],
    ),
  );
}

describe('bells', () => {
  it('move the future lessons of the grade, their teachers with them, and nothing that is past', async () => {
    const future = await lessonOf(at.db, 'kovaleva', WEDNESDAY, 3);
    const past = await lessonOf(at.db, 'kovaleva', '2026-11-18', 3);
    const [before, then] = [await timesOf(future), await timesOf(past)];
    const form = (await open(7, 3)).form(PAGE);
    const done = await form.submit(shifted(form.fields));
    expect(done.status).toBe(303);
    const shown = await done.follow();
    expect(shown.words).toContain('Звонки сохранены: 7 класс. Новое время:');
    await expectValidHtml(shown.html);
    const later = (time: string) => Temporal.PlainTime.from(time).add({ minutes: 10 }).toString().slice(0, 5);
    expect(await timesOf(future)).toEqual({ starts: later(before.starts), ends: later(before.ends) });
    expect(await timesOf(past)).toEqual(then);
    expect((await at.db.row(Count, strayTeachers)).count).toBe(0);
    expect((await (await at.as('ivanenko')).open('/journal')).words).toContain('7 класс, в среду');
  });

  it('leave a lesson alone that was moved by hand', async () => {
    const moved = await lessonOf(at.db, 'kovaleva', WEDNESDAY, 3);
    await at.db.run(sql`update lesson set planned_day = day, planned_period = 6 where id = ${moved}`);
    const before = await timesOf(moved);
    const form = (await open(7, 3)).form(PAGE);
    // the first lesson alone: the moved one must not meet the others
    await form.submit({ from_1: '07:55', to_1: '08:35' });
    expect(await timesOf(moved)).toEqual(before);
  });

  it('tell the families of announced online lessons whose time changes, in one notice', async () => {
    const id = await lessonOf(at.db, 'kovaleva', WEDNESDAY, 3);
    const teacher = await at.as('kovaleva');
    const announced = (await teacher.open(`/lessons/${id}/format`)).form(`/lessons/${id}/format`);
    await announced.submit({ source: 'link', link: 'https://sferum.ru/?call_link=zima', topic: 'Дроби' });
    at.school.clock.advance({ minutes: 20 });
    const form = (await open(7, 3)).form(PAGE);
    const done = await form.submit(shifted(form.fields));
    expect((await done.follow()).words).toContain('семьям отправлено уведомление');
    const family = await (await at.as('belova')).open('/notices');
    expect(family.words).toContain('Изменилось время онлайн-урок');
    const history = sql`select count(*) as count from lesson_change where lesson_id = ${id} and kind = 'timetable'`;
    expect((await at.db.row(Count, history)).count).toBe(1);
  });

  it('can be made the same on all days and in other grades', async () => {
    const page = await open(7, 0);
    expect(page.words).toContain('По дням звонки различаются');
    const form = page.form(PAGE);
    const done = await form.submit({ copy_to: ['3'] });
    expect(done.status).toBe(303);
    const seventh = await bell(7, 3, 2);
    for (const grade of [3, 7])
      for (const weekday of [1, 3, 5]) expect(await bell(grade, weekday, 2)).toEqual(seventh);
    expect((await at.db.row(Count, strayTeachers)).count).toBe(0);
  });

  it('give a lesson to a place of the timetable that had no bell', async () => {
    await at.db.run(sql`
      insert into timetable_slot (version_id, course_id, weekday, period)
      select s.version_id, s.course_id, 3, 10 from timetable_slot s
      join timetable_version v on v.id = s.version_id and '2026-12-16' >= v.starts_on
        and (v.ends_on is null or '2026-12-16' <= v.ends_on)
      join course c on c.id = s.course_id join study_group g on g.id = c.group_id and g.name = '7А'
      limit 1
    `);
    const form = (await open(7, 3)).form(PAGE);
    const done = await form.submit({ from_10: '16:00', to_10: '16:40' });
    expect((await done.follow()).words).toContain('Добавлено по расписанию');
    const made = sql`select count(*) as count from lesson where day = ${WEDNESDAY} and period = 10`;
    expect((await at.db.row(Count, made)).count).toBe(1);
  });

  it('are refused where they meet or a lesson would lose its bell; what was typed stays', async () => {
    const before = await bell(7, 3, 2);
    const page = await open(7, 3);
    await expectValidHtml(page.html);
    const met = await page.form(PAGE).submit({ from_2: '08:10' });
    expect(met.status).toBe(422);
    await expectValidHtml(met.html);
    expect(met.words).toContain('2-й урок начинается, пока идёт 1-й');
    expect(met.form(PAGE).fields).toMatchObject({ from_2: '08:10' });
    const gone = await (await open(7, 3)).form(PAGE).submit({ from_2: '', to_2: '' });
    expect(gone.status).toBe(422);
    expect(gone.words).toContain('2-й урок стоит в расписании');
    expect(await bell(7, 3, 2)).toEqual(before);
  });

  it('are refused where a teacher would be in two lessons at once, and say who', async () => {
    // Sidorov teaches 7А and 7Б one after the other: a long lesson of one grade alone cannot clash, so another grade
    await at.db.run(sql`
      with k as (select id from class where name = '3Б'), ours as (
        select l.id, l.course_id from lesson l join course c on c.id = l.course_id
        join study_group_class g on g.group_id = c.group_id join k on k.id = g.class_id
        where l.day = ${WEDNESDAY} and l.period = 1 limit 1
      ), sevens as (
        select t.person_id from lesson l join lesson_teacher t on t.lesson_id = l.id
        join course c on c.id = l.course_id join study_group g on g.id = c.group_id
        where l.day = ${WEDNESDAY} and l.period = 2 and g.name = '7А' limit 1
      )
      update lesson_teacher t set person_id = (select person_id from sevens)
      where t.lesson_id = (select id from ours)
    `);
    const third = (await open(3, 3)).form(PAGE);
    const before = await bell(3, 3, 1);
    const clash = await third.submit({ from_1: '08:30', to_1: '09:00' });
    expect(clash.status).toBe(422);
    expect(clash.words).toContain('Учитель оказался бы на двух уроках сразу');
    expect(clash.words).toMatch(/3Б и 7А/);
    expect(await bell(3, 3, 1)).toEqual(before);
    expect((await at.db.row(Count, strayTeachers)).count).toBe(0);
  });

  it('show both values where two people change them at once', async () => {
    const slow = (await open(7, 3)).form(PAGE);
    await (await open(7, 3)).form(PAGE).submit({ from_1: '07:55' });
    const late = await slow.submit({ from_1: '07:50' });
    expect(late.status).toBe(409);
    await expectValidHtml(late.html);
    expect(late.words).toContain('сейчас 07:55–08:40, у вас 07:50–08:40');
    expect((await bell(7, 3, 1))?.starts).toBe('07:55:00');
    expect((await late.form(PAGE).submit()).status).toBe(303);
    expect((await bell(7, 3, 1))?.starts).toBe('07:50:00');
  });

  it('change once where the form is sent twice', async () => {
    const form = (await open(7, 3)).form(PAGE);
    await form.submit({ from_1: '07:55' });
    expect((await form.submit({ from_1: '07:55' })).status).toBe(303);
    const events = sql`select count(*) as count from audit_event where action = 'bells.changed'`;
    expect((await at.db.row(Count, events)).count).toBe(1);
  });

  it('are read by the technical specialist, closed to others, and only for grades and days that there are', async () => {
    const shown = await open(7, 3, 'litvinov');
    expect(shown.status).toBe(200);
    expect(shown.$('main form').length).toBe(0);
    expect(shown.words).toContain('08:00–08:40');
    await expectValidHtml(shown.html);
    const specialist = await at.as('litvinov');
    expect((await specialist.send(PAGE, { grade: '7' })).status).toBe(403);
    const parent = await at.as('belova');
    expect((await parent.open(PAGE)).status).toBe(403);
    const coordinator = await at.as('ivanenko');
    for (const query of ['grade=12', 'grade=x', 'weekday=8', 'year=999999'])
      expect((await coordinator.open(`${PAGE}?${query}`)).status).toBe(404);
    const strange = { grade: '7', weekday: '3', year: '999999', seen: 'x' };
    expect((await coordinator.send(PAGE, strange)).status).toBe(404);
  });
});
