import type { PackedPage } from './page-compression.ts';
import type { SchoolInfo } from './route.ts';

const KEEP_MS = 10_000;
const MOST_KEPT = 50;

/**
 * Pages that are the same for everybody who brings no cookie, as the bytes that went out: made once in ten
 * seconds, and anew when the school's row has changed. On a morning a whole school asks for the sign-in page.
 */
export interface VisitorPages {
  /** @param key the address, and whether the answer may be compressed */
  find(key: string, info: SchoolInfo): PackedPage | null;
  keep(key: string, info: SchoolInfo, page: PackedPage): void;
}

/** An empty store; one an app. */
export function visitorPages(): VisitorPages {
  const kept = new Map<string, { page: PackedPage; info: SchoolInfo; madeAt: number }>();
  return {
    find(key, info) {
      const found = kept.get(key);
      if (found === undefined || found.info !== info) return null;
      return performance.now() - found.madeAt < KEEP_MS ? found.page : null;
    },
    keep(key, info, page) {
      if (kept.size >= MOST_KEPT) kept.clear();
      kept.set(key, { page, info, madeAt: performance.now() });
    },
  };
}
