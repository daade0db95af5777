import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, expect, vi } from 'vitest';
import { createSchoolApp } from '../../src/app.ts';
import { castMember } from '../../src/demo/cast.ts';
import { launchChromium } from './browser.ts';
import { type Stage, stageOf } from './cast.ts';
import { ownSchool, type TestSchool } from './school.ts';

/** The portal listening on a port, and a real browser that knows nothing else of the world. */
export interface Live {
  school: TestSchool;
  base: string;
  browser: Browser;
  /** A window of its own. What leaves the portal is kept by its address; nothing is fetched. */
  window(options?: BrowserContextOptions): Promise<Window>;
  /** Closes every window and waits until the portal has answered all that they sent. */
  closeWindows(): Promise<void>;
}

export interface Window {
  page: Page;
  context: BrowserContext;
  /** Addresses outside the portal that the window was led to. */
  left: string[];
  /** What the browser complained of: refused by the policy, faults of scripts. */
  complaints: string[];
  /** Fills and sends the sign-in page with real keys. */
  signIn(login: string): Promise<void>;
  /** Is signed in from the start, by the cookie alone: for tests of something else, which is quicker. */
  enter(login: string): Promise<void>;
}

/** A small school of its own behind a port; both end with the file. */
export async function goLive(now?: string): Promise<Live> {
  const school = await ownSchool({ template: 'school', ...(now === undefined ? {} : { now }) });
  const app = createSchoolApp(school);
  let unanswered = 0;
  const server = createServer((request, response) => {
    // Not the event «close»: whoever sent it may be gone while the portal still works on it
    const end = response.end.bind(response);
    unanswered += 1;
    let isAnswered = false;
    response.end = ((...given: Parameters<typeof end>) => {
      if (!isAnswered) unanswered -= 1;
      isAnswered = true;
      return end(...given);
    }) as typeof response.end; // one signature stands for its three
    app(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // listening on a port, not on a socket
  const base = `http://127.0.0.1:${port}`;
  const browser = await launchChromium();
  const at = stageOf(school, app);
  afterAll(async () => {
    await browser.close();
    server.close();
    server.closeAllConnections();
  });
  return {
    school,
    base,
    browser,
    window: (options) => openWindow(browser, base, at, options),
    async closeWindows() {
      await Promise.all(browser.contexts().map((context) => context.close()));
      await vi.waitFor(() => expect(unanswered).toBe(0), { timeout: 10_000 });
    },
  };
}

async function openWindow(
  browser: Browser,
  base: string,
  at: Stage,
  options: BrowserContextOptions = {},
): Promise<Window> {
  const context = await browser.newContext({
    baseURL: base,
    locale: 'ru-RU',
    viewport: { width: 390, height: 844 },
    serviceWorkers: 'block',
    ...options,
  });
  const page = await context.newPage();
  const left: string[] = [];
  // A redirect is not intercepted by the driver, so it is watched; the browser itself finds no host but this machine
  page.on('request', (request) => {
    if (!request.url().startsWith(base)) left.push(request.url());
  });
  const complaints: string[] = [];
  page.on('console', (message) => {
    const isExpected = /status of 4\d\d|ERR_NAME_NOT_RESOLVED/.test(message.text());
    if (message.type() === 'error' && !isExpected) complaints.push(message.text());
  });
  page.on('pageerror', (fault) => complaints.push(fault.message));
  return {
    page,
    context,
    left,
    complaints,
    async signIn(login) {
      await page.goto('/sign-in');
      await page.getByLabel('Логин').fill(login);
      await page.getByLabel('Пароль', { exact: true }).fill(castMember(login).password);
      await page.getByRole('button', { name: 'Войти', exact: true }).click();
      await page.waitForURL((url) => url.pathname !== '/sign-in');
    },
    async enter(login) {
      const cookies = Object.entries((await at.as(login)).cookies());
      await context.addCookies(cookies.map(([name, value]) => ({ name, value, url: base, httpOnly: true })));
    },
  };
}
