import sql from 'sql-template-tag';
import * as z from 'zod';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { type NoticeAbout, notifyPeople } from '../notifying/notify-people.ts';
import { placeSaid, teacherName, whenWritten } from './consultation-words.ts';
import type { ConsultationRow } from './find.ts';

type Turn = Pick<
  ConsultationRow,
  | 'id'
  | 'teacher_id'
  | 'family_name'
  | 'given_name'
  | 'patronymic'
  | 'day'
  | 'starts'
  | 'ends'
  | 'format'
  | 'service_name'
  | 'room'
>;

interface Act {
  actorId: number | null;
  at: Temporal.Instant;
  /** The school's local day, by which guardians' rights count. */
  today: string;
}

type Attendee = Pick<z.output<typeof AttendeeRow>, 'attendee_id' | 'student_id'>;

const AttendeeRow = z.object({ attendee_id: id, student_id: id });

/** Who has a place of these turns, or an invitation to one, and for whom. */
export function attendeesOf(tx: Db, consultationIds: readonly number[]) {
  return tx.rows(
    AttendeeRow,
    sql`
      select attendee_id, student_id from booking
      where consultation_id = any(${consultationIds}::bigint[]) and state in ('booked', 'invited')
    `,
  );
}

/** «Консультация, Ковалёва Е. П.: четверг, 26 ноября, 17:00–17:15.» and the place. */
export function turnLines(turn: Turn): string[] {
  return [`${teacherName(turn)}: ${whenWritten(turn)}.`, `Где: ${placeSaid(turn)}.`];
}

/**
 * Tells whoever comes: the guardian with the pupil it is about; where a pupil comes, the pupil and the guardians of
 * today, who see that booking as well.
 */
export async function tellFamily(
  tx: Db,
  to: readonly Attendee[],
  notice: { title: string; lines: readonly string[]; about: NoticeAbout },
  act: Act,
): Promise<void> {
  const pupils = to.filter((one) => one.attendee_id === one.student_id).map((one) => one.student_id);
  const guardians = pupils.length === 0 ? [] : await guardiansOf(tx, pupils, act.today);
  const byPerson = Map.groupBy([...to, ...guardians], (one) => one.attendee_id);
  await notifyPeople(tx, {
    kind: 'consultation',
    title: notice.title,
    body: notice.lines.join('\n'),
    about: notice.about,
    to: [...byPerson].map(([personId, rows]) => ({
      personId,
      studentIds: rows.map((row) => row.student_id),
    })),
    actorId: act.actorId,
    at: act.at,
  });
}

function guardiansOf(tx: Db, pupils: readonly number[], today: string): Promise<Attendee[]> {
  return tx.rows(
    AttendeeRow,
    sql`
      select guardian_id as attendee_id, student_id from guardianship
      where student_id = any(${pupils}::bigint[]) and starts_on <= ${today} and (ends_on is null or ends_on >= ${today})
      order by guardian_id, student_id
    `,
  );
}

/** Tells the teacher what a family did. */
export async function tellTeacher(
  tx: Db,
  turn: Turn,
  notice: { title: string; lines: readonly string[]; about?: NoticeAbout },
  act: Act,
): Promise<void> {
  await notifyPeople(tx, {
    kind: 'consultation',
    title: notice.title,
    body: notice.lines.join('\n'),
    about: notice.about ?? { kind: 'consultation', id: turn.id },
    to: [{ personId: turn.teacher_id, studentIds: [] }],
    actorId: act.actorId,
    at: act.at,
  });
}
