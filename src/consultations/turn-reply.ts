import { type FilledForm, freshForm, type NoteModel } from '../web/components.ts';
import { page, type Reply } from '../web/reply.ts';
import type { RouteContext } from '../web/route.ts';
import { type FoundConsultation, isTeacherOf } from './find.ts';
import { listFreeTurns } from './list-queries.ts';
import { turnPage } from './pages.ts';
import { toTurnPage } from './turn-model.ts';
import { listBookings, listInvitees, listOwnBookings, listOwnWaits } from './turn-queries.ts';

/** The page of a turn, fresh or with a form that was refused. */
export async function turnReply(
  context: RouteContext<unknown, unknown, FoundConsultation>,
  asked: {
    childId?: number | undefined;
    form?: FilledForm;
    notes?: readonly NoteModel[];
    status?: number;
  } = {},
): Promise<Reply> {
  const { db, subject: turn, actor, now, today, school } = context;
  const at = { at: now, today };
  const isTeacher = isTeacherOf(actor, turn);
  const isFamily = !isTeacher && actor.permissions.has('consultation:book');
  const [student] = turn.offered_students;
  const isFull = isFamily && turn.taken >= turn.places && student !== undefined;
  const studentId = asked.childId ?? student ?? 0;
  const model = toTurnPage(
    turn,
    {
      own: isFamily ? await listOwnBookings(db, turn.id, actor) : [],
      waits: isFull ? await listOwnWaits(db, turn, actor) : [],
      others: isFull
        ? await listFreeTurns(db, actor, { teacherId: turn.teacher_id, studentId, exceptId: turn.id }, at)
        : [],
      bookings: isTeacher ? await listBookings(db, turn.id) : [],
      invitees: isTeacher ? await listInvitees(db, turn, today) : [],
    },
    { actor, ...at, settings: school, childId: asked.childId ?? null },
    asked.form ?? freshForm(),
    asked.notes,
  );
  const status = asked.status ?? 200;
  const title = status === 200 ? model.head.title : `Ошибка — ${model.head.title}`;
  return page(turnPage, model, { title, status });
}
