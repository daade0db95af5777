import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { listMigrations, MIGRATIONS_FOLDER } from './migrate.ts';

const FILE = join(MIGRATIONS_FOLDER, 'checksums.json');
const Checksums = z.record(z.string(), z.string());

/** The SHA-256 of each migration that is in the folder, by name. */
export function migrationChecksums(): Record<string, string> {
  const sums = listMigrations().map((name): [string, string] => [
    name,
    createHash('sha256')
      .update(readFileSync(join(MIGRATIONS_FOLDER, name)))
      .digest('hex'),
  ]);
  return Object.fromEntries(sums);
}

/** The checksums of the migrations that have landed, as migrations/checksums.json keeps them. */
export function landedChecksums(): Record<string, string> {
  return Checksums.parse(JSON.parse(readFileSync(FILE, 'utf8')));
}

/**
 * Adds the checksums of new migrations to the file and answers with their names. What has landed is left as
 * it is: a changed migration stays a fault that the guard shows.
 */
export function landNewMigrations(): string[] {
  const landed = landedChecksums();
  const fresh = Object.entries(migrationChecksums()).filter(([name]) => landed[name] === undefined);
  const all = [...Object.entries(landed), ...fresh].sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(FILE, `${JSON.stringify(Object.fromEntries(all), null, 2)}\n`);
  return fresh.map(([name]) => name);
}
