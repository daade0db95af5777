import sql from 'sql-template-tag';
import * as z from 'zod';
import type { Actor } from '../access/actor.ts';
import type { Db } from '../db/db.ts';
import { ClassChannelRow, channelsOf } from './channel-queries.ts';
import { DutyRow, dutiesOf } from './duties.ts';
import { FeedbackRow, feedbackOf } from './feedback-queries.ts';

const AsideRow = z.object({
  channels: z.array(ClassChannelRow),
  duties: z.array(DutyRow),
  feedback: FeedbackRow,
});

/**
 * What a home page shows beside the lessons, in one statement: the classes' channels, what waits for somebody, and what
 * they are asked or have asked.
 */
export function loadAside(
  db: Db,
  classIds: readonly number[],
  actor: Actor,
  when: Parameters<typeof feedbackOf>[1],
) {
  return db.row(
    AsideRow,
    sql`
      select coalesce((select jsonb_agg(to_jsonb(c)) from (${channelsOf(classIds, when.today)}) c), '[]') as channels,
        coalesce((select jsonb_agg(to_jsonb(d)) from (${dutiesOf(actor, when)}) d), '[]') as duties,
        (select to_jsonb(f) from (${feedbackOf(actor, when)}) f) as feedback
    `,
  );
}
