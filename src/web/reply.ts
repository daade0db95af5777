import type { View } from './view.ts';

export interface PageOptions {
  /** The page's title, without the school's name. */
  title: string;
  /** 200 unless told; 422 for a form with faults, 409 for a change that somebody else made first. */
  status?: number;
  /** True on pages with a bar of their own at the bottom of a phone. */
  focus?: boolean;
}

export interface Flash {
  kind: 'ok' | 'warn';
  text: string;
}

/** A cookie of the portal's own beside the session: HttpOnly, SameSite=Lax, Secure where the portal has TLS. */
export interface Cookie {
  name: string;
  value: string;
  maxAgeDays: number;
}

export interface DownloadedFile {
  fileName: string;
  /** The name for programs that know Latin letters only. */
  latinName: string;
  type: string;
  content: string | Uint8Array;
}

/** What a handler answers with: a value; only mount.ts turns it into HTTP. */
export type Reply =
  | { kind: 'page'; view: View<never>; model: unknown; options: PageOptions }
  | { kind: 'redirect'; url: string; flash: Flash | null; clearSiteData: boolean; cookies: readonly Cookie[] }
  | { kind: 'leave'; url: string }
  | ({ kind: 'download' } & DownloadedFile)
  | { kind: 'photo'; content: Uint8Array }
  | { kind: 'notFound' }
  | { kind: 'forbidden'; words: string | null }
  | { kind: 'tooMany'; words: string; seconds: number };

/** A page: the view's handle and the model that it demands. */
export function page<M>(view: View<M>, model: NoInfer<M>, options: PageOptions): Reply {
  return { kind: 'page', view: view as unknown as View<never>, model, options }; // the pair was checked by this signature
}

/** 303 to a page of the portal (a path from web/urls.ts), with words to show there. */
export function redirect(
  url: string,
  options: {
    flash?: string;
    kind?: 'ok' | 'warn';
    clearSiteData?: boolean;
    cookies?: readonly Cookie[];
  } = {},
): Reply {
  const flash = options.flash === undefined ? null : { kind: options.kind ?? 'ok', text: options.flash };
  return {
    kind: 'redirect',
    url,
    flash,
    clearSiteData: options.clearSiteData ?? false,
    cookies: options.cookies ?? [],
  };
}

/** 303 away from the portal, to an approved service's page. The only way in which an address of a lesson leaves. */
export function leave(url: string): Reply {
  return { kind: 'leave', url };
}

/** A file to be saved, never shown in the page's place. */
export function download(file: DownloadedFile): Reply {
  return { kind: 'download', ...file };
}

/** A JPEG that the portal wrote itself, shown in a page; nothing in it can run or ask for anything. */
export function photo(content: Uint8Array): Reply {
  return { kind: 'photo', content };
}

/** 404: not there, or not for this person; the two look the same. */
export function notFound(): Reply {
  return { kind: 'notFound' };
}

/** 403 with words that help. */
export function forbidden(words?: string): Reply {
  return { kind: 'forbidden', words: words ?? null };
}

/** 429 with words and the seconds to wait. */
export function tooMany(words: string, seconds: number): Reply {
  return { kind: 'tooMany', words, seconds };
}
