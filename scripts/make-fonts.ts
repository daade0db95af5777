/**
 * Cuts Onest (OFL-1.1) down to what a Russian page needs: two files of together 23 kB in public/fonts. Run only
 * when the font is updated, and commit what it writes. Neither package is a dependency:
 * `npm i --no-save subset-font @fontsource-variable/onest`, then
 * `node scripts/make-fonts.ts [FOLDER_OF_node_modules]`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

type SubsetFont = (font: Buffer, text: string, options: object) => Promise<Buffer>;

const packages = resolve(process.argv[2] ?? 'node_modules');
const required: unknown = createRequire(`${packages}/`)('subset-font');
const subsetFont = required as SubsetFont; // the package is not installed, so neither are its types

const letters = (from: number, to: number) =>
  String.fromCodePoint(...Array.from({ length: to - from + 1 }, (_, i) => from + i));
const cuts = [
  ['onest-latin-wght-normal.woff2', `${letters(0x20, 0x7e)}\u00a0«»–—…·×°−‑’“”„`, 'onest-latin.woff2'],
  ['onest-cyrillic-wght-normal.woff2', `Ёё№${letters(0x410, 0x44f)}`, 'onest-cyr.woff2'],
] as const;

for (const [source, text, target] of cuts) {
  const font = readFileSync(`${packages}/@fontsource-variable/onest/files/${source}`);
  const axes = { wght: { min: 400, max: 700 } };
  const cut = await subsetFont(font, text, { targetFormat: 'woff2', variationAxes: axes });
  writeFileSync(`public/fonts/${target}`, cut);
  console.log(target, cut.length);
}
