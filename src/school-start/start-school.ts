import sql from 'sql-template-tag';
import * as z from 'zod';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { HEALTH_LIMITS } from './health-limits.ts';
import {
  CLAUSES,
  COORDINATOR_DUTY,
  type Duty,
  REGULATION_TITLE,
  SUPPORT_DUTY,
  TEACHERS_DUTY,
} from './regulation.ts';
import type { Bell, SchoolYear } from './school-year.ts';
import { standardServicesOf } from './standard-services.ts';

const Id = z.object({ id });

export interface SchoolFacts {
  name: string;
  shortName: string;
  city: string;
  /** IANA name, as 'Europe/Kaliningrad'. */
  timeZone: string;
  directorName: string;
  supportPhone: string;
  supportEmail: string;
  supportHours: string;
  daysPerWeek: 5 | 6;
  isDemo: boolean;
}

export interface OrderFacts {
  /** '149/5-д'. */
  number: string;
  date: string;
}

/** Writes the school's own row. Refused by the database where there is a school already. */
export function insertSchool(tx: Db, facts: SchoolFacts): Promise<number> {
  return tx.run(sql`
    insert into school (name, short_name, city, time_zone, director_name, support_phone, support_email,
      support_hours, days_per_week, is_demo)
    values (${facts.name}, ${facts.shortName}, ${facts.city}, ${facts.timeZone}, ${facts.directorName},
      ${facts.supportPhone}, ${facts.supportEmail}, ${facts.supportHours}, ${facts.daysPerWeek}, ${facts.isDemo})`);
}

/** Writes the school year with its terms, days off and bells; answers with the year's id. */
export async function insertSchoolYear(tx: Db, year: SchoolYear, bells: readonly Bell[]): Promise<number> {
  const made = await tx.row(
    Id,
    sql`insert into school_year (name, starts_on, ends_on)
      values (${year.name}, ${year.startsOn}, ${year.endsOn}) returning id`,
  );
  await tx.run(sql`
    insert into term (school_year_id, name, starts_on, ends_on)
    select ${made.id}, t."name", t."startsOn", t."endsOn"
    from jsonb_to_recordset(${JSON.stringify(year.terms)}::jsonb) as t("name" text, "startsOn" date, "endsOn" date)`);
  await tx.run(sql`
    insert into school_day (day, kind, name)
    select d.day, 'off', d.name from jsonb_to_recordset(${JSON.stringify(year.daysOff)}::jsonb) as d(day date, name text)`);
  await tx.run(sql`
    insert into bell (school_year_id, grade, weekday, period, starts_at, ends_at)
    select ${made.id}, b.grade, b.weekday, b.period, b."startsAt", b."endsAt"
    from jsonb_to_recordset(${JSON.stringify(bells)}::jsonb)
      as b(grade smallint, weekday smallint, period smallint, "startsAt" time, "endsAt" time)`);
  return made.id;
}

/** Writes the standard order under its number and date, with all clauses, in force from its date on. */
export async function insertRegulation(tx: Db, order: OrderFacts): Promise<void> {
  const clauses = CLAUSES.map((clause, position) => ({ ...clause, position }));
  await tx.run(sql`
    with made as (
      insert into regulation (title) values (${REGULATION_TITLE}) returning id
    ), version as (
      insert into regulation_version (regulation_id, order_number, order_date, valid_from)
      select id, ${order.number}, ${order.date}::date, ${order.date}::date from made returning id
    )
    insert into clause (regulation_version_id, number, title, body, position)
    select version.id, c.number, c.title, c.body, c.position
    from version cross join jsonb_to_recordset(${JSON.stringify(clauses)}::jsonb)
      as c(number text, title text, body text, position smallint)`);
}

/** Somebody who answers for a duty of the order; without a person of the portal only the name is shown. */
export interface Responsible {
  duty: Duty;
  personId: number | null;
  name: string;
  phone?: string;
  email?: string;
}

