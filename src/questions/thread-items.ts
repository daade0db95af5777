import type { Actor } from '../access/actor.ts';
import { toAttachments } from '../attachments/attachment-model.ts';
import { fullName, momentSaid, nb, shortName } from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import { mayComplain } from './complaint-rule.ts';
import type { QuestionRow } from './find.ts';
import { kindsFor, sideOf } from './message-rule.ts';
import type { MessageItem, ThreadItem } from './thread-page.ts';
import type { ThreadHandover, ThreadMessage, ThreadRow } from './thread-queries.ts';

/** Who reads a thread, and when. */
export interface ThreadLook {
  actor: Actor;
  now: Temporal.Instant;
  today: string;
  timeZone: string;
}

/** Messages and handovers in the order in which they happened. */
export function toThreadItems(question: QuestionRow, thread: ThreadRow, look: ThreadLook): ThreadItem[] {
  const items = [
    ...thread.messages.map((one) => ({
      at: one.at,
      item: { kind: 'message' as const, message: toMessage(one, question, look) },
    })),
    ...thread.handovers.map((one) => ({ at: one.at, item: toEvent(one, look) })),
  ];
  return items.sort((a, b) => Temporal.Instant.compare(a.at, b.at)).map(({ item }) => item);
}

function toEvent(handover: ThreadHandover, look: ThreadLook): ThreadItem {
  const name = ({ family_name: family, given_name: given, patronymic }: ThreadHandover['from']) =>
    shortName(family, given, patronymic);
  const words = handover.words === '' ? '' : `: ${handover.words}`;
  return {
    kind: 'event',
    text: nb(`Вопрос передан: отвечает не ${name(handover.from)}, а ${name(handover.to)}${words}`),
    when: nb(momentSaid(handover.at, look.now, look.timeZone)),
  };
}

function toMessage(message: ThreadMessage, question: QuestionRow, look: ThreadLook): MessageItem {
  const { actor } = look;
  const side = sideOf(question.party);
  const isOwn = message.author_id === actor.personId;
  const isGone = message.withdrawn_at !== null;
  const said = (at: Temporal.Instant) => momentSaid(at, look.now, look.timeZone);
  const isForComplaint =
    actor.permissions.has('complaint:make') && mayComplain(question.party, message.side) && !isGone;
  return {
    anchor: `message-${message.id}`,
    isOwn,
    isUnread:
      message.side !== side && message.read_at === null && !isGone && kindsFor(question.party).length > 0,
    who: nb(isOwn ? 'Вы' : authorName(message, question)),
    when: nb(said(message.at)),
    tag: message.kind === 'ask_back' ? { text: 'Уточнение', kind: 'accent' } : null,
    body: message.body,
    withdrawn: message.withdrawn_at === null ? null : nb(`Сообщение отозвано ${said(message.withdrawn_at)}`),
    files: message.files.length === 0 ? null : toAttachments(message.files),
    read: isGone ? null : readWords(message, question, said),
    withdraw: isOwn && !isGone ? { action: urls.messageWithdrawal(message.id) } : null,
    complaint:
      isForComplaint && !message.has_own_complaint ? { action: urls.messageComplaint(message.id) } : null,
    complained: message.has_own_complaint
      ? 'Вы пожаловались на это сообщение'
      : message.has_open_complaint && question.party === 'overseer'
        ? 'На это сообщение пожаловались'
        : null,
  };
}

/** Whether the other side has read it: for the side that wrote, and for whoever oversees. */
function readWords(
  message: ThreadMessage,
  { party }: QuestionRow,
  said: (at: Temporal.Instant) => string,
): string | null {
  if (message.side !== sideOf(party) && party !== 'overseer') return null;
  return nb(message.read_at === null ? 'Ещё не прочитано' : `Прочитано ${said(message.read_at)}`);
}

/** «Ковалёва Елена Петровна»; to a teacher «Белова И. Н., мать», to a parent the name by which they call the child. */
function authorName(message: ThreadMessage, question: QuestionRow): string {
  const { family_name: family, given_name: given, patronymic } = message.author;
  if (message.side === 'school') return fullName(family, given, patronymic);
  if (message.author_id === question.student_id) {
    return question.party === 'guardian' ? question.student.call_name : fullName(family, given, null);
  }
  const name = shortName(family, given, patronymic);
  return question.relation === '' ? name : `${name}, ${question.relation}`;
}
