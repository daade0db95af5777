import * as z from 'zod';
import { mayCallForHelp } from '../attendance/help-rule.ts';
import { writeAudit } from '../audit/audit.ts';
import { nb } from '../web/dates.ts';
import { idParam, optionalId, optionalText, readForm } from '../web/form.ts';
import { forbidden, notFound, type Reply, redirect } from '../web/reply.ts';
import { allow, type Finder, post, type Route } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { type CalledLesson, findCalledLesson, openTicket } from './open-ticket.ts';

const LessonParams = z.object({ lessonId: idParam });
const HelpForm = z.object({ student_id: optionalId(), words: optionalText(300) });

const calledLesson: Finder<CalledLesson, { lessonId: number }> = ({ db, params, actor }) =>
  findCalledLesson(db, params.lessonId, actor);

/** «Не могу войти»: one press opens a ticket with everything filled in (always true 4). */
const callForHelp = post(
  '/lessons/:lessonId/help',
  { policy: allow('ticket:open', calledLesson), params: LessonParams },
  async ({ db, actor, subject: lesson, body, now, today, school, userAgent, requestId }) => {
    const back = (flash: string, kind: 'ok' | 'warn'): Reply =>
      redirect(urls.lesson(lesson.id), { flash: nb(flash), kind });
    if (lesson.own_students.length === 0) return forbidden('Этот урок не у вас и не у ваших детей.');
    const form = readForm(HelpForm, body);
    if (!form.ok) return back('Сообщение слишком длинное: хватит 300 знаков. Напишите короче.', 'warn');
    const studentId = form.value.student_id ?? onlyOne(lesson.own_students);
    if (studentId === null) return back('Выберите, кто не может войти.', 'warn');
    if (!lesson.own_students.includes(studentId)) return notFound();
    if (!mayCallForHelp(lesson, school.entryOpensMinutes, now, today)) {
      return back('Сообщить об этом можно в день онлайн-урока, когда открыт вход на него.', 'warn');
    }
    const { words } = form.value;
    const by = actor.personId;
    const ticketId = await openTicket(db, { lesson, studentId, by, at: now, words, userAgent });
    if (ticketId !== null) {
      await writeAudit(db, {
        actorId: actor.personId,
        action: 'ticket.opened',
        subjectKind: 'ticket',
        subjectId: ticketId,
        details: { lesson_id: lesson.id, student_id: studentId },
        requestId,
        at: now,
      });
    }
    return back('Учитель и технический специалист это уже видят.', 'ok');
  },
);

/** The pupil or the one child who has the lesson; null where two of a family have it. */
function onlyOne(students: readonly number[]): number | null {
  return students.length === 1 ? (students[0] ?? null) : null;
}

export const ticketRoutes: readonly Route[] = [callForHelp];
