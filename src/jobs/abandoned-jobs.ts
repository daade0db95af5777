import type { PoolClient } from 'pg';

/** The first half of the advisory locks by which a worker shows that it lives; the second is its queue's name. */
const LIVES = 1_149_006;

/**
 * Shows, for as long as this connection lasts, that the worker called `name` lives, and frees the jobs of those
 * that do not: a worker killed in the middle of a job would otherwise keep it for four hours. Answers with how
 * many workers were found dead.
 */
export async function takeOverAbandoned(client: PoolClient, name: string): Promise<number> {
  await client.query('select pg_advisory_lock($1, hashtext($2))', [LIVES, name]);
  const { rows } = await client.query<{ name: string }>(
    `select distinct j.locked_by as name from graphile_worker._private_jobs j
     where j.locked_by is not null and not exists (
       select from pg_locks l
       where l.locktype = 'advisory' and l.classid = $1 and l.objid = (hashtext(j.locked_by)::int8 & 4294967295)::oid
         and l.database = (select oid from pg_database where datname = current_database()))`,
    [LIVES],
  );
  const dead = rows.map((row) => row.name);
  if (dead.length > 0) await client.query('select graphile_worker.force_unlock_workers($1::text[])', [dead]);
  return dead.length;
}
