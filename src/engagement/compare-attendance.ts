import { FEWEST_LESSONS, figures, NO_SUMS, valueSaid } from '../attendance/figures.ts';
import { counted, dayShort, daysBetween, nb } from '../web/dates.ts';

/** Days that are compared on each side of a measure: four weeks. */
export const COMPARED_DAYS = 28;

/** Lessons with a mark of the pupil, and those of them that the pupil attended. */
export interface AttendedPart {
  lessons: number;
  attended: number;
}

export interface Comparison {
  /** The measure's day: the one that it was done on, or else the one that it was planned on. */
  day: string;
  isDone: boolean;
  /** The four weeks before that day, and after it; the day itself is in neither. */
  before: AttendedPart;
  after: AttendedPart;
}

/**
 * «Помогло ли», in words: attendance in the four weeks before a measure's day and after it. With fewer than five
 * lessons on either side no share is told: a handful says nothing. While the four weeks last, that is said.
 */
export function comparisonSaid({ day, isDone, before, after }: Comparison, today: string): string {
  const isOver = daysBetween(day, today) >= COMPARED_DAYS;
  const since = `${isDone ? 'Мера выполнена' : 'Мера назначена'} ${dayShort(day)}.`;
  if (before.lessons < FEWEST_LESSONS || after.lessons < FEWEST_LESSONS) {
    if (before.lessons >= FEWEST_LESSONS && !isOver)
      return nb(`${since} Сравнивать посещаемость рано: после этого дня — ${lessonsSaid(after)}.`);
    return nb(
      `${since} Чтобы сравнить посещаемость, уроков мало: за четыре недели до — ${lessonsSaid(before)}, после — ${lessonsSaid(after)}.`,
    );
  }
  const early = isOver ? '' : '; четыре недели ещё не прошли';
  return nb(
    `${since} Посещаемость за четыре недели до — ${partSaid(before)}, после — ${partSaid(after)}${early}.`,
  );
}

function lessonsSaid(part: AttendedPart): string {
  return counted(part.lessons, 'урок', 'урока', 'уроков');
}

function partSaid(part: AttendedPart): string {
  const sums = {
    ...NO_SUMS,
    filled: part.lessons,
    present: part.attended,
    absent: part.lessons - part.attended,
  };
  const share = valueSaid(figures.attendance.of(sums), 'share');
  return `${share} (${part.attended} из ${counted(part.lessons, 'урока', 'уроков', 'уроков')})`;
}
