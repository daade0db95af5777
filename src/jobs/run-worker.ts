import { EventEmitter, once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { Logger, parseCronItems, type Runner, run, type TaskList, type WorkerEvents } from 'graphile-worker';
import type { PoolClient } from 'pg';
import type { Logger as Log } from 'pino';
import { poolDb } from '../db/db.ts';
import { createPool } from '../db/pool.ts';
import { takeOverAbandoned } from './abandoned-jobs.ts';
import { beat, HEARTBEAT_EVERY } from './heartbeat.ts';
import type { AnyJob } from './job.ts';

/** A job kind that is added by the clock. */
export interface Schedule {
  job: AnyJob;
  /** A cron pattern, in UTC. */
  cron: string;
}

export interface WorkerOptions {
  /** What tells the time, the zone of the school's days, where it logs, and its keys. */
  school: {
    clock: { now(): Temporal.Instant };
    timeZone: string;
    log: Log;
    secretFor: (purpose: string) => Buffer;
  };
  /** The database with the portal's role; the worker has connections of its own. */
  connectionString: string;
  jobs: readonly AnyJob[];
  schedules: readonly Schedule[];
}

export interface RunningWorker {
  /** Takes no new job, waits for the running ones, closes its connections. */
  stop(): Promise<void>;
}

const CONCURRENCY = 2;
const NAME = 'worker';

/**
 * Runs the jobs of one school until it is stopped. When the database goes away the worker waits and takes up
 * again by itself; jobs that it held are tried again.
 */
export function startWorker(options: WorkerOptions): RunningWorker {
  const { school } = options;
  const log = school.log.child({ part: 'worker' });
  const shared = { connectionString: options.connectionString, applicationName: 'zvonok worker' };
  const pool = createPool({ ...shared, max: CONCURRENCY + 2 });
  // The queue reads its own tables, and compares moments as Date
  const queue = createPool({ ...shared, max: CONCURRENCY + 4, plainTypes: true });
  const db = poolDb(pool);
  const beatOnce = () => beat(db, NAME, school.clock.now()).catch(() => undefined);
  const heart = setInterval(beatOnce, HEARTBEAT_EVERY);
  void beatOnce();

  const stopping = new AbortController();
  let runner: Runner | null = null;

  async function keepRunning(): Promise<void> {
    while (!stopping.signal.aborted) {
      let keeper: PoolClient | null = null;
      try {
        const events: WorkerEvents = new EventEmitter();
        const created = once(events, 'pool:create');
        runner = await run({
          pgPool: queue,
          taskList: toTasks(options.jobs, options, db),
          parsedCronItems: parseCronItems(options.schedules.map(toCronItem)),
          concurrency: CONCURRENCY,
          noHandleSignals: true,
          // Through these the queue waits, when it is stopped, until a finished job is written down as finished
          preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
          logger: toGraphileLogger(log),
          events,
        });
        const [{ workerPool }] = (await created) as [{ workerPool: { id: string } }]; // as the event's type says
        keeper = await queue.connect();
        const dead = await takeOverAbandoned(keeper, workerPool.id);
        if (dead > 0) log.warn({ dead }, 'took over jobs of workers that are gone');
        if (stopping.signal.aborted) await runner.stop();
        await runner.promise;
      } catch (error) {
        log.warn(
          { fault: error instanceof Error ? error.message : String(error) },
          'the worker lost its database',
        );
        await runner?.stop().catch(() => undefined);
      }
      runner = null;
      keeper?.release(true);
      if (!stopping.signal.aborted)
        await wait(1000, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  const ended = keepRunning();
  return {
    async stop() {
      stopping.abort();
      clearInterval(heart);
      await runner?.stop().catch(() => undefined);
      await ended;
      await Promise.all([pool.end(), queue.end()]);
    },
  };
}

function toTasks(jobs: readonly AnyJob[], options: WorkerOptions, db: ReturnType<typeof poolDb>): TaskList {
  const { school } = options;
  const tasks = jobs.map((job): [string, TaskList[string]] => [
    job.name,
    async (payload, helpers) => {
      const log = school.log.child({ job: job.name, jobId: helpers.job.id });
      const { clock, timeZone, secretFor } = school;
      await job.perform({ db, now: clock.now(), timeZone, log, secretFor }, payload);
    },
  ]);
  return Object.fromEntries(tasks);
}

function toCronItem({ job, cron }: Schedule) {
  return {
    task: job.name,
    match: cron,
    identifier: job.name,
    options: { backfillPeriod: 24 * 3_600_000, maxAttempts: 5 },
  };
}

function toGraphileLogger(log: Log): Logger {
  return new Logger(() => (level, message) => {
    if (level === 'error') log.error(message);
    else if (level === 'warning') log.warn(message);
    else log.debug(message);
  });
}
