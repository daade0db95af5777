import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod';

/** What the portal was started with. Read once; nothing else reads the environment. */
export interface Config {
  readonly isProduction: boolean;
  readonly port: number;
  /** The address to listen on; the demo school is served on 127.0.0.1 whatever this says. */
  readonly host: string;
  /** An absolute path. */
  readonly dataDir: string;
  /** A server to use instead of the built-in one, with the role that the portal runs as. */
  readonly databaseUrl: string | null;
  /** The same database with the role that owns it, for migrations; null: the portal's role is the owner. */
  readonly databaseOwnerUrl: string | null;
  readonly sessionSecret: string | null;
  /** Origin of the portal's own links, without a slash at the end; null: what it listens on. */
  readonly publicUrl: string | null;
  readonly metricsToken: string | null;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  /** The most database connections of the web process. */
  readonly poolSize: number;
  readonly trustProxy: number;
  readonly worker: 'inside' | 'none';
}

/** The environment is wrong; `faults` says in words what all is. */
export class ConfigFault extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`Настройки портала заданы неверно:\n${faults.map((fault) => `  • ${fault}`).join('\n')}`);
    this.name = 'ConfigFault';
    this.faults = faults;
  }
}

const whole = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,6}$/, `нужно целое число от ${least} до ${most}`)
    .transform(Number)
    .refine((value) => value >= least && value <= most, `нужно целое число от ${least} до ${most}`);
const oneOf = <const T extends readonly [string, ...string[]]>(words: T) =>
  z.enum(words, `нужно одно из: ${words.join(', ')}`);
const secret = (length: number) => z.string().min(length, `нужно не меньше ${length} знаков`);
const database = z
  .string()
  .regex(/^postgres(ql)?:\/\/[^\s]+$/, 'нужен адрес вида postgresql://имя:пароль@сервер/база')
  .refine(
    (value) => URL.canParse(value),
    'адрес не читается; особые знаки в пароле пишутся как %40, %2F и так далее',
  );
const origin = z
  .string()
  .transform((value) => value.replace(/\/+$/, ''))
  .refine(
    (value) => /^https?:\/\/[^/?#\s]+$/.test(value) && URL.canParse(value),
    'нужен адрес сайта без пути, например https://portal.school11.ru',
  );

/** Every setting, as text; a setting that is not given is undefined. */
const Settings = z.object({
  NODE_ENV: oneOf(['development', 'production', 'test']).default('development'),
  PORT: whole(0, 65535).default(8080),
  HOST: z
    .string()
    .regex(/^[\w.:-]+$/, 'нужен адрес, на котором слушать, например 0.0.0.0')
    .default('0.0.0.0'),
  DATA_DIR: z.string().default('./data'),
  DATABASE_URL: database.optional(),
  DATABASE_OWNER_URL: database.optional(),
  SESSION_SECRET: secret(32).optional(),
  PUBLIC_URL: origin.optional(),
  METRICS_TOKEN: secret(16).optional(),
  LOG_LEVEL: oneOf(['debug', 'info', 'warn', 'error']).default('info'),
  POOL_SIZE: whole(2, 200).default(10),
  TRUST_PROXY: whole(0, 10).default(0),
  WORKER: oneOf(['inside', 'none']).default('inside'),
});

/** The names of all settings. */
export const SETTING_NAMES: readonly string[] = Object.keys(Settings.shape);

/**
 * Reads the settings; each may be given as NAME or, for secrets kept in files, as NAME_FILE.
 * Throws a ConfigFault that names every fault at once.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env): Config {
  const faults: string[] = [];
  const given: Record<string, string> = {};
  for (const name of SETTING_NAMES) {
    const value = readSetting(environment, name, faults);
    if (value !== undefined) given[name] = value;
  }
  const parsed = Settings.safeParse(given);
  const wrong = new Map(
    (parsed.error?.issues ?? []).toReversed().map((issue) => [String(issue.path[0]), issue.message]),
  );
  for (const [name, words] of wrong) faults.push(`${name}: ${words}.`);
  if (given.NODE_ENV === 'production' && given.SESSION_SECRET === undefined) {
    faults.push('SESSION_SECRET: в рабочем режиме он обязателен, например из `openssl rand -hex 32`.');
  }
  if (given.DATABASE_OWNER_URL !== undefined && given.DATABASE_URL === undefined) {
    faults.push('DATABASE_OWNER_URL: задан, а DATABASE_URL нет; нужны оба или ни одного.');
  }
  if (faults.length > 0 || !parsed.success) throw new ConfigFault(faults);
  const set = parsed.data;
  return {
    isProduction: set.NODE_ENV === 'production',
    port: set.PORT,
    host: set.HOST,
    dataDir: resolve(set.DATA_DIR),
    databaseUrl: set.DATABASE_URL ?? null,
    databaseOwnerUrl: set.DATABASE_OWNER_URL ?? null,
    sessionSecret: set.SESSION_SECRET ?? null,
    publicUrl: set.PUBLIC_URL ?? null,
    metricsToken: set.METRICS_TOKEN ?? null,
    logLevel: set.LOG_LEVEL,
    poolSize: set.POOL_SIZE,
    trustProxy: set.TRUST_PROXY,
    worker: set.WORKER,
  };
}

function readSetting(
  environment: Readonly<Record<string, string | undefined>>,
  name: string,
  faults: string[],
): string | undefined {
  const value = environment[name] || undefined;
  const file = environment[`${name}_FILE`] || undefined;
  if (file === undefined) return value;
  if (value !== undefined) {
    faults.push(`${name}: задан и сам, и файлом ${name}_FILE; оставьте что-то одно.`);
    return undefined;
  }
  try {
    const content = readFileSync(file, 'utf8').trim();
    if (content === '') faults.push(`${name}_FILE: файл ${file} пуст.`);
    return content || undefined;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    faults.push(`${name}_FILE: файл ${file} не читается (${code ?? String(error)}).`);
    return undefined;
  }
}

/** The secret that signs session cookies: the one set, or, outside production, one kept in the data folder. */
export function sessionSecretOf(config: Pick<Config, 'sessionSecret' | 'dataDir'>): string {
  if (config.sessionSecret !== null) return config.sessionSecret;
  const file = join(config.dataDir, 'session.secret');
  if (!existsSync(file)) {
    mkdirSync(config.dataDir, { recursive: true });
    writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600 });
  }
  return readFileSync(file, 'utf8').trim();
}
