import type { Db } from './db/db.ts';
import { gatherStatistics } from './db/statistics.ts';
import { CAST } from './demo/cast.ts';
import { answerKeys } from './feedback/answer-token.ts';
import { type Clock, findSchool, type School } from './school.ts';

const DEMO_TIME_ZONE = 'Europe/Kaliningrad';

/**
 * Sees to it that the database holds a school: the built-in one gets the demo school when it is empty.
 * Throws, in words, where a server named by DATABASE_URL holds none.
 */
export async function ensureSchool(
  db: Db,
  clock: Clock,
  database: { isBuiltIn: boolean; ownerUrl: string },
  secretFor: (purpose: string) => Buffer,
): Promise<void> {
  if ((await findSchool(db)) !== null) return;
  if (!database.isBuiltIn) throw new Error('В базе данных ещё нет школы. Создайте её: npm run school:new');
  console.log('База данных пуста: создаётся учебная школа, это займёт несколько секунд…');
  // The generator is needed once in the life of a data folder
  const { loadDemoSchool } = await import('./demo/load.ts');
  const now = clock.now();
  const today = now.toZonedDateTimeISO(DEMO_TIME_ZONE).toPlainDate().toString();
  await loadDemoSchool(db, { today, now, keys: answerKeys({ secretFor }) });
  await gatherStatistics(database.ownerUrl);
}

/** What is printed when the portal is up: where it is, and, in the demo school, who can sign in. */
export function startWords(
  school: Pick<School, 'name' | 'isDemo'>,
  at: { host: string; port: number; publicUrl: string | null },
): string {
  const shown = at.host === '0.0.0.0' || at.host === '::' ? 'localhost' : at.host;
  const lines = ['', `«Звонок» работает: ${at.publicUrl ?? `http://${shown}:${at.port}`}`, school.name];
  if (school.isDemo) lines.push('', ...demoSignIns(), '', 'Учебная школа видна только на этом компьютере.');
  return `${lines.join('\n')}\n`;
}

function demoSignIns(): string[] {
  const rows = CAST.filter((one) => one.maySignIn).map((one) => {
    const name = [one.familyName, one.givenName, one.patronymic].filter(Boolean).join(' ');
    return [one.login, one.password, `${name}, ${one.about}`] as const;
  });
  const widest = (column: 0 | 1) => Math.max(...rows.map((row) => row[column].length));
  const [loginWidth, passwordWidth] = [widest(0), widest(1)];
  const lines = rows.map(
    ([login, password, who]) => `  ${login.padEnd(loginWidth)}  ${password.padEnd(passwordWidth)}  ${who}`,
  );
  return ['Войти можно так (логин, пароль, кто это):', ...lines];
}
