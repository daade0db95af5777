import sql from 'sql-template-tag';
import * as z from 'zod';
import type { Db } from '../../src/db/db.ts';
import { personOf } from '../support/cast.ts';

const Found = z.object({ id: z.number() });

/** A pupil of each class of the guards, and who answers for the pupil's measure. */
const pupils = [
  { name: '7А', login: 'nikita', owner: 'orlova' },
  { name: '7Б', login: 'timur', owner: 'orlova' },
  { name: '3Б', login: 'misha', owner: 'litvinov' },
] as const;

type ByName = Record<string, string>;

/** Pupils under attention with a measure each, and a meeting, for the guards: objects by path parameter. */
export async function engagementSamples(
  db: Db,
): Promise<Record<'studentId' | 'concernId' | 'measureId' | 'reviewId', ByName>> {
  const found = { studentId: absent(), concernId: absent(), measureId: absent(), reviewId: absent() };
  for (const { name, login, owner } of pupils) {
    const studentId = await personOf(db, login);
    const concernId = await openConcern(db, studentId);
    found.studentId[name] = String(studentId);
    found.concernId[name] = String(concernId);
    found.measureId[name] = String(
      await measure(db, { studentId, concernId, ownerId: await personOf(db, owner) }),
    );
  }
  const { id } = await db.row(
    Found,
    sql`
      insert into review (term_id, held_on, people, findings, decision, recorded_at)
      select id, '2026-10-26', 'Педагогический совет', 'Пропусков мало.', 'Продолжать.', '2026-10-26T12:00:00Z'
      from term where starts_on <= '2026-11-24' order by starts_on limit 1
      returning id
    `,
  );
  found.reviewId.any = String(id);
  return found;
}

function absent(): ByName {
  return { absent: '999999' };
}

async function openConcern(db: Db, studentId: number): Promise<number> {
  await db.run(sql`
    insert into concern (student_id, rule_id, kind, found_at, lesson_ids, cause)
    select ${studentId}, r.id, r.kind, '2026-11-23T01:50:00Z', '{}', 'unknown'
    from engagement_rule r where r.kind = 'missed' and r.valid_to is null
    on conflict (student_id, kind) where closed_at is null do nothing`);
  const open = sql`select id from concern where student_id = ${studentId} and kind = 'missed' and closed_at is null`;
  return (await db.row(Found, open)).id;
}

async function measure(
  db: Db,
  { studentId, concernId, ownerId }: { studentId: number; concernId: number; ownerId: number },
): Promise<number> {
  const added = sql`
    insert into measure (student_id, concern_id, kind, words, owner_id, due_on, created_by, created_at)
    values (${studentId}, ${concernId}, 'talk', 'Позвонить', ${ownerId}, '2026-11-26', ${ownerId}, '2026-11-23T09:00:00Z')
    returning id`;
  return (await db.row(Found, added)).id;
}