/** The responsible persons of the order: the coordinator, support where there is somebody, and the teachers. */
export function responsiblePersons(
  coordinator: Omit<Responsible, 'duty'>,
  support?: Omit<Responsible, 'duty'>,
): Responsible[] {
  return [
    { ...coordinator, duty: COORDINATOR_DUTY },
    ...(support ? [{ ...support, duty: SUPPORT_DUTY }] : []),
    { duty: TEACHERS_DUTY, personId: null, name: 'Преподаватели и классные руководители школы' },
  ];
}

/** Writes the responsible persons, from a day on. */
export function insertResponsiblePersons(
  tx: Db,
  persons: readonly Responsible[],
  from: string,
): Promise<number> {
  const rows = persons.map((one, position) => ({
    clause_number: one.duty.clauseNumber,
    post: one.duty.post,
    duty: one.duty.duty,
    person_id: one.personId,
    name: one.name,
    phone: one.phone ?? '',
    email: one.email ?? '',
    position,
  }));
  return tx.run(sql`
    insert into responsible_person (clause_number, post, duty, person_id, name, phone, email, position, starts_on)
    select r.clause_number, r.post, r.duty, r.person_id, r.name, r.phone, r.email, r.position, ${from}::date
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(clause_number text, post text, duty text,
      person_id bigint, name text, phone text, email text, position smallint)`);
}

/** Writes the limits of lesson length and screen time, with their sources. */
export function insertHealthLimits(tx: Db): Promise<number> {
  return tx.run(sql`
    insert into health_limit (kind, grade_from, grade_to, minutes, valid_from, source)
    select l.kind, l."gradeFrom", l."gradeTo", l.minutes, l."validFrom", l.source
    from jsonb_to_recordset(${JSON.stringify(HEALTH_LIMITS)}::jsonb) as l(kind text, "gradeFrom" smallint,
      "gradeTo" smallint, minutes smallint, "validFrom" date, source text)`);
}

/**
 * Writes the order's services with purposes, hosts and the first line of their history, approved from `order.date`
 * on by the order. `by` answers for them. Answers with the services' ids by name.
 */
export async function insertStandardServices(
  tx: Db,
  { order, city, by, now }: { order: OrderFacts; city: string; by: number; now: Temporal.Instant },
): Promise<Map<string, number>> {
  const reference = orderReference(order);
  const made = await tx.rows(
    Id.extend({ name: z.string() }),
    sql`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(standardServicesOf(city))}::jsonb) as g(name text, purposes jsonb,
        hosts jsonb, "personalData" text, "legalGround" text, "securityStatement" text, "instructionsTeacher" text,
        "instructionsStudent" text, "instructionsParent" text, "supportContact" text)
    ), made as (
      insert into service (name, approving_order, valid_from, personal_data, legal_ground, security_statement,
        instructions_teacher, instructions_student, instructions_parent, support_contact, responsible_id, created_at)
      select name, ${reference}, ${order.date}::date, "personalData", "legalGround", "securityStatement",
        "instructionsTeacher", "instructionsStudent", "instructionsParent", "supportContact", ${by}::bigint,
        ${now.toString()}::timestamptz
      from given returning id, name
    ), purposes as (
      insert into service_purpose (service_id, purpose)
      select m.id, p.purpose from made m join given g on g.name = m.name
        cross join lateral jsonb_array_elements_text(g.purposes) as p(purpose)
    ), hosts as (
      insert into service_host (service_id, host)
      select m.id, h.host from made m join given g on g.name = m.name
        cross join lateral jsonb_array_elements_text(g.hosts) as h(host)
    ), history as (
      insert into service_change (service_id, at, changed_by, action, order_reference, reason, after)
      select m.id, ${now.toString()}::timestamptz, ${by}::bigint, 'created', ${reference},
        'Сервис назван в приказе', jsonb_build_object('name', m.name)
      from made m
    )
    select id, name from made order by id`,
  );
  return new Map(made.map((row) => [row.name, row.id]));
}

/** How the order is named in the register: «Приказ № 149/5-д от 02.09.2024». */
export function orderReference(order: OrderFacts): string {
  const [year, month, day] = order.date.split('-');
  return `Приказ №\u00A0${order.number} от ${day}.${month}.${year}`;
}
