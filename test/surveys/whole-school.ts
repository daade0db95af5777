import sql from 'sql-template-tag';
import * as z from 'zod';
import type { Db } from '../../src/db/db.ts';
import { castMember } from '../../src/demo/cast.ts';
import type { Stage } from '../support/cast.ts';
import { type Visitor, visitor } from '../support/visitor.ts';

/** Somebody who answers, and what the test knows of them that the database must not tell. */
export interface Answerer {
  login: string;
  personId: number;
  role: 'parent' | 'student' | 'teacher';
  /** «7А»; null for teachers. */
  className: string | null;
  /** The child that a guardian answers about. */
  childId: number | null;
}

/** The one whose password all of them have. */
const LIKE = 'sonya';

const Made = z.object({
  login: z.string(),
  person_id: z.number(),
  role: z.enum(['parent', 'student', 'teacher']),
  class_name: z.string().nullable(),
  child_id: z.number().nullable(),
});

/** So many pupils of a class, each with a guardian, all with accounts, in the school since September. */
export async function addFamilies(db: Db, className: string, count: number): Promise<Answerer[]> {
  const rows = await db.rows(
    Made,
    sql`
      with hash as (
        select c.password_hash, c.password_set_at from account c where c.login = ${LIKE}
      ), pupil as (
        insert into person (family_name, given_name)
        select ${className} || ' ученик ' || n, 'Ян' from generate_series(1, ${count}::int) as n
        returning id, family_name
      ), guardian as (
        insert into person (family_name, given_name)
        select ${className} || ' родитель ' || n, 'Яна' from generate_series(1, ${count}::int) as n
        returning id, family_name
      ), pair as (
        select p.id as pupil_id, g.id as guardian_id, split_part(p.family_name, ' ', 3) as n
        from pupil p join guardian g on split_part(p.family_name, ' ', 3) = split_part(g.family_name, ' ', 3)
      ), who as (
        select pupil_id as id, 'student' as role, null::bigint as child_id, n from pair
        union all select guardian_id, 'parent', pupil_id, n from pair
      ), roles as (
        insert into person_role (person_id, role, starts_on) select id, role, '2026-09-01' from who
      ), classes as (
        insert into enrolment (class_id, student_id, starts_on)
        select k.id, p.pupil_id, '2026-09-01' from pair p join class k on k.name = ${className}
      ), rights as (
        insert into guardianship (guardian_id, student_id, starts_on) select guardian_id, pupil_id, '2026-09-01' from pair
      ), accounts as (
        insert into account (person_id, login, password_hash, password_set_at)
        select who.id, who.role || '-' || who.id, hash.password_hash, hash.password_set_at from who, hash
      )
      select role || '-' || id as login, id as person_id, role, ${className}::text as class_name, child_id
      from who order by role, id
    `,
  );
  return rows.map(({ person_id: personId, class_name: name, child_id: childId, ...one }) => ({
    ...one,
    personId,
    className: name,
    childId,
  }));
}

/** A visitor who has signed in with the password that all added families have. */
export async function signIn(at: Pick<Stage, 'app'>, login: string): Promise<Visitor> {
  const one = visitor(at.app);
  const { password } = castMember(LIKE);
  const done = await (await one.open('/sign-in')).form('/sign-in').submit({ login, password });
  if (done.status !== 303) throw new Error(`${login} could not sign in: ${done.status} ${done.words}`);
  return one;
}
