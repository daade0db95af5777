import type { Db } from '../db/db.ts';
import { notifyPeople } from '../notifying/notify-people.ts';
import { listStaff } from '../people/staff.ts';
import { nb } from '../web/dates.ts';
import type { ComplaintRow, MessageRow } from './complaint-queries.ts';

interface Act {
  actorId: number;
  at: Temporal.Instant;
  today: string;
}

/**
 * Tells the coordinators that somebody complained, and of a teacher's message the pupil's class teacher, to whom the
 * question is open from now on. Who complained stands on the complaint's page, not in the word of it.
 */
export async function tellOfComplaint(
  tx: Db,
  complaintId: number,
  message: Pick<MessageRow, 'class_name' | 'side' | 'question_id' | 'head_id'>,
  act: Act,
): Promise<void> {
  const coordinators = await listStaff(tx, act.today, ['coordinator']);
  const whose = message.side === 'school' ? 'учителя' : 'ученика или родителя';
  const where = message.class_name === '' ? '' : ` (${message.class_name})`;
  await notifyPeople(tx, {
    kind: 'complaint',
    title: 'Жалоба на сообщение',
    body: nb(`Пожаловались на сообщение ${whose}${where}. Прочитайте его и решите, что делать.`),
    about: { kind: 'complaint', id: complaintId },
    to: coordinators.map((one) => ({ personId: one.id, studentIds: [] })),
    actorId: act.actorId,
    at: act.at,
  });
  if (message.side !== 'school' || message.head_id === null) return;
  await notifyPeople(tx, {
    kind: 'complaint',
    title: 'Жалоба в вашем классе',
    body: nb(
      'Пожаловались на то, что написал учитель. Этот разговор открыт вам, чтобы вы могли поддержать ученика. Решает координатор.',
    ),
    about: { kind: 'question', id: message.question_id },
    to: [{ personId: message.head_id, studentIds: [] }],
    actorId: act.actorId,
    at: act.at,
  });
}

/**
 * Tells how a complaint ended: who made it, the class teacher of the pupil where a teacher's message was complained
 * of, and its author only where the coordinator said so, without a word on who complained.
 */
export async function tellOutcome(
  tx: Db,
  complaint: ComplaintRow,
  outcome: string,
  act: Act & { tellsAuthor: boolean },
): Promise<void> {
  const about = { kind: 'question', id: complaint.question_id } as const;
  const common = { kind: 'complaint', about, actorId: act.actorId, at: act.at } as const;
  const pupil = [complaint.student_id];
  const { head, side, author_id: authorId, made_by: makerId } = complaint;
  const isOfSchool = side === 'school';
  await notifyPeople(tx, {
    ...common,
    title: 'Ваша жалоба рассмотрена',
    body: outcome,
    to: [{ personId: makerId, studentIds: isOfSchool ? pupil : [] }],
  });
  if (isOfSchool && head !== null && head.id !== makerId) {
    await notifyPeople(tx, {
      ...common,
      title: 'Рассмотрена жалоба в вашем классе',
      body: outcome,
      to: [{ personId: head.id, studentIds: [] }],
    });
  }
  if (!act.tellsAuthor) return;
  await notifyPeople(tx, {
    ...common,
    title: 'На ваше сообщение жаловались',
    body: `Жалоба рассмотрена.\n${outcome}`,
    to: [{ personId: authorId, studentIds: isOfSchool ? [] : pupil }],
  });
}
