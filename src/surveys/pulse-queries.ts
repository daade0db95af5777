import sql from 'sql-template-tag';
import * as z from 'zod';
import { day, id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';

const choices = z.array(z.number());

const PulseLeafRow = z.object({
  id,
  week: day,
  course_id: id.nullable(),
  /** «Алгебра, 7А»; null: of several courses. */
  course: z.string().nullable(),
  grade: z.number().nullable(),
  service_id: id.nullable(),
  service: z.string().nullable(),
  answers: z.number(),
  /** How many chose 1, 2, 3. */
  connection: choices,
  clarity: choices,
  pace: choices,
});
export type PulseLeafRow = z.infer<typeof PulseLeafRow>;

/** The sets of answers about lessons of the weeks between two days. */
export function listPulseLeaves(db: Db, { from, to }: { from: string; to: string }): Promise<PulseLeafRow[]> {
  return db.rows(
    PulseLeafRow,
    sql`
      select l.id, l.week, l.course_id,
        case when c.id is not null then j.name || ', ' || coalesce((
          select case when bool_and(w.is_whole) then of_classes.names
            when starts_with(g.name, of_classes.names) then g.name else of_classes.names || ' · ' || g.name end
          from study_group_class w cross join lateral (
            select string_agg(k.name, ', ' order by k.grade, k.letter) as names
            from study_group_class o join class k on k.id = o.class_id where o.group_id = g.id
          ) of_classes
          where w.group_id = g.id group by of_classes.names
        ), g.name) end as course,
        l.grade, l.service_id, s.name as service, l.answers,
        array[count(*) filter (where b.connection = 1), count(*) filter (where b.connection = 2),
          count(*) filter (where b.connection = 3)] as connection,
        array[count(*) filter (where b.clarity = 1), count(*) filter (where b.clarity = 2),
          count(*) filter (where b.clarity = 3)] as clarity,
        array[count(*) filter (where b.pace = 1), count(*) filter (where b.pace = 2),
          count(*) filter (where b.pace = 3)] as pace
      from pulse_leaf l join pulse_ballot b on b.leaf_id = l.id
      left join course c on c.id = l.course_id left join subject j on j.id = c.subject_id
      left join study_group g on g.id = c.group_id left join service s on s.id = l.service_id
      where l.week between ${from}::date - 6 and ${to}
      group by l.id, c.id, j.id, g.id, s.id
      order by l.week, l.id
    `,
  );
}

const TermRow = z.object({ name: z.string(), year_name: z.string(), starts_on: day, ends_on: day });
export type PulseTerm = z.infer<typeof TermRow>;

/** Terms that have begun, the newest first; those of a year and a half. */
export function listPulseTerms(db: Db, today: string): Promise<PulseTerm[]> {
  return db.rows(
    TermRow,
    sql`
      select t.name, y.name as year_name, t.starts_on, t.ends_on
      from term t join school_year y on y.id = t.school_year_id
      where t.starts_on <= ${today} order by t.starts_on desc limit 6
    `,
  );
}
