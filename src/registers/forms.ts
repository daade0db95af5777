import * as z from 'zod';
import { attendances, type Mark, notHeldReasons, type StudentMark } from '../attendance/mark.ts';
import {
  choice,
  type FormBody,
  type FormErrors,
  idParam,
  integer,
  optionalInteger,
  optionalText,
  typed,
} from '../web/form.ts';

export const RegisterParams = z.object({ lessonId: idParam });

/** The version of the register that the form was made from; 0: it was not filled. */
export const VersionForm = z.object({ version: integer(0, 1_000_000_000, 'Откройте страницу заново') });

export const NotHeldForm = VersionForm.extend({
  reason: choice(notHeldReasons, 'Выберите, почему урок не состоялся'),
  words: optionalText(300),
});

const PupilFields = z.object({
  attendance: choice(attendances, 'отметьте, был ли на уроке'),
  minutes: optionalInteger(1, 240, 'опоздание — число минут от 1 до 240'),
  activity: optionalInteger(0, 3, 'активность — от 0 до 3'),
  remark: optionalText(300),
});

/** A pupil's fields as they stand in the form. */
export interface Filled {
  attendance: string;
  minutes: string;
  activity: string;
  remark: string;
}

/** The names of a pupil's fields. */
export function fieldNames(studentId: number): Filled {
  return {
    attendance: `a_${studentId}`,
    minutes: `m_${studentId}`,
    activity: `v_${studentId}`,
    remark: `r_${studentId}`,
  };
}

/** A mark as the fields of the form. */
export function filledFrom(mark: Mark): Filled {
  return {
    attendance: mark.attendance,
    minutes: mark.minutes_late === null ? '' : String(mark.minutes_late),
    activity: mark.activity === null ? '' : String(mark.activity),
    remark: mark.remark,
  };
}

/** What a form says of a pupil, as it was typed; null where the pupil was not in it. */
export function filledIn(body: FormBody, studentId: number): Filled | null {
  const names = fieldNames(studentId);
  if (body[names.attendance] === undefined) return null;
  return {
    attendance: typed(body, names.attendance),
    minutes: typed(body, names.minutes),
    activity: typed(body, names.activity),
    remark: typed(body, names.remark),
  };
}

const NOBODY = 'В форме нет ни одного ученика этого урока: откройте журнал заново';

/**
 * Reads the marks of a register's form. Minutes count for the late ones, activity for those who were there: what the
 * form hides is not marked. A pupil who is not in the form gets no mark by it; a form without any of the lesson's
 * pupils is refused, for it would pass for a filled register.
 * @returns the marks; errors by field, without the pupil's name
 */
export function readMarks(
  body: FormBody,
  studentIds: readonly number[],
): { marks: StudentMark[]; errors: FormErrors } {
  const marks: StudentMark[] = [];
  const errors: Record<string, string> = {};
  for (const studentId of studentIds) {
    const filled = filledIn(body, studentId);
    if (filled === null) continue;
    const isLate = filled.attendance === 'late';
    const wasThere = isLate || filled.attendance === 'present';
    const parsed = PupilFields.safeParse({
      ...filled,
      minutes: isLate ? filled.minutes : '',
      activity: wasThere ? filled.activity : '',
    });
    if (parsed.success) {
      const { attendance, minutes, activity, remark } = parsed.data;
      marks.push({ student_id: studentId, attendance, minutes_late: minutes, activity, remark });
      continue;
    }
    const names: Readonly<Record<string, string>> = { ...fieldNames(studentId) };
    for (const issue of parsed.error.issues) {
      errors[names[String(issue.path[0])] ?? 'form'] ??= issue.message;
    }
  }
  if (marks.length === 0 && Object.keys(errors).length === 0) errors.form = NOBODY;
  return { marks, errors };
}
