import { addDays, daysBetween, dayWithYear, nb } from '../web/dates.ts';

/** So many days at most are one absence. */
export const MOST_DAYS = 60;
/** So many days after it an absence may still be announced. */
export const DAYS_BACK = 14;

export interface AskedDays {
  from: string;
  to: string;
}

export interface DaysFault {
  field: 'from' | 'to';
  words: string;
}

/**
 * Whether an absence of these days may be announced today: in order, not long over, not longer than one message may
 * be, within one school year.
 * @param years the school's years, in any order
 * @param announcedFrom the first day as it was announced before, in time: it stays, however long ago
 * @returns what is wrong, in words, and in which field; null where nothing is
 */
export function judgeDays(
  { from, to }: AskedDays,
  today: string,
  years: readonly { starts_on: string; ends_on: string }[],
  announcedFrom: string | null = null,
): DaysFault | null {
  if (to < from) return fault('to', 'Последний день раньше первого. Поправьте один из них.');
  if (from !== announcedFrom && from < addDays(today, -DAYS_BACK)) {
    return fault(
      'from',
      'На портале можно сообщить о днях не раньше двух недель назад. О более давних скажите классному руководителю.',
    );
  }
  if (daysBetween(from, to) + 1 > MOST_DAYS) {
    return fault(
      'to',
      `В одном сообщении — не больше ${MOST_DAYS} дней. Если ребёнка не будет дольше, скажите классному руководителю.`,
    );
  }
  if (years.some((year) => year.starts_on <= from && to <= year.ends_on)) return null;
  const near = years.find((year) => year.ends_on >= from);
  return near === undefined
    ? fault('from', 'Эти дни вне учебного года.')
    : fault(
        from < near.starts_on ? 'from' : 'to',
        `Эти дни вне учебного года: он идёт с ${dayWithYear(near.starts_on)} по ${dayWithYear(near.ends_on)}.`,
      );
}

function fault(field: 'from' | 'to', words: string): DaysFault {
  return { field, words: nb(words) };
}

/** A box of the form: a lesson of a day, '2026-11-24.3'. */
export interface LessonBox {
  day: string;
  period: number;
}

/**
 * The day and the numbers of lessons that were ticked, or words where that is no absence: nothing was ticked, lessons
 * of two days, or one that the child does not have.
 * @param offered the child's lessons of the days that the form offers
 */
export function judgeBoxes(
  ticked: readonly LessonBox[],
  offered: readonly LessonBox[],
): { ok: true; day: string; periods: number[] } | { ok: false; words: string } {
  const [first] = ticked;
  if (first === undefined) return { ok: false, words: 'Отметьте уроки, которых не будет' };
  if (ticked.some((box) => box.day !== first.day)) {
    return {
      ok: false,
      words: 'Отметьте уроки одного дня. О другом дне сообщите отдельно или выберите «Несколько дней».',
    };
  }
  const isOffered = ticked.every((box) =>
    offered.some((one) => one.day === box.day && one.period === box.period),
  );
  if (!isOffered) return { ok: false, words: 'Расписание изменилось. Отметьте уроки заново.' };
  return {
    ok: true,
    day: first.day,
    periods: [...new Set(ticked.map((box) => box.period))].sort((a, b) => a - b),
  };
}
