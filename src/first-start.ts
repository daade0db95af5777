import type { Db } from './db/db.ts';
import { type Clock, findSchool, type School } from './school.ts';

/**
 * Sees to it that the database holds a school: the built-in one gets the demo school when it is empty.
 * Throws, in words, where a server named by DATABASE_URL holds none.
 */
export async function ensureSchool(db: Db, _clock: Clock, isBuiltIn: boolean): Promise<void> {
  if ((await findSchool(db)) !== null) return;
  if (!isBuiltIn) throw new Error('В базе данных ещё нет школы. Создайте её: npm run school:new');
}

/** What is printed when the portal is up: where it is, and, in the demo school, who can sign in. */
export function startWords(
  school: School,
  at: { host: string; port: number; publicUrl: string | null },
): string {
  const shown = at.host === '0.0.0.0' || at.host === '::' ? 'localhost' : at.host;
  const address = at.publicUrl ?? `http://${shown}:${at.port}`;
  return `\n«Звонок» работает: ${address}\n${school.name}\n`;
}
