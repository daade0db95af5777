import sql from 'sql-template-tag';
import * as z from 'zod';
import { defineJob } from './job.ts';

/** Removes what has served its time: ended sessions, keys of forms sent two days ago, tries counted a day ago. */
export const cleanUp = defineJob({
  name: 'portal.clean_up',
  payload: z.object({}),
  async run({ db, now, log }) {
    const removed = {
      sessions: await db.run(sql`delete from session where expire < ${now}`),
      submissions: await db.run(sql`delete from submission where at < ${now.subtract({ hours: 48 })}`),
      throttles: await db.run(sql`delete from throttle where last_at < ${now.subtract({ hours: 24 })}`),
    };
    log.info(removed, 'cleaned up');
  },
});
