import sql from 'sql-template-tag';
import { beforeEach, expect, it } from 'vitest';
import { urls } from '../../src/web/urls.ts';
import { lessonOf, personOf, type Stage, stage } from '../support/cast.ts';
import { savedRegister } from './marks.ts';

let at: Stage;
let lesson: number;

beforeEach(async () => {
  at = await stage({ now: '2026-11-24T11:20' });
  lesson = await lessonOf(at.db, 'kovaleva', '2026-11-24', 4);
});

it('is not there for whom it is not, neither to look at nor to fill', async () => {
  for (const login of [
    'petrova',
    'sidorov',
    'orlova',
    'litvinov',
    'sonya',
    'belova',
    'akhmetova',
    'ershov',
  ]) {
    const one = await at.as(login);
    expect((await one.open(urls.register(lesson))).status, login).toBe(404);
    expect((await one.send(urls.register(lesson), { version: '0' })).status, login).toBe(404);
    expect(
      (await one.send(urls.registerNotHeld(lesson), { version: '0', reason: 'event' })).status,
      login,
    ).toBe(404);
    expect((await one.open(urls.lesson(lesson))).words).not.toContain('Журнал урока');
  }
  expect(await savedRegister(at.db, lesson)).toBeNull();
});

it('goes over to the teacher who substitutes', async () => {
  const [orlova, kovaleva] = [await personOf(at.db, 'orlova'), await personOf(at.db, 'kovaleva')];
  await at.db.run(sql`
    update lesson_teacher set person_id = ${orlova}, replaces_id = ${kovaleva} where lesson_id = ${lesson}`);
  await at.db.run(sql`update class set class_teacher_id = null where name = '7А'`);
  const substitute = await at.as('orlova');
  const form = (await substitute.open(urls.register(lesson))).form(urls.register(lesson));
  expect((await form.submit()).status).toBe(303);
  expect((await (await at.as('kovaleva')).open(urls.register(lesson))).status).toBe(404);
  expect((await substitute.open('/registers?show=all')).$(`a[href="${urls.register(lesson)}"]`)).toHaveLength(
    1,
  );
});

it('is read by the class teacher, who cannot fill it', async () => {
  const of7B = await lessonOf(at.db, 'kovaleva', '2026-11-16', 6);
  const sidorov = await at.as('sidorov');
  const page = await sidorov.open(urls.register(of7B));
  expect(page.status).toBe(200);
  expect(page.$('table tbody tr')).toHaveLength(9);
  expect(page.$('main form')).toHaveLength(0);
  const ofOrlova = await lessonOf(at.db, 'orlova', '2026-11-23', 5);
  const unfilled = await sidorov.open(urls.register(ofOrlova));
  expect(unfilled.words).toContain('Отметки появятся здесь, когда их сохранит Орлова Н. И.');
  const before = await savedRegister(at.db, of7B);
  expect((await sidorov.send(urls.register(of7B), { version: '1' })).status).toBe(403);
  expect((await sidorov.send(urls.registerNotHeld(of7B), { version: '1', reason: 'event' })).status).toBe(
    403,
  );
  expect(await savedRegister(at.db, of7B)).toEqual(before);
});

it('shows a class teacher of a joint group the pupils of the class alone, in its history too', async () => {
  await at.db.run(sql`
    insert into study_group_class (group_id, class_id, is_whole)
    select c.group_id, k.id, true from lesson l join course c on c.id = l.course_id, class k
    where l.id = ${lesson} and k.name = '7Б'`);
  const [dasha, timur] = [await personOf(at.db, 'dasha'), await personOf(at.db, 'timur')];
  const kovaleva = await at.as('kovaleva');
  const fill = async (kind: string) =>
    (await kovaleva.open(urls.register(lesson)))
      .form(urls.register(lesson))
      .submit({ [`a_${dasha}`]: kind, [`a_${timur}`]: kind });
  await fill('late');
  await fill('absent');
  const own = await kovaleva.open(urls.register(lesson));
  expect(own.$('[data-pupil]')).toHaveLength(18);
  expect(own.$('[aria-labelledby=history]').text()).toMatch(/Орлова[\s\S]*Ахметов|Ахметов[\s\S]*Орлова/);

  const page = await (await at.as('sidorov')).open(urls.register(lesson));
  expect(page.$('table tbody tr')).toHaveLength(9);
  expect(page.words).toContain('Ахметов Тимур');
  expect(page.words).not.toContain('Орлова');

  const lessonPage = await (await at.as('sidorov')).open(urls.lesson(lesson));
  expect(lessonPage.$('table tbody').text()).toContain('Ахметов Тимур');
  expect(lessonPage.$('table tbody').text()).not.toContain('Орлова');
});

it('keeps two of one name apart', async () => {
  const nikita = await personOf(at.db, 'nikita');
  await at.db.run(sql`
    update person set family_name = 'Орлова', given_name = 'Дарья', patronymic = 'Ивановна' where id = ${nikita}`);
  const page = await (await at.as('kovaleva')).open(urls.register(lesson));
  const names = page
    .$('.reg-name')
    .map((_i, one) => page.$(one).text())
    .get();
  expect(names).toEqual(
    expect.arrayContaining(['Орлова Дарья Ивановна', 'Орлова Дарья Максимовна', 'Белова Софья']),
  );
});
