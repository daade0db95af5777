import { type AbsenceReason, absenceReasonWords, absenceWhen } from '../attendance/absence-words.ts';
import type { Db } from '../db/db.ts';
import { notifyPeople } from '../notifying/notify-people.ts';
import { fullName, sentence } from '../web/dates.ts';
import { findPupilClass } from './child-queries.ts';

export interface ToldAbsence {
  id: number;
  student_id: number;
  starts_on: string;
  ends_on: string;
  periods: readonly number[] | null;
  reason: AbsenceReason;
  words: string;
}

const titles = {
  announced: 'сообщили о пропуске',
  changed: 'изменили сообщение о пропуске',
  answered: 'ответ о пропуске',
  withdrawn: 'сообщение о пропуске отозвано',
} as const;

/**
 * Tells the class teacher of a pupil's absence. The title names the class alone, as it may leave the portal; the pupil
 * is named in the text.
 */
export async function tellClassTeacher(
  tx: Db,
  told: {
    what: keyof typeof titles;
    absence: ToldAbsence;
    /** What the guardian answered. */
    answer?: string;
    by: { personId: number; at: Temporal.Instant };
    today: string;
  },
): Promise<void> {
  const { absence, today, by } = told;
  const pupil = await findPupilClass(tx, absence.student_id, today);
  const { class_teacher_id: teacher } = pupil;
  if (teacher === null) return;
  const words = told.answer ?? absence.words;
  const name = fullName(pupil.family_name, pupil.given_name, null);
  await notifyPeople(tx, {
    kind: 'absence_announced',
    title: `${pupil.class_name}: ${titles[told.what]}`,
    body: [
      `${name}, ${absenceWhen(absence, today)}: ${absenceReasonWords[absence.reason]}.`,
      ...(words === '' ? [] : [sentence(words)]),
    ].join('\n'),
    about: { kind: 'absence', id: absence.id },
    to: [{ personId: teacher, studentIds: [] }],
    actorId: by.personId,
    at: by.at,
  });
}
