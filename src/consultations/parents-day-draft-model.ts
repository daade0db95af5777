import type { ApprovedService } from '../service-register/approved.ts';
import { errorSummary, type FilledForm, field, freshForm, type NoteModel } from '../web/components.ts';
import { addDays, counted, dayShort, nb, relativeDayLong, shortName } from '../web/dates.ts';
import { chosen, type FormErrors, typed } from '../web/form.ts';
import { urls } from '../web/urls.ts';
import type { ParentsDayRow } from './parents-day-find.ts';
import { placeFields } from './parents-day-forms.ts';
import type {
  DayFormModel,
  ParentsDayDraftPage,
  ParentsDayNewPage,
  PlaceModel,
} from './parents-day-pages.ts';
import type { DayTeacherRow } from './parents-day-queries.ts';
import { dayFacts, subjectsSaid } from './parents-day-words.ts';

export const NEW_TITLE = 'Новый родительский день';
export const crumb = [{ text: 'Родительские дни', href: urls.parentsDays() }];

/** What a new day begins with. @param today local day */
export function freshDay(today: string): FilledForm {
  return freshForm({
    name: 'Родительский день',
    day: addDays(today, 7),
    starts: '17:00',
    ends: '20:00',
    turn_minutes: '10',
    break_minutes: '0',
    cancel_hours: '3',
    words: '',
  });
}

function dayValues(day: ParentsDayRow): FilledForm {
  const { name, starts, ends, words } = day;
  return freshForm({
    name,
    day: day.day,
    starts,
    ends,
    words,
    turn_minutes: String(day.turn_minutes),
    break_minutes: String(day.break_minutes),
    cancel_hours: String(day.cancel_hours),
  });
}

function dayForm(
  form: FilledForm,
  rest: Pick<DayFormModel, 'action' | 'version' | 'button' | 'cancel'>,
): DayFormModel {
  const minutes = (name: string, label: string, hint?: string) =>
    field(form, name, label, { type: 'number', inputMode: 'numeric', min: '0', max: '60', hint });
  return {
    ...rest,
    name: field(form, 'name', 'Название', { maxLength: 80 }),
    day: field(form, 'day', 'День', { type: 'date' }),
    starts: field(form, 'starts', 'Начало', { type: 'time' }),
    ends: field(form, 'ends', 'Конец', { type: 'time' }),
    turnMinutes: minutes('turn_minutes', 'Беседа, минут'),
    breakMinutes: minutes(
      'break_minutes',
      'На переход, минут',
      nb('0 — беседы подряд. Если дать время на дорогу, между кабинетами семья пропустит одну очередь.'),
    ),
    cancelHours: field(form, 'cancel_hours', 'Отменять запись не позже, часов до начала', {
      type: 'number',
      inputMode: 'numeric',
      min: '0',
      max: '168',
    }),
    words: field(form, 'words', 'Что сказать семьям', {
      type: 'textarea',
      rows: 3,
      maxLength: 1000,
      hint: nb('Например: вход со двора, сменная обувь не нужна. Можно оставить пустым.'),
    }),
  };
}

export function toNewPage(form: FilledForm): ParentsDayNewPage {
  return {
    head: {
      title: NEW_TITLE,
      crumb,
      lead: nb(
        'Сначала время. Учителей и кабинеты выберете дальше; семьи увидят день, когда вы его объявите.',
      ),
    },
    summary: errorSummary(form.errors),
    form: dayForm(form, {
      action: urls.parentsDays(),
      version: null,
      button: 'Дальше: учителя',
      cancel: { href: urls.parentsDays(), text: 'Не создавать' },
    }),
  };
}

export interface DraftFacts {
  day: ParentsDayRow;
  teachers: readonly DayTeacherRow[];
  services: readonly ApprovedService[];
  guardians: number;
  today: string;
}

/** What came back: the form of the day, or the table of its teachers. */
export interface DraftFilled {
  day?: FilledForm;
  teachers?: FilledForm;
}

