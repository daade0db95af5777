import { createHash } from 'node:crypto';
import sql from 'sql-template-tag';
import * as z from 'zod';
import { day, id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';

const YearRow = z.object({ id, name: z.string(), starts_on: day, ends_on: day });
export type YearRow = z.infer<typeof YearRow>;

const TermRow = z.object({ name: z.string(), starts_on: day, ends_on: day });
export type TermRow = z.infer<typeof TermRow>;

/** All school years, the newest first. */
export function listYears(db: Db): Promise<YearRow[]> {
  return db.rows(YearRow, sql`select id, name, starts_on, ends_on from school_year order by starts_on desc`);
}

export function findYear(db: Db, yearId: number): Promise<YearRow | null> {
  return db.maybeRow(YearRow, sql`select id, name, starts_on, ends_on from school_year where id = ${yearId}`);
}

/** The year asked for; otherwise that of today, the next one to come, or the last one. Newest first in `years`. */
export function chooseYear(
  years: readonly YearRow[],
  asked: number | undefined,
  today: string,
): YearRow | undefined {
  if (asked !== undefined) return years.find((year) => year.id === asked);
  return (
    years.find((year) => year.starts_on <= today && today <= year.ends_on) ??
    years.findLast((year) => year.starts_on > today) ??
    years[0]
  );
}

export function listTerms(db: Db, yearId: number): Promise<TermRow[]> {
  return db.rows(
    TermRow,
    sql`select name, starts_on, ends_on from term where school_year_id = ${yearId} order by starts_on`,
  );
}

/** A short sign of what a form was filled from: another one means that somebody saved in between. */
export function signOf(...shown: unknown[]): string {
  return createHash('sha256').update(JSON.stringify(shown)).digest('hex').slice(0, 32);
}

/** A term with its line in the form: the n-th line was filled from the n-th term. */
export interface NumberedTerm extends TermRow {
  number: number;
}

const HeldTerm = z.object({ id });

/**
 * Writes the year's days and its terms: a line of the form changes the term that it was filled from, so that what is
 * attached to a term stays with it; terms without a line go, lines without a term are added.
 */
export async function replaceTerms(
  tx: Db,
  year: Pick<YearRow, 'id' | 'starts_on' | 'ends_on'>,
  terms: readonly NumberedTerm[],
): Promise<void> {
  const held = await tx.rows(
    HeldTerm,
    sql`select id from term where school_year_id = ${year.id} order by starts_on`,
  );
  const lines = JSON.stringify(terms.map((term) => ({ ...term, id: held[term.number - 1]?.id ?? null })));
  const shape = sql`as t(id bigint, number integer, name text, starts_on date, ends_on date)`;
  await tx.run(sql`
    delete from term where school_year_id = ${year.id}
      and id not in (select t.id from jsonb_to_recordset(${lines}::jsonb) ${shape} where t.id is not null)
  `);
  // Out of each other's way: on the way to their new days two terms may not meet for a moment
  await tx.run(sql`
    update term set starts_on = '3000-01-01'::date + t.number, ends_on = '3000-01-01'::date + t.number
    from jsonb_to_recordset(${lines}::jsonb) ${shape} where t.id = term.id
  `);
  await tx.run(
    sql`update school_year set starts_on = ${year.starts_on}, ends_on = ${year.ends_on} where id = ${year.id}`,
  );
  await tx.run(sql`
    update term set name = t.name, starts_on = t.starts_on, ends_on = t.ends_on
    from jsonb_to_recordset(${lines}::jsonb) ${shape} where t.id = term.id
  `);
  await tx.run(sql`
    insert into term (school_year_id, name, starts_on, ends_on)
    select ${year.id}, t.name, t.starts_on, t.ends_on
    from jsonb_to_recordset(${lines}::jsonb) ${shape} where t.id is null
  `);
}

const ReviewedTerm = z.object({ number: z.number(), name: z.string() });

/**
 * A term without a line in the form though a meeting is recorded of it; null where there is none.
 * @param numbers the lines that the form has, each of the term in that place
 */
export function findReviewedTerm(
  db: Db,
  yearId: number,
  numbers: readonly number[],
): Promise<z.infer<typeof ReviewedTerm> | null> {
  return db.maybeRow(
    ReviewedTerm,
    sql`
      select t.number::integer as number, t.name
      from (
        select id, name, row_number() over (order by starts_on) as number from term where school_year_id = ${yearId}
      ) t
      where not t.number = any(${numbers}::bigint[]) and exists (select from review r where r.term_id = t.id)
      order by t.number limit 1
    `,
  );
}

/**
 * Adds a year after the model of the last one: its bells as they are, its terms 52 weeks later (so that they
 * begin on the same weekdays), cut to the new year's days, and the days off of the same dates.
 * @returns the year's number
 */
export async function addYear(
  tx: Db,
  year: Omit<YearRow, 'id'>,
  model: YearRow | undefined,
): Promise<number> {
  const added = await tx.row(
    YearRow.pick({ id: true }),
    sql`
      insert into school_year (name, starts_on, ends_on)
      values (${year.name}, ${year.starts_on}, ${year.ends_on}) returning id
    `,
  );
  if (model === undefined) return added.id;
  await tx.run(sql`
    insert into term (school_year_id, name, starts_on, ends_on)
    select ${added.id}, name, greatest(starts_on + 364, ${year.starts_on}::date), least(ends_on + 364, ${year.ends_on}::date)
    from term
    where school_year_id = ${model.id}
      and greatest(starts_on + 364, ${year.starts_on}::date) <= least(ends_on + 364, ${year.ends_on}::date)
  `);
  await tx.run(sql`
    insert into bell (school_year_id, grade, weekday, period, starts_at, ends_at)
    select ${added.id}, grade, weekday, period, starts_at, ends_at from bell where school_year_id = ${model.id}
  `);
  await tx.run(sql`
    insert into school_day (day, kind, name)
    select (day + interval '1 year')::date, 'off', name from school_day
    where kind = 'off' and day between ${model.starts_on} and ${model.ends_on}
      and (day + interval '1 year')::date between ${year.starts_on} and ${year.ends_on}
    on conflict (day) do nothing
  `);
  return added.id;
}

const SchoolDayRow = z.object({
  day,
  kind: z.enum(['off', 'moved']),
  follows_weekday: z.number().nullable(),
  name: z.string(),
});
export type SchoolDayRow = z.infer<typeof SchoolDayRow>;

/** Days off and moved days between two days. */
export function listSchoolDays(db: Db, from: string, to: string): Promise<SchoolDayRow[]> {
  return db.rows(
    SchoolDayRow,
    sql`
      select day, kind, follows_weekday, name from school_day where day between ${from} and ${to} order by day
    `,
  );
}

export function findSchoolDay(db: Db, asked: string): Promise<SchoolDayRow | null> {
  return db.maybeRow(
    SchoolDayRow,
    sql`select day, kind, follows_weekday, name from school_day where day = ${asked}`,
  );
}

export function addDaysOff(tx: Db, from: string, to: string, name: string): Promise<number> {
  return tx.run(sql`
    insert into school_day (day, kind, name)
    select ${from}::date + n, 'off', ${name} from generate_series(0, ${to}::date - ${from}::date) n
  `);
}

export function addMovedDay(tx: Db, moved: string, weekday: number, name: string): Promise<number> {
  return tx.run(sql`
    insert into school_day (day, kind, follows_weekday, name) values (${moved}, 'moved', ${weekday}, ${name})
  `);
}

export function removeSchoolDay(tx: Db, removed: string): Promise<number> {
  return tx.run(sql`delete from school_day where day = ${removed}`);
}

const DayOnly = z.object({ day });

/** Days that are over and had lessons: their calendar is history. */
export async function pastDaysWithLessons(
  db: Db,
  from: string,
  to: string,
  today: string,
): Promise<string[]> {
  const found = await db.rows(
    DayOnly,
    sql`select distinct day from lesson where day between ${from} and ${to} and day < ${today} order by day limit 5`,
  );
  return found.map((row) => row.day);
}

const CancelledRow = z.object({
  id,
  day,
  period: z.number(),
  subject_name: z.string(),
  group_name: z.string(),
});
export type CancelledRow = z.infer<typeof CancelledRow>;

/** Lessons that the calendar cancelled between two days and that are still cancelled. */
export function listCancelledByCalendar(db: Db, from: string, to: string): Promise<CancelledRow[]> {
  return db.rows(
    CancelledRow,
    sql`
      select l.id, l.day, l.period, subject.name as subject_name, study_group.name as group_name
      from lesson l
      join course on course.id = l.course_id
      join subject on subject.id = course.subject_id
      join study_group on study_group.id = course.group_id
      where l.day between ${from} and ${to} and l.status = 'cancelled' and exists (
        select from lesson_change h
        where h.lesson_id = l.id and h.kind = 'cancelled' and h.after ->> 'by' = 'calendar')
      order by l.day, l.period, study_group.name
    `,
  );
}
