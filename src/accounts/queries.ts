import sql from 'sql-template-tag';
import * as z from 'zod';
import { id, instant } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import type { SealingAccount } from './device.ts';
import type { PasswordContext } from './password-rules.ts';

const SealRow = z.object({ person_id: id, password_hash: z.string() });

/** The account behind a login, as far as a device's seal needs it; null where there is none to sign in to. */
export async function findSealingAccount(db: Db, login: string): Promise<SealingAccount | null> {
  const row = await db.maybeRow(
    SealRow,
    sql`select person_id, password_hash from account
      where login = ${login} and disabled_at is null and password_hash is not null`,
  );
  return row === null ? null : { personId: row.person_id, passwordHash: row.password_hash };
}

const CodeRow = z.object({
  id,
  person_id: id,
  code_hash: z.string(),
  expires_at: instant,
  used_at: instant.nullable(),
});
export type CodeRow = z.output<typeof CodeRow>;

/** The newest code of a login that was not replaced by another, whether it may still be used or not. */
export function findNewestCode(db: Db, login: string): Promise<CodeRow | null> {
  return db.maybeRow(
    CodeRow,
    sql`select c.id, c.person_id, c.code_hash, c.expires_at, c.used_at
      from account a join activation_code c on c.person_id = a.person_id
      where a.login = ${login} and a.disabled_at is null and c.ended_at is null
      order by c.made_at desc, c.id desc limit 1`,
  );
}

const ContextRow = z.object({
  person_id: id,
  login: z.string(),
  password_hash: z.string().nullable(),
  is_young: z.boolean(),
  is_staff: z.boolean(),
  family_name: z.string(),
  given_name: z.string(),
  patronymic: z.string(),
  call_name: z.string(),
  class_names: z.array(z.string()),
  school_name: z.string(),
  school_short_name: z.string(),
  school_city: z.string(),
});

/** Somebody who is about to choose a password, with what it must not be made of. */
export interface PasswordOwner {
  personId: number;
  login: string;
  passwordHash: string | null;
  givenName: string;
  patronymic: string;
  callName: string;
  isStaff: boolean;
  context: PasswordContext;
}

/**
 * Loads what judging a person's new password needs.
 * @param today the school's local day, by which roles and classes count
 */
export async function loadPasswordOwner(
  db: Db,
  personId: number,
  today: string,
): Promise<PasswordOwner | null> {
  const row = await db.maybeRow(
    ContextRow,
    sql`
      select p.id as person_id, a.login, a.password_hash, a.is_young, p.family_name, p.given_name, p.patronymic,
        p.call_name, s.name as school_name, s.short_name as school_short_name, s.city as school_city,
        exists (
          select from person_role r where r.person_id = p.id and r.role in ('coordinator', 'sysadmin', 'teacher')
            and r.starts_on <= ${today} and (r.ends_on is null or r.ends_on >= ${today})
        ) as is_staff,
        array(
          select c.name from enrolment e join class c on c.id = e.class_id
          where (e.student_id = p.id or e.student_id in (select g.student_id from guardianship g where g.guardian_id = p.id))
            and e.starts_on <= ${today} and (e.ends_on is null or e.ends_on >= ${today})
          union
          select c.name from class c where c.class_teacher_id = p.id
        ) as class_names
      from person p join account a on a.person_id = p.id cross join school s
      where p.id = ${personId} and a.disabled_at is null
    `,
  );
  if (row === null) return null;
  return {
    personId: row.person_id,
    login: row.login,
    passwordHash: row.password_hash,
    givenName: row.given_name,
    patronymic: row.patronymic,
    callName: row.call_name,
    isStaff: row.is_staff,
    context: {
      kind: row.is_staff ? 'staff' : row.is_young ? 'young' : 'family',
      login: row.login,
      ownNames: [row.family_name, row.given_name, row.patronymic, row.call_name],
      schoolWords: [row.school_name, row.school_short_name, row.school_city, ...row.class_names],
    },
  };
}

const SessionRow = z.object({
  key: z.string(),
  sid: z.string(),
  device: z.string().nullable(),
  created_at: z.number().nullable(),
  seen_at: z.number().nullable(),
});
export type SessionRow = z.output<typeof SessionRow>;

/**
 * The sessions of a person, the last used first. `key` names one in forms: a hash of the id, never the id itself.
 * Times are milliseconds of the school's clock, as the session keeps them.
 */
export function listSessions(db: Db, personId: number, now: Temporal.Instant): Promise<SessionRow[]> {
  return db.rows(
    SessionRow,
    sql`
      select encode(sha256(convert_to(sid, 'UTF8')), 'hex') as key, sid, sess #>> '{notes,device}' as device,
        (sess ->> 'createdAt')::double precision as created_at, (sess ->> 'seenAt')::double precision as seen_at
      from session where person_id = ${personId} and expire > ${now}
      order by seen_at desc nulls last, key limit 50
    `,
  );
}

/** Ends one session of this person and no other's; answers with the number ended. */
export function endSession(tx: Db, personId: number, key: string): Promise<number> {
  return tx.run(sql`
    delete from session where person_id = ${personId} and encode(sha256(convert_to(sid, 'UTF8')), 'hex') = ${key}
  `);
}

/** Ends a person's sessions, all or all but one; answers with how many. */
export function endSessions(tx: Db, personId: number, exceptId: string | null = null): Promise<number> {
  return tx.run(sql`delete from session where person_id = ${personId} and sid is distinct from ${exceptId}`);
}

/** Writes a person's new password. */
export async function setPassword(
  tx: Db,
  personId: number,
  hash: string,
  now: Temporal.Instant,
): Promise<void> {
  await tx.run(sql`
    update account set password_hash = ${hash}, password_set_at = ${now} where person_id = ${personId}
  `);
}

const UsedCode = z.object({ person_id: id, purpose: z.enum(['first', 'reset']) });

/** Uses a code up; null where it was used, replaced or has expired: of several at once, one gets the row. */
export function useCode(
  tx: Db,
  codeId: number,
  now: Temporal.Instant,
): Promise<z.output<typeof UsedCode> | null> {
  return tx.maybeRow(
    UsedCode,
    sql`
      update activation_code set used_at = ${now}
      where id = ${codeId} and used_at is null and ended_at is null and expires_at > ${now}
      returning person_id, purpose
    `,
  );
}
