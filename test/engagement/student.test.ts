import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { personOf, type Stage, stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import { addConcern, addMeasureRow, emptyRegisters, markLessons, onlineLessons } from './rows.ts';

const Look = z.object({
  actor_id: z.number(),
  subject_id: z.number(),
  details: z.record(z.string(), z.unknown()),
});

let at: Stage;
let sonya: number;

beforeEach(async () => {
  at = await stage();
  await emptyRegisters(at.db);
  sonya = await personOf(at.db, 'sonya');
});

const card = (studentId: number, query = '') => `/students/${studentId}${query}`;
const looks = () =>
  at.db.rows(
    Look,
    sql`select actor_id, subject_id, details from audit_event where action = 'student.looked_at' order by id`,
  );

describe('the card of a pupil', () => {
  it('shows the family with telephones, the lessons and what was announced', async () => {
    const lessons = await onlineLessons(at.db, { className: '7А', count: 6, before: '2026-11-24' });
    await markLessons(at.db, sonya, lessons.slice(0, 3));
    await markLessons(at.db, sonya, lessons.slice(3, 4), { attendance: 'late', minutes: 12, activity: 0 });
    await markLessons(at.db, sonya, lessons.slice(4), { attendance: 'absent' });
    await at.db.run(
      sql`update person set phone = '8 (4012) 55-11-00' where id = ${await personOf(at.db, 'belova')}`,
    );
    await at.db.run(sql`
      insert into absence (student_id, starts_on, ends_on, reason, words, state, announced_at)
      values (${sonya}, '2026-11-20', '2026-11-27', 'illness', 'Температура', 'confirmed', '2026-11-20T05:00:00Z')`);
    const page = await (await at.as('kovaleva')).open(card(sonya, '?from=2026-09-01&to=2026-11-24'));
    expect(page.status).toBe(200);
    await expectValidHtml(page.html);
    expect(page.words).toContain('Белова Софья Андреевна');
    expect(page.words).toContain('Белова Ирина Николаевна, мать');
    expect(page.words).toContain('Белов Андрей Сергеевич, отец');
    expect(page.$('a.tel').attr('href')).toMatch(/^tel:\+7/);
    expect(page.words).toContain('4 на уроке1 из них с опозданием2 пропуска1 без активности');
    expect(page.words).toContain('Посещаемость 66,7 %, всего 6 онлайн-уроков.');
    expect(
      page
        .$('.spark > span')
        .toArray()
        .map((one) => page.$(one).text())
        .join(''),
    ).toMatch(/^[+он]{6}$/);
    expect(page.$('.spark .is-silent').text()).toBe('о');
    expect(page.words).toContain('опоздание, 12 минут');
    expect(page.$(`a[href="/lessons/${lessons[0]}/register"]`).length).toBe(1);
    expect(page.words).toContain('20–27 ноябряболеет: Температураподтверждено');
  });

  it('has no share of a handful, and says what will be there where nothing is', async () => {
    const lessons = await onlineLessons(at.db, { className: '7А', count: 4, before: '2026-11-24' });
    const teacher = await at.as('kovaleva');
    const bare = await teacher.open(card(sonya));
    expect(bare.words).toContain('Отметок за эти дни нет');
    expect(bare.words).toContain('Под внимание портала ученик не попадал');
    // nobody of the class need be on the list
    expect(bare.$('.crumb a').first().attr('href')).toBe('/concerns');
    await markLessons(at.db, sonya, lessons, { attendance: 'absent' });
    const few = await teacher.open(card(sonya, '?from=2026-11-24&to=2026-09-01'));
    expect(few.words).toContain('Всего 4 онлайн-урока: для доли этого мало.');
    expect(few.words).not.toContain('%');
  });

  it('is of a year at most, up to today where more is asked', async () => {
    const lessons = await onlineLessons(at.db, { className: '7А', count: 6, before: '2026-11-24' });
    await markLessons(at.db, sonya, lessons);
    const teacher = await at.as('kovaleva');
    for (const [query, days] of [
      ['?from=2000-01-01&to=2026-11-24', { from: '2025-11-23', to: '2026-11-24' }],
      ['?from=2000-01-01&to=2099-12-31', { from: '2025-11-23', to: '2026-11-24' }],
      ['?from=2026-09-01&to=2027-05-31', { from: '2026-09-01', to: '2027-05-31' }],
    ] as const) {
      expect((await teacher.open(card(sonya, query))).words).toContain('всего 6 онлайн-уроков');
      expect((await looks()).at(-1)?.details).toMatchObject(days);
    }
  });

  it('leaves out guardians whose right has ended', async () => {
    const page = await (await at.as('kovaleva')).open(card(await personOf(at.db, 'kirill')));
    expect(page.words).not.toContain('Ершов Виктор');
  });

  it('tells the chain: the rule, what was found, measures, outcomes', async () => {
    const ownerId = await personOf(at.db, 'orlova');
    const concernId = await addConcern(at.db, sonya, { cause: 'illness', lessonIds: [1, 2, 3] });
    await addMeasureRow(at.db, sonya, { ownerId, concernId, dueOn: '2026-11-23' });
    await addMeasureRow(at.db, sonya, { ownerId, concernId, doneOn: '2026-11-21' });
    await addMeasureRow(at.db, sonya, { ownerId });
    const page = await (await at.as('kovaleva')).open(card(sonya));
    await expectValidHtml(page.html);
    expect(page.words).toContain('Правило: 3 урока за две недели. Найдено 23 ноября.');
    expect(page.words).toContain('просрочена');
    expect(page.words).toContain('Итог: Договорились.');
    expect(page.words).toContain('Мера выполнена 21 ноября.');
    expect(page.words).toContain('Меры, назначенные без правила');
    expect(page.$('.chain > li').length).toBe(2);
    expect(page.$('.chain > li').first().find('.chain-measures > li').length).toBe(2);
    expect(page.$(`a[href="/students/${sonya}/measures/new?concern=${concernId}"]`).length).toBe(1);
  });

  it('is for the class teacher of today and the coordinator; each look is in the audit log', async () => {
    for (const login of ['sidorov', 'orlova', 'petrova', 'litvinov', 'belova', 'sonya', 'belov'])
      expect((await (await at.as(login)).open(card(sonya))).status).toBe(404);
    expect(await looks()).toEqual([]);
    const teacher = await at.as('kovaleva');
    await teacher.open(card(sonya, '?from=2026-11-01&to=2026-11-10'));
    await (await at.as('ivanenko')).open(card(sonya));
    expect(await looks()).toMatchObject([
      {
        actor_id: await personOf(at.db, 'kovaleva'),
        subject_id: sonya,
        details: { from: '2026-11-01', to: '2026-11-10', lines: ['Белова Софья'] },
      },
      { actor_id: await personOf(at.db, 'ivanenko'), subject_id: sonya },
    ]);
    expect((await (await at.as('ivanenko')).open('/journal')).words).toContain('Открыта карточка ученика');
    await at.db.run(sql`update class set class_teacher_id = null where name = '7А'`);
    expect((await teacher.open(card(sonya))).status).toBe(404);
  });

  it('goes with the pupil to another class: who headed the class before sees the card no more', async () => {
    await at.db.run(sql`update enrolment set ends_on = '2026-11-20' where student_id = ${sonya}`);
    await at.db.run(sql`
      insert into enrolment (class_id, student_id, starts_on) select id, ${sonya}, '2026-11-21' from class where name = '7Б'`);
    expect((await (await at.as('kovaleva')).open(card(sonya))).status).toBe(404);
    const lessons = await onlineLessons(at.db, { className: '7А', count: 2, before: '2026-11-20' });
    await at.db.run(sql`
      update lesson_teacher set person_id = ${await personOf(at.db, 'kovaleva')}, is_together = true
      where lesson_id = any(${lessons}::bigint[]) and position = 0`);
    await markLessons(at.db, sonya, lessons);
    const links = async (login: string) => {
      const page = await (await at.as(login)).open(card(sonya));
      expect(page.words).toContain('Все уроки: 2');
      return page
        .$('.attn-lessons a')
        .map((_i, link) => page.$(link).attr('href'))
        .get();
    };
    // the registers of the class before are its class teacher's, and lead nowhere from here
    expect(await links('sidorov')).toEqual([]);
    expect(await links('ivanenko')).toHaveLength(2);
  });

  it('is there for a pupil who has left, for the coordinator alone; not for whoever is no pupil', async () => {
    const gromov = await personOf(at.db, 'gromov');
    expect((await (await at.as('kovaleva')).open(card(gromov))).status).toBe(404);
    const office = await at.as('ivanenko');
    expect((await office.open(card(gromov))).words).toContain('Ушёл из школы');
    expect((await office.open(card(await personOf(at.db, 'belova')))).status).toBe(404);
    for (const path of [
      card(999_999),
      '/students/x',
      card(sonya, '?from=yesterday'),
      card(sonya, '?to=2026-02-30'),
    ])
      expect((await office.open(path)).status).toBe(404);
  });
});
