/**
 * Builds public/img/sprite.svg and src/web/icon-names.ts out of a chosen list of lucide icons (ISC licence).
 * Run only when the list changes, and commit what it writes. The icon package is large and not a dependency:
 * `npm i --no-save lucide-static`, then `node scripts/make-sprite.ts [FOLDER_OF_lucide-static]`.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const names =
  `accessibility activity arrow-left arrow-right ban bell bell-ring book-open calendar calendar-clock
calendar-days chart-column-increasing check chevron-down chevron-left chevron-right chevron-up circle-alert circle-check
circle-help circle-minus clipboard-check clock copy download ellipsis external-link eye file-text funnel headphones history house inbox info key-round
link list lock log-in log-out mail map-pin menu message-square monitor paperclip pencil phone plus printer refresh-cw repeat-2
scroll-text school search server settings shield-check ticket trash-2 triangle-alert undo-2 upload user user-check user-x users video video-off wifi-off x`
    .trim()
    .split(/\s+/);

const folder = process.argv[2] ?? 'node_modules/lucide-static';
const stroke =
  'viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"';

const symbols = names.map((name) => {
  const svg = readFileSync(`${folder}/icons/${name}.svg`, 'utf8');
  const inner = svg
    .replace(/^[\s\S]*?<svg[\s\S]*?>/, '')
    .replace(/<\/svg>[\s\S]*$/, '')
    .replace(/\s*\n\s*/g, '')
    .replace(/ \/>/g, '/>');
  return `<symbol id="${name}" ${stroke}>${inner}</symbol>`;
});

const sprite = `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join('\n')}\n</svg>\n`;
writeFileSync('public/img/sprite.svg', sprite);

const list = names.map((name) => `  | '${name}'`).join('\n');
writeFileSync(
  'src/web/icon-names.ts',
  `/** The icons of public/img/sprite.svg; written by scripts/make-sprite.ts. */\nexport type IconName =\n${list};\n`,
);
console.log(`${names.length} icons, ${sprite.length} bytes`);
