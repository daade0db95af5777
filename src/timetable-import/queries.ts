import sql from 'sql-template-tag';
import * as z from 'zod';
import { day, id, instant } from '../db/columns.ts';
import type { Db } from '../db/db.ts';

const VersionRow = z.object({
  id,
  name: z.string(),
  year_name: z.string(),
  starts_on: day,
  ends_on: day.nullable(),
  file_name: z.string().nullable(),
  applied_at: instant,
  family_name: z.string().nullable(),
  given_name: z.string().nullable(),
  patronymic: z.string().nullable(),
  courses: z.number(),
  slots: z.number(),
});

export type VersionListRow = z.output<typeof VersionRow>;

/** All versions of the timetable with what is in them, the latest first. */
export function listVersions(db: Db): Promise<VersionListRow[]> {
  return db.rows(
    VersionRow,
    sql`
      select v.id, v.name, y.name as year_name, v.starts_on, v.ends_on, i.file_name, v.applied_at,
        p.family_name, p.given_name, p.patronymic, count(distinct s.course_id) as courses, count(s.id) as slots
      from timetable_version v
      join school_year y on y.id = v.school_year_id
      left join timetable_import i on i.id = v.import_id
      left join person p on p.id = v.applied_by
      left join timetable_slot s on s.version_id = v.id
      group by v.id, y.name, i.file_name, p.id
      order by v.starts_on desc
      limit 100
    `,
  );
}

const OpenRow = z.object({
  id,
  file_name: z.string(),
  uploaded_at: instant,
  family_name: z.string().nullable(),
  given_name: z.string().nullable(),
  patronymic: z.string().nullable(),
});

export type OpenImportRow = z.output<typeof OpenRow>;

/** Files that were uploaded since a moment and not applied, the latest first. */
export function listOpenImports(db: Db, since: Temporal.Instant): Promise<OpenImportRow[]> {
  return db.rows(
    OpenRow,
    sql`
      select i.id, i.file_name, i.uploaded_at, p.family_name, p.given_name, p.patronymic
      from timetable_import i left join person p on p.id = i.uploaded_by
      where i.applied_at is null and i.uploaded_at >= ${since}
      order by i.id desc limit 5
    `,
  );
}
