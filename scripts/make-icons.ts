/**
 * Draws public/img/icon-192.png and icon-512.png out of icon.svg, by Chromium. Run only when the icon changes,
 * and commit what it writes.
 */
import { readFileSync } from 'node:fs';
import { launchChromium } from '../test/support/browser.ts';

const svg = readFileSync('public/img/icon.svg', 'utf8');
const browser = await launchChromium();
for (const side of [192, 512]) {
  const page = await browser.newPage({ viewport: { width: side, height: side } });
  const style = 'body{margin:0;background:#14604a}svg{width:100vw;height:100vh;display:block}';
  await page.setContent(`<style>${style}</style>${svg}`);
  await page.screenshot({ path: `public/img/icon-${side}.png` });
}
await browser.close();
