import type { Db } from '../db/db.ts';
import { notifyPeople } from '../notifying/notify-people.ts';
import { capital, counted, dayLong, dayShort, sentence, shortName } from '../web/dates.ts';
import type { ParentsDayRow } from './parents-day-find.ts';
import { listGuardians } from './parents-day-queries.ts';
import type { By } from './parents-day-save.ts';
import { dayWritten } from './parents-day-words.ts';

interface TaughtBy {
  family_name: string;
  given_name: string;
  patronymic: string;
}

interface Family {
  attendee_id: number;
  student_id: number;
}

const titleOf = (day: ParentsDayRow, what?: string) =>
  [`${day.name} ${dayShort(day.day)}`, what].filter(Boolean).join(': ');

const about = (day: ParentsDayRow) => ({ kind: 'parents_day', id: day.id }) as const;

/** Tells all guardians of an announced day, and the teachers that they receive. @param today local day */
export async function tellAnnounced(
  tx: Db,
  day: ParentsDayRow,
  teacherIds: readonly number[],
  by: By,
  today: string,
): Promise<number> {
  const guardians = await listGuardians(tx, today);
  const to = guardians.map((one) => ({ personId: one.guardian_id, studentIds: one.student_ids }));
  await notifyPeople(tx, {
    kind: 'consultation',
    title: titleOf(day),
    body: [
      `${dayWritten(day)}. Принимают ${counted(teacherIds.length, 'учитель', 'учителя', 'учителей')}.`,
      'Отметьте, с кем хотите поговорить: портал предложит порядок бесед без долгих ожиданий.',
      ...(day.words === '' ? [] : [day.words]),
    ].join('\n'),
    about: about(day),
    to,
    actorId: by.actorId,
    at: by.at,
  });
  await tellTeachers(tx, day, teacherIds, by);
  return to.length;
}

/** Tells teachers that they receive on an announced day. */
export async function tellTeachers(
  tx: Db,
  day: ParentsDayRow,
  teacherIds: readonly number[],
  by: By,
): Promise<void> {
  await notifyPeople(tx, {
    kind: 'consultation',
    title: titleOf(day, 'вы принимаете родителей'),
    body: `${dayWritten(day)}. Ваше место и кто записан — на странице дня.`,
    about: about(day),
    to: teacherIds.map((personId) => ({ personId, studentIds: [] })),
    actorId: by.actorId,
    at: by.at,
  });
}

const nameOf = (teacher: TaughtBy) => shortName(teacher.family_name, teacher.given_name, teacher.patronymic);

/** Tells the families that are booked, and the teacher, of another place. @param place «каб. 305» */
export async function tellMoved(
  tx: Db,
  day: ParentsDayRow,
  teacher: TaughtBy & { id: number },
  place: string,
  families: readonly Family[],
  by: By,
): Promise<void> {
  await notifyPeople(tx, {
    kind: 'consultation',
    title: titleOf(day, 'другое место'),
    body: `${nameOf(teacher)}, ${dayLong(day.day)}: ${place}. Время прежнее.`,
    about: about(day),
    to: [...toFamilies(families), { personId: teacher.id, studentIds: [] }],
    actorId: by.actorId,
    at: by.at,
  });
}

/** Tells the families that were booked, and the teacher, that the teacher does not receive. */
export async function tellTakenOut(
  tx: Db,
  day: ParentsDayRow,
  teacher: TaughtBy & { id: number },
  reason: string,
  families: readonly Family[],
  by: By,
): Promise<void> {
  await notifyPeople(tx, {
    kind: 'consultation',
    title: titleOf(day, 'учитель не сможет принять'),
    body: [
      `${nameOf(teacher)} ${dayShort(day.day)} не принимает.${reason === '' ? '' : ` ${capital(sentence(reason))}`}`,
      'Запись отменена. Выберите другого учителя этого дня или другой день.',
    ].join('\n'),
    about: about(day),
    to: [...toFamilies(families), { personId: teacher.id, studentIds: [] }],
    actorId: by.actorId,
    at: by.at,
  });
}

/** Tells everybody who had been told of the day that it is not held. @param today local day */
export async function tellCancelled(
  tx: Db,
  day: ParentsDayRow,
  teacherIds: readonly number[],
  reason: string,
  by: By,
  today: string,
): Promise<void> {
  const guardians = await listGuardians(tx, today);
  await notifyPeople(tx, {
    kind: 'consultation',
    title: titleOf(day, 'отменён'),
    body: [capital(sentence(reason)), 'Все записи на этот день отменены.'].join('\n'),
    about: about(day),
    to: [
      ...guardians.map((one) => ({ personId: one.guardian_id, studentIds: one.student_ids })),
      ...teacherIds.map((personId) => ({ personId, studentIds: [] })),
    ],
    actorId: by.actorId,
    at: by.at,
  });
}

function toFamilies(families: readonly Family[]) {
  return families.map((one) => ({ personId: one.attendee_id, studentIds: [one.student_id] }));
}
