import type { Actor } from '../access/actor.ts';
import { activities, activityWords, FRESH_MARK, type Mark, notHeldWords } from '../attendance/mark.ts';
import { markSaid } from '../attendance/mark-words.ts';
import { groupSaid, teachersSaid } from '../timetable/lesson-words.ts';
import { errorSummary, type NoteModel } from '../web/components.ts';
import { counted, dayShort, momentSaid, nb, relativeDay, shortName, timeRange } from '../web/dates.ts';
import type { FormErrors } from '../web/form.ts';
import type { SchoolInfo } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import type { ChangeRow } from './change-queries.ts';
import { decideFilling, type Filling, type RegisterReader } from './filling-rule.ts';
import type { RegisterRow } from './find.ts';
import { type Filled, filledFrom } from './forms.ts';
import { hintsOf } from './hints.ts';
import { toHistory } from './history-model.ts';
import { type NotHeldFilled, toNotHeldForm } from './not-held-model.ts';
import type { MarksTable, RegisterFormModel, RegisterPage } from './pages.ts';
import type { ParticipantRow } from './participant-queries.ts';
import { type ParticipantsInput, toParticipants } from './participants-model.ts';
import { toPupil } from './pupil-model.ts';
import { pupilNames } from './pupil-names.ts';
import { markOf, type PupilRow } from './roster-queries.ts';

/** Who looks, and when. */
export interface RegisterLook {
  actor: Actor;
  now: Temporal.Instant;
  today: string;
  school: SchoolInfo;
}

/** What the page is made from. */
export interface RegisterFacts {
  register: RegisterRow;
  pupils: readonly PupilRow[];
  /** All that was saved, in the order of saving. */
  changes: readonly ChangeRow[];
  /** The pasted list; empty where none was pasted. */
  participants: readonly ParticipantRow[];
}

/** What stands in the forms where it is not what was saved. */
export interface RegisterInput {
  filled?: ReadonlyMap<number, Filled>;
  errors?: FormErrors;
  /** What somebody else marked otherwise, by pupil. */
  theirs?: ReadonlyMap<number, { mark: Mark; by: string }>;
  notes?: readonly NoteModel[];
  notHeld?: NotHeldFilled;
  participants?: ParticipantsInput;
  /** True where another press than that of saving keeps the marks as they were filled. */
  isKept?: boolean;
}

export function readerOf(actor: Actor, register: RegisterRow): RegisterReader {
  if (actor.roles.has('coordinator')) return 'coordinator';
  return register.teaches ? 'teacher' : 'class_teacher';
}

/** What this actor may do with the register now. */
export function fillingOf(register: RegisterRow, { actor, now, today, school }: RegisterLook): Filling {
  const lesson = { startsAt: register.starts_at, day: register.day };
  return decideFilling(readerOf(actor, register), lesson, now, today, school.registerOpenDays);
}

/** The register's page for whoever looks, as saved or as filled. */
export function toRegisterPage(
  facts: RegisterFacts,
  look: RegisterLook,
  input: RegisterInput = {},
): RegisterPage {
  const { register, pupils, changes } = facts;
  const filling = fillingOf(register, look);
  const isOpen = filling.kind === 'open' && pupils.length > 0;
  const isFilled = register.version > 0;
  return {
    head: {
      title: `Журнал: ${register.subject}, ${groupSaid(register)}`,
      crumb: [
        {
          text: nb(`${relativeDay(register.day, look.today)}, ${register.period}-й урок`),
          href: urls.lesson(register.lesson_id),
        },
        { text: timeRange(register.start_time, register.end_time) },
      ],
    },
    summary: errorSummary(withNames(input.errors ?? {}, pupils), 'Отметки не сохранены'),
    notes: [...(input.notes ?? []), ...notesOf(filling, facts, look)],
    state: { text: nb(stateSaid(register, look)), isFilled },
    form: isOpen ? toForm(facts, look, input) : null,
    marks: !isOpen && isFilled && register.not_held_reason === '' ? toMarks(facts, look) : null,
    notHeld: filling.kind === 'open' ? toNotHeldForm(register, input.notHeld ?? null) : null,
    history: isFilled ? toHistory(changes, pupilNames(pupils), look) : null,
  };
}

