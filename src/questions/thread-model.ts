import { toFileUpload } from '../attachments/attachment-model.ts';
import type { QuestionWait } from '../feedback/waits.ts';
import { field, type LinkModel, type NoteModel, type PageHeadModel } from '../web/components.ts';
import { dayShort, fullName, nb, relativeDayLong, shortName } from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import type { AnswerPanel } from './answer-model.ts';
import { type AskedForm, NOTHING_TYPED, summaryOf } from './ask-model.ts';
import type { QuestionRow } from './find.ts';
import { MOST_WRITTEN } from './message-form.ts';
import { kindsFor, marksRead, mayAnswer, mayClose, sideOf } from './message-rule.ts';
import { placeOf, pupilName, questionTag, topicWords } from './question-words.ts';
import { toRudeNote } from './rude-note.ts';
import { type ThreadLook, toThreadItems } from './thread-items.ts';
import type { ThreadPage } from './thread-page.ts';
import type { ThreadRow } from './thread-queries.ts';

/** A question with all that was written in it, for whoever reads it. */
export function toThreadPage(
  question: QuestionRow,
  thread: ThreadRow,
  look: ThreadLook,
  more: {
    /** Null where it does not wait. */
    wait: QuestionWait | null;
    answer: AnswerPanel | null;
    typed: AskedForm;
    notes: readonly NoteModel[];
  },
): ThreadPage {
  const { party, state } = question;
  const side = sideOf(party);
  const { typed } = more;
  const isUnread = thread.messages.some(
    (one) => one.side !== side && one.read_at === null && one.withdrawn_at === null,
  );
  return {
    head:
      side === 'family'
        ? familyHead(question, look)
        : { ...schoolHead(question), actions: more.answer?.next ?? [] },
    summary: summaryOf(typed),
    notes: [...more.notes, ...standingNotes(question)],
    tag: questionTag(state, side),
    standing: side === 'family' ? standingOf(more.wait, look.today) : '',
    items: toThreadItems(question, thread, look),
    reading: isUnread && marksRead(party) ? { action: urls.questionReading(question.id) } : null,
    reply: kindsFor(party).includes('reply') ? replyForm(question, typed, typed !== NOTHING_TYPED) : null,
    answer: more.answer,
    closing: mayClose(party, state)
      ? {
          action: urls.questionClosing(question.id),
          version: question.version,
          button: closingWords(question),
        }
      : null,
    links: side === 'family' ? familyLinks(question, look) : [],
  };
}

function lessonLink(question: QuestionRow): LinkModel[] {
  if (question.lesson_id === null || question.lesson_day === null) return [];
  return [{ text: nb(`урок ${dayShort(question.lesson_day)}`), href: urls.lesson(question.lesson_id) }];
}

function familyHead(question: QuestionRow, { actor }: ThreadLook): PageHeadModel {
  const isChilds = question.student_id !== actor.personId;
  const { family_name: family, given_name: given, patronymic } = question.teacher;
  return {
    title: isChilds ? `${question.student.call_name}: ${placeOf(question)}` : placeOf(question),
    crumb: [{ text: 'Вопросы', href: urls.questions() }, ...lessonLink(question)],
    lead: nb(`Вопрос ${topicWords[question.topic]}. Отвечает ${fullName(family, given, patronymic)}.`),
  };
}

function schoolHead(question: QuestionRow): PageHeadModel {
  const { asker, relation, teacher } = question;
  const name = fullName(asker.family_name, asker.given_name, asker.patronymic);
  const who =
    question.asked_by === question.student_id
      ? ''
      : ` Спрашивает ${name}${relation === '' ? '' : ` (${relation})`}.`;
  const has =
    question.party === 'teacher'
      ? ''
      : ` Отвечает ${shortName(teacher.family_name, teacher.given_name, teacher.patronymic)}`;
  return {
    title: pupilName(question),
    crumb: [{ text: 'Вопросы', href: urls.questions() }, ...lessonLink(question)],
    lead: nb(`${placeOf(question)}, вопрос ${topicWords[question.topic]}.${who}${has}`),
  };
}

/** Why things stand as they do: nobody to answer or to read it, a child's own question, somebody who oversees. */
function standingNotes(question: QuestionRow): NoteModel[] {
  const notes: NoteModel[] = [];
  if (!question.is_teacher_here && question.state === 'waiting') {
    notes.push({
      kind: 'warn',
      text: nb('Этого учителя больше нет на портале. Координатор передаст вопрос другому учителю.'),
    });
  }
  if (!question.is_asker_here && mayAnswer(question.party) && question.state !== 'closed') {
    notes.push({ kind: 'warn', text: nb('Ответ сейчас некому прочитать. Вопрос можно закрыть.') });
  }
  if (question.party === 'guardian') {
    notes.push({
      kind: 'info',
      text: nb(
        `Этот вопрос ${question.student.call_name} задаёт без взрослых. Вы видите переписку, пока ребёнок в младших классах.`,
      ),
    });
  }
  if (question.party === 'overseer') {
    notes.push({
      kind: 'info',
      text: nb('Вы смотрите чужую переписку: это записано в журнале событий портала.'),
    });
  }
  if (question.party === 'former') {
    notes.push({ kind: 'info', text: nb('Вы передали этот вопрос. Отвечает на него другой учитель.') });
  }
  return notes;
}

/** Until when the family is answered, or that the school knows it was not. */
function standingOf(wait: QuestionWait | null, today: string): string {
  if (wait === null || wait.lastDay === null) return '';
  if (wait.isOverdue) return nb('Ответа нет дольше двух школьных дней, координатор школы об этом знает.');
  return nb(`Срок ответа: ${relativeDayLong(wait.lastDay, today)}.`);
}

function replyForm(
  question: QuestionRow,
  { form, files, rude }: AskedForm,
  isBack: boolean,
): NonNullable<ThreadPage['reply']> {
  const isAsked = question.state === 'asked_back';
  const isOver = question.state === 'answered' || question.state === 'closed';
  const whenOver = 'Учитель ответит ещё раз. Если всё понятно, писать «спасибо» не обязательно.';
  const whenWaiting = 'Если вспомнили что-то важное, допишите: учитель увидит всё вместе.';
  return {
    action: urls.questionMessages(question.id),
    version: question.version,
    title: isAsked ? 'Ответить учителю' : isOver ? 'Остались вопросы? Написать ещё' : 'Дополнить вопрос',
    isOpen: isAsked || isBack,
    hint: isAsked ? '' : nb(isOver ? whenOver : whenWaiting),
    body: field(form, 'body', 'Сообщение', { type: 'textarea', rows: 4, maxLength: MOST_WRITTEN }),
    files: toFileUpload(files),
    rude: toRudeNote(rude),
  };
}

function closingWords({ party, state }: QuestionRow): string {
  if (sideOf(party) === 'school') return state === 'waiting' ? 'Закрыть без ответа' : 'Закрыть вопрос';
  return state === 'answered' ? 'Всё понятно, закрыть вопрос' : 'Ответ больше не нужен';
}

function familyLinks(question: QuestionRow, { actor }: ThreadLook): LinkModel[] {
  const child = question.student_id === actor.personId ? undefined : question.student_id;
  const { course_id: course, class_id: ofClass } = question;
  return [
    {
      text: 'Задать новый вопрос',
      href: urls.questionNew(course === null ? { class: ofClass ?? undefined, child } : { course, child }),
    },
    ...(course === null ? [] : [{ text: 'Ответы классу', href: urls.courseAnswers(course) }]),
  ];
}
