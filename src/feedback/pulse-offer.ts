import type { Actor } from '../access/actor.ts';
import type { Db } from '../db/db.ts';
import type { NoteModel } from '../web/components.ts';
import { nb } from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import type { AnswerKeys } from './answer-token.ts';
import { isToldOf, type PulseLesson, pulsePupils, pulseQuestions, pulseWeek, whoHasTold } from './pulse.ts';

/** surveys/_pulse.ejs: «Как прошёл урок», a form a pupil; what was told already this week, in words. */
export interface PulseModel {
  action: string;
  forms: readonly { studentId: number; title: string; questions: PulseModelQuestion[] }[];
  said: readonly NoteModel[];
}

interface PulseModelQuestion {
  name: string;
  title: string;
  choices: readonly { value: number; label: string; checked: boolean }[];
  isMissing: boolean;
}

/** What was chosen in a form that came back. */
export interface PulseTyped {
  studentId: number;
  values: Readonly<Record<string, string>>;
}

/** Who looks, when, and for which children they may enter. */
export interface PulseLook {
  actor: Actor;
  now: Temporal.Instant;
  today: string;
  enterFor: ReadonlySet<number>;
  keys: Pick<AnswerKeys, 'token'>;
}

/**
 * What a lesson's page offers whoever looks at it to tell how it went; null where there is nothing to tell. One
 * statement, and none where the lesson is not over or not online.
 * @param typed the form that was sent without an answer to each question
 */
export async function pulseOffer(
  db: Db,
  lesson: PulseLesson,
  look: PulseLook,
  typed: PulseTyped | null = null,
): Promise<PulseModel | null> {
  const { actor, now, today, enterFor, keys } = look;
  if (!isToldOf(lesson, now, today)) return null;
  const pupils = pulsePupils(lesson, actor, enterFor);
  if (pupils.length === 0) return null;
  const told = await whoHasTold(db, keys, pulseWeek(today), pupils);
  const nameOf = (studentId: number) => actor.children.find((child) => child.id === studentId)?.name ?? null;
  return {
    action: urls.lessonPulse(lesson.id),
    forms: pupils
      .filter((one) => !told.has(one))
      .map((studentId) => ({
        studentId,
        title: titleFor(nameOf(studentId)),
        questions: questionsFor(typed?.studentId === studentId ? typed.values : null),
      })),
    said: pupils.filter((one) => told.has(one)).map((studentId) => saidFor(nameOf(studentId))),
  };
}

function titleFor(name: string | null): string {
  return name === null ? 'Как прошёл урок?' : `Как прошёл урок? Отвечаете за ребёнка: ${name}`;
}

function saidFor(name: string | null): NoteModel {
  const text =
    name === null
      ? 'Вы рассказали на этой неделе, как прошёл урок. Спасибо! Снова спросим с понедельника.'
      : `${name}: ответ за эту неделю есть. Спасибо! Снова спросим с понедельника.`;
  return { kind: 'ok', text: nb(text) };
}

function questionsFor(values: PulseTyped['values'] | null): PulseModelQuestion[] {
  return pulseQuestions.map(({ name, title, choices }) => ({
    name,
    title,
    choices: choices.map(({ value, label }) => ({
      value,
      label,
      checked: values?.[name] === String(value),
    })),
    isMissing: values !== null && !choices.some(({ value }) => values[name] === String(value)),
  }));
}
