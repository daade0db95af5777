import type { Db } from '../db/db.ts';
import { notifyAboutLessons } from '../notifying/notify.ts';
import { addDays, dayLong, localMoment } from '../web/dates.ts';
import type { Bell } from './bell-rule.ts';
import { areNewPeriods, type BellsOf, replaceBells } from './bells.ts';
import { lockCalendar, makeLessonsBetween } from './change-calendar.ts';
import { type RetimedLesson, retimeLessons } from './retime-lessons.ts';

export interface BellsChange {
  of: BellsOf;
  bells: readonly Bell[];
  /** The last day of the year. */
  yearEndsOn: string;
  actorId: number;
  now: Temporal.Instant;
  today: string;
  timeZone: string;
}

export interface BellsOutcome {
  /** Future lessons whose time changed. */
  retimed: number;
  /** Online lessons among them whose families were told. */
  told: number;
  /** Lessons that had no bell so far and have one now. */
  made: number;
}

const MOST_LINES = 30;

/**
 * Replaces bells and moves the future lessons of those grades to the new times, in the act's transaction; lessons
 * that were moved by hand stay. Families of announced online lessons whose time changed get one notice.
 * Throws BellClash where a teacher would be in two lessons at once; nothing is changed then.
 */
export function changeBells(tx: Db, change: BellsChange): Promise<BellsOutcome> {
  return tx.transaction(async (inner) => {
    await lockCalendar(inner);
    const mayMake = await areNewPeriods(inner, change.of, change.bells);
    await replaceBells(inner, change.of, change.bells);
    const retimed = await retimeLessons(inner, { bells: change.of }, change);
    const tomorrow = addDays(change.today, 1);
    const made =
      mayMake && tomorrow <= change.yearEndsOn
        ? await makeLessonsBetween(inner, tomorrow, change.yearEndsOn)
        : 0;
    const told = retimed.filter((lesson) => lesson.is_told);
    if (told.length > 0) await tellOfTimes(inner, told, change);
    return { retimed: retimed.length, told: told.length, made };
  });
}

async function tellOfTimes(tx: Db, told: readonly RetimedLesson[], change: BellsChange): Promise<void> {
  const lines = told.slice(0, MOST_LINES).map((lesson) => {
    const when = localMoment(lesson.starts_at, change.timeZone);
    const until = localMoment(lesson.ends_at, change.timeZone).time;
    return `${dayLong(when.day)}, ${when.time}–${until}: ${lesson.subject_name}, ${lesson.group_name}`;
  });
  const rest = told.length - lines.length;
  await notifyAboutLessons(tx, {
    kind: 'lesson_changed',
    title: told.length === 1 ? 'Изменилось время онлайн-урока' : 'Изменилось время онлайн-уроков',
    body: [
      'В школе другое расписание звонков. Новое время:',
      ...lines,
      ...(rest > 0 ? [`И ещё ${rest}: время видно в расписании.`] : []),
    ].join('\n'),
    lessonIds: told.map((lesson) => lesson.id),
    actorId: change.actorId,
    at: change.now,
    today: change.today,
  });
}
