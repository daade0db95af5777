import type {
  ImportedClass,
  ImportedCourse,
  ImportedGroup,
  ImportedSubject,
  ImportedTeacher,
  Problem,
} from './imported-timetable.ts';
import type { AscRow } from './read-asc.ts';

export interface Known {
  classes: ReadonlyMap<string, ImportedClass>;
  subjects: ReadonlyMap<string, ImportedSubject>;
  /** Null for a vacancy. */
  teachers: ReadonlyMap<string, ImportedTeacher | null>;
}

interface Part {
  id: string;
  classId: string;
  name: string;
  isWhole: boolean;
}

export interface Lesson extends ImportedCourse {
  periodsPerCard: number;
  /** «7А, 7Б · Алгебра», for words about it. */
  label: string;
}

export interface UnderstoodLessons {
  groups: ReadonlyMap<string, ImportedGroup>;
  lessons: ReadonlyMap<string, Lesson>;
  /** Ids of lessons that are in the file but could not be understood: their cards are not complained of again. */
  failed: ReadonlySet<string>;
  problems: readonly Problem[];
}

const DAMAGED =
  'Файл повреждён или его правили вручную. Выгрузите расписание из aSc ещё раз, отметив все таблицы.';

/**
 * Lessons of the file as courses, and the groups they are taught to. A lesson that names a subject, class, group
 * or teacher that the file does not have is an error; one without a teacher or class is normal.
 */
export function understandLessons(
  groupRows: readonly AscRow[],
  lessonRows: readonly AscRow[],
  known: Known,
): UnderstoodLessons {
  const problems: Problem[] = [];
  const parts = understandParts(groupRows, known, problems);
  const groups = new Map<string, ImportedGroup>();
  const lessons = new Map<string, Lesson>();
  const failed = new Set<string>();
  for (const row of lessonRows) {
    const id = row.get('id');
    if (id === '' || lessons.has(id)) {
      problems.push({
        severity: 'error',
        row: row.line,
        words: id === '' ? 'У записи урока нет номера (id).' : `Номер урока ${id} повторяется.`,
        remedy: DAMAGED,
      });
      continue;
    }
    const lost = lostReferences(row, parts, known);
    if (lost.length > 0) {
      failed.add(id);
      problems.push({
        severity: 'error',
        row: row.line,
        words: `Урок ссылается на то, чего в файле нет: ${lost.join(', ')}.`,
        remedy: DAMAGED,
      });
      continue;
    }
    const group = groupOf(row, parts, known);
    if (!groups.has(group.key)) groups.set(group.key, group);
    lessons.set(id, toLesson(row, group, known));
    if (group.members.length === 0) {
      problems.push({
        severity: 'warning',
        row: row.line,
        words: `Урок «${lessons.get(id)?.label ?? ''}» без класса: его увидит только учитель.`,
        remedy: 'Если это урок для класса, укажите класс в aSc. Если это дело учителей, всё в порядке.',
      });
    }
  }
  return { groups, lessons, failed, problems };
}

function understandParts(rows: readonly AscRow[], known: Known, problems: Problem[]): Map<string, Part> {
  const parts = new Map<string, Part>();
  for (const row of rows) {
    const id = row.get('id');
    const classId = row.get('classid');
    if (!known.classes.has(classId)) {
      problems.push({
        severity: 'error',
        row: row.line,
        words: `Группа «${row.get('name')}» относится к классу, которого в файле нет (${classId || 'не указан'}).`,
        remedy: DAMAGED,
      });
      continue;
    }
    const isWhole = row.get('entireclass') === '1';
    parts.set(id, { id, classId, name: row.get('name').replace(/\s+/g, ' '), isWhole });
  }
  return parts;
}

function lostReferences(row: AscRow, parts: ReadonlyMap<string, Part>, known: Known): string[] {
  const subjectId = row.get('subjectid');
  return [
    ...(known.subjects.has(subjectId) ? [] : [`предмет ${subjectId || '(не указан)'}`]),
    ...missing(row.list('classids'), known.classes, 'класс'),
    ...missing(row.list('groupids'), parts, 'группа'),
    ...missing(row.list('teacherids'), known.teachers, 'учитель'),
  ];
}

function missing(ids: readonly string[], table: ReadonlyMap<string, unknown>, what: string): string[] {
  return ids.filter((id) => !table.has(id)).map((id) => `${what} ${id}`);
}

/** The group of a lesson: its parts of classes, and the whole of each class that no part speaks for. */
function groupOf(row: AscRow, parts: ReadonlyMap<string, Part>, known: Known): ImportedGroup {
  const named = row.list('groupids').flatMap((id) => parts.get(id) ?? []);
  const whole = new Set(named.filter((part) => part.isWhole).map((part) => part.classId));
  const spokenFor = new Set(named.map((part) => part.classId));
  for (const classId of row.list('classids')) if (!spokenFor.has(classId)) whole.add(classId);
  const partial = named.filter((part) => !part.isWhole && !whole.has(part.classId));
  if (whole.size === 0 && partial.length === 0) {
    const subject = known.subjects.get(row.get('subjectid'))?.name ?? '';
    return { key: `lesson:${row.get('id')}`, name: subject, members: [] };
  }
  const key = [...[...whole].map((id) => `class:${id}`), ...partial.map((part) => part.id)].sort().join('+');
  const members = [
    ...[...whole].map((classId) => ({ classId, isWhole: true })),
    ...[...new Set(partial.map((part) => part.classId))].map((classId) => ({ classId, isWhole: false })),
  ];
  return { key, name: nameOf(whole, partial, known), members };
}

function nameOf(whole: ReadonlySet<string>, partial: readonly Part[], known: Known): string {
  const byPart = new Map<string, string[]>();
  for (const id of whole) byPart.set('', [...(byPart.get('') ?? []), id]);
  for (const part of partial) byPart.set(part.name, [...(byPart.get(part.name) ?? []), part.classId]);
  return [...byPart]
    .map(([name, ids]) => (name === '' ? classNames(ids, known) : `${classNames(ids, known)} · ${name}`))
    .join('; ');
}

const MOST_NAMED = 6;

function classNames(ids: readonly string[], known: Known): string {
  const names = [...new Set(ids.map((id) => known.classes.get(id)?.name ?? ''))].sort((a, b) =>
    a.localeCompare(b, 'ru', { numeric: true }),
  );
  if (names.length <= MOST_NAMED) return names.join(', ');
  return `${names.slice(0, MOST_NAMED - 1).join(', ')} и ещё ${names.length - MOST_NAMED + 1}`;
}

function toLesson(row: AscRow, group: ImportedGroup, known: Known): Lesson {
  const subject = known.subjects.get(row.get('subjectid'))?.name ?? '';
  return {
    id: row.get('id'),
    subjectId: row.get('subjectid'),
    groupKey: group.key,
    teacherIds: row.list('teacherids').filter((id) => known.teachers.get(id) !== null),
    perWeek: positive(row.get('periodsperweek'), 0),
    placed: 0,
    row: row.line,
    periodsPerCard: Math.max(1, Math.round(positive(row.get('periodspercard'), 1))),
    label: group.members.length === 0 ? subject : `${group.name} · ${subject}`,
  };
}

function positive(text: string, otherwise: number): number {
  const number = Number(text.replace(',', '.'));
  return text !== '' && Number.isFinite(number) && number > 0 ? number : otherwise;
}
