import type { Actor } from '../access/actor.ts';
import type { EntryMinutes } from '../timetable/entry-times.ts';
import {
  choices,
  errorSummary,
  type FilledForm,
  field,
  type NoteModel,
  type SummaryRowModel,
  summaryRow,
} from '../web/components.ts';
import { capital, counted, nb } from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import { cancelLimitSaid } from './booking-rule.ts';
import {
  attendeeLabels,
  audienceSaid,
  bookingTag,
  placeSaid,
  placesTag,
  teacherName,
  whenSaid,
} from './consultation-words.ts';
import { toEntry } from './entry-model.ts';
import { type ConsultationRow, type FoundConsultation, isTeacherOf } from './find.ts';
import type { BookingRow } from './find-booking.ts';
import type { ConsultationItem, PlaceFormModel, TurnPage } from './pages.ts';
import type { InviteeRow, WaitRow } from './turn-queries.ts';
import { toBooked, toInvitation } from './turn-teaching-model.ts';

/** What the page of a turn is made of besides the turn. */
export interface TurnFacts {
  /** The family's own places. */
  own: readonly BookingRow[];
  waits: readonly WaitRow[];
  others: readonly ConsultationRow[];
  /** For the teacher. */
  bookings: readonly BookingRow[];
  invitees: readonly InviteeRow[];
}

export interface TurnLook {
  actor: Actor;
  at: Temporal.Instant;
  today: string;
  settings: EntryMinutes;
  /** The child that is meant by the address. */
  childId: number | null;
}

/** The page of a turn: where and when, the family's booking or waiting, the teacher's list. */
export function toTurnPage(
  turn: FoundConsultation,
  facts: TurnFacts,
  look: TurnLook,
  form: FilledForm,
  notes: readonly NoteModel[] = [],
): TurnPage {
  const isOpen = turn.state === 'open' && Temporal.Instant.compare(look.at, turn.starts_at) < 0;
  const isTeacher = isTeacherOf(look.actor, turn);
  const isKeeper = isTeacher || look.actor.roles.has('coordinator');
  return {
    head: {
      title: isTeacher ? 'Ваша консультация' : `Консультация: ${teacherName(turn)}`,
      crumb: [{ text: 'Консультации', href: urls.consultations() }],
      lead: capital(whenSaid(turn, look.today)),
    },
    summary: errorSummary(form.errors),
    notes: [...notes, ...stateNotes(turn)],
    tag: placesTag(turn),
    facts: { rows: [...factRows(turn), ...(isKeeper ? [audienceRow(turn)] : [])] },
    entry: toEntry(look.actor, turn, facts.own, look.settings, look),
    own: facts.own.map((one) => toOwnItem(turn, one, look)),
    ...(isOpen ? familyForms(turn, facts, look, form) : NO_FORMS),
    booked: isTeacher ? toBooked(turn, facts.bookings, look.at) : null,
    invitation: isTeacher && isOpen ? toInvitation(turn, facts.invitees, look.at, form) : null,
    change: isKeeper && isOpen ? toChange(turn, isTeacher) : null,
    cancel:
      isKeeper && isOpen
        ? { href: urls.consultationCancellation(turn.id), text: 'Отменить эту встречу' }
        : null,
  };
}

const NO_FORMS = { booking: null, waiting: null, waitingEnd: null, others: [] } as const;

/** The page of the series: what the teacher changes, and where the coordinator cancels all that is to come. */
function toChange(turn: ConsultationRow, isTeacher: boolean): TurnPage['change'] {
  const what = turn.format === 'online' ? 'Изменить сервис, ссылку или тему' : 'Изменить кабинет или тему';
  return {
    href: urls.consultationSeries(turn.series_id),
    text: isTeacher ? what : 'Отменить все такие встречи',
  };
}

function stateNotes(turn: FoundConsultation): NoteModel[] {
  if (turn.state === 'cancelled')
    return [
      {
        kind: 'bad',
        title: 'Встреча отменена',
        ...(turn.cancelled_reason === '' ? {} : { text: turn.cancelled_reason }),
      },
    ];
  if (turn.is_service_approved) return [];
  return [
    {
      kind: 'warn',
      text: nb(
        `Сервис «${turn.service_name ?? ''}» на этот день не разрешён школой. Нужен другой: его укажет учитель.`,
      ),
    },
  ];
}

