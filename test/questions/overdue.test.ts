import sql from 'sql-template-tag';
import { expect, it } from 'vitest';
import { urls } from '../../src/web/urls.ts';
import { personOf, stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import type { Shown } from '../support/visitor.ts';
import { asked, courseOf, withoutQuestions } from './asked.ts';

const targets = (page: Shown, section: string) =>
  page
    .$(`section[aria-labelledby="${section}"] li`)
    .map((_i, one) => page.$(one).find('a').first().text())
    .get();

it('shows the coordinator what has waited too long, and what nobody is there to answer', async () => {
  const at = await stage();
  await withoutQuestions(at.db);
  const maths = await courseOf(at.db, 'kovaleva', '7А');
  const russian = await courseOf(at.db, 'orlova', '7А');
  const words = 'Слова, которые координатору не нужны';
  await asked(at.db, {
    student: 'sonya',
    teacher: 'kovaleva',
    courseId: maths,
    at: '2026-11-20T17:00Z',
    words,
  });
  // asked on Friday evening: Monday and Tuesday count
  at.school.clock.set('2026-11-24T23:30');
  expect((await (await at.as('ivanenko')).open(urls.questions())).words).toContain(
    'у каждого есть кому ответить',
  );
  at.school.clock.set('2026-11-25T08:00');
  const ivanenko = await at.as('ivanenko');
  await asked(at.db, { student: 'timur', teacher: 'sidorov', className: '7Б', at: '2026-11-18T08:00Z' });
  await asked(at.db, { student: 'dasha', teacher: 'orlova', courseId: russian, at: '2026-11-24T09:00Z' });
  const page = await ivanenko.open(urls.questions({ show: 'overdue' }));
  await expectValidHtml(page.html);
  expect(targets(page, 'overdue')).toEqual(['Классному руководителю, 7Б', expect.stringContaining('7А')]);
  expect(page.words).toMatch(/Ковалёва\sЕ.\sП./);
  expect(page.words).toMatch(/ждёт\sтретий\sучебный\sдень/);
  expect(page.html).not.toContain(words);
  expect(page.html).not.toContain('Белова');
  expect(targets(page, 'unattended')).toEqual([]);

  // orlova is ill today: all her lessons are given to others, her course of 7А to nobody
  const orlova = await personOf(at.db, 'orlova');
  await at.db.run(sql`
    update lesson set status = 'cancelled' where day = '2026-11-25'
      and id in (select lesson_id from lesson_teacher where person_id = ${orlova})`);
  const ill = await ivanenko.open(urls.questions());
  expect(targets(ill, 'unattended')).toEqual([expect.stringContaining('7А')]);
  expect(targets(ill, 'overdue')).toHaveLength(2);
});

it('shows the coordinator at once what was asked of a teacher who can answer no more', async () => {
  const at = await stage();
  await withoutQuestions(at.db);
  const courseId = await courseOf(at.db, 'kovaleva', '7А');
  const id = await asked(at.db, { student: 'sonya', teacher: 'kovaleva', courseId });
  const ivanenko = await at.as('ivanenko');
  expect(targets(await ivanenko.open(urls.questions()), 'gone')).toEqual([]);
  const kovaleva = await personOf(at.db, 'kovaleva');
  const ways = [
    [
      sql`update person set left_on = '2026-11-23' where id = ${kovaleva}`,
      sql`update person set left_on = null`,
    ],
    [
      sql`update account set disabled_at = '2026-11-23T07:00Z' where person_id = ${kovaleva}`,
      sql`update account set disabled_at = null where person_id = ${kovaleva}`,
    ],
    [
      sql`update person_role set ends_on = '2026-11-23' where person_id = ${kovaleva}`,
      sql`update person_role set ends_on = null where person_id = ${kovaleva}`,
    ],
  ] as const;
  for (const [go, come] of ways) {
    await at.db.run(go);
    const page = await ivanenko.open(urls.questions());
    await expectValidHtml(page.html);
    expect(targets(page, 'gone')).toHaveLength(1);
    expect(targets(page, 'overdue')).toEqual([]);
    expect((await ivanenko.open(urls.questionHandover(id))).status).toBe(200);
    expect((await ivanenko.open('/')).words).toMatch(
      /1\sвопрос\sбез\sответа:\sсрок\sпрошёл\sили\sнекому\sответить/,
    );
    const sonya = await (await at.as('sonya')).open(urls.question(id));
    expect(sonya.words).toMatch(/больше\sнет\sна\sпортале/);
    expect((await (await at.as('sonya')).open(urls.questionNew({ course: courseId }))).words).toMatch(
      /учителя\sсейчас\sнет\sна\sпортале/,
    );
    await at.db.run(come);
  }
  expect(targets(await ivanenko.open(urls.questions()), 'gone')).toEqual([]);
});
