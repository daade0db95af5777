import type { TagModel } from '../web/components.ts';
import { dayShort, fullName, nb } from '../web/dates.ts';
import type { QuestionRow, QuestionState } from './find.ts';

export const topicWords = { material: 'об учебном материале', organisation: 'об организации' } as const;

/** «Алгебра», «Классному руководителю»: where a question was asked. */
export function placeOf(question: Pick<QuestionRow, 'subject'>): string {
  return question.subject === '' ? 'Классному руководителю' : question.subject;
}

/** «Алгебра, урок 24 ноября, об учебном материале.» */
export function aboutQuestion(question: Pick<QuestionRow, 'subject' | 'lesson_day' | 'topic'>): string {
  const lesson = question.lesson_day === null ? '' : `, урок ${dayShort(question.lesson_day)}`;
  return nb(`${placeOf(question)}${lesson}, ${topicWords[question.topic]}.`);
}

/** «Белова Софья, 7А» */
export function pupilName({
  student,
  class_name: name,
}: Pick<QuestionRow, 'student' | 'class_name'>): string {
  const full = fullName(student.family_name, student.given_name, null);
  return nb(name === '' ? full : `${full}, ${name}`);
}

/** The state of a question, for the side that reads it. */
export function questionTag(state: QuestionState, side: 'family' | 'school'): TagModel {
  switch (state) {
    case 'waiting':
      return { text: 'Ждёт ответа', kind: 'warn', icon: 'clock' };
    case 'asked_back':
      return {
        text: side === 'family' ? 'Учитель уточняет' : 'Ждём уточнения',
        kind: side === 'family' ? 'warn' : undefined,
        icon: 'message-square',
      };
    case 'answered':
      return { text: 'Есть ответ', kind: 'ok', icon: 'circle-check' };
    case 'closed':
      return { text: 'Закрыт', icon: 'check' };
  }
}
