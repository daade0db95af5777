import { parseClassName } from '../people/class-name.ts';
import { nameKey } from '../people/name-key.ts';
import { clockTime } from './day-mask.ts';
import type {
  ImportedClass,
  ImportedPeriod,
  ImportedSubject,
  ImportedTeacher,
  Problem,
} from './imported-timetable.ts';
import type { AscRow } from './read-asc.ts';
import { isVacancy, splitTeacherName } from './teacher-name.ts';

/** Tables of the file by id, and what was unclear in them. */
export interface Table<T> {
  byId: ReadonlyMap<string, T>;
  problems: readonly Problem[];
}

/** Rows by id. A row without an id or with one that another row already has is an error. */
function tableOf<T>(
  rows: readonly AscRow[],
  what: string,
  understand: (row: AscRow, problems: Problem[]) => T,
): Table<T> {
  const byId = new Map<string, T>();
  const problems: Problem[] = [];
  for (const row of rows) {
    const id = row.get('id');
    if (id === '' || byId.has(id)) {
      problems.push({
        severity: 'error',
        row: row.line,
        words: `${what} «${row.get('name')}»: ${id === '' ? 'нет номера (id)' : `номер ${id} уже занят другой записью`}.`,
        remedy: 'Файл правили вручную. Выгрузите расписание из aSc ещё раз.',
      });
      continue;
    }
    byId.set(id, understand(row, problems));
  }
  return { byId, problems };
}

/** The file's own times of periods, in the order of their numbers. */
export function understandPeriods(rows: readonly AscRow[]): {
  periods: ImportedPeriod[];
  problems: Problem[];
} {
  const problems: Problem[] = [];
  const periods = new Map<number, ImportedPeriod>();
  for (const row of rows) {
    const number = Number(row.get('period'));
    const startsAt = clockTime(row.get('starttime'));
    const endsAt = clockTime(row.get('endtime'));
    if (row.get('period') === '' || !Number.isInteger(number) || number < 0 || number > 30) {
      problems.push({
        severity: 'warning',
        row: row.line,
        words: `Урок с номером «${row.get('period')}» в таблице звонков не понят.`,
        remedy: 'Номера уроков — от 0 до 30. Если такой урок есть в расписании, исправьте номер в aSc.',
      });
    } else if (startsAt === null || endsAt === null || endsAt <= startsAt) {
      problems.push({
        severity: 'warning',
        row: row.line,
        words: `Время ${number}-го урока не понято: «${row.get('starttime')}–${row.get('endtime')}».`,
        remedy: 'Время возьмём из звонков портала; если их нет, исправьте его в aSc.',
      });
    } else if (!periods.has(number)) {
      periods.set(number, { number, name: row.get('name') || String(number), startsAt, endsAt });
    }
  }
  return { periods: [...periods.values()].sort((a, b) => a.number - b.number), problems };
}

/** The file's classes: those of a grade, and those that are none (grade 0). */
export function understandClasses(rows: readonly AscRow[]): Table<ImportedClass> {
  const seen = new Map<string, string>();
  return tableOf(rows, 'Класс', (row, problems) => {
    const fileName = row.get('name') || row.get('short') || row.get('id');
    const parsed = parseClassName(fileName) ?? parseClassName(row.get('short'));
    const name = parsed?.name ?? fileName.replace(/\s+/g, ' ');
    if (parsed?.hadLatin) {
      problems.push({
        severity: parsed.letter === 'В' ? 'warning' : 'note',
        row: row.line,
        words: `Класс «${fileName}» записан латинской буквой, понят как ${name}.`,
        remedy:
          parsed.letter === 'В'
            ? 'Латинскую B пишут и вместо «В», и вместо «Б»: проверьте, какой это класс.'
            : 'Делать ничего не нужно.',
      });
    }
    const twin = seen.get(name);
    if (twin !== undefined) {
      problems.push({
        severity: 'warning',
        row: row.line,
        words: `Классы «${twin}» и «${fileName}» — это один класс ${name}.`,
        remedy: 'Уроки обоих попадут в один класс. Если классы разные, дайте им в aSc разные имена.',
      });
    }
    seen.set(name, fileName);
    const id = row.get('id');
    return { id, fileName, name, grade: parsed?.grade ?? 0, letter: parsed?.letter ?? name, row: row.line };
  });
}

/** The file's subjects. */
export function understandSubjects(rows: readonly AscRow[]): Table<ImportedSubject> {
  return tableOf(rows, 'Предмет', (row, problems) => {
    const name = (row.get('name') || row.get('short')).replace(/\s+/g, ' ');
    if (name === '') {
      problems.push({
        severity: 'error',
        row: row.line,
        words: 'У предмета нет названия.',
        remedy: 'Назовите предмет в aSc и выгрузите расписание ещё раз.',
      });
    }
    return { id: row.get('id'), name, shortName: row.get('short'), row: row.line };
  });
}

/** The file's teachers; null for a vacancy, which is no person. */
export function understandTeachers(rows: readonly AscRow[]): Table<ImportedTeacher | null> {
  const seen = new Set<string>();
  return tableOf(rows, 'Учитель', (row, problems) => {
    const name = (row.get('name') || `${row.get('lastname')} ${row.get('firstname')}`)
      .trim()
      .replace(/\s+/g, ' ');
    if (isVacancy(name)) {
      problems.push({
        severity: 'note',
        row: row.line,
        words: `«${name}» — не человек: эти уроки останутся без учителя.`,
        remedy: 'Когда учитель найдётся, впишите его в aSc и загрузите файл ещё раз.',
      });
      return null;
    }
    const parts = splitTeacherName(row.get('lastname'), row.get('firstname'), name);
    if (parts === null) {
      problems.push({
        severity: 'warning',
        row: row.line,
        words: `Учитель «${name}»: есть только одно слово, имени нет.`,
        remedy: 'Выберите этого человека из людей портала или допишите имя и отчество в aSc.',
      });
    }
    if (seen.has(nameKey(name))) {
      problems.push({
        severity: 'warning',
        row: row.line,
        words: `Два учителя с одним именем: ${name}.`,
        remedy: 'Если это один человек, объедините записи в aSc. Если однофамильцы, ничего делать не нужно.',
      });
    }
    seen.add(nameKey(name));
    return {
      id: row.get('id'),
      name,
      shortName: row.get('short'),
      familyName: parts?.familyName ?? name,
      givenName: parts?.givenName ?? '',
      patronymic: parts?.patronymic ?? '',
      row: row.line,
    };
  });
}
