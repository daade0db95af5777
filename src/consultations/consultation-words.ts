import type { TagModel } from '../web/components.ts';
import {
  capital,
  counted,
  dayLong,
  nb,
  relativeDay,
  relativeDayLong,
  shortName,
  timeRange,
  weekdayNumber,
  weekdaysWhen,
} from '../web/dates.ts';
import type { ConsultationRow } from './find.ts';
import type { BookingRow } from './find-booking.ts';

/** Between facts of one line: it never begins a line. */
export const BETWEEN = '\u00a0· ';

type Timed = Pick<ConsultationRow, 'day' | 'starts' | 'ends'>;
type Teacher = Pick<ConsultationRow, 'family_name' | 'given_name' | 'patronymic'>;

/** «Ковалёва Е. П.» */
export function teacherName(teacher: Teacher): string {
  return shortName(teacher.family_name, teacher.given_name, teacher.patronymic);
}

/** «завтра, 25 ноября», «в среду, 2 декабря»: with the weekday also where the day is far. */
function dayWhen(day: string, today: string): string {
  const near = relativeDayLong(day, today);
  if (near !== relativeDay(day, today)) return near;
  return `${weekdaysWhen[weekdayNumber(day) - 1] ?? ''}, ${near}`;
}

/** «в четверг, 26 ноября, 17:00–17:15», «завтра, 25 ноября, 17:00–17:15» */
export function whenSaid(turn: Timed, today: string): string {
  return nb(`${dayWhen(turn.day, today)}, ${timeRange(turn.starts, turn.ends)}`);
}

/** «четверг, 26 ноября, 17:00–17:15», for notices, which are read later. */
export function whenWritten(turn: Timed): string {
  return `${dayLong(turn.day)}, ${timeRange(turn.starts, turn.ends)}`;
}

/** «Завтра, 25 ноября», where a line begins with the day. */
export function dayHeading(day: string, today: string): string {
  const word = relativeDay(day, today);
  return nb(capital(['сегодня', 'завтра'].includes(word) ? relativeDayLong(day, today) : dayLong(day)));
}

/** «онлайн, Сферум», «каб. 214», «в школе, кабинет скажут позже» */
export function placeSaid(turn: Pick<ConsultationRow, 'format' | 'service_name' | 'room'>): string {
  if (turn.format === 'online') return nb(`онлайн, ${turn.service_name ?? ''}`);
  return nb(roomSaid(turn.room));
}

function roomSaid(room: string): string {
  if (room === '') return 'в школе, кабинет скажут позже';
  return /^\d/.test(room) ? `каб. ${room}` : room;
}

/** «Свободно», «Свободно 12 мест из 30», «Мест нет» */
export function placesTag(turn: Pick<ConsultationRow, 'places' | 'taken' | 'state'>): TagModel {
  if (turn.state === 'cancelled') return { text: 'Отменена', kind: 'bad', icon: 'ban' };
  const free = turn.places - turn.taken;
  if (free <= 0) return { text: turn.places === 1 ? 'Занято' : 'Мест нет', kind: 'warn', icon: 'users' };
  if (turn.places === 1) return { text: 'Свободно', kind: 'ok', icon: 'circle-check' };
  return {
    text: nb(`Свободно ${counted(free, 'место', 'места', 'мест')} из ${turn.places}`),
    kind: 'ok',
    icon: 'circle-check',
  };
}

/** «Белова Софья, 7А», for the teacher. */
export function studentSaid(
  booking: Pick<BookingRow, 'student_family' | 'student_given' | 'class_name'>,
): string {
  const name = `${booking.student_family} ${booking.student_given}`;
  return nb(booking.class_name === '' ? name : `${name}, ${booking.class_name}`);
}

/** Who comes: «Белова И. Н.», «ученик». */
export function attendeeSaid(
  booking: Pick<
    BookingRow,
    'student_id' | 'attendee_id' | 'attendee_family' | 'attendee_given' | 'attendee_patronymic'
  >,
): string {
  if (booking.attendee_id === booking.student_id) return 'ученик';
  return shortName(booking.attendee_family, booking.attendee_given, booking.attendee_patronymic);
}

const stateTags: Readonly<Record<BookingRow['booking_state'], TagModel>> = {
  booked: { text: 'Записаны', kind: 'ok', icon: 'circle-check' },
  invited: { text: 'Приглашение', kind: 'accent', icon: 'mail' },
  cancelled: { text: 'Запись отменена', icon: 'ban' },
  declined: { text: 'Приглашение отклонено', icon: 'x' },
  expired: { text: 'Приглашение истекло', icon: 'clock' },
  moved: { text: 'Перенесена', icon: 'repeat-2' },
};

/** The state of a booking, as the family and the teacher see it. */
export function bookingTag(booking: Pick<BookingRow, 'booking_state' | 'came'>): TagModel {
  if (booking.came === true) return { text: 'Встреча была', kind: 'ok', icon: 'user-check' };
  if (booking.came === false) return { text: 'Не пришли', kind: 'warn', icon: 'user-x' };
  return stateTags[booking.booking_state];
}

export const audienceLabels = {
  courses: 'Для учеников моих курсов и их родителей',
  class: 'Для моего класса',
  school: 'Для всей школы',
} as const;

/** «Родители; те, у кого этот учитель ведёт уроки»: after attendeeLabels. */
export const audienceSaid = {
  courses: 'те, у кого этот учитель ведёт уроки',
  class: 'класс этого учителя',
  school: 'вся школа',
} as const;

export const attendeeLabels = {
  guardians: 'Родители',
  students: 'Ученики',
  both: 'Родители или ученики',
} as const;
