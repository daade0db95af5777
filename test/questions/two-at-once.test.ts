import sql from 'sql-template-tag';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { urls } from '../../src/web/urls.ts';
import { personOf, stageOf } from '../support/cast.ts';
import { ownSchool } from '../support/school.ts';
import { asked, courseOf } from './asked.ts';

const Count = z.object({ count: z.number() });

it('two who answer, hand on or publish at once do it once, and the second is told', async () => {
  const at = stageOf(await ownSchool({ template: 'school' }));
  const courseId = await courseOf(at.db, 'kovaleva', '7А');
  const question = { teacher: 'kovaleva', student: 'sonya', courseId };
  const answered = await asked(at.db, question);
  const handed = await asked(at.db, question);
  const [kovaleva, ivanenko] = [await at.as('kovaleva'), await at.as('ivanenko')];

  const path = `${urls.sharedAnswer()}?ids=${answered}`;
  const answers = [await kovaleva.open(path), await kovaleva.open(path)];
  await Promise.all(answers.map((page) => page.form(urls.sharedAnswer()).submit({ body: 'По шагам.' })));
  const written = await at.db.row(
    Count,
    sql`select count(*) as count from question_message where question_id = ${answered} and kind = 'answer'`,
  );
  expect(written.count).toBe(1);

  const to = String(await personOf(at.db, 'sidorov'));
  const hands = [
    await kovaleva.open(urls.questionHandover(handed)),
    await ivanenko.open(urls.questionHandover(handed)),
  ];
  const done = await Promise.all(
    hands.map((page) => page.form(urls.questionHandover(handed)).submit({ to })),
  );
  const moved = await at.db.row(
    Count,
    sql`select count(*) as count from question_handover where question_id = ${handed}`,
  );
  expect(moved.count).toBe(1);
  expect(done.every((one) => [303, 404, 409].includes(one.status))).toBe(true);

  const pages = [
    await kovaleva.open(urls.questionPublication(answered)),
    await kovaleva.open(urls.questionPublication(answered)),
  ];
  const published = await Promise.all(
    pages.map((page) => page.form(urls.questionPublication(answered)).submit({ target: 'course' })),
  );
  expect(published.map((one) => one.status).sort()).toEqual([303, 409]);
  const live = await at.db.row(
    Count,
    sql`select count(*) as count from published_answer where question_id = ${answered} and withdrawn_at is null`,
  );
  expect(live.count).toBe(1);
});
