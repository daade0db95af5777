import sql from 'sql-template-tag';
import * as z from 'zod';
import { day, id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';

const week = z.enum(['every', 'a', 'b']);

const YearRow = z.object({ id, name: z.string(), starts_on: day, ends_on: day, days_per_week: z.number() });
const ClassRow = z.object({ id, name: z.string(), grade: z.number(), external_id: z.string().nullable() });
const PersonRow = z.object({
  id,
  family_name: z.string(),
  given_name: z.string(),
  patronymic: z.string(),
  external_id: z.string().nullable(),
});
const SubjectRow = z.object({ id, name: z.string(), external_id: z.string().nullable() });
const GroupRow = z.object({
  id,
  name: z.string(),
  external_id: z.string().nullable(),
  members: z.array(z.object({ class_id: id, is_whole: z.boolean() })),
});
const CourseRow = z.object({
  id,
  external_id: z.string().nullable(),
  subject_id: id,
  subject_name: z.string(),
  group_id: id,
  group_name: z.string(),
  teacher_ids: z.array(id),
});
const VersionRow = z.object({
  id,
  name: z.string(),
  starts_on: day,
  ends_on: day.nullable(),
  periods: z.array(z.object({ number: z.number(), startsAt: z.string(), endsAt: z.string() })).nullable(),
});
const SlotRow = z.object({ course_id: id, weekday: z.number(), period: z.number(), week, room: z.string() });
const BellRow = z.object({
  grade: z.number(),
  weekday: z.number(),
  period: z.number(),
  starts_at: z.string(),
  ends_at: z.string(),
});

/** What the portal has, as a timetable is matched with it. */
export interface Portal {
  year: z.output<typeof YearRow>;
  classes: readonly z.output<typeof ClassRow>[];
  /** People who work at the school, and whoever an earlier import made. */
  people: readonly z.output<typeof PersonRow>[];
  subjects: readonly z.output<typeof SubjectRow>[];
  groups: readonly z.output<typeof GroupRow>[];
  courses: readonly z.output<typeof CourseRow>[];
  /** All versions of the year, the earliest first. */
  versions: readonly z.output<typeof VersionRow>[];
  /** The slots of the version that holds on the day before, or on the day itself. */
  slots: readonly z.output<typeof SlotRow>[];
  bells: readonly z.output<typeof BellRow>[];
}

/** The school year that a day belongs to; else the next one; null where the portal has none from then on. */
export function findYear(db: Db, on: string): Promise<Portal['year'] | null> {
  return db.maybeRow(
    YearRow,
    sql`
      select y.id, y.name, y.starts_on, y.ends_on, s.days_per_week
      from school_year y cross join school s
      where y.ends_on >= ${on} order by y.starts_on limit 1
    `,
  );
}

/** Versions of the school year, the earliest first, each with the times that its file numbered periods by. */
export function listVersionsOfYear(db: Db, yearId: number): Promise<z.output<typeof VersionRow>[]> {
  return db.rows(
    VersionRow,
    sql`
      select v.id, v.name, v.starts_on, v.ends_on, i.content -> 'periods' as periods
      from timetable_version v left join timetable_import i on i.id = v.import_id
      where v.school_year_id = ${yearId} order by v.starts_on
    `,
  );
}

/** The version that a new one from this day on takes the place of: in force on the day, or the last before it. */
export function versionBefore(
  versions: readonly z.output<typeof VersionRow>[],
  from: string,
): z.output<typeof VersionRow> | null {
  return versions.findLast((version) => version.starts_on <= from) ?? null;
}

/** Loads what a timetable from `from` on is matched with: a fixed number of statements. */
export async function loadPortal(db: Db, year: Portal['year'], from: string): Promise<Portal> {
  const versions = await listVersionsOfYear(db, year.id);
  return {
    year,
    versions,
    classes: await db.rows(
      ClassRow,
      sql`select id, name, grade, external_id from class where school_year_id = ${year.id} order by grade, letter`,
    ),
    people: await db.rows(
      PersonRow,
      sql`
        select p.id, p.family_name, p.given_name, p.patronymic, p.external_id
        from person p
        where (p.left_on is null or p.left_on >= ${from})
          and exists (
            select from person_role r
            where r.person_id = p.id and r.role in ('teacher', 'coordinator', 'sysadmin')
              and (r.ends_on is null or r.ends_on >= ${from}))
        order by p.family_name, p.given_name, p.patronymic, p.id
      `,
    ),
    subjects: await db.rows(SubjectRow, sql`select id, name, external_id from subject order by id`),
    groups: await db.rows(
      GroupRow,
      sql`
        select g.id, g.name, g.external_id,
          coalesce(jsonb_agg(jsonb_build_object('class_id', c.class_id, 'is_whole', c.is_whole) order by c.class_id)
            filter (where c.class_id is not null), '[]') as members
        from study_group g left join study_group_class c on c.group_id = g.id
        where g.school_year_id = ${year.id} group by g.id order by g.id
      `,
    ),
    courses: await db.rows(
      CourseRow,
      sql`
        select c.id, c.external_id, c.subject_id, s.name as subject_name, c.group_id, g.name as group_name,
          coalesce((select jsonb_agg(t.person_id order by t.position, t.person_id)
            from course_teacher t where t.course_id = c.id), '[]') as teacher_ids
        from course c join subject s on s.id = c.subject_id join study_group g on g.id = c.group_id
        where c.school_year_id = ${year.id} order by c.id
      `,
    ),
    slots: await db.rows(
      SlotRow,
      sql`
        select course_id, weekday, period, week, room from timetable_slot
        where version_id = ${versionBefore(versions, from)?.id ?? null}
      `,
    ),
    bells: await db.rows(
      BellRow,
      sql`
        select grade, weekday, period, to_char(starts_at, 'HH24:MI') as starts_at, to_char(ends_at, 'HH24:MI') as ends_at
        from bell where school_year_id = ${year.id} order by grade, weekday, period
      `,
    ),
  };
}
