import sql from 'sql-template-tag';
import * as z from 'zod';
import { listMigrations } from './db/migrate.ts';
import { workerSilence } from './jobs/heartbeat.ts';
import type { School } from './school.ts';
import type { ReadinessChecks } from './web/health.ts';

const MigrationRow = z.object({ name: z.string() });

/** What /readyz looks at: the database answers, no migration is missing, a worker lives, nothing is stopping. */
export function readinessChecks(
  school: Pick<School, 'db' | 'clock'>,
  isStopping: () => boolean,
): ReadinessChecks {
  const wanted = listMigrations();
  return {
    process: async () => (isStopping() ? 'stopping' : null),
    database: async () => {
      await school.db.run(sql`select 1`);
      return null;
    },
    migrations: async () => {
      const done = await school.db.rows(MigrationRow, sql`select name from schema_migration`);
      const names = new Set(done.map((row) => row.name));
      const missing = wanted.filter((name) => !names.has(name));
      return missing.length === 0 ? null : `missing: ${missing.join(', ')}`;
    },
    worker: () => workerSilence(school.db, school.clock.now()),
  };
}
