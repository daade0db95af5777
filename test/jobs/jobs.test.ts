import sql from 'sql-template-tag';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Count, type Db } from '../../src/db/db.ts';
import { takeOverAbandoned } from '../../src/jobs/abandoned-jobs.ts';
import { cleanUp } from '../../src/jobs/clean-up.ts';
import { workerSilence } from '../../src/jobs/heartbeat.ts';
import { addJob, defineJob } from '../../src/jobs/job.ts';
import { startWorker } from '../../src/jobs/run-worker.ts';
import { runDueJobs } from '../support/jobs.ts';
import { ownSchool, testSchool } from '../support/school.ts';

const waitingJobs = (db: Db) => db.row(Count, sql`select count(*) as count from graphile_worker.jobs`);

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 5000;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error('It did not come to pass within 5 s');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('a job', () => {
  it('waits for the commit of the act that causes it, and is not there after a rollback', async () => {
    const { db } = await testSchool();
    const undone = db.transaction(async (tx) => {
      await addJob(tx, cleanUp, {});
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect((await waitingJobs(db)).count).toBe(0);
  });

  it('replaces one that waits under the same key', async () => {
    const school = await testSchool();
    const runAt = school.clock.now().add({ minutes: 5 });
    await addJob(school.db, cleanUp, {}, { key: 'lesson:1', runAt });
    await addJob(school.db, cleanUp, {}, { key: 'lesson:1', runAt });
    expect((await waitingJobs(school.db)).count).toBe(1);
    expect(await runDueJobs(school)).toEqual([]);
    school.clock.advance({ minutes: 5 });
    expect(await runDueJobs(school)).toEqual(['portal.clean_up']);
  });

  it('keeps its moment where acts follow one another, so that they do not put it off forever', async () => {
    const school = await testSchool();
    for (const wait of [5, 9, 13]) {
      const runAt = school.clock.now().add({ minutes: wait });
      await addJob(school.db, cleanUp, {}, { key: 'soon', runAt, keepsMoment: true });
    }
    expect((await waitingJobs(school.db)).count).toBe(1);
    school.clock.advance({ minutes: 5 });
    expect(await runDueJobs(school)).toEqual(['portal.clean_up']);
  });

  it('that cleans up removes what has served its time, and nothing else', async () => {
    const school = await testSchool();
    const { db, clock } = school;
    const now = clock.now();
    await db.run(sql`insert into session (sid, sess, expire) values
      ('ended', '{}', ${now.subtract({ seconds: 1 })}), ('live', '{}', ${now.add({ hours: 1 })})`);
    await db.run(sql`insert into submission (key, path, at) values
      (gen_random_uuid(), '/', ${now.subtract({ hours: 49 })}), (gen_random_uuid(), '/', ${now.subtract({ hours: 47 })})`);
    await db.run(sql`insert into throttle (key, failures, first_at, last_at) values
      ('old', 3, ${now.subtract({ hours: 30 })}, ${now.subtract({ hours: 25 })}), ('new', 3, ${now}, ${now})`);
    await addJob(db, cleanUp, {});
    expect(await runDueJobs(school)).toEqual(['portal.clean_up']);
    const left = await db.row(
      z.object({ sessions: z.array(z.string()), submissions: z.number(), throttles: z.array(z.string()) }),
      sql`select array(select sid from session) as sessions, (select count(*) from submission) as submissions,
            array(select key from throttle) as throttles`,
    );
    expect(left).toEqual({ sessions: ['live'], submissions: 1, throttles: ['new'] });
  });
});

describe('the worker', () => {
  it('runs what is committed, tells that it lives, and finishes the running job when it is stopped', async () => {
    const { database, ...school } = await ownSchool();
    const seen: string[] = [];
    const slow = defineJob({
      name: 'test.slow',
      payload: z.object({ who: z.string() }),
      run: async ({ db }, { who }) => {
        seen.push(`${who} began`);
        await db.run(sql`select pg_sleep(0.3)`);
        seen.push(`${who} ended`);
      },
    });
    const worker = startWorker({ school, connectionString: database.url, jobs: [slow], schedules: [] });
    await school.db.transaction((tx) => addJob(tx, slow, { who: 'first' }));
    await until(() => seen.length === 1);
    expect(await workerSilence(school.db, school.clock.now())).toBeNull();
    await worker.stop();
    expect(seen).toEqual(['first began', 'first ended']);
    expect((await waitingJobs(school.db)).count).toBe(0);
    expect(await workerSilence(school.db, school.clock.now().add({ seconds: 50 }))).toContain('silent');
  });

  it('takes up again by itself when its connections were cut', async () => {
    const { database, ...school } = await ownSchool();
    const seen: number[] = [];
    const note = defineJob({
      name: 'test.note',
      payload: z.object({ number: z.number() }),
      run: async (_context, { number }) => void seen.push(number),
    });
    const worker = startWorker({ school, connectionString: database.url, jobs: [note], schedules: [] });
    await addJob(school.db, note, { number: 1 });
    await until(() => seen.length === 1);
    await school.db.run(sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'zvonok worker'
    `);
    await addJob(school.db, note, { number: 2 });
    await until(() => seen.length === 2);
    await worker.stop();
    expect(seen).toEqual([1, 2]);
  });

  it('takes over the job of a worker that was killed, and leaves that of one that lives', async () => {
    const { database, ...school } = await ownSchool();
    const seen: number[] = [];
    const note = defineJob({
      name: 'test.note',
      payload: z.object({ number: z.number() }),
      run: async (_context, { number }) => void seen.push(number),
    });
    await addJob(school.db, note, { number: 1 });
    await addJob(school.db, note, { number: 2 });
    const living = await database.pool.connect();
    await takeOverAbandoned(living, 'pool-living');
    await school.db.run(sql`
      update graphile_worker._private_jobs set locked_at = now(),
        locked_by = case when payload->>'number' = '1' then 'pool-killed' else 'pool-living' end
    `);
    const worker = startWorker({ school, connectionString: database.url, jobs: [note], schedules: [] });
    await until(() => seen.length === 1);
    await worker.stop();
    expect(seen).toEqual([1]);
    living.release(true);
  });

  it('makes up for what a schedule missed while no worker ran', async () => {
    const { database, ...school } = await ownSchool();
    let times = 0;
    const note = defineJob({
      name: 'test.note',
      payload: z.unknown(),
      run: async () => {
        times += 1;
      },
    });
    const schedules = [{ job: note, cron: '0 * * * *' }];
    const options = { school, connectionString: database.url, jobs: [note], schedules };
    const known = () =>
      school.db.row(Count, sql`select count(*) as count from graphile_worker._private_known_crontabs`);
    const first = startWorker(options);
    await until(async () => (await known()).count === 1);
    await first.stop();
    await school.db.run(sql`
      update graphile_worker._private_known_crontabs set known_since = now() - interval '3 hours', last_execution = null
    `);
    const second = startWorker(options);
    await until(() => times >= 3);
    await second.stop();
    expect(school.logged.filter(({ level }) => level === 50)).toEqual([]);
  });
});