/** Where and when, for the page of a turn and of a booking. */
export function factRows(turn: ConsultationRow): SummaryRowModel[] {
  return [
    summaryRow('Где', placeSaid(turn)),
    ...(turn.topic === '' ? [] : [summaryRow('О чём', turn.topic)]),
    ...(turn.places === 1 ? [] : [summaryRow('Вместе', nb(counted(turn.places, 'семья', 'семьи', 'семей')))]),
    summaryRow('Отменить запись можно', nb(cancelLimitSaid(turn.cancel_hours))),
  ];
}

function audienceRow(turn: ConsultationRow): SummaryRowModel {
  return summaryRow('Для кого', nb(`${attendeeLabels[turn.attendees]}; ${audienceSaid[turn.audience]}`));
}

function toOwnItem(turn: ConsultationRow, one: BookingRow, look: TurnLook): ConsultationItem {
  const child = look.actor.children.find((each) => each.id === one.student_id);
  return {
    href: urls.booking(one.booking_id),
    title: one.booking_state === 'invited' ? 'Вас приглашают: ответьте' : 'Вы записаны',
    about: [child?.name, placeSaid(turn)].filter((part) => part !== undefined).join(' · '),
    tags: [bookingTag(one)],
  };
}

/** Booking where a place is free, waiting where none is; nothing where each pupil has a place. */
function familyForms(
  turn: FoundConsultation,
  facts: TurnFacts,
  look: TurnLook,
  form: FilledForm,
): Pick<TurnPage, 'booking' | 'waiting' | 'waitingEnd' | 'others'> {
  const taken = new Set(facts.own.map((one) => one.student_id));
  const free = turn.offered_students.filter((one) => !taken.has(one));
  if (!look.actor.permissions.has('consultation:book') || free.length === 0) return NO_FORMS;
  if (turn.taken < turn.places) {
    return {
      ...NO_FORMS,
      booking: {
        ...placeForm(turn, free, look, form, urls.consultationBookings(turn.id)),
        words: field(form, 'words', 'О чём хотите поговорить', {
          type: 'textarea',
          rows: 2,
          maxLength: 300,
          hint: 'Можно не заполнять. Это увидит только учитель.',
        }),
      },
    };
  }
  const [wait] = facts.waits;
  return {
    booking: null,
    waiting:
      wait === undefined
        ? {
            ...placeForm(turn, free, look, form, urls.consultationWaiting(turn.id)),
            anyTurn: choices(form, 'any_turn', 'Какое время', [
              { value: 'yes', label: 'Подойдёт и другое время в этот день' },
            ]),
          }
        : null,
    waitingEnd:
      wait === undefined
        ? null
        : {
            action: urls.consultationWaitingEnd(turn.id),
            studentId: wait.student_id,
            words: nb(
              `Вы в очереди: перед вами ${counted(wait.place_in_line - 1, 'семья', 'семьи', 'семей')}. Когда место освободится, портал предложит его вам.`,
            ),
          },
    others: facts.others.map((one) => ({
      href: urls.consultation(one.id, look.childId === null ? {} : { child: look.childId }),
      title: capital(whenSaid(one, look.today)),
      about: placeSaid(one),
      tags: [placesTag(one)],
    })),
  };
}

function placeForm(
  turn: FoundConsultation,
  students: readonly number[],
  look: TurnLook,
  form: FilledForm,
  action: string,
): PlaceFormModel {
  const [only, ...more] = students;
  const isPupil = look.actor.children.length === 0;
  const values = { student_id: String(look.childId ?? ''), attendee: 'self', ...form.values };
  const filled = { values, errors: form.errors };
  const asksWho = turn.attendees === 'both' && !isPupil;
  return {
    action,
    studentId: more.length === 0 ? (only ?? null) : null,
    student:
      more.length === 0
        ? null
        : choices(
            filled,
            'student_id',
            'О ком разговор',
            students.map((one) => ({
              value: String(one),
              label: look.actor.children.find((child) => child.id === one)?.name ?? 'Обо мне',
            })),
            { inline: true },
          ),
    attendee: asksWho
      ? choices(
          filled,
          'attendee',
          'Кто придёт',
          [
            { value: 'self', label: 'Я' },
            { value: 'student', label: 'Ребёнок' },
          ],
          { inline: true },
        )
      : null,
    attendeeValue: turn.attendees === 'students' && !isPupil ? 'student' : 'self',
  };
}
