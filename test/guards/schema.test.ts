import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listMigrations, MIGRATIONS_FOLDER } from '../../src/db/migrate.ts';
import { landedChecksums, migrationChecksums } from '../../src/db/migration-checksums.ts';
import { dumpSchema } from '../../src/db/schema-dump.ts';
import { ownDatabase } from '../support/database.ts';

describe('the schema', () => {
  it('in migrations/schema.sql is that of the migrated database (mend: npm run db:schema)', async () => {
    const { pool } = await ownDatabase();
    const client = await pool.connect();
    const dumped = await dumpSchema(client);
    client.release();
    expect(readFileSync(join(MIGRATIONS_FOLDER, 'schema.sql'), 'utf8')).toBe(dumped);
  });

  it('has every migration among the landed ones, unchanged', () => {
    expect(migrationChecksums()).toEqual(landedChecksums());
  });

  it('is reached by migrations that have no way back', async () => {
    for (const name of listMigrations()) {
      const migration: Record<string, unknown> = await import(join(MIGRATIONS_FOLDER, name));
      expect(Object.keys(migration), name).toEqual(['up']);
    }
  });
});
