import sql from 'sql-template-tag';
import { expect, it } from 'vitest';
import { Count } from '../../src/db/db.ts';
import { lessonOf, stageOf } from '../support/cast.ts';
import { ownSchool } from '../support/school.ts';

it('of two lessons of a class that are moved to one free time at once, one gets it and the other is refused', async () => {
  const at = stageOf(await ownSchool({ template: 'school' }));
  const coordinator = await at.as('ivanenko');
  const lessons = [
    await lessonOf(at.db, 'kovaleva', '2026-11-26', 7), // both of 7А
    await lessonOf(at.db, 'orlova', '2026-11-26', 2),
  ];
  for (let round = 0; round < 4; round += 1) {
    const forms = await Promise.all(
      lessons.map(async (id) =>
        (await coordinator.open(`/lessons/${id}/rearrangement`)).form(`/lessons/${id}/rearrangement`),
      ),
    );
    const answers = await Promise.all(
      forms.map((form) => form.submit({ day: `2026-12-0${round + 1}`, period: '8', room: '' })),
    );
    const statuses = answers.map((answer) => answer.status).sort();
    expect(statuses, answers.map((answer) => answer.words).join('\n')).toEqual([303, 422]);
  }
  const moved = await at.db.row(
    Count,
    sql`select count(*) as count from lesson where planned_day is not null and id = any(${lessons}::bigint[])`,
  );
  expect(moved.count).toBeGreaterThan(0);
});
