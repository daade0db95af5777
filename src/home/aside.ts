import sql from 'sql-template-tag';
import * as z from 'zod';
import type { Db } from '../db/db.ts';
import { ClassChannelRow, channelsOf } from './channel-queries.ts';
import { DutyRow, dutiesOf } from './duties.ts';

const AsideRow = z.object({ channels: z.array(ClassChannelRow), duties: z.array(DutyRow) });

/** What a home page shows beside the lessons, in one statement: the classes' channels, and what waits for somebody. */
export function loadAside(
  db: Db,
  classIds: readonly number[],
  actor: Parameters<typeof dutiesOf>[0],
  when: { today: string; timeZone: string },
) {
  return db.row(
    AsideRow,
    sql`
      select coalesce((select jsonb_agg(to_jsonb(c)) from (${channelsOf(classIds, when.today)}) c), '[]') as channels,
        coalesce((select jsonb_agg(to_jsonb(d)) from (${dutiesOf(actor, when)}) d), '[]') as duties
    `,
  );
}
