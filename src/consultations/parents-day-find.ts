import sql, { type Sql } from 'sql-template-tag';
import * as z from 'zod';
import type { Actor } from '../access/actor.ts';
import { day, id, instant } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import type { Finder } from '../web/route.ts';

const ParentsDayRow = z.object({
  id,
  name: z.string(),
  day,
  /** Local times, '17:00'. */
  starts: z.string(),
  ends: z.string(),
  turn_minutes: z.number(),
  break_minutes: z.number(),
  cancel_hours: z.number(),
  words: z.string(),
  state: z.enum(['draft', 'announced', 'cancelled']),
  announced_at: instant.nullable(),
  cancelled_reason: z.string(),
  version: z.number(),
});
export type ParentsDayRow = z.output<typeof ParentsDayRow>;

const columns: Sql = sql`
  d.id, d.name, d.day, to_char(d.starts_at, 'HH24:MI') as starts, to_char(d.ends_at, 'HH24:MI') as ends,
  d.turn_minutes, d.break_minutes, d.cancel_hours, d.words, d.state, d.announced_at, d.cancelled_reason, d.version`;

type DayParams = { dayId: number };

/** What has been announced is everybody's; drafts are the coordinator's. */
function isSeen(actor: Actor): Sql {
  return actor.roles.has('coordinator') ? sql`true` : sql`d.announced_at is not null`;
}

/** A parents' day through whoever asks. */
export const parentsDayForActor: Finder<ParentsDayRow, DayParams> = ({ db, params, actor }) =>
  db.maybeRow(
    ParentsDayRow,
    sql`select ${columns} from parents_day d where d.id = ${params.dayId} and ${isSeen(actor)}`,
  );

/** An announced parents' day for a guardian: talks are theirs to book, not the pupils'. */
export const parentsDayOfGuardian: Finder<ParentsDayRow, DayParams> = async ({ db, params, actor }) =>
  actor.children.length === 0
    ? null
    : db.maybeRow(
        ParentsDayRow,
        sql`select ${columns} from parents_day d where d.id = ${params.dayId} and d.announced_at is not null`,
      );

/** Holds a parents' day until the transaction ends, as it is now: who changes it come one after the other. */
export function holdParentsDay(tx: Db, dayId: number): Promise<ParentsDayRow> {
  return tx.row(
    ParentsDayRow,
    sql`select ${columns} from parents_day d where d.id = ${dayId} for no key update`,
  );
}

/** All parents' days that somebody may know of, the last first; at most 60. */
export function listParentsDays(db: Db, actor: Actor): Promise<ParentsDayRow[]> {
  return db.rows(
    ParentsDayRow,
    sql`select ${columns} from parents_day d where ${isSeen(actor)} order by d.day desc, d.id desc limit 60`,
  );
}
