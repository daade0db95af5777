import sql from 'sql-template-tag';
import * as z from 'zod';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { nameKey } from '../people/name-key.ts';
import type { CoursePlan, ImportPlan } from './build-plan.ts';
import type { ImportedTimetable } from './imported-timetable.ts';
import type { Match } from './match.ts';

const MadeRow = z.object({ external_id: z.string(), id });

/** The portal's row numbers for what the file names, by the file's ids. */
export type Numbers = ReadonlyMap<string, number>;

/** Makes the classes that the portal does not have, and remembers the file's ids of those that it has. */
export async function makeClasses(tx: Db, timetable: ImportedTimetable, plan: ImportPlan): Promise<Numbers> {
  const fresh = ofKind(timetable.classes, plan.matches.classes, 'make');
  // Two classes of the file that are one («8A» and «8А») are made once
  const byName = new Map(fresh.map((one) => [`${one.grade}/${one.letter}`, one]));
  const made = await tx.rows(
    MadeRow,
    sql`
      insert into class (school_year_id, grade, letter, external_id)
      select ${plan.yearId}, c.grade, c.letter, c.id
      from jsonb_to_recordset(${JSON.stringify([...byName.values()])}::jsonb) as c(id text, grade smallint, letter text)
      returning external_id, id
    `,
  );
  await rememberIds(tx, 'class', knownIds(plan.matches.classes));
  const numbers = new Map([
    ...knownIds(plan.matches.classes),
    ...made.map((row) => [row.external_id, row.id] as const),
  ]);
  for (const one of fresh) {
    const twin = numbers.get(byName.get(`${one.grade}/${one.letter}`)?.id ?? '');
    if (twin !== undefined) numbers.set(one.id, twin);
  }
  return numbers;
}

/** Makes the subjects that the portal does not have; the same name twice is one subject. */
export async function makeSubjects(tx: Db, timetable: ImportedTimetable, plan: ImportPlan): Promise<Numbers> {
  const fresh = ofKind(timetable.subjects, plan.matches.subjects, 'make');
  const byName = new Map(fresh.map((one) => [nameKey(one.name), one]));
  const made = await tx.rows(
    z.object({ name: z.string(), id }),
    sql`
      insert into subject (name, short_name, external_id)
      select s.name, s."shortName", s.id
      from jsonb_to_recordset(${JSON.stringify([...byName.values()])}::jsonb) as s(id text, name text, "shortName" text)
      returning name, id
    `,
  );
  const numbers = new Map(made.map((row) => [nameKey(row.name), row.id]));
  return new Map([
    ...knownIds(plan.matches.subjects),
    ...fresh.flatMap((one): [string, number][] => {
      const number = numbers.get(nameKey(one.name));
      return number === undefined ? [] : [[one.id, number]];
    }),
  ]);
}

/** Makes people for teachers whom the portal does not have (without an account), and gives all the teacher's role. */
export async function makeTeachers(
  tx: Db,
  timetable: ImportedTimetable,
  plan: ImportPlan,
  startsOn: string,
): Promise<Numbers> {
  const fresh = ofKind(timetable.teachers, plan.matches.teachers, 'make');
  const made = await tx.rows(
    MadeRow,
    sql`
      with given as (
        select t.* from jsonb_to_recordset(${JSON.stringify(fresh)}::jsonb)
          as t(id text, "familyName" text, "givenName" text, patronymic text)
      ), made as (
        insert into person (family_name, given_name, patronymic, external_id)
        select g."familyName", g."givenName", g.patronymic, g.id from given g
        on conflict (external_id) where external_id is not null do update set left_on = null
        returning external_id, id
      )
      select external_id, id from made
    `,
  );
  const known = knownIds(plan.matches.teachers);
  await tx.run(sql`
    update person p set external_id = k.key
    from jsonb_to_recordset(${asRecords(known)}::jsonb) as k(key text, id bigint)
    where p.id = k.id and p.external_id is null
      and not exists (select from person o where o.external_id = k.key)
  `);
  const numbers = new Map([...known, ...made.map((row) => [row.external_id, row.id] as const)]);
  await tx.run(sql`
    insert into person_role (person_id, role, starts_on)
    select distinct unnest(${[...numbers.values()]}::bigint[]), 'teacher', ${startsOn}::date
    on conflict (person_id, role) do update set ends_on = null where person_role.ends_on is not null
  `);
  return numbers;
}

