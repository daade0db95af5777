import { nameKey } from '../people/name-key.ts';
import { type FormBody, typed } from '../web/form.ts';
import { matchNames, type NamedPerson, type NamedPupil } from './match-names.ts';
import type { ParticipantRow } from './participant-queries.ts';

/** The name of the field that says whom a line of the list means. */
export function choiceField(position: number): string {
  return `who_${position}`;
}

/** What the field holds for somebody who is no pupil of the lesson. */
export const STRANGER = 'stranger';

/**
 * The rows that somebody corrected by hand: a pupil (`chosen`), nobody of the lesson (`stranger`), or again not known.
 * What was left as the portal found it stays what it was; a pupil of another lesson is not taken.
 * @param studentIds pupils of the lesson
 */
export function rowsChosen(
  body: FormBody,
  rows: readonly ParticipantRow[],
  studentIds: ReadonlySet<number>,
): ParticipantRow[] {
  return rows.flatMap((row): ParticipantRow[] => {
    const field = choiceField(row.position);
    if (body[field] === undefined) return [];
    const value = typed(body, field);
    if (value === choiceOf(row)) return [];
    if (value === STRANGER) return [{ ...row, student_id: null, degree: 'stranger' }];
    if (value === '') return [{ ...row, student_id: null, degree: 'unmatched' }];
    const studentId = /^\d{1,15}$/.test(value) ? Number(value) : 0;
    return studentIds.has(studentId) ? [{ ...row, student_id: studentId, degree: 'chosen' }] : [];
  });
}

/** What the field of a row holds as it stands. */
export function choiceOf({ student_id, degree }: ParticipantRow): string {
  return degree === 'stranger' ? STRANGER : student_id === null ? '' : String(student_id);
}

/**
 * A newly pasted list, matched; what was said by hand of a name in the earlier list holds for the same name again,
 * in the order of the lines where it stands more than once.
 */
export function rematch(
  names: readonly string[],
  earlier: readonly ParticipantRow[],
  pupils: readonly NamedPupil[],
  teachers: readonly NamedPerson[],
): ParticipantRow[] {
  const ids = new Set(pupils.map((pupil) => pupil.id));
  const said = new Map<string, ParticipantRow[]>();
  for (const row of earlier) {
    const isByHand =
      row.degree === 'stranger' ||
      (row.degree === 'chosen' && row.student_id !== null && ids.has(row.student_id));
    if (isByHand) said.set(nameKey(row.name), [...(said.get(nameKey(row.name)) ?? []), row]);
  }
  return matchNames(names, pupils, teachers).map((found, i) => {
    const name = names[i] ?? '';
    const kept = said.get(nameKey(name))?.shift();
    const { student_id, degree } = kept ?? { student_id: found.studentId, degree: found.degree };
    return { position: i + 1, name, student_id, degree };
  });
}
