export interface TeacherName {
  familyName: string;
  givenName: string;
  patronymic: string;
}

/** True for what stands in a timetable in place of a person («Вакансия»). */
export function isVacancy(name: string): boolean {
  return /^(вакан|нет учителя|без учителя|-+$|\?+$)/i.test(name.trim());
}

/**
 * A teacher's name in its parts, from the file's family and given name («Анжела Михайловна») or, where those are
 * empty, from the whole name: «Соловьёва Анжела Михайловна», «Анжела Михайловна Соловьёва», «Соловьёва А. М.»
 * (initials come out as «А.» and «М.»). Null where there is no given name to be found.
 */
export function splitTeacherName(lastName: string, firstName: string, wholeName: string): TeacherName | null {
  const family = collapse(lastName);
  const given = words(firstName);
  if (family !== '' && given.length > 0) return toName(family, given);
  const [first, ...rest] = words(wholeName === '' ? `${family} ${firstName}` : wholeName);
  if (first === undefined || rest.length === 0) return null;
  const last = rest.at(-1) ?? '';
  if (rest.length === 2 && isPatronymic(rest[0] ?? '') && !isPatronymic(last)) {
    return toName(last, [first, rest[0] ?? '']);
  }
  if (isInitial(first) && !isInitial(last)) return toName(last, [first, ...rest.slice(0, -1)]);
  return toName(first, rest);
}

function toName(familyName: string, [givenName = '', ...patronymic]: readonly string[]): TeacherName {
  return { familyName, givenName, patronymic: patronymic.join(' ') };
}

function words(text: string): string[] {
  const spaced = text.replace(/(\p{Lu}\.)(?=\S)/gu, '$1 ');
  return collapse(spaced)
    .split(' ')
    .filter((word) => word !== '');
}

function collapse(text: string): string {
  return text.normalize('NFC').trim().replace(/\s+/g, ' ');
}

function isInitial(word: string): boolean {
  return /^\p{Lu}\.?$/u.test(word);
}

function isPatronymic(word: string): boolean {
  return /(вич|вна|ична|инична|оглы|кызы|улы)$/i.test(word);
}
