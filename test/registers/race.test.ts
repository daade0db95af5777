import sql from 'sql-template-tag';
import { beforeAll, expect, it } from 'vitest';
import { urls } from '../../src/web/urls.ts';
import { lessonOf, personOf, type Stage, stageOf } from '../support/cast.ts';
import { ownSchool } from '../support/school.ts';
import { savedMarks, savedRegister } from './marks.ts';

let at: Stage;
let lesson: number;
let dasha: number;

beforeAll(async () => {
  at = stageOf(await ownSchool({ template: 'school', now: '2026-11-24T11:20' }));
  lesson = await lessonOf(at.db, 'kovaleva', '2026-11-24', 4);
  dasha = await personOf(at.db, 'dasha');
});

it('of many who save at the same moment one does, the others are shown what it was, and nothing is half', async () => {
  for (const round of [1, 2, 3]) {
    const before = (await savedRegister(at.db, lesson))?.version ?? 0;
    const people = [await at.as('kovaleva'), await at.as('ivanenko'), await at.as('kovaleva')];
    const kinds = ['late', 'absent', 'excused'];
    const forms = await Promise.all(
      people.map(async (one) => (await one.open(urls.register(lesson))).form(urls.register(lesson))),
    );
    const answers = await Promise.all(
      forms.map((form, i) =>
        form.submit({ [`a_${dasha}`]: kinds[i] ?? '', [`r_${dasha}`]: `раунд ${round}, ${kinds[i]}` }),
      ),
    );
    const statuses = answers.map((answer) => answer.status);
    expect(statuses.toSorted()).toEqual([303, 409, 409]);
    const first = kinds[statuses.indexOf(303)];
    expect((await savedMarks(at.db, lesson)).get('Орлова Дарья')).toMatchObject({
      attendance: first,
      remark: `раунд ${round}, ${first}`,
    });
    expect(await savedRegister(at.db, lesson)).toMatchObject({
      version: before + 1,
      changes: before + 1,
      events: before + 1,
    });
    for (const answer of answers.filter((one) => one.status === 409)) {
      expect(answer.$(`[data-pupil=${dasha}] .reg-theirs`).text()).toContain(`раунд ${round}, ${first}`);
      expect(answer.form(urls.register(lesson)).fields.version).toBe(String(before + 1));
    }
  }
});

it('one form that is pressed twice at the same moment is saved once', async () => {
  const before = (await savedRegister(at.db, lesson))?.version ?? 0;
  const form = (await (await at.as('kovaleva')).open(urls.register(lesson))).form(urls.register(lesson));
  const answers = await Promise.all(
    [1, 2, 3].map(() => form.submit({ [`a_${dasha}`]: 'present', [`r_${dasha}`]: 'дважды' })),
  );
  expect(answers.map((answer) => answer.status)).toEqual([303, 303, 303]);
  expect(await savedRegister(at.db, lesson)).toMatchObject({ version: before + 1 });
});

it('sums by class what was saved, in the same act', async () => {
  const sums = await at.db.run(sql`
    select from register_total t where t.lesson_id = ${lesson} and t.present = (
      select count(*) from mark m where m.lesson_id = t.lesson_id and m.attendance = 'present')`);
  expect(sums).toBe(1);
});
