/** What a class's name says. */
export interface ClassName {
  /** 1 to 11. */
  grade: number;
  /** Capital Cyrillic letters. */
  letter: string;
  /** «8А». */
  name: string;
  /** True where Latin letters stood for the Cyrillic ones that look alike. */
  hadLatin: boolean;
}

const LOOK_ALIKES: Readonly<Record<string, string>> = {
  A: 'А',
  B: 'В',
  C: 'С',
  E: 'Е',
  H: 'Н',
  K: 'К',
  M: 'М',
  O: 'О',
  P: 'Р',
  T: 'Т',
  X: 'Х',
  Y: 'У',
};

/**
 * Understands «8А», «8 "А" класс», «8-а», «8A» with a Latin A as the class 8А. Null for what names no class of a
 * grade from 1 to 11 («Группа 18», «8D», «12А»).
 */
export function parseClassName(text: string): ClassName | null {
  const bare = text
    .normalize('NFC')
    .replace(/["'«»„“”]/g, ' ')
    .replace(/(^|\s)(класс|кл\.?)(?=\s|$)/giu, ' ')
    .trim()
    .toUpperCase();
  const parts = /^(\d{1,2})[\s.\-–—]*(\p{L}{1,2})$/u.exec(bare);
  if (parts === null) return null;
  const grade = Number(parts[1]);
  const given = parts[2] ?? '';
  const letter = [...given].map((sign) => LOOK_ALIKES[sign] ?? sign).join('');
  if (grade < 1 || grade > 11 || !/^[А-ЯЁ]{1,2}$/.test(letter)) return null;
  return { grade, letter, name: `${grade}${letter}`, hadLatin: letter !== given };
}
