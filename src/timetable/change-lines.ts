import { counted, nb, relativeDay, weekdayName } from '../web/dates.ts';
import type { IconName } from '../web/icon-names.ts';
import { urls } from '../web/urls.ts';
import type { LessonChangeKind } from './lesson-changes.ts';
import { changeIcons, changeTones } from './lesson-item.ts';
import type { LessonRow } from './lesson-rows.ts';
import { periodSaid } from './lesson-words.ts';

/** components/change.ejs: one line of a list of changes. */
export interface ChangeLine {
  icon: IconName;
  tone: 'warn' | 'bad' | 'ok';
  /** The lesson's page; null where the line speaks of several lessons. */
  href: string | null;
  /** «Соня. Физика, сегодня, 2-й урок:» */
  head: string;
  /** «ведёт Сидоров А. В., было: Мельник О. Г.» */
  text: string;
  /** When it became known: «сегодня, 07:55»; null where that does not matter. */
  when: string | null;
}

/** A change of one lesson, before it is put into words together with others of its kind. */
export interface ChangeFound {
  row: Pick<LessonRow, 'id' | 'day' | 'period' | 'subject'>;
  /** Whose lesson it is, where several people\'s are shown together; empty otherwise. */
  who: string;
  kind: LessonChangeKind | 'other';
  sentence: string;
  when: string | null;
}

const MANY = 3;
const several: Partial<Record<ChangeFound['kind'], string>> = {
  online: 'онлайн',
  cancelled: 'отменены',
};

/**
 * Changes in words, a line each, in their order; three or more lessons of one day that go online, or are
 * cancelled, are one line with their subjects.
 * @param today the school\'s local day
 */
export function toChangeLines(found: readonly ChangeFound[], today: string): ChangeLine[] {
  const groups = new Map<string, ChangeFound[]>();
  for (const change of found) {
    const key =
      several[change.kind] === undefined
        ? `${groups.size}`
        : `${change.kind} ${change.row.day} ${change.who}`;
    groups.set(key, [...(groups.get(key) ?? []), change]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    return group.length < MANY
      ? group.map((change) => oneLine(change, today))
      : [joinedLine(first, group, today)];
  });
}

function oneLine(change: ChangeFound, today: string): ChangeLine {
  const { row } = change;
  const head = `${row.subject}, ${dayWord(row.day, today)}, ${periodSaid(row.period)}:`;
  return {
    ...look(change.kind),
    href: urls.lesson(row.id),
    head: nb(change.who === '' ? head : `${change.who}. ${head}`),
    text: nb(change.sentence),
    when: change.when,
  };
}

function joinedLine(first: ChangeFound, group: readonly ChangeFound[], today: string): ChangeLine {
  const day = dayWord(first.row.day, today);
  const head = first.who === '' ? `${day.charAt(0).toUpperCase()}${day.slice(1)}` : `${first.who}, ${day}`;
  const subjects = [...new Set(group.map((change) => change.row.subject))].join(', ');
  return {
    ...look(first.kind),
    href: null,
    head: nb(`${head}:`),
    text: nb(`${several[first.kind] ?? ''} ${counted(group.length, 'урок', 'урока', 'уроков')}: ${subjects}`),
    when: first.when,
  };
}

function look(kind: ChangeFound['kind']): Pick<ChangeLine, 'icon' | 'tone'> {
  if (kind === 'other') return { icon: 'info', tone: 'ok' };
  const tone = changeTones[kind];
  return { icon: changeIcons[kind], tone: tone === 'bad' || tone === 'warn' ? tone : 'ok' };
}

/** «сегодня», «завтра», «среда», or farther away «среда, 2 декабря». */
function dayWord(day: string, today: string): string {
  const word = relativeDay(day, today);
  if (/^(сегодня|завтра|вчера)$/.test(word)) return word;
  return word.startsWith('в') ? weekdayName(day) : `${weekdayName(day)}, ${word}`;
}
