/** Brings the database up to date without starting the portal. */
import { readConfig } from '../src/config.ts';
import { withDatabase } from '../src/database.ts';

await withDatabase(readConfig(), async ({ migrated }) => {
  console.log(migrated.length === 0 ? 'The database is up to date.' : `Done: ${migrated.join(', ')}.`);
});
