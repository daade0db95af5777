import * as z from 'zod';
import { id } from '../db/columns.ts';
import { defineJob } from '../jobs/job.ts';

/** Tells guardians of unexcused absences at a lesson, once the term in which marks are corrected has passed. */
export const tellOfAbsences = defineJob({
  name: 'absence.tell',
  payload: z.object({ lessonId: id }),
  async run() {},
});
