import type { Actor } from '../access/actor.ts';
import type { ChipsModel, EmptyModel, NoteModel, PageHeadModel } from '../web/components.ts';
import { capital, counted, localMoment, nb, number, plural, timeRange } from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import {
  attendeeSaid,
  bookingTag,
  dayHeading,
  placeSaid,
  placesTag,
  studentSaid,
  teacherName,
  whenSaid,
} from './consultation-words.ts';
import {
  type BookedTurn,
  FREE_DAYS,
  type OfferedTurn,
  type TaughtTurn,
  USE_DAYS,
  type UseRow,
} from './list-queries.ts';
import type { ConsultationItem, ConsultationsPage, SlotModel, SlotsOfDay } from './pages.ts';

/** What the page is made of; null for what somebody has no part in. */
export interface ListFacts {
  taught: readonly TaughtTurn[] | null;
  toRecord: readonly BookedTurn[];
  bookings: readonly BookedTurn[];
  offered: readonly OfferedTurn[] | null;
  use: readonly UseRow[] | null;
  /** The child whose consultations are looked at; null: all. */
  childId: number | null;
}

/** Between facts of one line: it never begins a line. */
const BETWEEN = '\u00a0· ';

interface Now {
  at: Temporal.Instant;
  today: string;
  timeZone: string;
}

/** Consultations as each sees them: the teacher's own, the family's own and what it can book, the coordinator's figures. */
export function toConsultationsPage(actor: Actor, facts: ListFacts, now: Now): ConsultationsPage {
  const isOver = (one: BookedTurn) => Temporal.Instant.compare(one.ends_at, now.at) <= 0;
  const shown = facts.bookings.filter((one) => facts.childId === null || one.student_id === facts.childId);
  const coming = shown.filter((one) => !isOver(one));
  return {
    head: toHead(actor),
    notes: facts.taught === null ? [] : troubleNotes(facts.taught),
    toRecord: facts.toRecord.map((one) => toRecordItem(one, now.today)),
    teaching: facts.taught === null ? null : toTeaching(facts.taught, now.today),
    invitations: coming
      .filter((one) => one.booking_state === 'invited')
      .map((one) => toFamilyItem(actor, one, now)),
    booked: coming
      .filter((one) => one.booking_state !== 'invited')
      .map((one) => toFamilyItem(actor, one, now)),
    chips: toChips(actor, facts.childId),
    offered: facts.offered === null ? null : toOffered(actor, facts.offered, facts.childId, now.today),
    past: shown.filter(isOver).map((one) => toFamilyItem(actor, one, now)),
    figures: facts.use === null ? null : toFigures(facts.use),
    calendar:
      coming.some((one) => one.booking_state === 'booked') || (facts.taught?.length ?? 0) > 0
        ? { href: urls.consultationsCalendar(), text: 'Сохранить в календарь телефона' }
        : null,
  };
}

function toHead(actor: Actor): PageHeadModel {
  const isTeacher = actor.permissions.has('consultation:open');
  return {
    title: 'Консультации',
    lead: isTeacher
      ? 'Ваше время для семей и кто к вам записан.'
      : actor.permissions.has('consultation:book')
        ? 'Встречи с учителями: запишитесь на удобное время.'
        : 'Сколько времени учителя открыли для семей и сколько занято.',
    actions: [
      ...(isTeacher
        ? [
            {
              href: urls.consultationNew(),
              text: 'Открыть время',
              icon: 'plus' as const,
              main: true,
            },
          ]
        : []),
      { href: urls.parentsDays(), text: 'Родительские дни', icon: 'calendar-days' as const },
    ],
  };
}

/** What a teacher must see to: turns under a lesson, and calls whose service may not be used any more. */
function troubleNotes(taught: readonly TaughtTurn[]): NoteModel[] {
  const under = taught.filter((one) => one.over_lesson !== '');
  const without = taught.filter((one) => !one.is_service_approved);
  const bySeries = new Map(without.map((one) => [one.series_id, one]));
  return [
    ...(under.length === 0
      ? []
      : [
          {
            kind: 'warn' as const,
            title: 'Накладывается на урок',
            text: nb(
              'Расписание изменилось. Отмените эти встречи и откройте другое время: записанным придёт уведомление.',
            ),
            items: under.map((one) => ({
              text: nb(`${capital(whenSaid(one, one.day))} — ${one.over_lesson}`),
              href: urls.consultation(one.id),
            })),
          },
        ]),
    ...(bySeries.size === 0
      ? []
      : [
          {
            kind: 'bad' as const,
            title: 'Нужен другой сервис',
            text: nb('Сервис для этих встреч больше не разрешён, войти на них нельзя. Укажите другой.'),
            items: [...bySeries.values()].map((one) => ({
              text: nb(`${one.service_name ?? ''}: ${capital(whenSaid(one, one.day))}`),
              href: urls.consultationSeries(one.series_id),
            })),
          },
        ]),
  ];
}

