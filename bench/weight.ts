/** What a browser loads at a first visit: the page, its styles, scripts and fonts, each compressed. */
import { gzipSync } from 'node:zlib';
import { ask } from './ask.ts';

export interface FirstVisit {
  /** Bytes by kind: html, css, js, woff2, and other (icons), which is not part of the budget. */
  parts: Record<string, number>;
  /** Without `other`. */
  total: number;
}

/** Bytes of a page and of all that it and its style sheet name, with gzip; fonts as they are. */
export async function weighFirstVisit(url: string, page: Buffer): Promise<FirstVisit> {
  const parts: Record<string, number> = {
    html: gzipSync(page, { level: 4 }).length,
    css: 0,
    js: 0,
    woff2: 0,
    other: 0,
  };
  const waiting = namedIn(page.toString(), /(?:href|src)="(\/static\/[^"#]+|\/manifest[^"]+)/g, '/');
  const seen = new Set<string>();
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const answer = await ask(`${url}${path}`, { 'Accept-Encoding': 'gzip' });
    if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`);
    const kind = /\.(css|js|woff2)$/.exec(path)?.[1] ?? 'other';
    parts[kind] = (parts[kind] ?? 0) + answer.body.length;
    if (kind !== 'css') continue;
    const plain = await ask(`${url}${path}`);
    waiting.push(...namedIn(plain.body.toString(), /url\(["']?([^"')#]+)/g, path));
  }
  const { other = 0, ...counted } = parts;
  return { parts, total: Object.values(counted).reduce((sum, size) => sum + size, 0) };
}

function namedIn(text: string, pattern: RegExp, from: string): string[] {
  return [...text.matchAll(pattern)].flatMap((match) =>
    match[1] === undefined || match[1].startsWith('data:')
      ? []
      : [new URL(match[1], `http://portal${from}`).pathname],
  );
}
