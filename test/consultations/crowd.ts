import { createHmac } from 'node:crypto';
import type { Express } from 'express';
import sql from 'sql-template-tag';
import * as z from 'zod';
import type { Db } from '../../src/db/db.ts';
import type { Stage } from '../support/cast.ts';
import { type Visitor, visitor } from '../support/visitor.ts';

const Made = z.object({ guardian_id: z.number() });

/** Pupils of 7А, each with a guardian who can sign in. @returns the guardians */
async function addFamilies(db: Db, count: number): Promise<number[]> {
  const rows = await db.rows(
    Made,
    sql`
      with n as (select generate_series(1, ${count}::int) as n),
      pupils as (
        insert into person (family_name, given_name) select 'Ученик' || n, 'Ян' from n order by n
        returning id, family_name
      ), guardians as (
        insert into person (family_name, given_name) select 'Родитель' || n, 'Яна' from n order by n
        returning id, family_name
      ), roles as (
        insert into person_role (person_id, role, starts_on)
        select id, 'student', date '2026-09-01' from pupils union all select id, 'parent', '2026-09-01' from guardians
      ), enrolled as (
        insert into enrolment (class_id, student_id, starts_on)
        select k.id, p.id, '2026-09-01' from pupils p, class k where k.name = '7А'
      ), related as (
        insert into guardianship (guardian_id, student_id, starts_on)
        select g.id, p.id, '2026-09-01' from n join pupils p on p.family_name = 'Ученик' || n
        join guardians g on g.family_name = 'Родитель' || n
      ), accounts as (
        insert into account (person_id, login, password_hash)
        select g.id, 'crowd' || g.id, a.password_hash from guardians g, account a where a.login = 'belova'
      )
      select id as guardian_id from guardians order by id
    `,
  );
  return rows.map((row) => row.guardian_id);
}

/** As the session store signs its cookies, with the secret of the tests (test/support/school.ts). */
function signed(sid: string): string {
  const signature = createHmac('sha256', 'a secret of the tests')
    .update(sid)
    .digest('base64')
    .replace(/=+$/, '');
  return encodeURIComponent(`s:${sid}.${signature}`);
}

/** A crowd of guardians of 7А, each signed in in a browser of their own. */
export async function crowdOf(at: Stage, app: Express, count: number): Promise<Visitor[]> {
  return signInAll(at, app, await addFamilies(at.db, count));
}

/** Signs each of these in in a browser of their own: by copies of a session, as hashing takes long. */
export async function signInAll(at: Stage, app: Express, guardians: readonly number[]): Promise<Visitor[]> {
  await at.as('belova');
  await at.db.run(sql`
    insert into session (sid, sess, expire)
    select 'crowd-' || g.id, jsonb_set(s.sess::jsonb, '{passport,user}', to_jsonb(g.id)), s.expire
    from unnest(${guardians}::bigint[]) as g(id),
      (select sess, expire from session where sess::jsonb -> 'passport' is not null order by expire desc limit 1) s
  `);
  return guardians.map((id) => {
    const one = visitor(app);
    one.setCookie('session', signed(`crowd-${id}`));
    return one;
  });
}
