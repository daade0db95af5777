import type pg from 'pg';

/** Comes back once some other connection waits for what this one's open transaction holds. */
export async function untilSomebodyWaitsFor(client: pg.PoolClient): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ waits: boolean }>(`
      select exists (
        select from pg_locks l where not l.granted and pg_backend_pid() = any(pg_blocking_pids(l.pid))) as waits`);
    if (rows[0]?.waits) return;
  }
}