function toTeaching(
  taught: readonly TaughtTurn[],
  today: string,
): NonNullable<ConsultationsPage['teaching']> {
  const days = Map.groupBy(taught, (one) => one.day);
  return {
    days: [...days].map(([day, turns]) => ({
      id: `day-${day}`,
      title: dayHeading(day, today),
      items: turns.filter((turn) => !isIdle(turn)).map(toTaughtItem),
      free: toFreeSlots(turns.filter(isIdle)),
    })),
    empty:
      taught.length > 0
        ? null
        : {
            text: 'Здесь будут ваши встречи с семьями. Откройте время, и семьи запишутся сами.',
            icon: 'calendar-clock',
          },
    more:
      taught.length === 0
        ? null
        : nb(
            `Свободное время показано на ${counted(FREE_DAYS, 'день', 'дня', 'дней')} вперёд, занятое — всё.`,
          ),
  };
}

/** Whether nothing is to be said of a turn but that it is free. */
function isIdle(turn: TaughtTurn): boolean {
  return turn.families.length === 0 && turn.waiting === 0 && turn.over_lesson === '';
}

function toFreeSlots(turns: readonly TaughtTurn[]): SlotsOfDay | null {
  const [first] = turns;
  if (first === undefined) return null;
  return {
    title: 'Свободно',
    about: [...new Set(turns.flatMap((turn) => [placeSaid(turn), turn.topic]))].filter(Boolean).join(BETWEEN),
    slots: turns.map((turn) => ({
      href: urls.consultation(turn.id),
      time: turn.starts,
      word: turn.places === 1 ? '' : counted(turn.places, 'место', 'места', 'мест'),
      state: 'free',
    })),
  };
}

function toTaughtItem(turn: TaughtTurn): ConsultationItem {
  const families = turn.families.slice(0, 3).map((one) => nb(`${one.student}, ${one.class_name}`));
  const rest = turn.families.length - families.length;
  const about = [
    ...(turn.families.length === 0 ? [] : [[...families, ...(rest > 0 ? [`и ещё ${rest}`] : [])].join('; ')]),
    placeSaid(turn),
    ...(turn.topic === '' ? [] : [turn.topic]),
  ];
  const isInvited = turn.families.some((one) => one.state === 'invited');
  return {
    href: urls.consultation(turn.id),
    title: timeRange(turn.starts, turn.ends),
    about: about.join(BETWEEN),
    tags: [
      ...(turn.over_lesson === '' ? [] : [{ text: 'Накладывается на урок', kind: 'warn' as const }]),
      ...(isInvited ? [{ text: 'Ждём ответа', kind: 'accent' as const, icon: 'mail' as const }] : []),
      ...(turn.waiting === 0 ? [] : [{ text: nb(`Ждут места: ${turn.waiting}`) }]),
      turn.places === 1 && turn.taken === 1 && !isInvited
        ? { text: 'Запись есть', kind: 'ok', icon: 'user-check' }
        : placesTag(turn),
    ],
  };
}

function toRecordItem(one: BookedTurn, today: string): ConsultationItem {
  return {
    href: urls.bookingOutcome(one.booking_id),
    title: studentSaid(one),
    about: nb(`${capital(whenSaid(one, today))} · ${attendeeSaid(one)}`),
    tags: [{ text: 'Отметить', kind: 'warn', icon: 'clipboard-check' }],
  };
}

function childName(actor: Actor, studentId: number): string | null {
  return actor.children.find((child) => child.id === studentId)?.name ?? null;
}

function toFamilyItem(actor: Actor, one: BookedTurn, now: Now): ConsultationItem {
  const name = childName(actor, one.student_id);
  const until = one.expires_at === null ? null : localMoment(one.expires_at, now.timeZone);
  return {
    href: urls.booking(one.booking_id),
    title: capital(whenSaid(one, now.today)),
    about: [
      teacherName(one),
      ...(name === null ? [] : [name]),
      placeSaid(one),
      ...(until === null
        ? []
        : [nb(`ответьте до ${until.time}, ${dayHeading(until.day, now.today).toLowerCase()}`)]),
    ].join(BETWEEN),
    tags: [one.state === 'cancelled' ? placesTag(one) : bookingTag(one)],
  };
}

