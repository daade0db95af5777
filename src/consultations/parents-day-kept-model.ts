import type { ApprovedService } from '../service-register/approved.ts';
import {
  errorSummary,
  type FilledForm,
  field,
  freshForm,
  type NoteModel,
  select,
  summaryRow,
} from '../web/components.ts';
import { capital, counted, dayShort, nb, sentence, shortName } from '../web/dates.ts';
import { typed } from '../web/form.ts';
import { urls } from '../web/urls.ts';
import { crumb, toPlace } from './parents-day-draft-model.ts';
import type { ParentsDayRow } from './parents-day-find.ts';
import { placeFields } from './parents-day-forms.ts';
import type { ParentsDayKeptPage } from './parents-day-pages.ts';
import type { DayTeacherRow } from './parents-day-queries.ts';
import { dayFacts, dayTag, placeWords, subjectsSaid } from './parents-day-words.ts';

export interface KeptFacts {
  day: ParentsDayRow;
  teachers: readonly DayTeacherRow[];
  services: readonly ApprovedService[];
  today: string;
}

/** What came back: the form of a teacher (0: of a new one), or that of the cancellation. */
export interface KeptFilled {
  of: number | 'cancellation';
  form: FilledForm;
}

/** An announced day: who receives where, how much is booked, and what can still be changed. */
export function toKeptPage(
  facts: KeptFacts,
  filled: KeptFilled | null = null,
  notes: readonly NoteModel[] = [],
): ParentsDayKeptPage {
  const { day, today } = facts;
  const receiving = facts.teachers.filter((one) => one.is_chosen);
  const isOpen = day.state === 'announced' && day.day >= today;
  const sum = (of: 'turns' | 'taken') => receiving.reduce((all, one) => all + one[of], 0);
  return {
    head: {
      title: `${day.name} ${dayShort(day.day)}`,
      crumb,
      actions: isOpen
        ? [{ href: urls.parentsDayFamilies(day.id), text: 'Записать по телефону', icon: 'phone' }]
        : [],
    },
    summary: errorSummary(filled?.form.errors ?? {}),
    notes: [...notes, ...cancelledNote(day)],
    tag: dayTag(day, today),
    facts: {
      rows: [
        ...dayFacts(day, today).rows,
        ...(day.state === 'cancelled'
          ? []
          : [
              summaryRow('Принимают', nb(counted(receiving.length, 'учитель', 'учителя', 'учителей'))),
              summaryRow(
                'Записано',
                nb(`${counted(sum('taken'), 'беседа', 'беседы', 'бесед')} из ${sum('turns')}`),
              ),
            ]),
      ],
    },
    teachers: receiving.map((one) => toTeacher(one, facts, isOpen, filled)),
    adding: isOpen ? toAdding(facts, filled) : null,
    cancellation: isOpen ? toCancellation(day, sum('taken'), filled) : null,
  };
}

/** Says why a day is not held, to whoever comes for it. */
export function cancelledNote(day: ParentsDayRow): NoteModel[] {
  if (day.state !== 'cancelled') return [];
  return [{ kind: 'warn', title: 'День отменён', text: capital(sentence(day.cancelled_reason)) }];
}

function toTeacher(one: DayTeacherRow, facts: KeptFacts, isOpen: boolean, filled: KeptFilled | null) {
  const { day } = facts;
  const name = shortName(one.family_name, one.given_name, one.patronymic);
  const form = filled?.of === one.id ? filled.form : placeForm(one);
  return {
    id: `teacher-${one.id}`,
    name,
    subjects: subjectsSaid(one.subjects),
    place: placeWords(one),
    taken: nb(`записано ${one.taken} из ${one.turns}`),
    change: isOpen
      ? {
          isOpen: filled?.of === one.id,
          action: urls.parentsDayTeachers(day.id),
          version: day.version,
          teacherId: one.id,
          place: toPlace(one, name, form, facts.services),
          reason: {
            ...field(form, 'reason', 'Почему учителя не будет', { maxLength: 300 }),
            name: `reason_${one.id}`,
          },
          removal: removalWords(one),
        }
      : null,
  };
}

function removalWords({ taken }: DayTeacherRow): string {
  if (taken === 0) return nb('На беседы к этому учителю никто не записан.');
  return nb(`Записи отменятся, уведомление получат: ${counted(taken, 'семья', 'семьи', 'семей')}.`);
}

function placeForm(one: DayTeacherRow): FilledForm {
  const names = placeFields(one.id);
  return freshForm({
    [names.room]: one.room,
    [names.how]: one.service_id === null ? '' : String(one.service_id),
  });
}

function toAdding({ day, teachers }: KeptFacts, filled: KeptFilled | null): ParentsDayKeptPage['adding'] {
  const others = teachers.filter((one) => !one.is_chosen);
  if (others.length === 0) return null;
  const form = filled?.of === 0 ? filled.form : freshForm();
  return {
    isOpen: filled?.of === 0,
    action: urls.parentsDayTeachers(day.id),
    version: day.version,
    teachers: select(form, 'teacher_id', 'Учитель', [
      { value: '', label: 'Выберите' },
      ...others.map((one) => ({
        value: String(one.id),
        label: [shortName(one.family_name, one.given_name, one.patronymic), subjectsSaid(one.subjects)]
          .filter(Boolean)
          .join(' — '),
      })),
    ]),
    room: {
      ...field(form, 'room', 'Кабинет', { width: 'short', maxLength: 40 }),
      value: typed(form.values, 'room'),
    },
  };
}

function toCancellation(
  day: ParentsDayRow,
  taken: number,
  filled: KeptFilled | null,
): NonNullable<ParentsDayKeptPage['cancellation']> {
  const form = filled?.of === 'cancellation' ? filled.form : freshForm();
  return {
    isOpen: filled?.of === 'cancellation',
    action: urls.parentsDayCancellation(day.id),
    version: day.version,
    reason: field(form, 'reason', 'Почему', { maxLength: 300 }),
    words: nb(
      taken === 0
        ? 'Никто ещё не записан. Об отмене узнают все родители и учителя.'
        : `Отменится ${counted(taken, 'запись', 'записи', 'записей')}. Об отмене узнают все родители и учителя.`,
    ),
  };
}
