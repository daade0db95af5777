import * as z from 'zod';
import { id } from '../db/columns.ts';

/** How a pupil took part in an online lesson (clause 3.2; always true 5). */
export const attendances = ['present', 'late', 'absent', 'excused', 'technical'] as const;

export type Attendance = (typeof attendances)[number];

export interface AttendanceWords {
  /** On a button of a phone: at most six letters. */
  brief: string;
  /** In a table or a sentence after a name. */
  long: string;
  /** What it means, for whoever asks. */
  about: string;
}

export const attendanceWords: Readonly<Record<Attendance, AttendanceWords>> = {
  present: { brief: 'Здесь', long: 'на уроке', about: 'Был на уроке с начала.' },
  late: { brief: 'Опозд.', long: 'опоздание', about: 'Пришёл позже; рядом — на сколько минут.' },
  absent: { brief: 'Нет', long: 'не было', about: 'Не был, причина не известна или не уважительная.' },
  excused: { brief: 'Уваж.', long: 'уважительная причина', about: 'Не был по уважительной причине.' },
  technical: { brief: 'Связь', long: 'не смог подключиться', about: 'Пытался, но не смог подключиться.' },
};

/** Activity at a lesson, from 0 (silent) to 3; null: not marked. */
export const activities = [0, 1, 2, 3] as const;

export const activityWords: Readonly<Record<(typeof activities)[number], string>> = {
  0: 'молчал',
  1: 'отвечал, когда спросили',
  2: 'участвовал',
  3: 'работал весь урок',
};

/** A mark as the database and its history hold it. */
export const MarkShape = z.object({
  attendance: z.enum(attendances),
  /** Whole minutes, with `late` only; null: not said. */
  minutes_late: z.number().nullable(),
  activity: z.number().nullable(),
  remark: z.string(),
});
export type Mark = z.infer<typeof MarkShape>;

export const StudentMarkRow = MarkShape.extend({ student_id: id });
export type StudentMark = z.infer<typeof StudentMarkRow>;

/** What a form begins with: a default of the form, never of the data. */
export const FRESH_MARK: Mark = { attendance: 'present', minutes_late: null, activity: null, remark: '' };

export function isSameMark(a: Mark, b: Mark): boolean {
  return (
    a.attendance === b.attendance &&
    a.minutes_late === b.minutes_late &&
    a.activity === b.activity &&
    a.remark === b.remark
  );
}

/** Why an online lesson did not take place: a filled register too. */
export const notHeldReasons = ['technical', 'teacher_ill', 'nobody_came', 'event', 'other'] as const;

export type NotHeldReason = (typeof notHeldReasons)[number];

export const notHeldWords: Readonly<Record<NotHeldReason, string>> = {
  technical: 'не работал сервис или интернет',
  teacher_ill: 'заболел учитель',
  nobody_came: 'никто не пришёл',
  event: 'мероприятие школы',
  other: 'другая причина',
};
