import type { Logger } from 'pino';
import sql from 'sql-template-tag';
import type * as z from 'zod';
import type { Db } from '../db/db.ts';

/** What a job gets: the school's database (it opens transactions itself), the moment, a log. */
export interface JobContext {
  db: Db;
  now: Temporal.Instant;
  /** IANA name of the school's time zone. */
  timeZone: string;
  log: Logger;
  /** A key of 32 bytes for this purpose, which the database does not hold. */
  secretFor(purpose: string): Buffer;
}

/** A job kind with its payload's type forgotten: what the worker runs. */
export interface AnyJob {
  readonly name: string;
  /** Parses the payload and runs; a throw means: try again later, less and less often. */
  perform(context: JobContext, payload: unknown): Promise<void>;
}

/** A kind of job as data. */
export interface Job<P> extends AnyJob {
  readonly payload: z.ZodType<P>;
}

export interface AddJobOptions {
  /** Not before this moment. */
  runAt?: Temporal.Instant;
  /** A job that waits under the same key is replaced by this one. */
  key?: string;
  /** With a key: a job that waits keeps its own moment, so that acts one after the other do not put it off forever. */
  keepsMoment?: boolean;
  /** Jobs of one queue run one after the other. */
  queue?: string;
  /** After so many failed tries it is given up and stays for the journal; 25 unless told. */
  maxAttempts?: number;
}

/**
 * A kind of job. It may run twice (a worker killed in the middle), so `run` must come out the same then.
 * @param definition name: `noun.verb`, never changed once jobs of it may wait; payload: numbers of rows rather than their content
 */
export function defineJob<P>(definition: {
  name: string;
  payload: z.ZodType<P>;
  run: (context: JobContext, payload: P) => Promise<void>;
}): Job<P> {
  const { name, payload, run } = definition;
  return { name, payload, perform: (context, given) => run(context, payload.parse(given)) };
}

/** Adds a job in the transaction of the act that causes it: it runs only if the act is committed. */
export async function addJob<P>(tx: Db, job: Job<P>, payload: P, options: AddJobOptions = {}): Promise<void> {
  await tx.run(sql`
    select graphile_worker.add_job(
      identifier => ${job.name}::text,
      payload => ${JSON.stringify(payload)}::json,
      queue_name => ${options.queue ?? null}::text,
      run_at => ${options.runAt ?? null}::timestamptz,
      max_attempts => ${options.maxAttempts ?? null}::int,
      job_key => ${options.key ?? null}::text,
      job_key_mode => ${options.keepsMoment ? 'preserve_run_at' : 'replace'}::text
    )
  `);
}

/**
 * Adds jobs of one kind in one statement, each under its key, none before `runAt`; a job that waits under the same key
 * is replaced.
 */
export async function addJobs<P>(
  tx: Db,
  job: Job<P>,
  jobs: readonly { payload: P; key: string }[],
  runAt: Temporal.Instant,
): Promise<void> {
  if (jobs.length === 0) return;
  await tx.run(sql`
    select graphile_worker.add_job(
      identifier => ${job.name}::text, payload => j.payload, run_at => ${runAt}::timestamptz, job_key => j.key)
    from jsonb_to_recordset(${JSON.stringify(jobs)}::jsonb) as j(payload json, key text)
  `);
}
