import sql from 'sql-template-tag';
import * as z from 'zod';
import type { Actor } from '../access/actor.ts';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';

const LAST_YOUNG_GRADE = 4;

/**
 * Whether all these pupils are children of a guardian whom the guardian may enter for: those of grades 1 to 4.
 * For what a page offers; whether somebody is let in is decided when they press.
 */
export function areYoungChildren(actor: Pick<Actor, 'children'>, studentIds: readonly number[]): boolean {
  return (
    studentIds.length > 0 &&
    studentIds.every((one) => {
      const className = actor.children.find((child) => child.id === one)?.className ?? '';
      return Number.parseInt(className, 10) <= LAST_YOUNG_GRADE;
    })
  );
}

const ChildRow = z.object({ id });

/**
 * For which of these children a guardian may press Join: young ones (marked so, or in grades 1 to 4), and those
 * who have no access of their own.
 */
export async function childrenToEnterFor(
  db: Db,
  childIds: readonly number[],
  today: string,
): Promise<Set<number>> {
  if (childIds.length === 0) return new Set();
  const rows = await db.rows(
    ChildRow,
    sql`
      select p.id from person p left join account a on a.person_id = p.id
      where p.id = any(${childIds}::bigint[]) and (
        a.person_id is null or a.is_young or a.password_hash is null or a.disabled_at is not null
        or exists (
          select from enrolment e join class k on k.id = e.class_id
          where e.student_id = p.id and k.grade between 1 and 4
            and e.starts_on <= ${today} and (e.ends_on is null or e.ends_on >= ${today})))
    `,
  );
  return new Set(rows.map((row) => row.id));
}
