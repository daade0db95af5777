import type { Actor } from '../access/actor.ts';
import type { FoundConsultation } from './find.ts';

type Turn = Pick<FoundConsultation, 'attendees' | 'offered_students'>;

/**
 * The pupil that is meant: the one that was named, or the only one there is. Null where nobody was named and there are
 * several; undefined where it is none of the pupils for whom the turn is offered today.
 */
export function studentMeant(turn: Turn, asked: number | null): number | null | undefined {
  const [only, ...others] = turn.offered_students;
  if (asked === null) return others.length > 0 ? null : only;
  return turn.offered_students.includes(asked) ? asked : undefined;
}

/**
 * Who comes, by number: whoever asks, or the pupil. Null where the consultation is not for them: a guardian at one for
 * pupils, a pupil at one for guardians.
 */
export function attendeeOf(
  turn: Pick<Turn, 'attendees'>,
  actor: Pick<Actor, 'personId'>,
  studentId: number,
  asked: 'self' | 'student',
): number | null {
  const attendeeId = asked === 'student' ? studentId : actor.personId;
  const isStudent = attendeeId === studentId;
  if (isStudent && turn.attendees === 'guardians') return null;
  if (!isStudent && turn.attendees === 'students') return null;
  return attendeeId;
}
