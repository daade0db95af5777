/**
 * Begins a real school: `npm run school:new`. Asks for what is not given as a flag (`--name …`); without a terminal
 * all must be given. `--replace-demo` takes the demo school away first. `--new-code LOGIN` only makes another
 * activation code for the coordinator or the technical specialist.
 */
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import type { ActivationSlip } from '../src/accounts/make-activation.ts';
import { inLatin } from '../src/accounts/word-variants.ts';
import { type Config, readConfig } from '../src/config.ts';
import { findRunningDatabase, withDatabase } from '../src/database.ts';
import type { Db } from '../src/db/db.ts';
import { forgetEverything } from '../src/db/forget.ts';
import { beginSchool, renewCode, SchoolToBegin } from '../src/new-school.ts';
import { findSchool, systemClock } from '../src/school.ts';
import { dayShort, localMoment } from '../src/web/dates.ts';

interface Question {
  field: keyof SchoolToBegin;
  flag: string;
  asked: string;
  /** What stands where nothing is answered; null: an answer is needed. */
  usual: ((given: Record<string, string>) => string) | null;
}

const QUESTIONS: readonly Question[] = [
  { field: 'name', flag: 'name', asked: 'Полное название школы', usual: null },
  { field: 'shortName', flag: 'short-name', asked: 'Короткое название, например СОШ № 11', usual: null },
  { field: 'city', flag: 'city', asked: 'Город', usual: null },
  { field: 'timeZone', flag: 'time-zone', asked: 'Часовой пояс', usual: () => Temporal.Now.timeZoneId() },
  { field: 'daysPerWeek', flag: 'days-per-week', asked: 'Учебных дней в неделе, 5 или 6', usual: () => '5' },
  { field: 'director', flag: 'director', asked: 'Директор, например Мальцева Е. М.', usual: () => '' },
  { field: 'order', flag: 'order', asked: 'Номер приказа об утверждении Порядка', usual: null },
  { field: 'orderDate', flag: 'order-date', asked: 'Дата приказа, ГГГГ-ММ-ДД', usual: null },
  { field: 'family', flag: 'family', asked: 'Координатор: фамилия', usual: null },
  { field: 'given', flag: 'given', asked: 'Координатор: имя', usual: null },
  { field: 'patronymic', flag: 'patronymic', asked: 'Координатор: отчество', usual: () => '' },
  {
    field: 'login',
    flag: 'login',
    asked: 'Координатор: логин',
    usual: (given) => inLatin((given.family ?? '').toLowerCase()),
  },
  { field: 'supportPhone', flag: 'support-phone', asked: 'Телефон технической поддержки', usual: null },
  { field: 'supportEmail', flag: 'support-email', asked: 'Почта технической поддержки', usual: null },
  {
    field: 'supportHours',
    flag: 'support-hours',
    asked: 'Часы поддержки, например по будням с 8:00 до 17:00',
    usual: () => '',
  },
];

const CONFIRMATION = 'УДАЛИТЬ';

/** What keeps the school from being made, in words for whoever typed the command. */
class Refused extends Error {}

interface Flags {
  given: Record<string, string>;
  replaceDemo: boolean;
  newCode: string | null;
}

function readFlags(): Flags {
  const options = Object.fromEntries(QUESTIONS.map(({ flag }) => [flag, { type: 'string' as const }]));
  const all = {
    ...options,
    'replace-demo': { type: 'boolean' as const },
    'new-code': { type: 'string' as const },
  };
  try {
    const values: Record<string, string | boolean | undefined> = parseArgs({ options: all }).values;
    const given: Record<string, string> = {};
    for (const { field, flag } of QUESTIONS) {
      const value = values[flag];
      if (typeof value === 'string') given[field] = value;
    }
    const newCode = values['new-code'];
    return {
      given,
      replaceDemo: values['replace-demo'] === true,
      newCode: typeof newCode === 'string' ? newCode : null,
    };
  } catch (error) {
    const known = [...QUESTIONS.map(({ flag }) => flag), 'replace-demo', 'new-code'].map(
      (flag) => `--${flag}`,
    );
    throw new Refused(`${error instanceof Error ? error.message : error}\nЕсть такие: ${known.join(', ')}.`);
  }
}

