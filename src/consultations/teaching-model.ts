import type { NoteModel } from '../web/components.ts';
import { capital, counted, dayLong, nb, timeRange } from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import {
  attendeeSaid,
  BETWEEN,
  dayHeading,
  placeSaid,
  placesTag,
  studentSaid,
  whenSaid,
} from './consultation-words.ts';
import { type BookedTurn, FREE_DAYS, type TaughtTurn } from './list-queries.ts';
import type { ConsultationItem, ConsultationsPage, SlotsOfDay, ToRecordModel } from './pages.ts';

/**
 * What a teacher must see to: turns under a lesson, days with families that have become days off, and calls whose
 * service may not be used any more.
 */
export function troubleNotes(taught: readonly TaughtTurn[]): NoteModel[] {
  const under = taught.filter((one) => one.over_lesson !== '');
  const off = new Map(taught.filter((one) => one.is_day_off && one.taken > 0).map((one) => [one.day, one]));
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
    ...(off.size === 0
      ? []
      : [
          {
            kind: 'warn' as const,
            title: 'Этот день стал выходным',
            text: nb('К вам записаны семьи. Если встречи не будет, отмените её: им придёт уведомление.'),
            items: [...off.values()].map((one) => ({
              text: nb(capital(dayLong(one.day))),
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

/** The turns of a teacher by day: those with families as lines, free ones as times. */
export function toTeaching(
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

/** A talk of which is not recorded yet whether the family came. */
export function toRecordItem(one: BookedTurn, today: string): ToRecordModel['items'][number] {
  return {
    version: one.booking_version,
    href: urls.bookingOutcome(one.booking_id),
    title: studentSaid(one),
    about: nb(`${capital(whenSaid(one, today))} · ${attendeeSaid(one)}`),
    tags: [{ text: 'Отметить', kind: 'warn', icon: 'clipboard-check' }],
  };
}
