import * as z from 'zod';
import { defineJob } from '../jobs/job.ts';
import { settlePortalDeliveries } from './settle-deliveries.ts';

/** Delivers what a notice's act wrote: one waiting job is enough for all notices of a moment. */
export const deliverNotices = defineJob({
  name: 'notice.deliver',
  payload: z.object({}),
  async run({ db, now }) {
    await settlePortalDeliveries(db, now);
  },
});