const terminal = process.stdin.isTTY
  ? createInterface({ input: process.stdin, output: process.stdout })
  : null;

async function askFor(question: Question, given: Record<string, string>): Promise<string> {
  const usual = question.usual?.(given) ?? null;
  if (terminal === null) return usual ?? '';
  const shown = usual ? ` [${usual}]` : '';
  for (;;) {
    const answer = (await terminal.question(`${question.asked}${shown}: `)).trim() || (usual ?? '');
    const parsed = SchoolToBegin.shape[question.field].safeParse(answer);
    if (parsed.success) return answer;
    console.log(`  ${parsed.error.issues[0]?.message ?? 'не подходит'}`);
  }
}

async function gatherFacts(given: Record<string, string>): Promise<SchoolToBegin> {
  const answers = { ...given };
  for (const question of QUESTIONS) answers[question.field] ??= await askFor(question, answers);
  const parsed = SchoolToBegin.safeParse(answers);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => {
    const flag = QUESTIONS.find(({ field }) => field === issue.path[0])?.flag ?? String(issue.path[0]);
    return `  --${flag}: ${issue.message}`;
  });
  throw new Refused(`Школа не создана:\n${[...new Set(faults)].join('\n')}`);
}

/** Throws where a school is in the way; true where the demo school has to go first, as was asked for. */
async function mustReplaceDemo(db: Db, replaceDemo: boolean, wasRunning: boolean): Promise<boolean> {
  const school = await findSchool(db);
  if (school === null) return false;
  if (!school.is_demo) throw new Refused(`В базе данных уже есть школа: ${school.name}.`);
  if (!replaceDemo) {
    throw new Refused(
      'В базе данных учебная школа. Чтобы заменить её настоящей: npm run school:new -- --replace-demo',
    );
  }
  if (wasRunning) throw new Refused('Портал работает с учебной школой. Остановите его (Ctrl-C) и повторите.');
  return true;
}

async function confirmForgetting(): Promise<void> {
  const words = `Учебная школа и всё, что в ней сделано, будет удалено. Чтобы подтвердить, введите ${CONFIRMATION}: `;
  const answer = terminal === null ? await readLine() : await terminal.question(words);
  if (answer.trim() !== CONFIRMATION) throw new Refused('Ничего не изменено.');
}

/** The first line of what was piped in: a confirmation without a terminal. */
async function readLine(): Promise<string> {
  for await (const line of createInterface({ input: process.stdin })) return line;
  return '';
}

function printSlip(slip: ActivationSlip, config: Config, timeZone: string): void {
  const { day, time } = localMoment(slip.expiresAt, timeZone);
  console.log(`
  Адрес:  ${config.publicUrl ?? `http://localhost:${config.port}`}/activation
  Логин:  ${slip.login}
  Код:    ${slip.code}   (действует один раз, до ${time} ${dayShort(day)})
`);
}

async function main(): Promise<void> {
  const flags = readFlags();
  const config = readConfig();
  const wasRunning = config.databaseUrl === null && findRunningDatabase(config) !== null;
  await withDatabase(config, async ({ db, urls }) => {
    if (flags.newCode !== null) {
      const school = await findSchool(db);
      const slip = await renewCode(db, flags.newCode, systemClock.now());
      if (slip === null || school === null)
        throw new Refused('Такого координатора или технического специалиста нет.');
      console.log('Новый код:');
      return printSlip(slip, config, school.time_zone);
    }
    const replaces = await mustReplaceDemo(db, flags.replaceDemo, wasRunning);
    const facts = await gatherFacts(flags.given);
    if (replaces) {
      await confirmForgetting();
      await forgetEverything(urls.owner);
    }
    const slip = await beginSchool(db, facts, systemClock.now());
    console.log(
      `\nШкола создана: ${facts.name}\nКоординатор: ${facts.family} ${facts.given} ${facts.patronymic}`.trimEnd(),
    );
    printSlip(slip, config, facts.timeZone);
    console.log('Запустите портал: npm start');
  });
}

try {
  await main();
} catch (error) {
  if (!(error instanceof Refused) && !(error instanceof Error && error.name === 'ConfigFault')) throw error;
  console.error(error.message);
  process.exitCode = 1;
} finally {
  terminal?.close();
}
