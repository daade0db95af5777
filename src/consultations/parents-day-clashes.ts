import sql from 'sql-template-tag';
import type { Db } from '../db/db.ts';
import { holdDays, type TakenTime, takenTimes } from '../feedback/taken-times.ts';
import { type ApprovedService, approvedServices } from '../service-register/approved.ts';
import { nb } from '../web/dates.ts';
import type { ParentsDayRow } from './parents-day-find.ts';
import { type ChosenTeacher, placeFields } from './parents-day-forms.ts';

/**
 * What stands in the way of teachers on a day, by the name of the teacher's room field; empty where nothing does. The
 * day's lessons and consultations are held until the transaction ends.
 */
export async function clashesOf(
  tx: Db,
  day: Pick<ParentsDayRow, 'day' | 'starts' | 'ends'>,
  teachers: readonly ChosenTeacher[],
): Promise<Record<string, string>> {
  await holdDays(tx, [day.day]);
  const taken = await takenTimes(
    tx,
    teachers.map(({ teacherId, room }) => ({
      teacherId,
      room,
      day: day.day,
      starts: day.starts,
      ends: day.ends,
    })),
  );
  const errors: Record<string, string> = {};
  for (const one of taken) errors[placeFields(one.teacher_id).room] ??= clashWords(one);
  return errors;
}

/** «13:40–14:20 урок: Алгебра, 7А», «Кабинет занят 17:00–18:00: консультация» */
function clashWords(taken: TakenTime): string {
  const time = `${taken.taken_from}–${taken.taken_to}`;
  const what = [taken.subject, taken.class_names].filter(Boolean).join(', ');
  switch (taken.kind) {
    case 'teacher_lesson':
      return nb(`У учителя в это время урок, ${time}: ${what}`);
    case 'teacher_consultation':
      return nb(`Учитель в это время уже принимает, ${time}${what === '' ? '' : `: ${what}`}`);
    case 'room_lesson':
      return nb(`Кабинет занят уроком, ${time}: ${what}`);
    case 'room_consultation':
      return nb(`В кабинете уже принимает другой учитель, ${time}`);
    case 'room_wanted':
      return 'Этот кабинет на странице уже отдан другому учителю';
  }
}

/** Services for calls on a day, held until the transaction ends: nobody withdraws one meanwhile (always true 1). */
export async function holdServices(tx: Db, day: string): Promise<ApprovedService[]> {
  await tx.run(sql`select from service order by id for share`);
  return approvedServices(tx, 'videoconference', day);
}
