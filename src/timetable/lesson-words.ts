import { nb, shortName } from '../web/dates.ts';
import type { LessonRow } from './lesson-rows.ts';

/** Somebody's name as it is stored. */
export interface Named {
  family_name: string;
  given_name: string;
  patronymic: string;
}

/** «каб. 214»; «спортзал» stays as it is; null where no room is known. */
export function roomSaid(room: string): string | null {
  if (room === '') return null;
  return /^\d/.test(room) ? nb(`каб. ${room}`) : nb(room);
}

/** «Ковалёва Е. П., Сидоров А. В.»; null where nobody is named. */
export function teachersSaid(teachers: readonly Named[]): string | null {
  if (teachers.length === 0) return null;
  return teachers.map((one) => shortName(one.family_name, one.given_name, one.patronymic)).join(', ');
}

/** «3-й урок». */
export function periodSaid(period: number): string {
  return `${period}-й урок`;
}

/** The part of its class that a group is: «1-я подгруппа»; null for a group of whole classes. */
export function partSaid(row: Pick<LessonRow, 'is_whole' | 'group_name' | 'class_names'>): string | null {
  if (row.is_whole) return null;
  const name = row.group_name;
  const isPrefixed = row.class_names !== '' && name.startsWith(row.class_names);
  return nb((isPrefixed ? name.slice(row.class_names.length).replace(/^[\s,;.:·–-]+/, '') : name) || name);
}

/** Whom a teacher meets in the lesson: «7А», «7А, 1-я подгруппа»; the group's own name where it has no class. */
export function groupSaid(row: Pick<LessonRow, 'is_whole' | 'group_name' | 'class_names'>): string {
  const part = partSaid(row);
  if (row.class_names === '') return nb(row.group_name);
  return part === null ? nb(row.class_names) : nb(`${row.class_names}, ${part}`);
}
