import { errorSummary, type FilledForm, field, freshForm } from '../web/components.ts';
import { counted, nb } from '../web/dates.ts';
import { chosen } from '../web/form.ts';
import { urls } from '../web/urls.ts';
import { type DeskLook, toDeskItem } from './desk-item.ts';
import type { SharedAnswerPage } from './desk-pages.ts';
import type { DeskRow } from './desk-queries.ts';
import { MOST_WRITTEN } from './message-form.ts';
import { toRudeNote } from './rude-note.ts';

/** A question as the form names it: its number and the version that the teacher saw. */
export interface SeenQuestion {
  id: number;
  version: number;
}

/** The boxes of the form, «12.3»; what is no such box is left out. */
export function seenQuestions(boxes: readonly string[]): SeenQuestion[] {
  const seen = new Map<number, SeenQuestion>();
  for (const box of boxes) {
    const [, number, version] = /^(\d{1,15})\.(\d{1,9})$/.exec(box) ?? [];
    if (number !== undefined && version !== undefined)
      seen.set(Number(number), { id: Number(number), version: Number(version) });
  }
  return [...seen.values()];
}

/** The form that answers several questions at once. @param rows those of the chosen ones that still wait for this teacher */
export function toSharedAnswer(
  rows: readonly DeskRow[],
  look: DeskLook,
  form: FilledForm | null = null,
  rude: readonly string[] = [],
): SharedAnswerPage {
  const ticked =
    form === null ? null : new Set(seenQuestions(chosen(form.values, 'ids')).map((one) => one.id));
  const filled = form ?? freshForm();
  return {
    head: {
      title: 'Один ответ на несколько вопросов',
      crumb: [{ text: 'Вопросы', href: urls.questions() }],
      lead: nb('Каждая семья получит ответ в своём вопросе. О других вопросах она не узнает.'),
    },
    summary: errorSummary(filled.errors),
    form:
      rows.length === 0
        ? null
        : {
            action: urls.sharedAnswer(),
            shown: rows.map((row) => `${row.id}.${row.version}`).join(' '),
            error: filled.errors.ids ?? null,
            items: rows.map((row, at) => {
              const item = toDeskItem(row, undefined, look, {
                isTicked: ticked === null || ticked.has(row.id),
              });
              const tick = item.tick;
              return {
                ...item,
                tick:
                  tick === null
                    ? null
                    : { ...tick, id: at === 0 ? 'f-ids' : tick.id, value: `${row.id}.${row.version}` },
              };
            }),
            body: field(filled, 'body', 'Ответ', { type: 'textarea', rows: 8, maxLength: MOST_WRITTEN }),
            rude: toRudeNote(rude),
            cancel: urls.questions(),
          },
    empty:
      rows.length > 0
        ? null
        : {
            text: nb('Отметьте на странице «Вопросы» те, на которые ответ один. Здесь вы напишете его.'),
            icon: 'message-square',
            link: { href: urls.questions(), text: 'К вопросам' },
          },
  };
}

/** What is said once the answer is sent. */
export function sharedAnswerSaid(
  written: number,
  chosenCount: number,
): { text: string; kind: 'ok' | 'warn' } {
  const skipped = chosenCount - written;
  const why = 'на них уже ответили, их дополнили или передали';
  if (written === 0)
    return { kind: 'warn', text: nb(`Ответ никуда не отправлен: ${why}. Посмотрите вопросы ещё раз.`) };
  const sent = `Ответ отправлен: ${counted(written, 'вопрос', 'вопроса', 'вопросов')}.`;
  if (skipped === 0) return { kind: 'ok', text: nb(sent) };
  return {
    kind: 'warn',
    text: nb(`${sent} Не отправлен в ${counted(skipped, 'вопрос', 'вопроса', 'вопросов')}: ${why}.`),
  };
}
