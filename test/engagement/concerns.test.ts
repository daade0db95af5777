import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import { findConcerns } from '../../src/attendance/find-concerns-job.ts';
import { personOf, type Stage, stage, stageOf } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import { ownSchool } from '../support/school.ts';
import { addConcern, addMeasureRow, concernsOf, emptyRegisters, markLessons, onlineLessons } from './rows.ts';

let at: Stage;
let nikita: number;
let timur: number;

beforeEach(async () => {
  at = await stage();
  await emptyRegisters(at.db);
  nikita = await personOf(at.db, 'nikita');
  timur = await personOf(at.db, 'timur');
});

const closing = (id: number) => `/concerns/${id}/closing`;

describe('the list of pupils under attention', () => {
  it('shows a class teacher the headed class, the coordinator all, and other teachers nobody', async () => {
    await addConcern(at.db, nikita, { kind: 'missed', cause: 'no_device', lessonIds: [1, 2, 3] });
    await addConcern(at.db, timur, { kind: 'silent', cause: 'silent', lessonIds: [4, 5, 6, 7, 8] });
    const page = await (await at.as('kovaleva')).open('/concerns');
    await expectValidHtml(page.html);
    expect(page.words).toContain('Захаров Никита 7А');
    expect(page.words).toContain('Пропущено 3 онлайн-урока за две недели');
    expect(page.words).toContain('Нет связи или устройства');
    expect(page.words).toContain('мер в работе нет');
    expect(page.words).not.toContain('Ахметов');
    const own = page.$(`main a[href="/students/${nikita}"]`);
    expect(own.length).toBe(1);
    const all = await (await at.as('ivanenko')).open('/concerns');
    expect(all.words).toContain('Захаров Никита 7А');
    expect(all.words).toContain('Ахметов Тимур 7Б');
    const none = await (await at.as('orlova')).open('/concerns');
    expect(none.words).toContain('Сейчас у вас нет класса');
    expect(none.words).not.toContain('Захаров');
  });

  it('is narrowed by class, kind and measure, and counts what each would show', async () => {
    const missed = await addConcern(at.db, nikita, { lessonIds: [1, 2, 3] });
    await addConcern(at.db, timur, { kind: 'technical', cause: 'no_device', lessonIds: [1, 2, 3] });
    await addMeasureRow(at.db, nikita, {
      ownerId: await personOf(at.db, 'kovaleva'),
      concernId: missed,
      dueOn: '2026-11-23',
    });
    const office = await at.as('ivanenko');
    const names = async (query: string) => {
      const page = await office.open(`/concerns${query}`);
      return page
        .$('.attn h2 a')
        .toArray()
        .map((one) => page.$(one).text().replaceAll('\u00a0', ' '));
    };
    const all = await office.open('/concerns');
    expect(
      all
        .$('nav.chips a')
        .toArray()
        .map((one) => all.$(one).text().replace(/\s+/g, ' ').trim()),
    ).toEqual([
      'Сейчас 2',
      'Без мер 1',
      'С мерами 1',
      'Закрытые',
      'Всё',
      'Пропуски 1',
      'Молчание 0',
      'Связь 1',
      'Все классы',
      '7А 1',
      '7Б 1',
    ]);
    expect(all.words).toContain('просрочена');
    expect(await names('?show=bare')).toEqual(['Ахметов Тимур']);
    expect(await names('?show=measured')).toEqual(['Захаров Никита']);
    expect(await names('?kind=technical')).toEqual(['Ахметов Тимур']);
    const href = all.$('nav.chips a:contains("7А")').attr('href') ?? '';
    expect(await names(href.replace('/concerns', ''))).toEqual(['Захаров Никита']);
    expect((await office.open('/concerns?show=other')).status).toBe(404);
    expect((await office.open('/concerns?class=seven')).status).toBe(404);
  });

  it('counts pupils, not what was found about them', async () => {
    const missed = await addConcern(at.db, nikita, { lessonIds: [1, 2, 3] });
    await addConcern(at.db, nikita, { kind: 'technical', cause: 'no_device', lessonIds: [1, 2, 3] });
    await addConcern(at.db, timur, { kind: 'silent', cause: 'silent', lessonIds: [1, 2, 3] });
    const office = await at.as('ivanenko');
    expect((await office.open('/concerns')).words).toContain('2 ученика, без мер — 2');
    await addMeasureRow(at.db, nikita, { ownerId: await personOf(at.db, 'kovaleva'), concernId: missed });
    // nobody does anything about the connection of the same pupil
    expect((await office.open('/concerns')).words).toContain('2 ученика, без мер — 2');
    expect((await office.open('/concerns?kind=missed')).words).toContain('1 ученик, у каждого есть меры');
  });

  it('stays closed to families and to the technical specialist', async () => {
    for (const login of ['belova', 'nikita', 'litvinov'])
      expect((await (await at.as(login)).open('/concerns')).status).toBe(403);
  });

  it('follows the headed class: another class teacher sees the pupils at once', async () => {
    await addConcern(at.db, nikita, { lessonIds: [1, 2, 3] });
    const teacher = await at.as('kovaleva');
    await at.db.run(sql`
      update class set class_teacher_id = (select person_id from account where login = 'orlova') where name = '7А'`);
    expect((await teacher.open('/concerns')).words).not.toContain('Захаров');
    expect((await (await at.as('orlova')).open('/concerns')).words).toContain('Захаров');
  });
});

