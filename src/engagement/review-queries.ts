import sql from 'sql-template-tag';
import * as z from 'zod';
import { day, id, instant } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { shortNameOf } from './named.ts';

const ReviewRow = z.object({
  id,
  term_id: id,
  term_name: z.string(),
  year_name: z.string(),
  held_on: day,
  people: z.string(),
  findings: z.string(),
  decision: z.string(),
  recorder: z.string().nullable(),
  recorded_at: instant,
  version: z.number(),
});
export type ReviewRow = z.infer<typeof ReviewRow>;

const columns = sql`
  r.id, r.term_id, t.name as term_name, y.name as year_name, r.held_on, r.people, r.findings, r.decision,
  ${shortNameOf(sql`r.recorded_by`)} as recorder,
  r.recorded_at, r.version
  from review r join term t on t.id = r.term_id join school_year y on y.id = t.school_year_id
`;

/** All meetings, the newest first. */
export function listReviews(db: Db): Promise<ReviewRow[]> {
  return db.rows(ReviewRow, sql`select ${columns} order by r.held_on desc, r.id desc limit 200`);
}

export function findReview(db: Db, reviewId: number): Promise<ReviewRow | null> {
  return db.maybeRow(ReviewRow, sql`select ${columns} where r.id = ${reviewId}`);
}

const TermRow = z.object({ id, name: z.string(), year_name: z.string(), starts_on: day, ends_on: day });
export type TermRow = z.infer<typeof TermRow>;

/** Terms that have begun, the newest first; at most those of two years. */
export function listBegunTerms(db: Db, today: string): Promise<TermRow[]> {
  return db.rows(
    TermRow,
    sql`
      select t.id, t.name, y.name as year_name, t.starts_on, t.ends_on
      from term t join school_year y on y.id = t.school_year_id
      where t.starts_on <= ${today} order by t.starts_on desc limit 8
    `,
  );
}

const TermSums = z.object({
  lessons: z.number(),
  not_held: z.number(),
  filled: z.number(),
  present: z.number(),
  late: z.number(),
  absent: z.number(),
  excused: z.number(),
  technical: z.number(),
  active: z.number(),
  silent: z.number(),
});
export type TermSums = z.infer<typeof TermSums>;

/** What the school's lessons of a term came to, as the reports count them: those that are over, registers, marks. */
export function loadTermSums(
  db: Db,
  { from, to, now }: { from: string; to: string; now: Temporal.Instant },
): Promise<TermSums> {
  return db.row(
    TermSums,
    sql`
      with due as (
        select l.id, r.lesson_id, coalesce(r.not_held_reason <> '', false) as is_not_held
        from lesson l left join register r on r.lesson_id = l.id
        where l.format = 'online' and l.status <> 'cancelled' and l.day between ${from} and ${to} and l.ends_at <= ${now}
      ),
      total as (
        select coalesce(sum(present), 0) as present, coalesce(sum(late), 0) as late, coalesce(sum(absent), 0) as absent,
          coalesce(sum(excused), 0) as excused, coalesce(sum(technical), 0) as technical,
          coalesce(sum(active), 0) as active, coalesce(sum(silent), 0) as silent
        from register_total t join due on due.id = t.lesson_id where t.day between ${from} and ${to}
      )
      select (select count(*) from due where not is_not_held) as lessons,
        (select count(*) from due where is_not_held) as not_held,
        (select count(lesson_id) from due) as filled,
        total.present, total.late, total.absent, total.excused, total.technical, total.active, total.silent
      from total
    `,
  );
}

export interface ReviewWords {
  heldOn: string;
  people: string;
  findings: string;
  decision: string;
}

const ReviewId = z.object({ id });

export async function addReview(
  tx: Db,
  termId: number,
  words: ReviewWords,
  by: { personId: number; at: Temporal.Instant },
): Promise<number> {
  const added = await tx.row(
    ReviewId,
    sql`
      insert into review (term_id, held_on, people, findings, decision, recorded_by, recorded_at)
      values (${termId}, ${words.heldOn}, ${words.people}, ${words.findings}, ${words.decision}, ${by.personId}, ${by.at})
      returning id
    `,
  );
  return added.id;
}

/** @returns false where somebody else saved it since that version */
export async function editReview(
  tx: Db,
  review: { id: number; version: number },
  words: ReviewWords,
  by: { personId: number; at: Temporal.Instant },
): Promise<boolean> {
  const touched = await tx.run(sql`
    update review set held_on = ${words.heldOn}, people = ${words.people}, findings = ${words.findings},
      decision = ${words.decision}, recorded_by = ${by.personId}, recorded_at = ${by.at}, version = version + 1
    where id = ${review.id} and version = ${review.version}
  `);
  return touched === 1;
}