/** Makes the groups that the portal does not have, of the classes that they join. */
export async function makeGroups(
  tx: Db,
  timetable: ImportedTimetable,
  plan: ImportPlan,
  classes: Numbers,
): Promise<Numbers> {
  const fresh = timetable.groups.filter((group) => !plan.groups.has(group.key));
  const made = await tx.rows(
    MadeRow,
    sql`
      insert into study_group (school_year_id, name, external_id)
      select ${plan.yearId}, g.name, g.key
      from jsonb_to_recordset(${JSON.stringify(fresh)}::jsonb) as g(key text, name text)
      returning external_id, id
    `,
  );
  const numbers = new Map([...plan.groups, ...made.map((row) => [row.external_id, row.id] as const)]);
  const members = fresh.flatMap((group) =>
    group.members.map((member) => ({
      group_id: numbers.get(group.key),
      class_id: classes.get(member.classId),
      is_whole: member.isWhole,
    })),
  );
  await tx.run(sql`
    update study_group s set name = g.name
    from jsonb_to_recordset(${JSON.stringify(timetable.groups)}::jsonb) as g(key text, name text)
    where s.school_year_id = ${plan.yearId} and s.external_id = g.key and s.name <> g.name
  `);
  await tx.run(sql`
    insert into study_group_class (group_id, class_id, is_whole)
    select m.group_id, m.class_id, bool_or(m.is_whole)
    from jsonb_to_recordset(${JSON.stringify(members)}::jsonb) as m(group_id bigint, class_id bigint, is_whole boolean)
    group by m.group_id, m.class_id
  `);
  return numbers;
}

/** Makes the courses that the portal does not have; those that continue another take over its external id. */
export async function makeCourses(
  tx: Db,
  plan: ImportPlan,
  numbers: { subjects: Numbers; groups: Numbers; teachers: Numbers },
): Promise<Numbers> {
  const fresh = plan.courses.filter((course) => course.courseId === null);
  const known = plan.courses.flatMap((one): [string, number][] =>
    one.courseId === null ? [] : [[one.id, one.courseId]],
  );
  await tx.run(sql`
    update course set external_id = null
    where school_year_id = ${plan.yearId} and external_id = any(${fresh.map((course) => course.id)}::text[])
  `);
  await rememberIds(tx, 'course', new Map(known));
  const rows = fresh.map((course) => ({
    id: course.id,
    subject_id: numbers.subjects.get(course.subjectId),
    group_id: numbers.groups.get(course.groupKey),
  }));
  const made = await tx.rows(
    MadeRow,
    sql`
      insert into course (school_year_id, subject_id, group_id, external_id)
      select ${plan.yearId}, c.subject_id, c.group_id, c.id
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as c(id text, subject_id bigint, group_id bigint)
      returning external_id, id
    `,
  );
  const courses = new Map([...known, ...made.map((row) => [row.external_id, row.id] as const)]);
  await setTeachers(tx, plan.courses, courses, numbers.teachers);
  return courses;
}

async function setTeachers(
  tx: Db,
  plans: readonly CoursePlan[],
  courses: Numbers,
  teachers: Numbers,
): Promise<void> {
  const changed = plans.filter((course) => course.teachersChange || course.courseId === null);
  const rows = changed.flatMap((course) =>
    course.teacherIds.map((teacherId, position) => ({
      course_id: courses.get(course.id),
      person_id: teachers.get(teacherId),
      position,
    })),
  );
  const ids = changed.flatMap((course) => courses.get(course.id) ?? []);
  await tx.run(sql`delete from course_teacher where course_id = any(${ids}::bigint[])`);
  await tx.run(sql`
    insert into course_teacher (course_id, person_id, position)
    select t.course_id, t.person_id, min(t.position)
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t(course_id bigint, person_id bigint, position smallint)
    group by t.course_id, t.person_id
  `);
}

/** A row found by name gets the file's id where it has none, so that the next file finds it whatever it is called. */
async function rememberIds(
  tx: Db,
  table: 'class' | 'course',
  known: ReadonlyMap<string, number>,
): Promise<void> {
  const records = asRecords(known);
  if (table === 'class') {
    await tx.run(sql`
      update class c set external_id = k.key
      from jsonb_to_recordset(${records}::jsonb) as k(key text, id bigint)
      where c.id = k.id and c.external_id is null
    `);
    return;
  }
  await tx.run(sql`
    update course c set external_id = k.key
    from jsonb_to_recordset(${records}::jsonb) as k(key text, id bigint)
    where c.id = k.id and c.external_id is distinct from k.key
  `);
}

function ofKind<T extends { id: string }>(
  all: readonly T[],
  matches: ReadonlyMap<string, Match>,
  kind: Match['kind'],
): T[] {
  return all.filter((one) => matches.get(one.id)?.kind === kind);
}

function knownIds(matches: ReadonlyMap<string, Match>): Map<string, number> {
  return new Map(
    [...matches].flatMap(([key, match]): [string, number][] =>
      match.kind === 'known' ? [[key, match.id]] : [],
    ),
  );
}

function asRecords(known: ReadonlyMap<string, number>): string {
  return JSON.stringify([...known].map(([key, number]) => ({ key, id: number })));
}