/** «Заполнен сегодня, 10:52, Ковалёва Е. П.», «Не заполнен». */
function stateSaid(register: RegisterRow, { now, school }: RegisterLook): string {
  const { filled_at, filled_by, changed_at, not_held_reason, not_held_words } = register;
  if (filled_at === null || changed_at === null) return 'Не заполнен';
  const said = (at: Temporal.Instant) => momentSaid(at, now, school.timeZone);
  const who =
    filled_by === null
      ? ''
      : `, ${shortName(filled_by.family_name, filled_by.given_name, filled_by.patronymic)}`;
  if (not_held_reason !== '') {
    const words = not_held_words === '' ? '' : ` («${not_held_words}»)`;
    return `Урок не состоялся: ${notHeldWords[not_held_reason]}${words}. Записано: ${said(changed_at)}`;
  }
  const corrected =
    Temporal.Instant.compare(filled_at, changed_at) === 0 ? '' : `; исправлен: ${said(changed_at)}`;
  return `Заполнен: ${said(filled_at)}${who}${corrected}`;
}

function notesOf(filling: Filling, { register, pupils }: RegisterFacts, look: RegisterLook): NoteModel[] {
  const begins = `${relativeDay(register.day, look.today)} в ${register.start_time}`;
  if (filling.kind === 'early') {
    return [
      { kind: 'info', title: 'Журнал ещё не открыт', text: nb(`Он откроется с началом урока: ${begins}.`) },
    ];
  }
  if (filling.kind === 'closed') {
    const names = register.coordinators.map((one) =>
      shortName(one.family_name, one.given_name, one.patronymic),
    );
    const whom = names.length === 0 ? 'координатору по ИТ' : `координатору по ИТ: ${names.join(', ')}`;
    return [
      {
        kind: 'info',
        title: 'Журнал закрыт',
        text: nb(
          `Учитель заполняет и исправляет его по ${dayShort(filling.lastDay)}. Нужно исправить — обратитесь к ${whom}`,
        ),
      },
    ];
  }
  if (filling.kind === 'reader' && register.version === 0) {
    const who = teachersSaid(register.teachers) ?? 'учитель урока';
    return [{ kind: 'info', text: nb(`Отметки появятся здесь, когда их сохранит ${who}`) }];
  }
  if (pupils.length === 0) {
    return [{ kind: 'info', text: 'В группе этого урока в тот день не было ни одного ученика.' }];
  }
  return [];
}

function toForm(facts: RegisterFacts, look: RegisterLook, input: RegisterInput): RegisterFormModel {
  const { register, pupils } = facts;
  const { school } = look;
  const names = pupilNames(pupils);
  return {
    action: urls.register(register.lesson_id),
    holds: input.filled === undefined ? 'saved' : input.isKept === true ? 'kept' : 'refused',
    version: String(register.version),
    lead: nb(leadOf(register)),
    help: nb(`Активность: ${activities.map((one) => `${one} — ${activityWords[one]}`).join(', ')}.`),
    pupils: pupils.map((row, i) =>
      toPupil(row, {
        place: i + 1,
        name: names.get(row.student_id) ?? '',
        filled: input.filled?.get(row.student_id) ?? filledFrom(markOf(row) ?? FRESH_MARK),
        errors: input.errors ?? {},
        hints: hintsOf(row, register, school.timeZone),
        theirs: input.theirs?.get(row.student_id) ?? null,
      }),
    ),
    participants: toParticipants(register, pupils, facts.participants, input.participants),
    note: nb(noticeSaid(school.absenceNoticeMinutes)),
  };
}

function leadOf(register: RegisterRow): string {
  if (register.not_held_reason !== '') {
    return 'Если урок всё-таки был, отметьте учеников и сохраните: запись о несостоявшемся уроке останется в истории.';
  }
  if (register.version === 0) {
    return 'Все отмечены как «Здесь». Измените только тех, кого не было или кто опоздал.';
  }
  return 'Отметки можно исправить: прежние останутся в истории.';
}

function noticeSaid(minutes: number): string {
  if (minutes === 0) return 'Родители тех, кого не было, узнают сразу.';
  const term = counted(minutes, 'минуту', 'минуты', 'минут');
  return `Родители узнают через ${term} после сохранения: до этого отметки можно исправить.`;
}

function toMarks({ register, pupils }: RegisterFacts, { school }: RegisterLook): MarksTable {
  const names = pupilNames(pupils);
  return {
    rows: pupils.map((row) => {
      const mark = markOf(row);
      return {
        name: names.get(row.student_id) ?? '',
        mark: mark === null ? 'нет отметки' : nb(markSaid(mark)),
        hints: hintsOf(row, register, school.timeZone),
      };
    }),
  };
}

/** Errors of the form's fields, each with the pupil whom it is about. */
function withNames(errors: FormErrors, pupils: readonly PupilRow[]): FormErrors {
  const names = pupilNames(pupils);
  return Object.fromEntries(
    Object.entries(errors).map(([field, words]) => {
      const name = names.get(Number(field.slice(2)));
      return [field, name === undefined ? words : `${name}: ${words}`];
    }),
  );
}