function toChips(actor: Actor, childId: number | null): ChipsModel | null {
  if (actor.children.length < 2) return null;
  return {
    label: 'Чьи консультации',
    chips: [
      { text: 'Все дети', href: urls.consultations(), current: childId === null },
      ...actor.children.map((child) => ({
        text: child.className === null ? child.name : `${child.name}, ${child.className}`,
        href: urls.consultations({ child: child.id }),
        current: child.id === childId,
      })),
    ],
  };
}

function toOffered(
  actor: Actor,
  offered: readonly OfferedTurn[],
  childId: number | null,
  today: string,
): NonNullable<ConsultationsPage['offered']> {
  const meant = offered.filter((one) => childId === null || one.students.includes(childId));
  const teachers = Map.groupBy(meant, (one) => one.teacher_id);
  return {
    title: 'Можно записаться',
    teachers: [...teachers].map(([teacherId, turns]) => ({
      id: `teacher-${teacherId}`,
      title: turns[0] === undefined ? '' : teacherName(turns[0]),
      days: [...Map.groupBy(turns, (turn) => `${turn.day} ${turn.series_id}`).values()].map((ofDay) =>
        toOfferedDay(actor, ofDay, childId, today),
      ),
    })),
    empty: meant.length > 0 ? null : nothingOffered(),
  };
}

function nothingOffered(): EmptyModel {
  return {
    text: nb('Сейчас учителя не открыли время для консультаций. Когда откроют, оно появится здесь.'),
    icon: 'calendar-clock',
  };
}

/** The times of one day, to press: free ones, and full ones, behind which is the waiting list. */
function toOfferedDay(
  actor: Actor,
  turns: readonly OfferedTurn[],
  childId: number | null,
  today: string,
): SlotsOfDay {
  const [first] = turns;
  const names = (first?.students ?? []).flatMap((one) => childName(actor, one) ?? []);
  const isAmbiguous = actor.children.length > 1 && childId === null && names.length > 0;
  return {
    title: first === undefined ? '' : dayHeading(first.day, today),
    about:
      first === undefined
        ? ''
        : [placeSaid(first), first.topic, isAmbiguous ? names.join(', ') : ''].filter(Boolean).join(BETWEEN),
    slots: turns.map((turn) => toSlot(turn, childId)),
  };
}

function toSlot(turn: OfferedTurn, childId: number | null): SlotModel {
  const href = urls.consultation(turn.id, childId === null ? {} : { child: childId });
  const free = turn.places - turn.taken;
  if (turn.is_waiting) return { href, time: turn.starts, word: 'вы в очереди', state: 'waiting' };
  if (free <= 0) return { href, time: turn.starts, word: 'занято', state: 'full' };
  const word = turn.places === 1 ? '' : counted(free, 'место', 'места', 'мест');
  return { href, time: turn.starts, word, state: 'free' };
}

function toFigures(use: readonly UseRow[]): NonNullable<ConsultationsPage['figures']> {
  const sum = (of: (row: UseRow) => number) => use.reduce((all, row) => all + of(row), 0);
  return {
    numbers: [
      figure(
        sum((row) => row.places),
        ['место открыто', 'места открыты', 'мест открыто'],
      ),
      figure(
        sum((row) => row.taken),
        ['место занято', 'места заняты', 'мест занято'],
      ),
      figure(
        sum((row) => row.came),
        ['встреча состоялась', 'встречи состоялись', 'встреч состоялось'],
      ),
      figure(
        sum((row) => row.waiting),
        ['семья ждёт места', 'семьи ждут места', 'семей ждут места'],
      ),
    ],
    teachers: use.map((row) => ({
      name: teacherName(row),
      offered: nb(`${counted(row.places, 'место', 'места', 'мест')}`),
      taken: String(row.taken),
      waiting: String(row.waiting),
      came: String(row.came),
    })),
    lead: nb(
      `За ${counted(USE_DAYS, 'день', 'дня', 'дней')} и на будущее. О чём договорились, видят только учитель и семья.`,
    ),
  };
}

function figure(value: number, [one, few, many]: readonly [string, string, string]) {
  return { value: number(value), words: plural(value, one, few, many) };
}
