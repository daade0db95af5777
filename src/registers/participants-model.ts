import { fieldId, type SelectModel } from '../web/components.ts';
import { counted, nb } from '../web/dates.ts';
import { type FormBody, typed } from '../web/form.ts';
import { urls } from '../web/urls.ts';
import type { RegisterRow } from './find.ts';
import { choiceField, choiceOf, STRANGER } from './hand-choices.ts';
import type { ParticipantRow } from './participant-queries.ts';
import { pupilNames } from './pupil-names.ts';
import type { PupilRow } from './roster-queries.ts';

/** registers/_participants.ejs: the field for a pasted list, and the names of it that may be chosen by hand. */
export interface ParticipantsModel {
  action: string;
  /** Which list the choices below are about. */
  list: string;
  isOpen: boolean;
  /** On the closed box: «узнано 20 из 23». */
  brief: string | null;
  /** «В списке 23 имени: узнано 20, похоже 1, не узнано 2.» */
  said: string | null;
  text: { id: string; value: string; error: string | null };
  choices: readonly SelectModel[];
}

export const LIST_FIELD = 'participants';

/** What was typed into the part of the list, where the page comes back as it was filled. */
export interface ParticipantsInput {
  body: FormBody;
  error?: string;
  /** True where a list was matched by this press: the field is empty again. */
  isMatched?: boolean;
}

/** Which list the page shows, to be sent back with the choices; empty: none was pasted. */
export function listStamp({ pasted_at }: RegisterRow): string {
  return pasted_at === null ? '' : String(pasted_at.epochMilliseconds);
}

export function toParticipants(
  register: RegisterRow,
  pupils: readonly PupilRow[],
  rows: readonly ParticipantRow[],
  input: ParticipantsInput | undefined,
): ParticipantsModel {
  const body = input?.isMatched === true ? {} : (input?.body ?? {});
  const said = typed(body, 'list') === listStamp(register) ? body : {};
  const doubtful = rows.filter((row) => row.degree !== 'sure').toSorted((a, b) => rank(a) - rank(b));
  const hasDoubts = rows.some((row) => row.degree === 'unmatched' || row.degree === 'likely');
  const value = typed(body, LIST_FIELD);
  const names = pupilNames(pupils);
  const isTyped = value.trim() !== '';
  return {
    action: urls.registerParticipants(register.lesson_id),
    list: listStamp(register),
    isOpen: isTyped || input?.error !== undefined || (input?.isMatched === true && hasDoubts),
    brief: rows.length === 0 ? null : `узнано\u00a0${count(rows, known)}\u00a0из\u00a0${rows.length}`,
    said: rows.length === 0 ? null : nb(listSaid(rows)),
    text: { id: fieldId(LIST_FIELD), value, error: input?.error ?? null },
    choices: doubtful.map((row) => toChoice(row, names, said)),
  };
}

const order: readonly ParticipantRow['degree'][] = ['unmatched', 'likely', 'chosen', 'stranger', 'sure'];

function rank({ degree, position }: ParticipantRow): number {
  return order.indexOf(degree) * 1000 + position;
}

const known: readonly ParticipantRow['degree'][] = ['sure', 'chosen'];

function count(rows: readonly ParticipantRow[], of: readonly ParticipantRow['degree'][]): number {
  return rows.filter((row) => of.includes(row.degree)).length;
}

/** «В списке 23 имени: узнано 20, похоже 1, не узнано 2.» */
export function listSaid(rows: readonly ParticipantRow[]): string {
  const parts: [string, number][] = [
    ['узнано', count(rows, known)],
    ['похоже', count(rows, ['likely'])],
    ['не узнано', count(rows, ['unmatched'])],
    ['не с этого урока', count(rows, ['stranger'])],
  ];
  const said = parts.flatMap(([words, many]) => (many === 0 ? [] : [`${words} ${many}`])).join(', ');
  return `В списке ${counted(rows.length, 'имя', 'имени', 'имён')}: ${said}.`;
}

const degreeWords: Readonly<Record<ParticipantRow['degree'], string>> = {
  sure: 'узнано',
  likely: 'похоже, проверьте',
  chosen: 'выбрано вами',
  unmatched: 'кто это?',
  stranger: 'не ученик этого урока',
};

function toChoice(row: ParticipantRow, names: ReadonlyMap<number, string>, body: FormBody): SelectModel {
  const name = choiceField(row.position);
  const value = body[name] === undefined ? choiceOf(row) : typed(body, name);
  const option = (of: string, label: string) => ({ value: of, label, selected: of === value });
  return {
    name,
    label: nb(`«${row.name}» — ${degreeWords[row.degree]}`),
    groups: [
      {
        label: null,
        options: [option('', 'Не выбрано'), option(STRANGER, 'Не ученик этого урока')],
      },
      {
        label: 'Ученики урока',
        options: [...names].map(([studentId, name]) => option(String(studentId), name)),
      },
    ],
  };
}
