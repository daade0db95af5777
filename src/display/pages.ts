import {
  type Display,
  type DisplaySetting,
  displayChoices,
  ordinaryDisplay,
} from '../web/display-settings.ts';
import { urls } from '../web/urls.ts';
import { view } from '../web/view.ts';

/** The settings of the version for poor sight, each a row of choices. */
export interface DisplayPage {
  action: string;
  groups: readonly {
    name: string;
    legend: string;
    choices: readonly { id: string; value: string; label: string; checked: boolean; swatch: string | null }[];
  }[];
  /** Something differs from the ordinary look: the way back is offered first. */
  isChanged: boolean;
}
export const displayPage = view<DisplayPage>('display/settings');

type Labels = { readonly [S in DisplaySetting]: { readonly [V in Display[S]]: string } };

const legends: readonly (readonly [DisplaySetting, string])[] = [
  ['size', 'Размер текста'],
  ['theme', 'Цвета'],
  ['spacing', 'Расстояние между буквами'],
  ['font', 'Шрифт'],
  ['images', 'Изображения'],
];

const labels: Labels = {
  size: { 100: 'Обычный', 150: 'В\u00a01,5\u00a0раза', 200: 'В\u00a02\u00a0раза' },
  theme: {
    auto: 'Как в\u00a0устройстве',
    light: 'Светлые',
    dark: 'Тёмные',
    bw: 'Чёрным по\u00a0белому',
    wb: 'Белым по\u00a0чёрному',
    blue: 'Тёмно-синим по\u00a0голубому',
    beige: 'Коричневым по\u00a0бежевому',
    brown: 'Зелёным по\u00a0тёмно-коричневому',
  },
  spacing: { 1: 'Обычное', 2: 'Увеличенное', 3: 'Большое' },
  font: { sans: 'Без засечек', serif: 'С\u00a0засечками' },
  images: { on: 'Показывать', off: 'Скрыть' },
};

const swatches: ReadonlySet<string> = new Set(['light', 'dark', 'bw', 'wb', 'blue', 'beige', 'brown']);

/** The page for the look that is in force. */
export function toDisplayPage(display: Display): DisplayPage {
  const groups = legends.map(([name, legend]) => {
    const words: Readonly<Record<string, string>> = labels[name];
    const choices = displayChoices[name].map((value) => ({
      id: `${name}-${value}`,
      value,
      label: words[value] ?? value,
      checked: display[name] === value,
      swatch: name === 'theme' && swatches.has(value) ? value : null,
    }));
    return { name, legend, choices };
  });
  const isChanged = legends.some(([name]) => display[name] !== ordinaryDisplay[name]);
  return { action: urls.display(), groups, isChanged };
}
