import { counted, nb, timeOfMinutes, timeRange } from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import { mayFamilyChange } from './booking-rule.ts';
import { type EveningFacts, nameOf, subjectWords } from './evening-facts.ts';
import type { LineModel } from './parents-day-pages.ts';
import { placeWords } from './parents-day-words.ts';
import type { EveningPlan } from './plan-evening.ts';
import type { BusyRow } from './plan-queries.ts';

interface Timed {
  start: number;
  end: number;
  title: string;
  place: string;
  about: string;
  tag: LineModel['items'][number]['tag'];
  href: string | null;
  move: string | null;
}

/** The family's talks one after another: those that are booked, and those of a plan. */
export function lineOf(facts: EveningFacts, planned: readonly Timed[]): LineModel {
  const booked = facts.busy
    .filter((one) => one.kind === 'talk')
    .map((one) => toBooked(one, facts, planned.length > 0));
  const line = [...booked, ...planned].sort((a, b) => a.start - b.start);
  return {
    items: line.map(({ start, end, ...rest }, at) => {
      const before = line[at - 1];
      const pause = before === undefined ? 0 : start - before.end;
      return {
        ...rest,
        time: timeRange(timeOfMinutes(start), timeOfMinutes(end)),
        pause: pause > 0 ? nb(`${counted(pause, 'минута', 'минуты', 'минут')} до следующей беседы`) : null,
      };
    }),
  };
}

function toBooked(one: BusyRow, { family, taught, now, onBehalfOf }: EveningFacts, isBeside: boolean): Timed {
  const child = family.children.find((each) => each.id === one.student_id);
  const known = taught.find(
    (each) => each.student_id === one.student_id && each.teacher_id === one.teacher_id,
  );
  return {
    start: one.start,
    end: one.end,
    title: nameOf(one),
    place: placeWords(one),
    about: [child?.name ?? '', subjectWords(known)].filter(Boolean).join('\u00a0· '),
    tag: one.is_invited
      ? { text: 'Приглашение', kind: 'accent', icon: 'mail' }
      : isBeside
        ? { text: 'Уже записаны', kind: 'ok', icon: 'circle-check' }
        : null,
    href: one.booking_id === null || onBehalfOf !== null ? null : urls.booking(one.booking_id),
    move:
      one.booking_id === null ||
      onBehalfOf !== null ||
      isBeside ||
      one.is_invited ||
      !mayFamilyChange(one, now)
        ? null
        : urls.bookingMove(one.booking_id),
  };
}

export function parts(key: string, { family, offers }: EveningFacts) {
  const [studentId = 0, seriesId = 0] = key.split('.').map(Number);
  return {
    child: family.children.find((one) => one.id === studentId),
    offer: offers.find((one) => one.series_id === seriesId),
  };
}

export function toPlanned({ key, turn }: EveningPlan['talks'][number], facts: EveningFacts): Timed {
  const { child, offer } = parts(key, facts);
  const known = facts.taught.find(
    (one) => one.student_id === child?.id && one.teacher_id === offer?.teacher_id,
  );
  return {
    start: turn.start,
    end: turn.start + facts.day.turn_minutes,
    title: offer === undefined ? '' : nameOf(offer),
    place: offer === undefined ? '' : placeWords(offer),
    about: [child?.name ?? '', subjectWords(known)].filter(Boolean).join('\u00a0· '),
    tag: null,
    href: null,
    move: null,
  };
}

/** «4 беседы с 17:00 до 18:10, между ними 15 минут» */
export function saidOf({ day, busy }: EveningFacts, { talks, waiting }: EveningPlan): string {
  const fixed = busy.filter((one) => one.kind === 'talk' && !one.is_invited);
  const starts = [...talks.map((one) => one.turn.start), ...fixed.map((one) => one.start)];
  const ends = [...talks.map((one) => one.turn.start + day.turn_minutes), ...fixed.map((one) => one.end)];
  if (talks.length === 0) return nb('Свободных бесед, которые вам подходят, нет.');
  const hours = `с ${timeOfMinutes(Math.min(...starts))} до ${timeOfMinutes(Math.max(...ends))}`;
  const count = counted(starts.length, 'беседа', 'беседы', 'бесед');
  const between =
    starts.length === 1
      ? ''
      : waiting === 0
        ? ', без ожидания'
        : `, между ними всего ${counted(waiting, 'минута', 'минуты', 'минут')}`;
  return nb(`${count} ${hours}${between}.`);
}
