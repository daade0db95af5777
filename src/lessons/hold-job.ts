import sql from 'sql-template-tag';
import * as z from 'zod';
import { defineJob } from '../jobs/job.ts';

/** Lessons that are over and were not cancelled were held. */
export const holdLessons = defineJob({
  name: 'lesson.hold',
  payload: z.object({}),
  async run({ db, now }) {
    await db.run(sql`update lesson set status = 'held' where status = 'planned' and ends_at < ${now}`);
  },
});
