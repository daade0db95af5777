import sql from 'sql-template-tag';
import { beforeEach, expect, it } from 'vitest';
import { type Stage, stage } from '../support/cast.ts';

let at: Stage;

beforeEach(async () => {
  at = await stage();
});

const todo = async (login: string, query = '') =>
  (await (await at.as(login)).open(`/${query}`)).words.replaceAll('\u00a0', ' ');

it('what is to be read for a whole school online names the time of one’s own first lesson', async () => {
  // The two children of Белова have nothing in the first periods; 7Б begins the day
  await at.db.run(sql`
    update lesson l set status = 'cancelled' from course c, study_group_class g, class k
    where l.day = '2026-11-27' and c.id = l.course_id and g.group_id = c.group_id and k.id = g.class_id
      and (k.name = '7А' and l.period = 1 or k.name = '3Б' and l.period <= 2)
  `);
  const ivanenko = await at.as('ivanenko');
  const form = (await ivanenko.open('/online-periods/new')).form('/online-periods');
  const asked = await form.submit({ everybody: 'yes', from: '2026-11-27', to: '2026-11-27' });
  expect((await asked.form('/online-periods').submit()).status).toBe(303);

  expect(await todo('timur')).toContain('прочитайте до урока: в пятницу, 08:00');
  expect(await todo('sonya')).toContain('прочитайте до урока: в пятницу, 08:50');
  expect(await todo('belova')).toContain('прочитайте до урока: в пятницу, 08:50');
  const misha = /\?child=(\d+)[^>]*>\s*Миша/.exec((await (await at.as('belova')).open('/')).html)?.[1];
  expect(await todo('belova', `?child=${misha}`)).toContain('прочитайте до урока: в пятницу, 10:00');
});
