import sql, { raw } from 'sql-template-tag';
import * as z from 'zod';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import type { AccountRow, SchoolRows } from './school-rows.ts';

const Id = z.object({ id });

/** Columns of the rows that have ids of their own, then of those that have none, in the order of their references. */
const PEOPLE_TABLES = {
  person:
    'id bigint, family_name text, given_name text, patronymic text, call_name text, birth_date date, phone text, email text, left_on date',
  person_role: 'person_id bigint, role text, starts_on date, ends_on date',
} as const;

const CLASS_TABLES = {
  class: 'id bigint, grade smallint, letter text, class_teacher_id bigint',
  study_group: 'id bigint, name text',
} as const;

const LEARNING_TABLES = {
  enrolment: 'class_id bigint, student_id bigint, starts_on date, ends_on date',
  guardianship: 'guardian_id bigint, student_id bigint, relation text, starts_on date, ends_on date',
  study_group_class: 'group_id bigint, class_id bigint, is_whole boolean',
  study_group_member: 'group_id bigint, student_id bigint, starts_on date, ends_on date',
  subject: 'id bigint, name text, short_name text',
} as const;

const ROWS_WITH_IDS = ['person', 'class', 'study_group', 'subject', 'course', 'timetable_slot'] as const;

type Table = keyof SchoolRows;

/** Inserts rows as they are, ids included; `year` is added as school_year_id where it is given. */
function insertRows(
  tx: Db,
  table: Table,
  columns: string,
  rows: readonly object[],
  year?: number,
): Promise<number> {
  const names = columns
    .split(', ')
    .map((column) => column.slice(0, column.indexOf(' ')))
    .join(', ');
  const toYear = year === undefined ? raw(names) : raw(`school_year_id, ${names}`);
  const fromYear = year === undefined ? raw(names) : sql`${year}::bigint, ${raw(names)}`;
  return tx.run(sql`
    insert into ${raw(table)} (${toYear}) overriding system value
    select ${fromYear} from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given(${raw(columns)})`);
}

/** Writes the people with their roles and accounts; `hashes` by the names of passwords in the rows. */
export async function writePeople(
  tx: Db,
  rows: SchoolRows,
  hashes: ReadonlyMap<string, string>,
  now: Temporal.Instant,
): Promise<void> {
  for (const [table, columns] of entries(PEOPLE_TABLES)) await insertRows(tx, table, columns, rows[table]);
  const accounts = rows.account.map((row: AccountRow) => ({
    ...row,
    hash: row.password && hashes.get(row.password),
  }));
  await tx.run(sql`
    insert into account (person_id, login, password_hash, password_set_at, is_young, disabled_at)
    select person_id, login, hash, case when hash is not null then ${now.toString()}::timestamptz end, is_young,
      case when is_disabled then ${now.toString()}::timestamptz end
    from jsonb_to_recordset(${JSON.stringify(accounts)}::jsonb)
      as given(person_id bigint, login text, hash text, is_young boolean, is_disabled boolean)`);
}

/** Writes classes, groups, courses and the timetable of the year; answers with the timetable version's id. */
export async function writeTeaching(
  tx: Db,
  rows: SchoolRows,
  { yearId, from, by, now }: { yearId: number; from: string; by: number; now: Temporal.Instant },
): Promise<number> {
  for (const [table, columns] of entries(CLASS_TABLES))
    await insertRows(tx, table, columns, rows[table], yearId);
  for (const [table, columns] of entries(LEARNING_TABLES)) await insertRows(tx, table, columns, rows[table]);
  await insertRows(tx, 'course', 'id bigint, subject_id bigint, group_id bigint', rows.course, yearId);
  await insertRows(tx, 'course_teacher', 'course_id bigint, person_id bigint', rows.course_teacher);
  const version = await tx.row(
    Id,
    sql`insert into timetable_version (school_year_id, name, starts_on, applied_by, applied_at)
      values (${yearId}, 'Основное расписание', ${from}, ${by}, ${now.toString()}) returning id`,
  );
  await tx.run(sql`
    insert into timetable_slot (id, version_id, course_id, weekday, period, room) overriding system value
    select id, ${version.id}, course_id, weekday, period, room
    from jsonb_to_recordset(${JSON.stringify(rows.timetable_slot)}::jsonb)
      as given(id bigint, course_id bigint, weekday smallint, period smallint, room text)`);
  return version.id;
}

/** Lets the next rows have the ids after those that were written, by drawing these; setting them is the owner's right. */
export async function moveIdsOn(tx: Db, rows: SchoolRows): Promise<void> {
  for (const table of ROWS_WITH_IDS) await drawIds(tx, table, rows[table].length);
}

/** Draws `count` ids of a table. */
export function drawIds(tx: Db, table: string, count: number): Promise<number> {
  return tx.run(
    sql`select max(nextval(pg_get_serial_sequence(${table}, 'id'))) from generate_series(1, ${count}::integer)`,
  );
}

function entries<K extends Table>(tables: Readonly<Record<K, string>>): [K, string][] {
  // Object.entries widens the keys; these objects have no others.
  return Object.entries(tables) as [K, string][];
}
