import type { SchoolInfo } from './route.ts';

const KEEP_MS = 10_000;

/**
 * The school's row, read at most every ten seconds: every page shows the school's name and support. While the
 * database is away the last one that was read is answered, so that the error page has the portal's look.
 */
export function infoCache(load: () => Promise<SchoolInfo | null>) {
  let kept: SchoolInfo | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<SchoolInfo> | undefined;
  let forgotten = 0;

  async function read(): Promise<SchoolInfo> {
    const since = forgotten;
    try {
      const found = await load();
      if (found === null) throw new Error('The database holds no school');
      // What was read while somebody changed the school's row may be the row before: not for keeps
      if (since !== forgotten) return found;
      // The same object while nothing changed: what is worked out from it is kept beside it
      if (JSON.stringify(found) !== JSON.stringify(kept)) kept = found;
      readAt = performance.now();
      return kept as SchoolInfo; // just set, or equal to what was found
    } finally {
      if (since === forgotten) reading = undefined;
    }
  }

  return {
    /** Throws where the database cannot be asked and nothing fresh is kept. */
    async info(): Promise<SchoolInfo> {
      if (kept !== undefined && performance.now() - readAt < KEEP_MS) return kept;
      reading ??= read();
      return reading;
    },
    /** What was read last, however old. */
    last: (): SchoolInfo | undefined => kept,
    forget(): void {
      forgotten += 1;
      reading = undefined;
      readAt = Number.NEGATIVE_INFINITY;
    },
  };
}
