import pg from 'pg';

const DATE = 1082;
const BIGINT = 20;
const BIGINT_ARRAY = 1016;
const TIMESTAMPTZ = 1184;

// The published types name scalar types only
const parserOf: (oid: number) => (value: string) => string[] = pg.types.getTypeParser;
const parseBigintArray = parserOf(BIGINT_ARRAY);

/** Parsers of this portal's pools only: days stay '2026-09-01', bigint is a number, a moment is an Instant. */
const types: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === DATE) return (value: string) => value;
    if (oid === BIGINT) return Number;
    if (oid === BIGINT_ARRAY) return (value: string) => parseBigintArray(value).map(Number);
    if (oid === TIMESTAMPTZ) return (value: string) => Temporal.Instant.from(value);
    return pg.types.getTypeParser(oid, format as 'text');
  },
};

export interface PoolOptions {
  connectionString: string;
  /** The most connections open at once. */
  max: number;
  applicationName: string;
  /** True for a library that reads rows by itself and expects what pg gives: Date for a moment, text for bigint. */
  plainTypes?: boolean;
}

/**
 * A pool for one school's database. A wait for a connection ends after 5 s: where two hundred press at once the last
 * of them waits, and is not turned away. A statement ends after 10 s.
 */
export function createPool(options: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: options.connectionString,
    max: options.max,
    application_name: options.applicationName,
    connectionTimeoutMillis: 5000,
    idleTimeoutMillis: 30_000,
    statement_timeout: 10_000,
    idle_in_transaction_session_timeout: 30_000,
    // Statements are prepared once a connection: planned once too. Planning a page's statements anew for each
    // request took as long as running them (the home of a parent: 20 ms, now 11).
    options: '-c plan_cache_mode=force_generic_plan',
    ...(options.plainTypes ? {} : { types }),
  });
  // An idle connection that breaks is dropped by the pool; without a listener the process would end.
  pool.on('error', () => undefined);
  // One that breaks between two statements of a transaction fails its next statement, which tells whoever uses it.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}
