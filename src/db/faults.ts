/** What the rest of the portal asks about a fault of the database, so that it need not know PostgreSQL's codes. */

interface PgFault {
  code?: string;
  constraint?: string;
  message?: string;
}

const AWAY = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTFOUND', 'ETIMEDOUT', 'ENOENT']);

/** True where the database cannot serve now (away, starting, stopping, no connection free): answer 503. */
export function isUnavailable(error: unknown): boolean {
  const { code, message } = (error ?? {}) as PgFault;
  if (code !== undefined) {
    if (AWAY.has(code)) return true;
    // 08 connection, 53 insufficient resources, 57P01-57P04 shutdown and start, 55P03 lock timeout
    if (/^(08...|53...|57P0[1-4]|55P03)$/.test(code)) return true;
  }
  return (
    message !== undefined &&
    /timeout exceeded when trying to connect|Connection terminated|is not queryable/.test(message)
  );
}

/** True where PostgreSQL ended a transaction because others stood in its way: done again, it can go through. */
export function isWorthRepeating(error: unknown): boolean {
  const { code } = (error ?? {}) as PgFault;
  return code === '40P01' || code === '40001';
}

/** True where a statement would have broken the unique, exclusion, check or foreign key named `constraint`. */
export function violates(error: unknown, constraint: string): boolean {
  const fault = (error ?? {}) as PgFault;
  return fault.code?.startsWith('23') === true && fault.constraint === constraint;
}
