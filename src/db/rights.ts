import pg from 'pg';

/** Tables of the migrations' own: the portal only reads which have been done. */
const MIGRATION_TABLES = ['schema_migration', 'schema_migration_lock'];

/**
 * Gives the portal's role what it needs and no more: rows of every table, no DDL, the audit log only to read
 * and add to, the job queue. Safe to repeat; needs the role that owns the database.
 */
export async function grantRights(client: pg.Client, appRole: string): Promise<void> {
  const role = pg.escapeIdentifier(appRole);
  await client.query(`
    begin;
    revoke create on schema public from public;
    grant usage on schema public, graphile_worker to ${role};
    grant select, insert, update, delete on all tables in schema public, graphile_worker to ${role};
    grant usage, select on all sequences in schema public, graphile_worker to ${role};
    grant execute on all functions in schema public, graphile_worker to ${role};
    revoke update, delete, truncate on audit_event from ${role};
    revoke insert, update, delete, truncate on ${MIGRATION_TABLES.join(', ')}, graphile_worker.migrations from ${role};
  `);
  // The queue's tables let nobody but their owner see a row unless a policy says so.
  const { rows } = await client.query<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c
     where c.relnamespace = 'graphile_worker'::regnamespace and c.relrowsecurity
       and not exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'portal')`,
  );
  for (const { name } of rows) {
    await client.query(`create policy portal on ${name} to ${role} using (true) with check (true)`);
  }
  await client.query('commit');
}
