import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import sql from 'sql-template-tag';
import { afterAll, describe, expect, inject, it } from 'vitest';
import * as z from 'zod';
import { poolDb } from '../../src/db/db.ts';
import { isUnavailable } from '../../src/db/faults.ts';
import { listMigrations, migrate } from '../../src/db/migrate.ts';
import { createPool } from '../../src/db/pool.ts';
import { ownDatabase } from '../support/database.ts';

const made: string[] = [];
async function asSuperuser(work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: inject('cluster').superuserUrl });
  await client.connect();
  await work(client);
  await client.end();
}
afterAll(() =>
  asSuperuser(async (client) => {
    for (const name of made) await client.query(`drop database if exists ${name} with (force)`);
  }),
);

/** An empty database, not migrated. */
async function bareDatabase(options = ''): Promise<string> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  made.push(name);
  await asSuperuser((client) =>
    client.query(`create database ${name} owner zvonok_owner template template0 ${options}`),
  );
  return inject('cluster').ownerUrl.replace('DATABASE', name);
}

describe('migrating', () => {
  it('does nothing the second time', async () => {
    const ownerUrl = await bareDatabase();
    expect(await migrate({ ownerUrl, appRole: 'zvonok_app' })).toEqual(listMigrations());
    expect(await migrate({ ownerUrl, appRole: 'zvonok_app' })).toEqual([]);
  });

  it('is done once where two processes start at the same time', async () => {
    const ownerUrl = await bareDatabase();
    const both = await Promise.all([1, 2].map(() => migrate({ ownerUrl, appRole: null })));
    expect(both.map((done) => done.length).sort()).toEqual([0, listMigrations().length]);
  });

  it('goes on after a process was killed in the middle of it', async () => {
    const { ownerUrl } = await ownDatabase();
    const client = new pg.Client({ connectionString: ownerUrl });
    await client.connect();
    await client.query('update schema_migration_lock set is_locked = 1');
    await client.end();
    expect(await migrate({ ownerUrl, appRole: 'zvonok_app' })).toEqual([]);
  });

  it('refuses a database that does not sort Russian names', async () => {
    const ownerUrl = await bareDatabase("locale_provider builtin builtin_locale 'C.UTF-8' locale 'C.UTF-8'");
    await expect(migrate({ ownerUrl, appRole: null })).rejects.toThrow(/сортирует/);
  });
});

describe('a database that cannot serve', () => {
  it('is told from a fault of ours when no connection is free', async () => {
    const { url } = await ownDatabase();
    const pool = createPool({ connectionString: url, max: 1, applicationName: 'test' });
    const held = await pool.connect();
    const refused = await poolDb(pool)
      .run(sql`select 1`)
      .catch((error: unknown) => error);
    expect(isUnavailable(refused)).toBe(true);
    held.release();
    expect(await poolDb(pool).run(sql`select 1`)).toBe(1);
    await pool.end();
  });

  it('fails a transaction whose connection it cuts between two statements, and nothing else', async () => {
    const { db } = await ownDatabase();
    const cut = db.transaction(async (tx) => {
      const { pid } = await tx.row(z.object({ pid: z.number() }), sql`select pg_backend_pid() as pid`);
      await db.run(sql`select pg_terminate_backend(${pid}::int)`);
      await wait(100); // the connection says so while nobody asks it anything
      await tx.run(sql`select 1`);
    });
    await expect(cut).rejects.toSatisfy(isUnavailable);
    expect(await db.run(sql`select 1`)).toBe(1);
  });

  it('is told from a fault of ours when it is away or cuts the connection', async () => {
    const { url, db } = await ownDatabase();
    const away = createPool({
      connectionString: url.replace(/host=[^&]+/, 'host=%2Fnowhere'),
      max: 1,
      applicationName: 'test',
    });
    const refused = await poolDb(away)
      .run(sql`select 1`)
      .catch((error: unknown) => error);
    expect(isUnavailable(refused)).toBe(true);
    await away.end();
    const cut = await db
      .run(sql`select pg_terminate_backend(pg_backend_pid())`)
      .catch((error: unknown) => error);
    expect(isUnavailable(cut)).toBe(true);
    expect(await db.run(sql`select 1`)).toBe(1);
    expect(isUnavailable(await db.run(sql`select 1 / 0`).catch((error: unknown) => error))).toBe(false);
  });
});
