import * as z from 'zod';
import { defineJob } from '../jobs/job.ts';

/** Looks for pupils who are being lost (always true 8), and lets go of concerns that no longer hold. */
export const findConcerns = defineJob({
  name: 'concern.find',
  payload: z.object({}),
  async run() {},
});
