import type { Request } from 'express';
import type { SchoolInfo } from './route.ts';

const KEEP_MS = 10_000;
const MOST_KEPT = 50;

/** A page as it went out. */
export interface KeptPage {
  bytes: Buffer;
  /** Its headers, name and value in turn. */
  headers: readonly string[];
  /** What it was made from; it is made anew when the school's row has changed. */
  info: SchoolInfo;
  /** The route's pattern, for the log. */
  route: string;
}

/**
 * Pages that are the same for everybody who brings no cookie, as the bytes that went out: made once in ten
 * seconds. On a morning a whole school asks for the sign-in page.
 */
export interface VisitorPages {
  find(key: string, info: SchoolInfo): KeptPage | null;
  keep(key: string, page: KeptPage): void;
}

/** An empty store; one an app. */
export function visitorPages(): VisitorPages {
  const kept = new Map<string, KeptPage & { madeAt: number }>();
  return {
    find(key, info) {
      const found = kept.get(key);
      if (found === undefined || found.info !== info) return null;
      return performance.now() - found.madeAt < KEEP_MS ? found : null;
    },
    keep(key, page) {
      if (kept.size >= MOST_KEPT) kept.clear();
      kept.set(key, { ...page, madeAt: performance.now() });
    },
  };
}

/** What a page for visitors is kept under: the address and the encodings; null for whoever brings a cookie. */
export function visitorKey({ method, headers, originalUrl }: Request): string | null {
  if (method !== 'GET' || headers.cookie !== undefined) return null;
  return `${headers['accept-encoding'] ?? ''} ${originalUrl}`;
}
