import sql from 'sql-template-tag';
import * as z from 'zod';
import { defineJob } from './job.ts';

/**
 * Removes what has served its time: ended sessions, keys of forms sent two days ago, tries counted a day ago, files that
 * were added a day ago to a form that was never sent.
 */
export const cleanUp = defineJob({
  name: 'portal.clean_up',
  payload: z.object({}),
  async run({ db, now, log }) {
    const removed = {
      sessions: await db.run(sql`delete from session where expire < ${now}`),
      submissions: await db.run(sql`delete from submission where at < ${now.subtract({ hours: 48 })}`),
      throttles: await db.run(sql`delete from throttle where last_at < ${now.subtract({ hours: 24 })}`),
      files: await db.run(sql`
        delete from attachment a where a.added_at < ${now.subtract({ hours: 24 })}
          and not exists (select from message_attachment m where m.attachment_id = a.id)
      `),
    };
    log.info(removed, 'cleaned up');
  },
});
