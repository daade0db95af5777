import pg from 'pg';

/**
 * Empties every table of the portal and its job queue; what the migrations did stays. Only for taking the demo
 * school away: the audit log goes too, which needs the role that owns the database.
 */
export async function forgetEverything(ownerUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'zvonok forget' });
  await client.connect();
  try {
    const { rows } = await client.query<{ names: string }>(`
      select string_agg(c.oid::regclass::text, ', ') as names from pg_class c
      where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
        and c.relname not in ('schema_migration', 'schema_migration_lock')
    `);
    await client.query(`
      begin;
      set local lock_timeout = '5s';
      alter table audit_event disable trigger user;
      truncate ${rows[0]?.names ?? ''} restart identity cascade;
      alter table audit_event enable trigger user;
      truncate graphile_worker._private_jobs cascade;
      commit;
    `);
  } finally {
    await client.end();
  }
}
