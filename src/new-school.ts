import sql from 'sql-template-tag';
import * as z from 'zod';
import { type ActivationSlip, makeActivation } from './accounts/make-activation.ts';
import { writeAudit } from './audit/audit.ts';
import { id } from './db/columns.ts';
import type { Db } from './db/db.ts';
import { firstYearOf, usualBells, usualYear } from './school-start/school-year.ts';
import {
  insertHealthLimits,
  insertRegulation,
  insertResponsiblePersons,
  insertSchool,
  insertSchoolYear,
  insertStandardServices,
  orderReference,
  responsiblePersons,
} from './school-start/start-school.ts';
import { isDay } from './web/form.ts';
import { fullName } from './web/words.ts';

const required = (words: string) =>
  z.string({ error: words }).trim().min(1, words).max(300, 'слишком длинно');

/** What has to be known of a school before it can begin; messages follow the name of what is wrong. */
export const SchoolToBegin = z.object({
  name: required('нужно полное название школы'),
  shortName: required('нужно короткое название, например СОШ № 11'),
  city: required('нужен город'),
  timeZone: required('нужен часовой пояс').refine(
    isTimeZone,
    'такого часового пояса нет; например, Europe/Kaliningrad',
  ),
  daysPerWeek: z.coerce.number().pipe(z.union([z.literal(5), z.literal(6)], { error: 'нужно 5 или 6' })),
  director: z.string().trim().max(200).default(''),
  order: required('нужен номер приказа, например 149/5-д'),
  orderDate: required('нужна дата приказа').refine(isDay, 'нужна дата вида 2024-09-02'),
  family: required('нужна фамилия координатора'),
  given: required('нужно имя координатора'),
  patronymic: z.string().trim().max(100).default(''),
  login: required('нужен логин координатора')
    .transform((login) => login.toLowerCase())
    .refine(
      (login) => /^[a-z0-9][a-z0-9._-]{2,39}$/.test(login),
      'нужны латинские буквы и цифры, от 3 до 40 знаков',
    ),
  supportPhone: required('нужен телефон поддержки').refine(
    (phone) => /\d{3}/.test(phone),
    'в телефоне нет цифр',
  ),
  supportEmail: required('нужна почта поддержки').refine(
    (mail) => z.email().safeParse(mail).success,
    'это не адрес почты',
  ),
  supportHours: z.string().trim().max(200).default(''),
});
export type SchoolToBegin = z.output<typeof SchoolToBegin>;

function isTimeZone(name: string): boolean {
  try {
    return name.includes('/') && Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name) !== null;
  } catch {
    return false;
  }
}

const Id = z.object({ id });

/**
 * Begins a school in a database that holds none: the school's row, the order with its clauses, responsible persons
 * and services, this school year with quarters, days off and bells, the health limits, and the coordinator, who gets
 * an activation code. All or nothing. Classes, people and the timetable come later, by import.
 */
export function beginSchool(db: Db, facts: SchoolToBegin, now: Temporal.Instant): Promise<ActivationSlip> {
  const today = now.toZonedDateTimeISO(facts.timeZone).toPlainDate().toString();
  const order = { number: facts.order, date: facts.orderDate };
  return db.transaction(async (tx) => {
    await insertSchool(tx, { ...facts, directorName: facts.director, isDemo: false });
    await insertSchoolYear(
      tx,
      usualYear(firstYearOf(today), facts.daysPerWeek),
      usualBells(facts.daysPerWeek),
    );
    await insertRegulation(tx, order);
    await insertHealthLimits(tx);
    const coordinator = await insertCoordinator(tx, facts, today);
    const name = fullName(facts.family, facts.given, facts.patronymic);
    const persons = responsiblePersons({ personId: coordinator, name });
    await insertResponsiblePersons(tx, persons, facts.orderDate);
    await insertStandardServices(tx, { order, city: facts.city, by: coordinator, now });
    await writeAudit(tx, {
      actorId: null,
      action: 'school.begun',
      subjectKind: 'person',
      subjectId: coordinator,
      details: { school: facts.name, order: orderReference(order) },
      at: now,
    });
    return makeActivation(tx, { personId: coordinator, purpose: 'first', madeBy: null, now });
  });
}

async function insertCoordinator(tx: Db, facts: SchoolToBegin, today: string): Promise<number> {
  const person = await tx.row(
    Id,
    sql`insert into person (family_name, given_name, patronymic)
      values (${facts.family}, ${facts.given}, ${facts.patronymic}) returning id`,
  );
  await tx.run(
    sql`insert into person_role (person_id, role, starts_on) values (${person.id}, 'coordinator', ${today})`,
  );
  await tx.run(sql`insert into account (person_id, login) values (${person.id}, ${facts.login})`);
  return person.id;
}

const Responsible = z.object({ person_id: id, is_activated: z.boolean() });

/**
 * A new code for the coordinator or the technical specialist with this login, from the machine that the portal runs
 * on: those two have nobody else who could give them one. Null where no such person has the login.
 */
export async function renewCode(
  db: Db,
  login: string,
  now: Temporal.Instant,
): Promise<ActivationSlip | null> {
  const found = await db.maybeRow(
    Responsible,
    sql`
      select a.person_id, a.password_hash is not null as is_activated
      from account a
      where a.login = ${login.trim().toLowerCase()} and a.disabled_at is null and exists (
        select from person_role r where r.person_id = a.person_id and r.role in ('coordinator', 'sysadmin')
          and (r.ends_on is null or r.ends_on >= ${now}::timestamptz::date)
      )
    `,
  );
  if (found === null) return null;
  const purpose = found.is_activated ? 'reset' : 'first';
  return makeActivation(db, { personId: found.person_id, purpose, madeBy: null, now });
}
