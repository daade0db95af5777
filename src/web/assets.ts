/**
 * Static files: read, joined, hashed and compressed once at the start; a request costs a look-up in a map.
 * Every address carries one hash of the whole public folder (`/static/<hash>/css/app.css`), so a file may
 * point at another by a relative path and browsers keep everything for a year. The style sheet is written as
 * several files, one a subject, and served as one.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { IconName } from './icon-names.ts';
import type { SafeHtml } from './safe-html.ts';

/** The folder that holds views/ and public/. */
export const rootFolder = new URL('../..', import.meta.url).pathname.replace(/\/$/, '');

const publicFolder = `${rootFolder}/public`;

/** Order of the parts of the style sheet; files that are not named here follow by name. */
const styleOrder = ['tokens', 'base', 'layout', 'parts', 'forms', 'tables', 'lessons'];

const types = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  woff2: 'font/woff2',
} as const;
const compressible = new Set(['css', 'js', 'json', 'svg']);

function isKnown(ending: string): ending is keyof typeof types {
  return Object.hasOwn(types, ending);
}

interface StaticFile {
  type: string;
  body: Buffer;
  br?: Buffer;
  gzip?: Buffer;
}

const files = readFiles();
const version = hashOf(files);

/** Address of a file of public/, e.g. assetUrl('css/app.css'). Throws when there is no such file. */
export function assetUrl(path: string): string {
  if (!files.has(path)) throw new Error(`public/${path} does not exist`);
  return `/static/${version}/${path}`;
}

const icons = new Map<string, SafeHtml>();

/** An icon of the sprite, hidden from screen readers: words always stand beside it. */
export function icon(name: IconName): SafeHtml {
  let markup = icons.get(name);
  if (!markup) {
    const use = `<use href="${assetUrl('img/sprite.svg')}#${name}"/>`;
    markup = `<svg class="icon" aria-hidden="true" focusable="false">${use}</svg>` as SafeHtml; // no foreign text in it
    icons.set(name, markup);
  }
  return markup;
}

/** Value of the header `Speculation-Rules`: which links a browser may fetch ahead. */
export const speculationRules = `"${assetUrl('js/speculation.json')}"`;

/**
 * Middleware for /static/…, /sw.js, /manifest.webmanifest and /robots.txt; everything else goes on.
 * The manifest carries the school's short name.
 */
export function staticFiles(school: { shortName: string }) {
  const roots = rootFiles(school);
  return (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    const [, folder, hash, ...rest] = path.split('/');
    const inStatic = folder === 'static' ? files.get(rest.join('/')) : undefined;
    const file = inStatic ?? roots.get(path);
    // A page that was open over an update asks by the old hash: it gets today's file, not for keeps.
    const forGood = inStatic && hash === version;
    if (file) send(request, response, file, forGood ? 'public, max-age=31536000, immutable' : 'no-cache');
    else next();
  };
}

function send(request: IncomingMessage, response: ServerResponse, file: StaticFile, keep: string): void {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { Allow: 'GET, HEAD' }).end();
    return;
  }
  const accepted = request.headers['accept-encoding'] ?? '';
  const encoding =
    file.br && /\bbr\b/.test(accepted) ? 'br' : file.gzip && /\bgzip\b/.test(accepted) ? 'gzip' : '';
  const body = encoding === 'br' ? file.br : encoding === 'gzip' ? file.gzip : file.body;
  response.setHeader('Content-Type', file.type);
  response.setHeader('Cache-Control', keep);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
  if (file.gzip) response.setHeader('Vary', 'Accept-Encoding');
  if (encoding) response.setHeader('Content-Encoding', encoding);
  response.setHeader('Content-Length', body?.length ?? 0);
  response.writeHead(200).end(request.method === 'HEAD' ? undefined : body);
}

function rootFiles(school: { shortName: string }): Map<string, StaticFile> {
  const manifest = {
    id: '/',
    name: `Звонок — ${school.shortName}`,
    short_name: 'Звонок',
    description: 'Школьный портал: уроки, уведомления, вход на онлайн-уроки.',
    lang: 'ru',
    start_url: '/',
    scope: '/',
    display: 'standalone',
    background_color: '#f4f6f2',
    theme_color: '#14604a',
    icons: [
      { src: assetUrl('img/icon-192.png'), sizes: '192x192', type: 'image/png' },
      { src: assetUrl('img/icon-512.png'), sizes: '512x512', type: 'image/png', purpose: 'any maskable' },
      { src: assetUrl('img/icon.svg'), sizes: 'any', type: 'image/svg+xml' },
    ],
  };
  const worker = readFileSync(`${publicFolder}/js/sw.js`, 'utf8').replaceAll('__VERSION__', version);
  return new Map([
    ['/sw.js', ready(types.js, Buffer.from(worker), true)],
    [
      '/manifest.webmanifest',
      ready('application/manifest+json', Buffer.from(JSON.stringify(manifest)), true),
    ],
    ['/robots.txt', ready('text/plain; charset=utf-8', Buffer.from('User-agent: *\nDisallow: /\n'), false)],
  ]);
}

function readFiles(): Map<string, StaticFile> {
  const found = new Map<string, StaticFile>();
  for (const entry of readdirSync(publicFolder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = `${entry.parentPath}/${entry.name}`.slice(publicFolder.length + 1);
    const ending = path.split('.').at(-1) ?? '';
    if (!isKnown(ending) || ending === 'css') continue;
    found.set(path, ready(types[ending], readFileSync(`${publicFolder}/${path}`), compressible.has(ending)));
  }
  found.set('css/app.css', ready(types.css, Buffer.from(styleSheet()), true));
  const rules = found.get('js/speculation.json');
  if (rules) rules.type = 'application/speculationrules+json';
  return found;
}

/** All of public/css as one sheet, comments and indentation left out. */
function styleSheet(): string {
  const rank = (name: string) => {
    const place = styleOrder.indexOf(name.replace('.css', ''));
    return place < 0 ? styleOrder.length : place;
  };
  const names = readdirSync(`${publicFolder}/css`).filter((name) => name.endsWith('.css'));
  names.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
  return names
    .map((name) => readFileSync(`${publicFolder}/css/${name}`, 'utf8'))
    .join('\n')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s+/gm, '');
}

function ready(type: string, body: Buffer, compress: boolean): StaticFile {
  if (!compress) return { type, body };
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: body.length };
  return { type, body, br: brotliCompressSync(body, { params }), gzip: gzipSync(body, { level: 9 }) };
}

function hashOf(all: Map<string, StaticFile>): string {
  const hash = createHash('sha256');
  for (const [path, file] of [...all].sort(([a], [b]) => (a < b ? -1 : 1)))
    hash.update(path).update(file.body);
  return hash.digest('base64url').slice(0, 10);
}
