import type { Actor } from '../access/actor.ts';
import type { ChipsModel, PageHeadModel } from '../web/components.ts';
import { capital, localMoment, nb } from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import {
  BETWEEN,
  bookingTag,
  dayHeading,
  placeSaid,
  placesTag,
  teacherName,
  whenSaid,
} from './consultation-words.ts';
import type { ConsultationRow } from './find.ts';
import type { BookedTurn, OfferedTurn, TaughtTurn, UseRow } from './list-queries.ts';
import { childName, toOffered } from './offered-model.ts';
import type { ConsultationItem, ConsultationsPage } from './pages.ts';
import { toRecordItem, toTeaching, troubleNotes } from './teaching-model.ts';
import { toFigures } from './use-model.ts';

/** What the page is made of; null for what somebody has no part in. */
export interface ListFacts {
  taught: readonly TaughtTurn[] | null;
  toRecord: readonly BookedTurn[];
  bookings: readonly BookedTurn[];
  offered: readonly OfferedTurn[] | null;
  use: readonly UseRow[] | null;
  coming: readonly ConsultationRow[];
  /** The child whose consultations are looked at; null: all. */
  childId: number | null;
}

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
    figures: facts.use === null ? null : toFigures(facts.use, facts.coming, now.today),
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
