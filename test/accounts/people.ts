import sql from 'sql-template-tag';
import * as z from 'zod';
import type { Role } from '../../src/access/permissions.ts';
import { hashSecret } from '../../src/accounts/password-hash.ts';
import { createSchoolApp } from '../../src/app.ts';
import { id } from '../../src/db/columns.ts';
import type { Db } from '../../src/db/db.ts';
import type { TestSchool } from '../support/school.ts';
import { type Shown, type Visitor, visitor } from '../support/visitor.ts';

/** A password that the rules accept for everybody. */
export const PASSWORD = 'лодка плывёт мимо яблони';

export interface Somebody {
  login: string;
  roles: readonly Role[];
  familyName?: string;
  givenName?: string;
  patronymic?: string;
  isYoung?: boolean;
  /** Null: the account is not activated. */
  password?: string | null;
}

let hash: Promise<string> | undefined;

/** Writes a person with an account; answers with the person's number. */
export async function addPerson(db: Db, who: Somebody): Promise<number> {
  hash ??= hashSecret(PASSWORD);
  const password = who.password === undefined ? await hash : who.password && (await hashSecret(who.password));
  const person = await db.row(
    z.object({ id }),
    sql`insert into person (family_name, given_name, patronymic)
      values (${who.familyName ?? 'Орлова'}, ${who.givenName ?? 'Наталья'}, ${who.patronymic ?? 'Игоревна'}) returning id`,
  );
  await db.run(sql`insert into account (person_id, login, password_hash, is_young)
    values (${person.id}, ${who.login}, ${password}, ${who.isYoung ?? false})`);
  await db.run(sql`insert into person_role (person_id, role, starts_on)
    select ${person.id}, role, '2026-09-01' from unnest(${[...who.roles]}::text[]) as role`);
  return person.id;
}

/** The portal behind one proxy, so that a visitor can come from any address. */
export function portal(school: TestSchool) {
  return createSchoolApp({ ...school, trustProxy: 1 });
}

export type Portal = ReturnType<typeof portal>;

/** A visitor from this address. */
export function visitorFrom(app: Portal, address: string): Visitor {
  const one = visitor(app);
  one.always({ 'X-Forwarded-For': address });
  return one;
}

/** Fills the sign-in page. */
export async function signInAs(one: Visitor, login: string, password = PASSWORD): Promise<Shown> {
  return (await one.open('/sign-in')).form('/sign-in').submit({ login, password });
}
