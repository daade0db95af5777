import { readFileSync } from 'node:fs';
import sql from 'sql-template-tag';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { stageOf } from '../support/cast.ts';
import { ownSchool } from '../support/school.ts';
import type { Visitor } from '../support/visitor.ts';

const small = readFileSync(new URL('fixtures/small.xml', import.meta.url));
const other = Buffer.from(small.toString('utf8').replace('period="6" weeks="01"', 'period="5" weeks="01"'));

test('of two who apply at once one does, and the other is told', async () => {
  const school = await ownSchool({ template: 'school' });
  const { as } = stageOf(school);
  const formOf = async (visitor: Visitor, content: Buffer) => {
    const upload = (await visitor.open('/timetables/new')).form('/timetables/imports');
    const { location } = await upload.upload('file', { fileName: 'a.xml', content });
    const page = await visitor.open(`${location}?from=2026-11-30`);
    const removed = /Впишите сколько: (\d+)/.exec(page.words)?.[1] ?? '';
    return () => page.form(`${location}/application`).submit({ removed });
  };
  const first = await formOf(await as('ivanenko'), small);
  const second = await formOf(await as('ivanenko'), other);

  const answers = await Promise.all([first(), second()]);

  expect(answers.map((answer) => answer.status).sort()).toEqual([303, 422]);
  const refused = answers.find((answer) => answer.status === 422);
  expect(refused?.words).toContain('Пока вы смотрели, кто-то применил другое расписание');
  const counts = await school.db.row(
    z.object({ versions: z.number(), applied: z.number(), stray: z.number() }),
    sql`
      select (select count(*) from timetable_version) as versions,
        (select count(*) from timetable_import where applied_at is not null) as applied,
        (select count(*) from lesson l join timetable_slot s on s.id = l.slot_id
          join timetable_version v on v.id = s.version_id
          where v.starts_on < '2026-11-30' and coalesce(l.planned_day, l.day) >= '2026-11-30') as stray
    `,
  );
  expect(counts).toEqual({ versions: 2, applied: 1, stray: 0 });
}, 30_000);
