/** Makes an empty migration: `npm run db:new -- add lesson homework`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MIGRATIONS_FOLDER } from '../src/db/migrate.ts';

const words = process.argv
  .slice(2)
  .join('_')
  .toLowerCase()
  .replace(/[\s-]+/g, '_');
if (!/^[a-z][a-z0-9_]+$/.test(words)) {
  console.error('Say what it does, verb first: npm run db:new -- add lesson homework');
  process.exit(1);
}
const stamp = Temporal.Now.instant().toString({ fractionalSecondDigits: 0 }).replace(/\D/g, '');
const file = join(MIGRATIONS_FOLDER, `${stamp}_${words}.ts`);
writeFileSync(
  file,
  `import type { Knex } from 'knex';

/** Say here, in one sentence, what this does. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(\`
  \`);
}
`,
  { flag: 'wx' },
);
console.log(file);