describe('closing by hand', () => {
  it('takes words, and the pupil is then found among the closed', async () => {
    const id = await addConcern(at.db, nikita, { lessonIds: [1, 2, 3] });
    const teacher = await at.as('kovaleva');
    const form = (await teacher.open(closing(id))).form(closing(id));
    const empty = await form.submit({ words: ' ' });
    expect(empty.status).toBe(422);
    expect(empty.words).toContain('Напишите, почему ученик больше не под вниманием');
    await expectValidHtml(empty.html);
    expect(await concernsOf(at.db, nikita)).toMatchObject([{ is_open: true }]);
    const done = await form.submit({ words: 'Болел, теперь на уроках' });
    expect((await done.follow()).words).toContain('Захаров Никита: пропуски — закрыто.');
    expect(await concernsOf(at.db, nikita)).toMatchObject([
      {
        is_open: false,
        closed_by: await personOf(at.db, 'kovaleva'),
        closed_words: 'Болел, теперь на уроках',
      },
    ]);
    const closed = await teacher.open('/concerns?show=closed');
    expect(closed.words).toContain('Закрыто 24 ноября, Ковалёва Е. П.: «Болел, теперь на уроках»');
    const again = await form.submit({ words: 'Болел, теперь на уроках' });
    expect(again.status).toBe(303);
    expect((await (await at.as('ivanenko')).open('/journal')).words).toContain('Захаров Никита: пропуски');
  });

  it('tells whoever comes second, and keeps the words', async () => {
    const id = await addConcern(at.db, nikita, { lessonIds: [1, 2, 3] });
    const [teacher, office] = [await at.as('kovaleva'), await at.as('ivanenko')];
    const first = (await teacher.open(closing(id))).form(closing(id));
    const second = (await office.open(closing(id))).form(closing(id));
    await first.submit({ words: 'Поговорили' });
    const late = await second.submit({ words: 'Это я' });
    expect(late.status).toBe(409);
    expect(late.words).toContain('Это уже закрыто');
    expect(late.form(closing(id)).fields).toMatchObject({ words: 'Это я' });
    expect(await concernsOf(at.db, nikita)).toMatchObject([{ closed_words: 'Поговорили' }]);
  });

  it('is for the class teacher of the pupil and the coordinator alone', async () => {
    const id = await addConcern(at.db, nikita, { lessonIds: [1, 2, 3] });
    for (const login of ['sidorov', 'orlova', 'belova', 'litvinov', 'nikita']) {
      const one = await at.as(login);
      expect((await one.open(closing(id))).status).toBe(404);
      expect((await one.send(closing(id), { version: '1', words: 'Чужое' })).status).toBe(404);
    }
    expect((await (await at.as('kovaleva')).open('/concerns/999999/closing')).status).toBe(404);
    expect((await (await at.as('kovaleva')).open('/concerns/x/closing')).status).toBe(404);
    expect(await concernsOf(at.db, nikita)).toMatchObject([{ is_open: true }]);
  });
});

