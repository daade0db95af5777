import * as z from 'zod';
import { checkLink } from '../service-register/link.ts';
import { nb } from '../web/dates.ts';
import {
  choice,
  chosen,
  day,
  type FormBody,
  id,
  idParam,
  integer,
  optionalText,
  text,
  typed,
} from '../web/form.ts';

export const ParentsDayParams = z.object({ dayId: idParam });

const version = integer(1, 1_000_000_000, 'Откройте страницу заново');

const clock = (required: string) =>
  text(required, 8).refine((value) => /^([01]\d|2[0-3]):[0-5]\d$/.test(value), required);

export const ParentsDayForm = z.object({
  name: text('Назовите день, например «Родительский день»', 80),
  day: day('Укажите день, например 27.11.2026'),
  starts: clock('Укажите начало, например 17:00'),
  ends: clock('Укажите конец, например 20:00'),
  turn_minutes: integer(5, 60, 'Укажите, сколько минут длится беседа: от 5 до 60'),
  break_minutes: integer(0, 30, 'Укажите, сколько минут на переход: от 0 до 30'),
  cancel_hours: integer(0, 168, 'Укажите число часов от 0 до 168'),
  words: optionalText(1000),
});
export type ParentsDayValues = z.output<typeof ParentsDayForm>;

export const ParentsDayEditForm = ParentsDayForm.extend({ version });
export const VersionForm = z.object({ version });
export const CancellationForm = z.object({
  version,
  reason: text('Напишите, почему день отменяется: это прочтут семьи', 300),
});

/** What is changed about one teacher of an announced day. */
export const teacherActs = ['add', 'move', 'remove'] as const;
export const TeacherForm = z.object({
  version,
  act: choice(teacherActs, 'Откройте страницу заново'),
  teacher_id: id('Выберите учителя'),
  reason: optionalText(300),
});

/** Where a teacher receives: in a room, or by a service at an address that was checked. */
export interface Place {
  room: string;
  serviceId: number | null;
  link: string | null;
}

export interface ChosenTeacher extends Place {
  teacherId: number;
}

/** The names of a teacher's fields. */
export function placeFields(teacherId: number): { room: string; how: string; link: string } {
  return { room: `room_${teacherId}`, how: `how_${teacherId}`, link: `link_${teacherId}` };
}

interface OfferedService {
  id: number;
  name: string;
  hosts: readonly string[];
}

/**
 * Reads where a teacher receives. An address that was kept before stays where nothing is typed in its stead: pages never
 * show it (always true 4).
 * @param kept what is stored for the teacher
 * @returns the place, or the fault in words
 */
export function readPlace(
  body: FormBody,
  teacherId: number,
  services: readonly OfferedService[],
  kept: Place | undefined,
): Place | { words: string } {
  const names = placeFields(teacherId);
  const room = typed(body, names.room).trim();
  const how = typed(body, names.how);
  if (how === '') {
    if (room === '') return { words: nb('Укажите кабинет или выберите сервис') };
    return room.length > 40
      ? { words: nb('Сократите название кабинета: не больше 40 знаков') }
      : { room, serviceId: null, link: null };
  }
  const service = services.find((one) => String(one.id) === how);
  if (service === undefined) return { words: nb('Этот сервис в тот день не разрешён для видеозвонков') };
  const link = typed(body, names.link).trim();
  if (link === '' && kept?.serviceId === service.id) return kept;
  const checked = checkLink(link, service);
  return 'words' in checked
    ? { words: checked.words }
    : { room: '', serviceId: service.id, link: checked.url };
}

/** Reads the table of teachers: who is ticked, and where each receives; the faults by the name of the teacher's room. */
export function readTeachers(
  body: FormBody,
  known: readonly { id: number; kept: Place | undefined }[],
  services: readonly OfferedService[],
): { teachers: ChosenTeacher[]; errors: Record<string, string> } {
  const ticked = new Set(chosen(body, 'teacher'));
  const teachers: ChosenTeacher[] = [];
  const errors: Record<string, string> = {};
  for (const { id: teacherId, kept } of known) {
    if (!ticked.has(String(teacherId))) continue;
    const place = readPlace(body, teacherId, services, kept);
    if ('words' in place) {
      errors[placeFields(teacherId).room] = place.words;
      continue;
    }
    teachers.push({ teacherId, ...place });
  }
  if (ticked.size === 0) errors.form = 'Отметьте хотя бы одного учителя';
  return { teachers, errors };
}
