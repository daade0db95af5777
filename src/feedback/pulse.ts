import sql from 'sql-template-tag';
import * as z from 'zod';
import type { Actor } from '../access/actor.ts';
import type { Db } from '../db/db.ts';
import { daysBetween, daysOfWeek } from '../web/dates.ts';
import { type AnswerKeys, answerToken } from './answer-token.ts';

/** How many days after a lesson it may still be told how it went. */
const PULSE_DAYS = 7;

/** The questions of «Как прошёл урок», in their order, with the choices from the left to the right. */
export const pulseQuestions = [
  {
    name: 'connection',
    title: 'Связь',
    choices: [
      { value: 3, label: 'Хорошая' },
      { value: 2, label: 'Перебои' },
      { value: 1, label: 'Плохая' },
    ],
  },
  {
    name: 'clarity',
    title: 'Было понятно',
    choices: [
      { value: 3, label: 'Всё' },
      { value: 2, label: 'Не всё' },
      { value: 1, label: 'Почти ничего' },
    ],
  },
  {
    name: 'pace',
    title: 'Темп',
    choices: [
      { value: 1, label: 'Медленно' },
      { value: 2, label: 'В самый раз' },
      { value: 3, label: 'Быстро' },
    ],
  },
] as const;
export type PulseName = (typeof pulseQuestions)[number]['name'];

/** The week that an answer of this day belongs to, by its Monday. */
export function pulseWeek(today: string): string {
  return daysOfWeek(today)[0] ?? today;
}

export interface PulseLesson {
  id: number;
  format: string;
  status: string;
  day: string;
  ends_at: Temporal.Instant;
  /** Of those who look: the pupil, and a guardian's children. */
  own_students: readonly number[];
}

/** Whether it may be told how a lesson went: it was online, is over, and not longer ago than seven days. */
export function isToldOf(
  lesson: Pick<PulseLesson, 'format' | 'status' | 'day' | 'ends_at'>,
  now: Temporal.Instant,
  today: string,
): boolean {
  if (lesson.format !== 'online' || lesson.status === 'cancelled') return false;
  const isOver = Temporal.Instant.compare(lesson.ends_at, now) <= 0;
  return isOver && lesson.day <= today && daysBetween(lesson.day, today) <= PULSE_DAYS;
}

/**
 * For whom this person may tell how a lesson went: pupils for themselves; a guardian for a child for whom they may
 * enter.
 * @param enterFor children for whom this guardian may enter: young ones, and those without access of their own
 */
export function pulsePupils(
  lesson: Pick<PulseLesson, 'own_students'>,
  actor: Pick<Actor, 'personId' | 'roles' | 'children' | 'permissions'>,
  enterFor: ReadonlySet<number>,
): number[] {
  if (!actor.permissions.has('pulse:answer')) return [];
  return lesson.own_students.filter((student) =>
    student === actor.personId
      ? actor.roles.has('student')
      : enterFor.has(student) && actor.children.some((child) => child.id === student),
  );
}

/** That a pupil has told of a lesson in a week; whoever pressed for the pupil, it is once. */
export function pulseToken(keys: Pick<AnswerKeys, 'token'>, week: string, studentId: number): Buffer {
  return answerToken(keys, `pulse ${week}`, studentId, null);
}

const TokenRow = z.object({ token: z.string() });

/** Those of the pupils of whom it was told in this week. One statement. */
export async function whoHasTold(
  db: Db,
  keys: Pick<AnswerKeys, 'token'>,
  week: string,
  studentIds: readonly number[],
): Promise<Set<number>> {
  if (studentIds.length === 0) return new Set();
  const tokens = studentIds.map((one) => pulseToken(keys, week, one).toString('hex'));
  const rows = await db.rows(
    TokenRow,
    sql`
      select encode(t.token, 'hex') as token from unnest(${tokens}::text[]) as g(token)
      join pulse_token t on t.week = ${week} and t.token = decode(g.token, 'hex')
    `,
  );
  const known = new Set(rows.map((row) => row.token));
  return new Set(studentIds.filter((_one, place) => known.has(tokens[place] ?? '')));
}