describe('home', () => {
  it('asks the class teacher for whom nothing is done yet, and tells of own measures that are due', async () => {
    const id = await addConcern(at.db, nikita, { lessonIds: [1, 2, 3] });
    const teacher = await at.as('kovaleva');
    const before = await teacher.open('/');
    expect(before.words).toContain('Захаров Никита: пропуски, мер в работе нет');
    const ownerId = await personOf(at.db, 'kovaleva');
    await addMeasureRow(at.db, nikita, { ownerId, concernId: id, dueOn: '2026-11-23' });
    await addMeasureRow(at.db, timur, { ownerId, dueOn: '2026-11-28' });
    const after = await teacher.open('/');
    expect(after.words).not.toContain('мер в работе нет');
    expect(after.words).toContain('Разговор с семьёй: Захаров Никитасрок прошёл: вчера');
    expect(after.words).not.toContain('Ахметов');
    expect((await (await at.as('sidorov')).open('/')).words).not.toContain('Захаров');
  });

  it('counts for the coordinator how many are without a measure', async () => {
    const id = await addConcern(at.db, nikita, { lessonIds: [1, 2, 3] });
    await addConcern(at.db, nikita, { kind: 'silent', cause: 'silent', lessonIds: [1, 2, 3, 4, 5] });
    await addConcern(at.db, timur, { lessonIds: [1, 2, 3] });
    const office = await at.as('ivanenko');
    expect((await office.open('/')).words).toContain('2ученика под вниманием без мервсего под вниманием 2');
    const ownerId = await personOf(at.db, 'ivanenko');
    await addMeasureRow(at.db, nikita, { ownerId, concernId: id, dueOn: '2026-11-24' });
    const page = await office.open('/');
    // the silence of the same pupil is still nobody's
    expect(page.words).toContain('2ученика под вниманием без мер');
    expect(page.words).toContain('Разговор с семьёй: Захаров Никита');
  });

  it('gives the technical specialist the measures that are theirs', async () => {
    await addMeasureRow(at.db, nikita, { ownerId: await personOf(at.db, 'litvinov'), dueOn: '2026-11-25' });
    const page = await (await at.as('litvinov')).open('/');
    expect(page.words).toContain('Вам поручено');
    expect(page.words).toContain('Разговор с семьёй: Захаров Никита');
  });
});

it('v5.0.0-15.4.2: concerns are opened once and closed once, by however many at once', {
  timeout: 60_000,
}, async () => {
  const own = stageOf(await ownSchool({ template: 'school' }));
  await emptyRegisters(own.db);
  const pupil = await personOf(own.db, 'nikita');

  const [teacher, office] = [await own.as('kovaleva'), await own.as('ivanenko')];
  const lessons = await onlineLessons(own.db, { className: '7А', count: 3, before: '2026-11-24' });
  for (let round = 0; round < 6; round += 1) {
    await own.db.run(sql`delete from concern`);
    await markLessons(own.db, pupil, lessons, {});
    const id = await addConcern(own.db, pupil, { lessonIds: lessons });
    const forms = [
      (await teacher.open(closing(id))).form(closing(id)),
      (await office.open(closing(id))).form(closing(id)),
    ];
    const { db, clock, timeZone, log, secretFor } = own.school;
    const look = () => findConcerns.perform({ db, now: clock.now(), timeZone, log, secretFor }, {});
    const [first, second] = await Promise.all([
      forms[0]?.submit({ words: 'Первый' }),
      forms[1]?.submit({ words: 'Второй' }),
      look(),
    ]);
    const wins = [first, second].filter((one) => one?.status === 303).length;
    const [kept, ...others] = await concernsOf(own.db, pupil);
    expect(others).toEqual([]);
    expect(kept?.is_open).toBe(false);
    expect(wins).toBe(kept?.closed_by === null ? 0 : 1);
    for (const one of [first, second]) expect([303, 409]).toContain(one?.status);
    // what is closed while the portal looks is not opened again by what it saw before
    await own.db.run(sql`delete from concern`);
    await markLessons(own.db, pupil, lessons, { attendance: 'absent' });
    const seen = await addConcern(own.db, pupil, { lessonIds: lessons });
    const form = (await teacher.open(closing(seen))).form(closing(seen));
    let isClosed = false;
    const closed = form.submit({ words: 'Поговорили' }).finally(() => {
      isClosed = true;
    });
    while (!isClosed) await look();
    expect((await closed).status).toBe(303);
    expect(await concernsOf(own.db, pupil)).toMatchObject([{ is_open: false, closed_words: 'Поговорили' }]);
    // several searches at once open one concern
    await own.db.run(sql`delete from concern`);
    await markLessons(own.db, pupil, lessons, { attendance: 'absent' });
    await Promise.all([look(), look(), look()]);
    expect(await concernsOf(own.db, pupil)).toMatchObject([{ is_open: true, lesson_ids: { length: 3 } }]);
  }
});
