import { beforeAll, describe, expect, it } from 'vitest';
import { goLive, type Live } from '../support/live.ts';

let live: Live;

beforeAll(async () => {
  live = await goLive();
});

/** How many pages a PDF of Chromium has. */
const pagesOf = (pdf: Buffer) => Number(/\/Count (\d+)/.exec(pdf.toString('latin1'))?.[1]);

describe('a week', () => {
  it.each([
    ['sonya', '/week'],
    ['kovaleva', '/week'],
    ['orlova', '/week'],
    ['belova', '/week'],
  ])('of %s is printed on one sheet', async (login, path) => {
    const window = await live.window({ viewport: { width: 1280, height: 900 } });
    await window.enter(login);
    await window.page.goto(path);
    expect(pagesOf(await window.page.pdf({ preferCSSPageSize: true }))).toBe(1);
    await window.context.close();
  });

  it('of a class with its parts is printed on one sheet', async () => {
    const window = await live.window({ viewport: { width: 1280, height: 900 } });
    await window.enter('sonya');
    await window.page.goto('/classes');
    await expect.poll(() => new URL(window.page.url()).pathname).toMatch(/^\/classes\/\d+\/week$/);
    expect(pagesOf(await window.page.pdf({ preferCSSPageSize: true }))).toBe(1);
    await window.context.close();
  });

  it('on a phone is a day at a time, chosen without script', async () => {
    const window = await live.window({ javaScriptEnabled: false });
    await window.enter('sonya');
    await window.page.goto('/week');
    const shown = () => window.page.locator('.day:visible h3').allInnerTexts();
    expect((await shown()).join()).toContain('Вторник');
    await window.page.getByRole('radio', { name: /^Четверг/ }).check();
    const texts = await shown();
    expect(texts).toHaveLength(1);
    expect(texts[0]).toContain('Четверг');
    await window.context.close();
  });
});

describe('with text at 200 % and the widest spacing', () => {
  it.each(['belova', 'kovaleva', 'ivanenko', 'litvinov'])(
    'no page of %s scrolls sideways, from 320 px on',
    async (login) => {
      const window = await live.window();
      await window.enter(login);
      await window.context.addCookies([{ name: 'display', value: 'light.200.3.sans.on', url: live.base }]);
      const wide: string[] = [];
      for (const path of ['/', '/week', '/classes', '/online-lessons']) {
        await window.page.goto(path);
        for (const width of [320, 390, 1280]) {
          await window.page.setViewportSize({ width, height: 800 });
          const over = await window.page.evaluate('document.documentElement.scrollWidth - innerWidth');
          if (Number(over) > 0) wide.push(`${path} at ${width} px: ${over} px too wide`);
        }
      }
      expect(wide).toEqual([]);
      expect(window.complaints).toEqual([]);
      await window.context.close();
    },
  );
});
