import sql from 'sql-template-tag';
import * as z from 'zod';
import { jobs } from '../../src/jobs.ts';
import type { School } from '../../src/school.ts';

const DueJob = z.object({ id: z.number(), name: z.string(), payload: z.unknown() });

/**
 * Runs the jobs that are due by the school's clock, or were added to run at once, also those that they add, in
 * the order that the worker would take them, and answers with their names. A job that throws fails the test.
 */
export async function runDueJobs(
  school: Pick<School, 'db' | 'clock' | 'timeZone' | 'log' | 'secretFor'>,
): Promise<string[]> {
  const done: string[] = [];
  for (;;) {
    const now = school.clock.now();
    const due = await school.db.rows(
      DueJob,
      sql`
        select j.id, t.identifier as name, j.payload
        from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
        where j.is_available and (j.run_at <= ${now} or j.run_at in (j.created_at, j.updated_at))
        order by j.priority, j.run_at, j.id
        limit 1
      `,
    );
    const next = due[0];
    if (next === undefined) return done;
    const job = jobs.find((known) => known.name === next.name);
    if (job === undefined) throw new Error(`No job kind ${next.name} in src/jobs.ts`);
    await school.db.run(sql`delete from graphile_worker._private_jobs where id = ${next.id}`);
    const { db, timeZone, log, secretFor } = school;
    await job.perform({ db, now, timeZone, log, secretFor }, next.payload);
    done.push(next.name);
  }
}
