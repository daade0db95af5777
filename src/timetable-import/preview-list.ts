import { counted } from '../web/words.ts';
import type { ImportPlan } from './build-plan.ts';
import type { ComparedSlot } from './compare.ts';
import type { Problem } from './imported-timetable.ts';
import type { PreviewRow } from './pages.ts';
import { placeWords } from './understand-cards.ts';

/** The lists of a preview, in the order of their chips; each is shown by its key in the address. */
export const lists = [
  { key: 'errors', text: 'Ошибки', empty: 'Ошибок нет: ничего не потеряется.' },
  { key: 'warnings', text: 'Проверьте', empty: 'Проверять нечего.' },
  { key: 'notes', text: 'К сведению', empty: 'Замечаний нет.' },
  { key: 'courses', text: 'Курсы', empty: 'Курсы не меняются.' },
  { key: 'people', text: 'Учителя, классы, предметы', empty: 'Учителя, классы и предметы те же.' },
  { key: 'added', text: 'Новые места', empty: 'Новых уроков в неделе нет.' },
  { key: 'removed', text: 'Снятые места', empty: 'Ни один урок недели не снимается.' },
  { key: 'changed', text: 'Другой кабинет или неделя', empty: 'Кабинеты и недели те же.' },
] as const;

export type ListKey = (typeof lists)[number]['key'];

/** All rows of a list of the preview. */
export function rowsOf(plan: ImportPlan, key: ListKey): PreviewRow[] {
  const { comparison } = plan;
  switch (key) {
    case 'errors':
      return problems(plan, 'error');
    case 'warnings':
      return problems(plan, 'warning');
    case 'notes':
      return problems(plan, 'note');
    case 'courses':
      return courseRows(plan);
    case 'people':
      return [
        ...names('учитель', comparison.teachers),
        ...names('класс', comparison.classes),
        ...names('предмет', comparison.subjects),
      ];
    case 'added':
      return comparison.slots.added.map(({ course, slot }) => ({
        ...ADDED,
        words: course.label,
        more: where(slot),
      }));
    case 'removed':
      return comparison.slots.removed.map(({ course, slot }) => ({
        ...GONE,
        words: course.label,
        more: where(slot),
      }));
    case 'changed':
      return comparison.slots.changed.map(({ course, before, after }) => ({
        ...CHANGED,
        words: course.label,
        more: `${placeWords(after.weekday, after.period)}: было ${roomAndWeek(before)}, станет ${roomAndWeek(after)}`,
      }));
  }
}

/** How many rows each list has, without making them. */
export function countOf(plan: ImportPlan, key: ListKey): number {
  const { courses, slots } = plan.comparison;
  switch (key) {
    case 'courses':
      return courses.added.length + courses.gone.length + courses.changed.length;
    case 'added':
      return slots.added.length;
    case 'removed':
      return slots.removed.length;
    case 'changed':
      return slots.changed.length;
    default:
      return rowsOf(plan, key).length;
  }
}

const ADDED = { tag: { text: 'появится', kind: 'ok', icon: 'plus' }, place: '' } as const;
const GONE = { tag: { text: 'снимается', kind: 'bad', icon: 'x' }, place: '' } as const;
const CHANGED = { tag: { text: 'меняется', kind: 'warn', icon: 'repeat-2' }, place: '' } as const;

const TAGS = {
  error: { text: 'ошибка', kind: 'bad', icon: 'circle-alert' },
  warning: { text: 'проверьте', kind: 'warn', icon: 'triangle-alert' },
  note: { text: 'к сведению', icon: 'info' },
} as const;

function problems(plan: ImportPlan, severity: Problem['severity']): PreviewRow[] {
  return plan.problems
    .filter((problem) => problem.severity === severity)
    .map((problem) => ({
      tag: TAGS[severity],
      place: problem.row > 1 ? `строка ${problem.row}` : 'весь файл',
      words: problem.words,
      more: problem.remedy,
    }));
}

function courseRows({ comparison }: ImportPlan): PreviewRow[] {
  const { added, gone, changed } = comparison.courses;
  return [
    ...gone.map((course) => ({ ...GONE, words: course.label, more: 'Курса больше нет в расписании' })),
    ...changed.map(({ before, after }) => ({
      ...CHANGED,
      words: after.label,
      more: before.label === after.label ? 'Другие учителя' : `Было: ${before.label}`,
    })),
    ...added.map((course) => ({
      ...ADDED,
      words: course.label,
      more: counted(course.teachers.length, 'учитель', 'учителя', 'учителей'),
    })),
  ];
}

function names(
  what: string,
  { added, gone }: { added: readonly string[]; gone: readonly string[] },
): PreviewRow[] {
  return [
    ...gone.map((name) => ({ ...GONE, tag: { ...GONE.tag, text: 'уходит' }, words: name, more: what })),
    ...added.map((name) => ({ ...ADDED, words: name, more: what })),
  ];
}

function where(slot: ComparedSlot): string {
  return `${placeWords(slot.weekday, slot.period)}, ${roomAndWeek(slot)}`;
}

const WEEKS = { every: '', a: ', неделя А', b: ', неделя Б' } as const;

function roomAndWeek(slot: ComparedSlot): string {
  return `${slot.room === '' ? 'без кабинета' : `каб. ${slot.room}`}${WEEKS[slot.week]}`;
}
