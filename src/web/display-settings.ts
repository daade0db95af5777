/**
 * How a person wants the pages to look: the settings of the version for people with poor sight. They live in
 * one cookie that holds nothing else, and the server writes them into the page, so there is no flash of
 * another look and no script.
 */
export const displayChoices = {
  theme: ['auto', 'light', 'dark', 'bw', 'wb', 'blue', 'beige', 'brown'],
  size: ['100', '150', '200'],
  spacing: ['1', '2', '3'],
  font: ['sans', 'serif'],
  images: ['on', 'off'],
} as const;

export type DisplaySetting = keyof typeof displayChoices;

/** One chosen value for each setting; the first of each list is the ordinary look. */
export type Display = { readonly [S in DisplaySetting]: (typeof displayChoices)[S][number] };

export const ordinaryDisplay: Display = {
  theme: 'auto',
  size: '100',
  spacing: '1',
  font: 'sans',
  images: 'on',
};

export const displayCookieName = 'display';

/** True for the schemes for poor sight: one colour on another, and nothing else. */
export function hasTwoColours(display: Display): boolean {
  return display.theme !== 'auto' && display.theme !== 'light' && display.theme !== 'dark';
}

const settings = Object.keys(displayChoices) as DisplaySetting[]; // keys of a literal written above

/** The cookie's value for a look, e.g. `dark.150.1.sans.on`. */
export function writeDisplay(display: Display): string {
  return settings.map((setting) => display[setting]).join('.');
}

const known = new Map<string, Display>();

/** The look out of a `Cookie` header; what is missing, unknown or malformed is the ordinary one. */
export function readDisplay(cookieHeader: string | undefined): Display {
  const value = cookieHeader && /(?:^|;\s*)display=([a-z0-9.]{1,40})(?:;|$)/.exec(cookieHeader)?.[1];
  return value ? displayOfCookie(value) : ordinaryDisplay;
}

/** The look out of the cookie's value, `dark.150.1.sans.on`; null is the ordinary one. */
export function displayOfCookie(value: string | null): Display {
  if (value === null) return ordinaryDisplay;
  const remembered = known.get(value);
  if (remembered) return remembered;
  const parts = value.split('.');
  const display = displayOf(Object.fromEntries(settings.map((setting, i) => [setting, parts[i] ?? ''])));
  if (known.size < 1000) known.set(value, display);
  return display;
}

/** The look out of typed or stored values; unknown ones become the ordinary ones. */
export function displayOf(values: Readonly<Record<string, string | undefined>>): Display {
  const pick = <V extends string>(allowed: readonly V[], value: string | undefined, ordinary: V): V =>
    allowed.find((choice) => choice === value) ?? ordinary;
  return {
    theme: pick(displayChoices.theme, values.theme, ordinaryDisplay.theme),
    size: pick(displayChoices.size, values.size, ordinaryDisplay.size),
    spacing: pick(displayChoices.spacing, values.spacing, ordinaryDisplay.spacing),
    font: pick(displayChoices.font, values.font, ordinaryDisplay.font),
    images: pick(displayChoices.images, values.images, ordinaryDisplay.images),
  };
}
