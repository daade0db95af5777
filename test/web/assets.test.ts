import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import request from 'supertest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assetUrl, speculationRules, staticFiles } from '../../src/web/assets.ts';

let server: Server;

beforeAll(() => {
  const serve = staticFiles({ shortName: 'СОШ № 11' });
  server = createServer((asked, answer) =>
    serve(asked, answer, () => answer.writeHead(404).end('passed on')),
  );
});
afterAll(() => server.close());

test.each([
  ['css/app.css', 'text/css; charset=utf-8', 'br'],
  ['js/app.js', 'text/javascript; charset=utf-8', 'br'],
  ['img/sprite.svg', 'image/svg+xml', 'br'],
  ['img/icon-192.png', 'image/png', undefined],
  ['fonts/onest-cyr.woff2', 'font/woff2', undefined],
  ['js/speculation.json', 'application/speculationrules+json', 'br'],
])('%s is served for good, compressed where that helps', async (path, type, encoding) => {
  const answer = await request(server).get(assetUrl(path)).set('Accept-Encoding', 'gzip, br');
  expect(answer.status).toBe(200);
  expect(answer.headers).toMatchObject({
    'content-type': type,
    'cache-control': 'public, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
  });
  expect(answer.headers['content-encoding']).toBe(encoding);
});

test('the same bytes come plain to whom asks for no compression', async () => {
  const answer = await request(server).get(assetUrl('js/app.js')).set('Accept-Encoding', 'identity');
  expect(answer.headers['content-encoding']).toBeUndefined();
  expect(answer.text).toBe(readFileSync('public/js/app.js', 'utf8'));
});

test('an address of an earlier version gives today’s file, not for keeps', async () => {
  const answer = await request(server).get('/static/0000000000/css/app.css');
  expect([answer.status, answer.headers['cache-control']]).toEqual([200, 'no-cache']);
});

test.each([
  '/static/x/css/none.css',
  '/static/x/../../package.json',
  '/static/x/%2e%2e/%2e%2e/package.json',
  '/static/',
  '/css/app.css',
  '/static/x/css/tokens.css',
  '/',
])('%s is not a file of ours', async (path) => {
  expect((await request(server).get(path)).text).toBe('passed on');
});

test('files are read, never written', async () => {
  expect((await request(server).post(assetUrl('css/app.css'))).status).toBe(405);
  const head = await request(server).head(assetUrl('css/app.css'));
  expect([head.status, Number(head.headers['content-length']) > 1000]).toEqual([200, true]);
});

test('the manifest names the school, the worker its version, robots are kept out', async () => {
  const { body: manifest } = await request(server).get('/manifest.webmanifest');
  expect(manifest.name).toBe('Звонок — СОШ № 11');
  for (const { src } of manifest.icons) expect((await request(server).get(src)).status).toBe(200);
  const worker = await request(server).get('/sw.js');
  expect(worker.text).toContain(`const version = '${assetUrl('js/app.js').split('/')[2]}'`);
  expect((await request(server).get('/robots.txt')).text).toContain('Disallow: /');
  expect((await request(server).get(speculationRules.slice(1, -1))).status).toBe(200);
});

test('all that a first visit takes besides the page itself stays under 50 kB', async () => {
  const files = [
    'css/app.css',
    'js/app.js',
    'img/sprite.svg',
    'img/icon.svg',
    'fonts/onest-cyr.woff2',
    'fonts/onest-latin.woff2',
  ];
  const sizes = await Promise.all(
    files.map(async (file) => {
      const answer = await request(server).head(assetUrl(file)).set('Accept-Encoding', 'gzip');
      return Number(answer.headers['content-length']);
    }),
  );
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(50_000);
});

test('the style sheet asks for nothing that the oldest browser lacks, and for nobody else’s files', async () => {
  const sheet = (await request(server).get(assetUrl('css/app.css'))).text;
  expect(sheet).not.toMatch(/color-mix|light-dark\(|https?:|url\("\//);
});
