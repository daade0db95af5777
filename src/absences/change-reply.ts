import { tellLaterOf } from '../attendance/absence-notice-job.ts';
import type { AuditAction } from '../audit/action-words.ts';
import type { FilledForm, NoteModel } from '../web/components.ts';
import { nb } from '../web/dates.ts';
import { type FormErrors, readForm, refuse } from '../web/form.ts';
import { type Reply, redirect } from '../web/reply.ts';
import type { PostContext } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { judgeBoxes, judgeDays } from './absence-rule.ts';
import { overlapNote } from './announce-model.ts';
import { findOverlap, holdPupil, listLessonsOfDay, listYearDays } from './child-queries.ts';
import { ChangeForm } from './forms.ts';
import type { AbsenceRow } from './queries.ts';
import { changeAbsence } from './save.ts';
import { tellClassTeacher } from './tell.ts';

type Context = PostContext<{ absenceId: number }, unknown, AbsenceRow>;

interface Answers {
  refused(form: FilledForm, notes?: readonly NoteModel[]): Promise<Reply>;
  conflict(): Promise<Reply>;
  note(action: AuditAction): Promise<void>;
}

/** Other days, lessons or reason for an absence whose days are not over: it is decided anew. */
export async function changeReply(context: Context, answers: Answers): Promise<Reply> {
  const { db, body, subject: absence, actor, now, today, school } = context;
  const form = readForm(ChangeForm, body);
  if (!form.ok) return answers.refused(form);
  const { reason, words, version } = form.value;
  const days = await daysOf(context, form.value);
  const errors: Record<string, string> = { ...days.errors };
  if (reason === 'other' && words === '') errors.words = 'Напишите в двух словах, какая причина';
  if (days.found === null || errors.words) return answers.refused(refuse(body, errors));
  await holdPupil(db, absence.student_id);
  const overlap = await findOverlap(db, absence.student_id, days.found, absence.id);
  if (overlap !== null) {
    return answers.refused(refuse(body, {}), [overlapNote(overlap, absence.call_name, today)]);
  }
  const facts = { ...days.found, reason, words };
  if (!(await changeAbsence(db, { id: absence.id, version }, facts))) return answers.conflict();
  await tellLaterOf(db, {
    studentId: absence.student_id,
    from: absence.starts_on,
    to: absence.ends_on,
    at: now,
    noticeMinutes: school.absenceNoticeMinutes,
  });
  await answers.note('absence.changed');
  await tellClassTeacher(db, {
    what: 'changed',
    absence: { ...absence, starts_on: facts.from, ends_on: facts.to, periods: facts.periods, reason, words },
    by: { personId: actor.personId, at: now },
    today,
  });
  return redirect(urls.absence(absence.id), {
    flash: nb('Изменения сохранены. Классный руководитель их увидит.'),
  });
}

interface FoundDays {
  errors: FormErrors;
  found: { from: string; to: string; periods: number[] | null } | null;
}

async function daysOf(
  { db, subject: absence, now, today, school }: Context,
  value: {
    from: string | null;
    to: string | null;
    lessons_first: readonly { day: string; period: number }[];
  },
): Promise<FoundDays> {
  if (absence.periods !== null) {
    const { timeZone } = school;
    const lessons = await listLessonsOfDay(db, absence.student_id, absence.starts_on, {
      today,
      now,
      timeZone,
    });
    const judged = judgeBoxes(value.lessons_first, lessons);
    return judged.ok
      ? { errors: {}, found: { from: judged.day, to: judged.day, periods: judged.periods } }
      : { errors: { lessons_first: judged.words }, found: null };
  }
  const { from, to } = value;
  if (from === null || to === null) {
    return {
      errors: {
        ...(from === null ? { from: 'Укажите первый день' } : {}),
        ...(to === null ? { to: 'Укажите последний день' } : {}),
      },
      found: null,
    };
  }
  const fault = judgeDays({ from, to }, today, await listYearDays(db, today), absence.starts_on);
  return fault === null
    ? { errors: {}, found: { from, to, periods: null } }
    : { errors: { [fault.field]: fault.words }, found: null };
}
