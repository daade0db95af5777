import pg from 'pg';

/** PostgreSQL plans badly until it has counted what was loaded; only the owner may make it count. */
export async function gatherStatistics(ownerUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query('analyze');
  } finally {
    await client.end();
  }
}
