/** Writes migrations/schema.sql from a freshly migrated database, and the checksums of new migrations. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../src/db/embedded.ts';
import { MIGRATIONS_FOLDER, migrate } from '../src/db/migrate.ts';
import { landNewMigrations } from '../src/db/migration-checksums.ts';
import { dumpSchema } from '../src/db/schema-dump.ts';

const folder = mkdtempSync(join(tmpdir(), 'zvonok-schema-'));
const postgres = await startEmbeddedPostgres({
  dataDir: folder,
  log: { info: () => undefined, warn: console.warn },
  settings: { fsync: 'off' },
});
try {
  await migrate({ ownerUrl: postgres.urls.owner, appRole: 'zvonok_app' });
  const client = new pg.Client({ connectionString: postgres.urls.owner });
  await client.connect();
  writeFileSync(join(MIGRATIONS_FOLDER, 'schema.sql'), await dumpSchema(client));
  await client.end();
  const landed = landNewMigrations();
  console.log(`migrations/schema.sql is written. New migrations: ${landed.join(', ') || 'none'}.`);
} finally {
  await postgres.stop('immediate');
  rmSync(folder, { recursive: true, force: true });
}
