import sql from 'sql-template-tag';
import * as z from 'zod';
import type { Db } from '../../src/db/db.ts';
import { type Stage, stage } from '../support/cast.ts';
import type { Shown } from '../support/visitor.ts';

const Id = z.object({ id: z.number() });

/** Соня is ill from today to Friday, as her mother announced; there is no other absence. */
export async function announceSonya(db: Db): Promise<number> {
  await db.run(sql`delete from absence`);
  const added = await db.row(
    Id,
    sql`
      insert into absence (student_id, starts_on, ends_on, reason, words, announced_by, announced_at)
      select s.person_id, '2026-11-24', '2026-11-27', 'illness', 'звоните на 8 900 000-11-11', m.person_id,
        '2026-11-24T05:00:00Z'
      from account s, account m where s.login = 'sonya' and m.login = 'belova' returning id
    `,
  );
  return added.id;
}

/** The small school without registers, notices about attendance and waiting jobs. */
export async function quietStage(): Promise<Stage> {
  const at = await stage();
  const statements = [
    sql`delete from mark_notice`,
    sql`delete from register_total`,
    sql`delete from register_change`,
    sql`delete from mark`,
    sql`delete from register`,
    sql`delete from absence`,
    sql`delete from notice where kind in ('absence', 'absence_announced', 'absence_question')`,
    sql`delete from graphile_worker._private_jobs`,
  ];
  for (const statement of statements) await at.db.run(statement);
  return at;
}

const State = z.object({ state: z.string(), question: z.string(), answer: z.string(), version: z.number() });

export const absenceRow = (db: Db, id: number) =>
  db.row(State, sql`select state, question, answer, version from absence where id = ${id}`);

const Notice = z.object({ login: z.string(), title: z.string(), body: z.string() });

/** Notices of a kind with whom they went to, the oldest first. */
export const noticesOf = (db: Db, kind: string) =>
  db.rows(
    Notice,
    sql`
      select a.login, n.title, n.body from notice n join recipient r on r.notice_id = n.id
      join account a on a.person_id = r.person_id where n.kind = ${kind} order by n.id, a.login
    `,
  );

/** The card of an absence as somebody sees it. */
export const cardOf = async (at: Stage, login: string, id: number): Promise<Shown> =>
  (await at.as(login)).open(`/absences/${id}`);
