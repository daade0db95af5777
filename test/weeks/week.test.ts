import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { castMember } from '../../src/demo/cast.ts';
import { openTurns } from '../consultations/opened.ts';
import { personOf, type Stage, stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import { type Shown, visitor } from '../support/visitor.ts';

const TODAY = '2026-11-24';
let at: Stage;

beforeEach(async () => {
  at = await stage();
});

/** The words of one lesson of the week, wherever it stands. */
const lessonWords = (page: Shown, lessonId: number) =>
  page.$(`.week a[href="/lessons/${lessonId}"]`).closest('.lesson').text().replace(/\s+/g, ' ').trim();

describe('the week of a pupil', () => {
  it('has five days, the bells at the left, and today chosen', async () => {
    const sonya = await at.as('sonya');
    const page = await sonya.open('/week');
    expect(page.status).toBe(200);
    await expectValidHtml(page.html);
    expect(page.$('.week .day')).toHaveLength(5);
    expect(page.$('.day.is-today h3').text()).toContain('Вторник');
    expect(page.$('.daypick input[checked]').attr('value')).toBe('tue');
    expect(page.$('.crumb').text()).toBe('Софья, 7А');
    expect(page.$('.week .lesson').length).toBeGreaterThan(25);
    expect(page.$('.lesson-who')).toHaveLength(0);
  });

  it('marks what is online, without the address of the lesson', async () => {
    const { rows } = await onlineOf('7А');
    const sonya = await at.as('sonya');
    const page = await sonya.open('/week');
    for (const lesson of rows) {
      expect(lessonWords(page, lesson.id)).toContain('Онлайн: Сферум');
      expect(page.html).not.toContain(lesson.link ?? 'https:');
    }
  });

  it('goes to the weeks around and back', async () => {
    const sonya = await at.as('sonya');
    const page = await sonya.open('/week');
    const next = await sonya.open(String(page.$('.weeknav [rel=next]').attr('href')));
    expect(next.words).toContain('30 ноября – 4 декабря');
    expect(next.$('.weeknav [rel=prev]').attr('href')).toBe('/week');
    expect((await sonya.open('/week?week=2026-W47')).words).toContain('16–20 ноября');
  });

  it('shows the day that was asked for first', async () => {
    const sonya = await at.as('sonya');
    const page = await sonya.open('/week?day=2026-11-27');
    expect(page.$('.daypick input[checked]').attr('value')).toBe('fri');
  });

  it.each(['week=2026-W54', 'week=2026-48', 'day=2026-02-30', 'week=9999-W01', 'show=all', 'child=abc'])(
    'with ?%s is not there',
    async (query) => {
      const sonya = await at.as('sonya');
      expect((await sonya.open(`/week?${query}`)).status).toBe(404);
    },
  );

  it('of holidays says so, and when lessons begin again', async () => {
    const sonya = await at.as('sonya');
    const page = await sonya.open('/week?week=2027-W01');
    await expectValidHtml(page.html);
    expect(page.$('.week')).toHaveLength(0);
    expect(page.words).toMatch(/каникулы, уроков нет. Следующий урок: .* в \d\d:\d\d/);
    expect(page.$('.empty a').attr('href')).toMatch(/^\/week\?week=2027-W\d\d$/);
  });

  it('before the school year says that it is outside', async () => {
    const sonya = await at.as('sonya');
    expect((await sonya.open('/week?week=2026-W30')).words).toContain('Эта неделя вне учебного года.');
  });

  it('names a day off in its column', async () => {
    await at.db.run(sql`insert into school_day (day, kind, name) values ('2026-11-27', 'off', 'День школы')`);
    await at.db.run(
      sql`delete from entry where lesson_id in (select id from lesson where day = '2026-11-27')`,
    );
    await at.db.run(sql`delete from lesson where day = '2026-11-27'`);
    const sonya = await at.as('sonya');
    const page = await sonya.open('/week');
    expect(page.$('[data-day=fri] .day-empty').text()).toBe('День школы');
  });

  it('shows the coming week on a Sunday', async () => {
    at.school.clock.set('2026-11-29T18:00');
    const sonya = await at.as('sonya');
    expect((await sonya.open('/week')).words).toContain('следующая неделя');
  });

  it('has only the lessons of its groups as of the day', async () => {
    const gone = await personOf(at.db, 'sonya');
    await at.db.run(sql`update enrolment set ends_on = '2026-11-24' where student_id = ${gone}`);
    await at.db.run(sql`update study_group_member set ends_on = '2026-11-24' where student_id = ${gone}`);
    const sonya = await at.as('sonya');
    const page = await sonya.open('/week');
    expect(page.$('[data-day=tue] .lesson').length).toBeGreaterThan(3);
    expect(page.$('[data-day=wed] .lesson')).toHaveLength(0);
  });
});

describe('changes of the week', () => {
  it('stand out: cancelled, substituted, another room, moved away and here', async () => {
    const [cancelled, substituted, moved] = await threeOf('7А', '2026-11-25');
    await at.db.run(sql`
      update lesson set status = 'cancelled', cancelled_reason = 'болезнь учителя' where id = ${cancelled}`);
    await at.db.run(
      sql`update lesson_teacher set is_active = false where lesson_id in (${cancelled}, ${substituted})`,
    );
    await at.db.run(sql`
      insert into lesson_teacher (lesson_id, person_id, day, during, replaces_id, is_active)
      select lesson_id, ${await personOf(at.db, 'ivanenko')}, day, during, person_id, true
      from lesson_teacher where lesson_id = ${substituted}`);
    await at.db.run(sql`
      delete from lesson_teacher where lesson_id = ${substituted} and replaces_id is null`);
    await at.db.run(sql`
      update lesson set planned_day = day, planned_period = period, planned_room = room, room = '999',
        day = '2026-11-27', period = 9, starts_at = '2026-11-27T14:00Z', ends_at = '2026-11-27T14:40Z'
      where id = ${moved}`);
    const sonya = await at.as('sonya');
    const page = await sonya.open('/week');
    await expectValidHtml(page.html);
    expect(lessonWords(page, cancelled)).toContain('Отменён: болезнь учителя');
    expect(page.$(`.week a[href="/lessons/${cancelled}"] s`)).toHaveLength(1);
    expect(lessonWords(page, substituted)).toContain('Замена, было:');
    const inWeek = page.$(`.week a[href="/lessons/${moved}"]`);
    expect(inWeek).toHaveLength(2);
    expect(page.$('[data-day=fri]').text()).toContain('Перенос, было: среда');
    expect(page.$('[data-day=fri]').text().replace(/\s+/g, ' ')).toContain('каб. 999');
    expect(page.$('[data-day=wed]').text().replace(/\s+/g, ' ')).toContain(
      'Перенос, теперь: пятница, 27 ноября, 9-й урок',
    );
    expect(page.$('.changes').text()).toContain('урок отменён: болезнь учителя');
  });

  it('of a lesson that was moved to another week stay seen in its own', async () => {
    const [moved] = await threeOf('7А', '2026-11-25');
    await at.db.run(sql`
      update lesson set planned_day = day, planned_period = period, planned_room = room,
        day = '2026-12-04', period = 9, starts_at = '2026-12-04T14:00Z', ends_at = '2026-12-04T14:40Z'
      where id = ${moved}`);
    const sonya = await at.as('sonya');
    expect((await sonya.open('/week')).$('[data-day=wed]').text()).toContain('4\u00a0декабря');
    expect((await sonya.open('/week?week=2026-W49')).$('[data-day=fri]').text()).toContain('Перенос, было');
  });

  it('of many lessons on one day are one line', async () => {
    await at.db.run(sql`
      update lesson l set status = 'cancelled', cancelled_reason = 'мороз' from course c, study_group_class g, class k
      where c.id = l.course_id and g.group_id = c.group_id and k.id = g.class_id and k.name = '7А'
        and l.day = '2026-11-27'`);
    const sonya = await at.as('sonya');
    const page = await sonya.open('/week');
    expect(page.$('.changes').text().replace(/\s+/g, ' ')).toMatch(/Пятница: отменены \d уроков: /);
  });
});

describe('the week of a family', () => {
  it('has both children, each lesson with a name, and one child by a press', async () => {
    const mother = await at.as('belova');
    const all = await mother.open('/week');
    await expectValidHtml(all.html);
    const names = new Set(
      all
        .$('.lesson-who')
        .map((_i, el) => all.$(el).text())
        .get(),
    );
    expect([...names].sort()).toEqual(['Миша', 'Соня']);
    const href = all
      .$('.chips a')
      .filter((_i, el) => all.$(el).text() === 'Миша')
      .attr('href');
    const misha = await mother.open(String(href));
    expect(misha.$('.crumb').text()).toBe('Миша, 3Б');
    expect(misha.$('.lesson-who')).toHaveLength(0);
    expect(misha.$('.weeknav [rel=next]').attr('href')).toContain('child=');
  });

  it('is the same for the father, and another’s child is not there', async () => {
    const father = await at.as('belov');
    expect((await father.open('/week')).$('.lesson-who').length).toBeGreaterThan(40);
    expect((await father.open(`/week?child=${await personOf(at.db, 'timur')}`)).status).toBe(404);
  });

  it('is empty with kind words once the right to see the child has ended', async () => {
    const ershov = await at.as('ershov');
    const page = await ershov.open('/week');
    expect(page.status).toBe(200);
    expect(page.words).toContain('нет детей, чьё расписание вам открыто');
    expect(page.html).not.toContain('Кирилл');
    expect((await ershov.open(`/week?child=${await personOf(at.db, 'kirill')}`)).status).toBe(404);
  });

  it('loses a child at the very next look', async () => {
    const mother = await at.as('belova');
    const misha = await personOf(at.db, 'misha');
    expect((await mother.open(`/week?child=${misha}`)).status).toBe(200);
    await at.db.run(sql`update guardianship set ends_on = '2026-11-23' where student_id = ${misha}`);
    expect((await mother.open(`/week?child=${misha}`)).status).toBe(404);
    expect((await mother.open('/week')).html).not.toContain('Миша');
  });
});

describe('the week of a teacher', () => {
  it('has the lessons with their classes, and not the teacher’s own name', async () => {
    const teacher = await at.as('kovaleva');
    const page = await teacher.open('/week');
    await expectValidHtml(page.html);
    expect(page.$('.crumb').text().replace(/\s/g, ' ')).toBe('Ковалёва Е. П.');
    expect(page.$('.week .lesson-meta').text()).toContain('7А');
    expect(page.$('.week').text()).not.toContain('Ковалёва');
  });

  it('says who substitutes, to the one and the other', async () => {
    const lesson = await substitute('kovaleva', 'sidorov');
    const replaced = await (await at.as('kovaleva')).open('/week');
    expect(lessonWords(replaced, lesson)).toMatch(/Вас заменяет Сидоров/);
    const substitutes = await (await at.as('sidorov')).open('/week');
    expect(lessonWords(substitutes, lesson)).toMatch(/Вы заменяете: Ковалёва/);
  });

  it('who is a mother too has all together, or either by a press', async () => {
    const orlova = await at.as('orlova');
    const all = await orlova.open('/week');
    await expectValidHtml(all.html);
    expect(
      all
        .$('.chips a')
        .map((_i, el) => all.$(el).text())
        .get(),
    ).toEqual(['Всё вместе', 'Мои уроки', 'Даша']);
    expect(all.$('.lesson-who').first().text()).toBe('Даша');
    const own = await orlova.open('/week?show=own');
    expect(own.$('.lesson-who')).toHaveLength(0);
    expect(own.$('.week .lesson').length).toBeLessThan(all.$('.week .lesson').length);
    const dasha = await orlova.open(`/week?child=${await personOf(at.db, 'dasha')}`);
    expect(dasha.$('.crumb').text()).toBe('Даша, 7А');
  });
});

describe('others', () => {
  it('who work as coordinator or technical specialist are led to the classes', async () => {
    for (const login of ['ivanenko', 'litvinov']) {
      const page = await (await at.as(login)).open('/week');
      expect([page.status, page.location], castMember(login).about).toEqual([303, '/classes']);
    }
  });

  it('who are not signed in are asked to', async () => {
    expect((await visitor(at.app).open('/week')).location).toBe('/sign-in?to=%2Fweek');
  });
});

it('tells of own consultations of the week: the family’s, and the teacher’s with somebody booked', async () => {
  const { turns } = await openTurns(at.db, 'kovaleva', { room: '221' });
  const mother = await at.as('belova');
  const booked = await mother.send(`/consultations/${turns[0]}/bookings`, { attendee: 'self' });
  const page = await mother.open('/week');
  await expectValidHtml(page.html);
  expect(page.words).toContain('Консультации этой недели');
  expect(page.words).toContain('Четверг, 26 ноября, 16:00–16:15Ковалёва Е. П. · Соня · каб. 221');
  expect(page.$(`a[href="${booked.location}"]`)).toHaveLength(1);
  const other = ['/week?week=2026-W49', `/week?child=${await personOf(at.db, 'misha')}`];
  for (const path of other) expect((await mother.open(path)).words).not.toContain('Консультации этой недели');
  // nothing of it is the other guardian's, the pupil's or on the page of the class
  for (const login of ['belov', 'sonya'])
    expect((await (await at.as(login)).open('/week')).words).not.toContain('Консультации этой недели');
  const teacher = await (await at.as('kovaleva')).open('/week');
  expect(teacher.words).toContain('Четверг, 26 ноября, 16:00–16:151 семья · каб. 221');
  expect(teacher.$(`.tasks a[href="/consultations/${turns[0]}"]`)).toHaveLength(1);
  expect(teacher.$('.tasks a')).toHaveLength(1);
});

it('a week costs as many statements for two children as for one', async () => {
  const mother = await at.as('belova');
  await mother.open('/week');
  await mother.open(`/week?child=${await personOf(at.db, 'sonya')}`);
  const counts = at.school.logged.filter((line) => line.route === '/week').map((line) => line.statements);
  expect(new Set(counts).size).toBe(1);
  expect(counts[0]).toBeLessThanOrEqual(6);
});

async function onlineOf(className: string) {
  const rows = await at.db.rows(
    z.object({ id: z.number(), link: z.string().nullable() }),
    sql`
      select l.id, l.link from lesson l join course c on c.id = l.course_id
      join study_group_class g on g.group_id = c.group_id and g.is_whole join class k on k.id = g.class_id
      where k.name = ${className} and l.format = 'online' and l.day between '2026-11-23' and '2026-11-29'`,
  );
  expect(rows.length).toBeGreaterThan(1);
  return { rows };
}

/** Three lessons of a whole class on a day, not online. */
async function threeOf(className: string, day: string): Promise<[number, number, number]> {
  const rows = await at.db.rows(
    z.object({ id: z.number() }),
    sql`
      select l.id from lesson l join course c on c.id = l.course_id
      join study_group_class g on g.group_id = c.group_id and g.is_whole join class k on k.id = g.class_id
      where k.name = ${className} and l.format = 'in_person' and l.day = ${day} order by l.period limit 3`,
  );
  const [one, two, three] = rows;
  if (!one || !two || !three) throw new Error(`Too few lessons of ${className} on ${day}`);
  return [one.id, two.id, three.id];
}

/** Tomorrow's lesson of one teacher is given to another who is free then. */
async function substitute(login: string, other: string): Promise<number> {
  const { id } = await at.db.row(
    z.object({ id: z.number() }),
    sql`
      select t.lesson_id as id from lesson_teacher t
      where t.person_id = ${await personOf(at.db, login)} and t.day > ${TODAY} and t.day <= '2026-11-27'
        and not exists (
          select from lesson_teacher o where o.person_id = ${await personOf(at.db, other)} and o.during && t.during)
      order by t.during limit 1`,
  );
  await at.db.run(sql`
    update lesson_teacher set person_id = ${await personOf(at.db, other)}, replaces_id = person_id where lesson_id = ${id}`);
  return id;
}