export function toDraftPage(
  facts: DraftFacts,
  filled: DraftFilled = {},
  notes: readonly NoteModel[] = [],
): ParentsDayDraftPage {
  const { day, teachers, today } = facts;
  const count = teachers.filter((one) => one.is_chosen).length;
  const table = filled.teachers ?? beginning(teachers);
  return {
    head: { title: `${day.name} ${dayShort(day.day)}`, crumb, lead: draftLead(count) },
    summary: errorSummary({ ...filled.day?.errors, ...namedErrors(teachers, filled.teachers?.errors ?? {}) }),
    notes,
    facts: dayFacts(day, today),
    editing: {
      isOpen: filled.day !== undefined,
      form: dayForm(filled.day ?? dayValues(day), {
        action: urls.parentsDay(day.id),
        version: day.version,
        button: 'Сохранить время',
        cancel: undefined,
      }),
    },
    teachers: {
      action: urls.parentsDayTeachers(day.id),
      version: day.version,
      lead: nb(
        'Кабинеты предложены по расписанию. При сохранении портал проверит, свободны ли учителя и кабинеты.',
      ),
      rows: teachers
        .toSorted((a, b) => Number(b.is_chosen) - Number(a.is_chosen))
        .map((one) => teacherRow(one, table, facts.services)),
    },
    announcement:
      count === 0
        ? null
        : {
            action: urls.parentsDayAnnouncement(day.id),
            version: day.version,
            words: announceWords(count, facts),
          },
    removal: { action: urls.parentsDayCancellation(day.id), version: day.version },
  };
}

/** The faults of the table with the teacher's name before each: in the summary they stand without the table. */
function namedErrors(teachers: readonly DayTeacherRow[], errors: FormErrors): FormErrors {
  const nameOf = new Map(
    teachers.map((one) => [
      placeFields(one.id).room,
      shortName(one.family_name, one.given_name, one.patronymic),
    ]),
  );
  return Object.fromEntries(
    Object.entries(errors).map(([field, words]) => {
      const name = nameOf.get(field);
      return [field, name === undefined ? words : `${name}: ${words}`];
    }),
  );
}

function draftLead(count: number): string {
  if (count === 0) return nb('Отметьте учителей и сохраните. Семьи этот день пока не видят.');
  return nb(`Принимают: ${count}. Семьи этот день пока не видят.`);
}

function announceWords(count: number, { guardians, day, today }: DraftFacts): string {
  const told = counted(guardians, 'родителя', 'родителей', 'родителей');
  return nb(
    `Откроется запись к ${counted(count, 'учителю', 'учителям', 'учителям')} ${relativeDayLong(day.day, today)}. Уведомление получат ${told} и все эти учителя.`,
  );
}

/** To begin with, all who have a room by the timetable; two are not offered one room. */
function beginning(teachers: readonly DayTeacherRow[]): FilledForm {
  const isSaved = teachers.some((one) => one.is_chosen);
  const values: Record<string, string | string[]> = {};
  const ticked: string[] = [];
  const rooms = new Set<string>();
  for (const one of teachers) {
    const names = placeFields(one.id);
    const room = one.room === '' && !rooms.has(one.usual_room) ? one.usual_room : one.room;
    rooms.add(room);
    values[names.room] = one.service_id === null ? room : '';
    values[names.how] = one.service_id === null ? '' : String(one.service_id);
    if (isSaved ? one.is_chosen : room !== '') ticked.push(String(one.id));
  }
  return freshForm({ ...values, teacher: ticked });
}

function teacherRow(one: DayTeacherRow, form: FilledForm, services: readonly ApprovedService[]) {
  const name = shortName(one.family_name, one.given_name, one.patronymic);
  return {
    id: `teacher-${one.id}`,
    value: one.id,
    checked: chosen(form.values, 'teacher').includes(String(one.id)),
    name,
    subjects: subjectsSaid(one.subjects),
    place: toPlace(one, name, form, services),
  };
}

/** The fields of a teacher's place; an address that is kept is told of, never shown. */
export function toPlace(
  one: Pick<DayTeacherRow, 'id' | 'service_id' | 'link'>,
  name: string,
  form: FilledForm,
  services: readonly ApprovedService[],
): PlaceModel {
  const names = placeFields(one.id);
  const how = typed(form.values, names.how);
  const idOf = (field: string) => `f-${field}`;
  return {
    label: name,
    room: {
      name: names.room,
      id: idOf(names.room),
      value: typed(form.values, names.room),
      error: form.errors[names.room],
    },
    how: {
      name: names.how,
      id: idOf(names.how),
      options: [
        { value: '', label: 'В школе', selected: how === '' },
        ...services.map((service) => ({
          value: String(service.id),
          label: service.name,
          selected: how === String(service.id),
        })),
      ],
    },
    link: {
      name: names.link,
      id: idOf(names.link),
      value: typed(form.values, names.link),
      hint: one.link === null ? '' : nb('Ссылка сохранена. Новую вставьте, только если она другая.'),
    },
    isOnline: how !== '',
  };
}
