import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll } from 'vitest';
import { createSchoolApp } from '../../src/app.ts';
import { castMember } from '../../src/demo/cast.ts';
import { launchChromium } from './browser.ts';
import { ownSchool, type TestSchool } from './school.ts';

/** The portal listening on a port, and a real browser that knows nothing else of the world. */
export interface Live {
  school: TestSchool;
  base: string;
  browser: Browser;
  /** A window of its own. What leaves the portal is kept by its address; nothing is fetched. */
  window(options?: BrowserContextOptions): Promise<Window>;
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
}

/** A small school of its own behind a port; both end with the file. */
export async function goLive(now?: string): Promise<Live> {
  const school = await ownSchool({ template: 'school', ...(now === undefined ? {} : { now }) });
  const server = createSchoolApp(school).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // listening on a port, not on a socket
  const base = `http://127.0.0.1:${port}`;
  const browser = await launchChromium();
  afterAll(async () => {
    await browser.close();
    server.close();
    server.closeAllConnections();
  });
  return { school, base, browser, window: (options) => openWindow(browser, base, options) };
}

async function openWindow(
  browser: Browser,
  base: string,
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
  };
}
