import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { staticFiles } from '../../src/web/assets.ts';
import { displayOf } from '../../src/web/display-settings.ts';
import { contentSecurityPolicy, securityHeaders } from '../../src/web/headers.ts';
import { renderPage, type Shell } from '../../src/web/view.ts';
import { launchChromium } from '../support/browser.ts';

const shell: Shell = {
  title: 'Проверка',
  school: { name: 'МАОУ СОШ № 11', shortName: 'СОШ № 11' },
  lang: 'ru',
  display: displayOf({}),
  nav: [],
  user: null,
  actingRoles: [],
  flash: [],
  submissionKey: 'a-key',
  support: { phone: '', phoneHref: '', email: '' },
  path: '/',
  unread: 0,
};

let browser: Browser;
let server: Server;
let base: string;
let context: BrowserContext;
let page: Page;
let body = '';
let signedIn = true;
let posts: string[] = [];
let complaints: string[] = [];

/** The layout, its scripts and the portal's headers, around whatever a test puts into `body`. */
beforeAll(async () => {
  const app = express();
  app.use(securityHeaders(false));
  app.use(staticFiles({ shortName: 'СОШ № 11' }));
  app.post('/{*path}', (request, response) => {
    posts.push(request.path);
    setTimeout(() => response.redirect(303, '/done'), 300);
  });
  app.get('/{*path}', (request, response) => {
    if (request.path === '/week' && !signedIn) return response.redirect(303, '/sign-in');
    response.setHeader('Content-Security-Policy', contentSecurityPolicy([]));
    response.setHeader('Cache-Control', 'no-store');
    const whole = renderPage('components/empty', { text: `Страница ${request.path}` }, shell);
    return response.type('html').send(whole.replace('</main>', () => `${body}</main>`));
  });
  server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // listening on a port, not on a socket
  browser = await launchChromium();
});

afterAll(async () => {
  await browser.close();
  server.closeAllConnections();
  server.close();
});

beforeEach(async () => {
  body = '';
  signedIn = true;
  posts = [];
  complaints = [];
  context = await browser.newContext({ viewport: { width: 390, height: 700 } });
  page = await context.newPage();
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (fault) => complaints.push(fault.message));
});

afterEach(async () => {
  await context.close();
  expect(complaints).toEqual([]);
});

test('a form that is pressed twice is sent once, and again after coming back', async () => {
  body = '<form method="post" action="/act"><button type="submit">Сохранить</button></form>';
  await page.goto(`${base}/`);
  await page.evaluate("const b = document.querySelector('button'); b.click(); b.click(); b.click();");
  await page.waitForURL(`${base}/done`);
  expect(posts).toEqual(['/act']);
  await page.goBack();
  await Promise.all([
    page.waitForResponse((answer) => answer.request().method() === 'POST'),
    page.click('button'),
  ]);
  expect(posts).toEqual(['/act', '/act']);
});

test('the focus goes to the list of errors', async () => {
  body = '<div class="errsum" tabindex="-1" data-autofocus><h2>Исправьте</h2></div>';
  await page.goto(`${base}/`);
  expect(await page.evaluate('document.activeElement.className')).toBe('errsum');
});

test('a notice is marked as read when it has been on the screen for a second, and once', async () => {
  const notice = (name: string) =>
    `<article class="card" data-mark-read><h2>${name}</h2><form method="post" action="/${name}"><button>Прочитано</button></form></article>`;
  body = `${notice('first')}${'<p>…</p>'.repeat(120)}${notice('last')}`;
  await page.goto(`${base}/`);
  await page.waitForTimeout(400);
  expect(posts).toEqual([]);
  await expect.poll(() => posts, { timeout: 4000 }).toEqual(['/first']);
  await page.evaluate('window.scrollTo(0, document.body.scrollHeight)');
  await expect.poll(() => posts, { timeout: 4000 }).toEqual(['/first', '/last']);
  await page.evaluate('window.scrollTo(0, 0)');
  await page.waitForTimeout(1300);
  expect(posts).toEqual(['/first', '/last']);
  expect(await page.locator('article form:visible').count()).toBe(0);
});

test('the week can be read without a network; other pages cannot, and a session that ended takes it away', async () => {
  await page.goto(`${base}/`);
  await page.evaluate('navigator.serviceWorker.ready.then(() => true)');
  await page.goto(`${base}/week?week=2026-W48`);
  await context.setOffline(true);
  await page.reload();
  expect(await page.textContent('main')).toContain('Страница /week');
  expect(await page.evaluate('getComputedStyle(document.body).display')).toBe('flex');
  expect(await page.goto(`${base}/notices`).catch(() => 'no network')).toBe('no network');
  await context.setOffline(false);
  signedIn = false;
  await page.goto(`${base}/week`);
  expect(page.url()).toBe(`${base}/sign-in`);
  expect(await page.evaluate("caches.has('week')")).toBe(false);
  complaints = complaints.filter((text) => !text.includes('ERR_INTERNET_DISCONNECTED'));
});
