import sql from 'sql-template-tag';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { stageOf } from '../support/cast.ts';
import { ownSchool } from '../support/school.ts';
import { asked, courseOf, withoutQuestions } from './asked.ts';

it('in the same moment the teacher answers and the pupil adds: one is shown the other’s words, and nothing is lost', async () => {
  const own = stageOf(await ownSchool({ template: 'school' }));
  await withoutQuestions(own.db);
  const courseId = await courseOf(own.db, 'kovaleva', '7А');
  const question = await asked(own.db, { student: 'sonya', teacher: 'kovaleva', courseId });
  const path = `/questions/${question}/messages`;
  const form = async (login: string) =>
    (await (await own.as(login)).open(`/questions/${question}`)).form(path);
  const [teacher, pupil] = [await form('kovaleva'), await form('sonya')];
  const done = await Promise.all([
    teacher.submit({ body: 'Вот так' }, { name: 'kind', value: 'answer' }),
    pupil.submit({ body: 'И ещё номер шесть' }),
  ]);
  expect(done.map((one) => one.status).sort()).toEqual([303, 409]);
  const [ofTeacher, ofPupil] = done;
  const isTeacherLate = ofTeacher.status === 409;
  const late = isTeacherLate ? ofTeacher : ofPupil;
  expect(late.words).toContain(isTeacherLate ? 'И ещё номер шесть' : 'Вот так');
  expect(late.form(path).fields.body).toBe(isTeacherLate ? 'Вот так' : 'И ещё номер шесть');
  const button = isTeacherLate ? { name: 'kind', value: 'answer' } : undefined;
  expect((await late.form(path).submit({}, button)).status).toBe(303);
  const bodies = await own.db.rows(
    z.object({ body: z.string() }),
    sql`select body from question_message where question_id = ${question} order by body`,
  );
  expect(bodies.map((one) => one.body)).toEqual(['Вот так', 'И ещё номер шесть', 'Как складывать дроби?']);
});
