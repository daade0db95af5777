/** Counts and names in Russian, and the spaces that must not break. */
const nbsp = '\u00a0';

/** The form of a noun that goes with a number: plural(5, 'урок', 'урока', 'уроков') → «уроков». */
export function plural(count: number, one: string, few: string, many: string): string {
  const rest = Math.abs(count) % 100;
  const last = rest % 10;
  if (!Number.isInteger(count)) return few; // 1,5 урока
  if (rest > 10 && rest < 20) return many;
  if (last === 1) return one;
  return last > 1 && last < 5 ? few : many;
}

/** The number with its noun: counted(5, 'урок', 'урока', 'уроков') → «5 уроков», thousands parted. */
export function counted(count: number, one: string, few: string, many: string): string {
  return `${number(count)}${nbsp}${plural(count, one, few, many)}`;
}

/** 12345 → «12 345», 1.5 → «1,5»; four digits stay together. */
export function number(value: number): string {
  const [whole = '', part] = String(Math.abs(value)).split('.');
  const parted = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, nbsp) : whole;
  return `${value < 0 ? '−' : ''}${parted}${part ? `,${part}` : ''}`;
}

/** «Ковалёва Е. П.»; without a patronymic «Ахметов Т.». */
export function shortName(family: string, given: string, patronymic: string | null): string {
  const second = patronymic ? nbsp + initial(patronymic) : '';
  return family + (given ? nbsp + initial(given) : '') + second;
}

function initial(name: string): string {
  return `${String.fromCodePoint(name.codePointAt(0) ?? 0).toUpperCase()}.`;
}

/** «Ковалёва Елена Петровна». */
export function fullName(family: string, given: string, patronymic: string | null): string {
  return [family, given, patronymic].filter(Boolean).join(' ');
}

/** «Елена Петровна», or the given name alone: how a person is spoken to. */
export function calledName(given: string, patronymic: string | null): string {
  return [given, patronymic].filter(Boolean).join(nbsp);
}

/** The address of a link that calls a number, however it is written: «8 (4012) 55-11-00» → tel:+74012551100. */
export function phoneHref(phone: string): string {
  return `tel:${phone.replace(/[^+\d]/g, '').replace(/^8(?=\d{10}$)/, '+7')}`;
}

/** A telephone number whose spaces do not break; the style sheet keeps its hyphens. */
export function phoneSaid(phone: string): string {
  return phone.replaceAll(' ', nbsp);
}

const rules: readonly (readonly [RegExp, string])[] = [
  // short words hold on to what follows
  [
    /(?<=^|[\s(«„])((?:в|во|на|с|со|к|ко|и|а|не|ни|до|от|о|об|у|по|за|из|для|без|при|про|или|№|каб\.|ул\.|д\.|пр\.|п\.|г\.)) /giu,
    `$1${nbsp}`,
  ],
  // a number and its noun, a school year apart; initials and the surname, either way round
  [/(?<=\d)(?<!\/\d{4}) (?=(?!(?:и|а|в|на|с|к|у|о|до|от|по|за|не|или)\s)[а-яё%₽])/giu, nbsp],
  [/(?<=\p{Lu}\.) (?=\p{Lu})/gu, nbsp],
  [/(?<=\p{Lu}[\p{Ll}-]+) (?=\p{Lu}\.(?:[\s,;)»]|$))/gu, nbsp],
  [/ (?=[—–] )/g, nbsp],
  [/ (?=(?:бы|же|ли)(?:[\s,.;:!?)»]|$))/giu, nbsp],
];

const bound = new Map<string, string>();

/** Text with no-break spaces after short words, in «каб. 214», initials, «5 уроков» and before dashes. */
export function nb(text: string): string {
  let result = bound.get(text);
  if (result === undefined) {
    result = rules.reduce((made, [pattern, replacement]) => made.replace(pattern, replacement), text);
    if (bound.size > 5000) bound.clear();
    bound.set(text, result);
  }
  return result;
}

/** Words with a capital letter: what begins a line, a label or a sentence. */
export function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Words as a sentence: with a full stop, unless they end with one already («Ковалёва Е. П.») or with «!», «?», «…». */
export function sentence(words: string): string {
  return /[.!?…]$/.test(words) ? words : `${words}.`;
}
