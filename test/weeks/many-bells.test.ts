import { readFileSync } from 'node:fs';
import sql from 'sql-template-tag';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { partSaid } from '../../src/timetable/lesson-words.ts';
import { stage } from '../support/cast.ts';

const css = readFileSync(new URL('../../public/css/lessons.css', import.meta.url), 'utf8');

it('a day of thirty bells has a row for each in the grid', async () => {
  const at = await stage();
  await at.db.row(
    z.object({ id: z.number() }),
    sql`
      update lesson set period = 30 where id = (
        select l.id from lesson l join course c on c.id = l.course_id
        join study_group_class g on g.group_id = c.group_id and g.is_whole join class k on k.id = g.class_id
        where k.name = '7А' and l.day = '2026-11-24' order by l.period desc limit 1)
      returning id`,
  );
  const page = await (await at.as('sonya')).open('/week');
  const rows = page.$('.axis li').map((_i, el) => page.$(el).attr('class'));
  expect(rows).toHaveLength(30);
  expect(new Set(rows.get()).size).toBe(30);
  for (const row of rows.get()) expect(css).toContain(`.${row} {`);
  expect(css).toContain('repeat(31, auto)');
});

it('the part of a group of several classes is said without the mark that joins it to them', () => {
  const group = { is_whole: false, class_names: '6А', group_name: '6А · GG1' };
  expect(partSaid(group)).toBe('GG1');
});
