import { errorSummary, freshForm, type NoteModel, select } from '../web/components.ts';
import { counted, dayShort, nb, shortName, timeOfMinutes, timeRange } from '../web/dates.ts';
import type { FormErrors } from '../web/form.ts';
import { urls } from '../web/urls.ts';
import { mayFamilyChange } from './booking-rule.ts';
import { crumb } from './parents-day-draft-model.ts';
import type { ParentsDayRow } from './parents-day-find.ts';
import { cancelledNote } from './parents-day-kept-model.ts';
import type { ChoiceListModel, LineModel, ParentsDayPage, PlanPage } from './parents-day-pages.ts';
import { dayFacts, placeWords, subjectsSaid } from './parents-day-words.ts';
import type { EveningPlan } from './plan-evening.ts';
import type { BusyRow, Family, OfferRow, TaughtRow } from './plan-queries.ts';
import { type Talk, talkKey, type Wishes, wishFields } from './plan-wishes.ts';
import { turnsBetween } from './turns-rule.ts';

/** Where a family's evening is looked at: by the guardian, or by the school on the telephone. */
export interface EveningPaths {
  card: (wishes?: Readonly<Record<string, string>>) => string;
  plan: string;
  bookings: string;
}

export interface EveningFacts {
  day: ParentsDayRow;
  family: Family;
  /** Null where the guardian looks; otherwise the guardian's name, «Белова И. Н.». */
  onBehalfOf: string | null;
  paths: EveningPaths;
  /** Whether whoever looks books for families that call. */
  mayAssist: boolean;
  offers: readonly OfferRow[];
  busy: readonly BusyRow[];
  taught: readonly TaughtRow[];
  today: string;
  now: Temporal.Instant;
}

const nameOf = (one: Pick<OfferRow, 'family_name' | 'given_name' | 'patronymic'>) =>
  shortName(one.family_name, one.given_name, one.patronymic);

/** The day as families, pupils and teachers see it. @param isOpen whether talks can be booked */
export function toParentsDayPage(
  facts: EveningFacts,
  wishes: Wishes,
  isOpen: boolean,
  errors: FormErrors = {},
  notes: readonly NoteModel[] = [],
): ParentsDayPage {
  const { day, family, offers, today, onBehalfOf } = facts;
  const { children } = family;
  const own = lineOf(facts, []);
  const receiving = offers.find((one) => one.held !== null);
  return {
    head:
      onBehalfOf === null
        ? { title: dayTitle(day), crumb, actions: isOpen ? assistActions(facts) : [] }
        : {
            title: onBehalfOf,
            crumb: [...crumb, { text: dayTitle(day), href: urls.parentsDay(day.id) }],
            lead: nb('Вы записываете семью, которая позвонила.'),
          },
    summary: errorSummary(errors, 'Кого-то нужно выбрать'),
    notes: [...notes, ...cancelledNote(day)],
    facts: dayFacts(day, today),
    own: own.items.length === 0 ? null : { title: ownTitle(own.items.length, onBehalfOf), line: own },
    wishes:
      isOpen && children.length > 0
        ? {
            title: own.items.length === 0 ? 'С кем поговорить' : 'С кем поговорить ещё',
            action: facts.paths.plan,
            children: children.map((child) => toChild(child, facts, wishes)),
            ...hourFields(day, wishes),
          }
        : null,
    receiving: receiving === undefined ? null : toReceiving(receiving),
    teachers: offers.map((one) => ({
      name: nameOf(one),
      place: placeWords(one),
      free: one.turns.length === 0 ? nb('мест нет') : nb(`свободно ${one.turns.length}`),
    })),
  };
}

const dayTitle = (day: ParentsDayRow) => `${day.name} ${dayShort(day.day)}`;

function ownTitle(count: number, onBehalfOf: string | null): string {
  const talks = counted(count, 'беседа', 'беседы', 'бесед');
  return nb(onBehalfOf === null ? `Вы записаны: ${talks}` : `Семья записана: ${talks}`);
}

/** A class teacher books for families of the class that call. */
function assistActions({ day, mayAssist }: EveningFacts) {
  return mayAssist
    ? [{ href: urls.parentsDayFamilies(day.id), text: 'Записать по телефону', icon: 'phone' as const }]
    : [];
}

function hourFields(day: ParentsDayRow, wishes: Wishes) {
  const turns = turnsBetween(day.starts, day.ends, day.turn_minutes);
  const half = (times: readonly string[]) => times.filter((time) => /:[03]0$/.test(time));
  const form = freshForm({ from: wishes.from ?? '', to: wishes.to ?? '' });
  const options = (times: readonly string[]) => times.map((time) => ({ value: time, label: time }));
  return {
    from: select(form, 'from', 'Не раньше', [
      { value: '', label: `как начнётся, ${day.starts}` },
      ...options(half(turns.map((turn) => turn.starts)).filter((time) => time > day.starts)),
    ]),
    to: select(form, 'to', 'Закончить не позже', [
      { value: '', label: `до конца, ${day.ends}` },
      ...options(half(turns.map((turn) => turn.ends)).filter((time) => time < day.ends)),
    ]),
  };
}

function toChild(
  child: Family['children'][number],
  { family, offers, busy, taught }: EveningFacts,
  wishes: Wishes,
) {
  const asked = new Set(wishes.talks.map(talkKey));
  const isBooked = (one: OfferRow) =>
    busy.some((place) => place.student_id === child.id && place.series_id === one.series_id);
  const open = offers.filter((one) => one.teacher_id !== family.personId && !isBooked(one));
  const relation = new Map(
    taught.filter((one) => one.student_id === child.id).map((one) => [one.teacher_id, one]),
  );
  const toChoice = (one: OfferRow) => {
    const key = talkKey({ studentId: child.id, seriesId: one.series_id });
    const known = relation.get(one.teacher_id);
    const isSuggested = asked.size === 0 && known?.is_class_teacher === true && one.turns.length > 0;
    return {
      id: `talk-${key.replace('.', '-')}`,
      value: key,
      label: nameOf(one),
      hint: [subjectWords(known), placeWords(one), one.turns.length === 0 ? nb('мест нет') : '']
        .filter(Boolean)
        .join('\u00a0· '),
      checked: asked.has(key) || isSuggested,
    };
  };
  const first = (one: OfferRow) => (relation.get(one.teacher_id)?.is_class_teacher === true ? 0 : 1);
  const own = open.filter((one) => relation.has(one.teacher_id)).toSorted((a, b) => first(a) - first(b));
  const others = open.filter((one) => !relation.has(one.teacher_id)).map(toChoice);
  return {
    legend: child.className === null ? child.name : nb(`${child.name}, ${child.className}`),
    own: {
      title: '',
      isOpen: true,
      choices: own.map(toChoice),
      empty:
        own.length > 0 ? null : nb('Все учителя этого ребёнка уже выбраны или в этот день не принимают.'),
    } satisfies ChoiceListModel,
    others:
      others.length === 0
        ? null
        : {
            title: nb(`Другие учителя: ${others.length}`),
            isOpen: others.some((one) => one.checked),
            choices: others,
            empty: null,
          },
  };
}

/** «Алгебра, Геометрия»; «классный руководитель, Алгебра и ещё 4» */
function subjectWords(taught: Pick<TaughtRow, 'subjects' | 'is_class_teacher'> | undefined): string {
  if (taught === undefined) return '';
  if (!taught.is_class_teacher) return subjectsSaid(taught.subjects);
  return ['классный руководитель', subjectsSaid(taught.subjects, 1)].filter(Boolean).join(', ');
}

function toReceiving(offer: OfferRow): NonNullable<ParentsDayPage['receiving']> {
  const turns = offer.held ?? [];
  return {
    title: turns.length === 0 ? nb('К вам пока никто не записан') : nb(`К вам записаны: ${turns.length}`),
    place: placeWords(offer),
    turns: turns.map((one) => ({
      time: timeRange(one.starts, one.ends),
      who: nb(one.class_name === '' ? one.student : `${one.student}, ${one.class_name}`),
      about: [one.attendee.trim(), one.words].filter(Boolean).join('. '),
    })),
    free: nb(`Свободно: ${counted(offer.turns.length, 'беседа', 'беседы', 'бесед')}.`),
  };
}

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
function lineOf(facts: EveningFacts, planned: readonly Timed[]): LineModel {
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

export interface Proposal {
  plan: EveningPlan;
  wishes: Wishes;
  talks: readonly Talk[];
}

/** The proposed order. @param notes what changed since the last proposal, where something did */
export function toPlanPage(
  facts: EveningFacts,
  proposal: Proposal,
  notes: readonly NoteModel[] = [],
): PlanPage {
  const { day } = facts;
  const { plan, wishes } = proposal;
  const turns = plan.talks.map(({ key, turn }) => `${key.split('.')[0]}.${turn.id}`);
  const count = plan.talks.length;
  return {
    head: {
      title: count === 0 ? 'Порядка не получилось' : 'Предлагаем такой порядок',
      crumb: [...crumb, { text: dayTitle(day), href: facts.paths.card() }],
    },
    notes,
    said: saidOf(facts, plan),
    line: lineOf(
      facts,
      plan.talks.map((one) => toPlanned(one, facts)),
    ),
    booking:
      count === 0
        ? null
        : {
            action: facts.paths.bookings,
            turns: turns.join(','),
            wishes: wishFields(wishes),
            button:
              count === 1
                ? facts.onBehalfOf === null
                  ? 'Записаться'
                  : 'Записать'
                : nb(
                    `${facts.onBehalfOf === null ? 'Записаться' : 'Записать'} на ${counted(count, 'беседу', 'беседы', 'бесед')}`,
                  ),
          },
    change: {
      href: facts.paths.card(Object.fromEntries(wishFields(wishes).map((one) => [one.name, one.value]))),
      text: 'Изменить выбор',
    },
    leftOut: plan.leftOut.map(({ key, hasTurns }) => toLeftOut(key, hasTurns, facts)),
  };
}

function parts(key: string, { family, offers }: EveningFacts) {
  const [studentId = 0, seriesId = 0] = key.split('.').map(Number);
  return {
    child: family.children.find((one) => one.id === studentId),
    offer: offers.find((one) => one.series_id === seriesId),
  };
}

function toPlanned({ key, turn }: EveningPlan['talks'][number], facts: EveningFacts): Timed {
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
function saidOf({ day, busy }: EveningFacts, { talks, waiting }: EveningPlan): string {
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

function toLeftOut(key: string, hasTurns: boolean, facts: EveningFacts): PlanPage['leftOut'][number] {
  const { child, offer } = parts(key, facts);
  const isFull = offer?.turns.length === 0;
  return {
    title: nb([offer === undefined ? '' : nameOf(offer), child?.name ?? ''].filter(Boolean).join(' — ')),
    why: isFull
      ? nb('Все беседы заняты. Встаньте в очередь: если место освободится, придёт уведомление.')
      : hasTurns
        ? nb('Не помещается рядом с остальными. Уберите кого-то или расширьте время.')
        : nb('В выбранные часы свободных бесед нет. Расширьте время.'),
    waiting:
      isFull &&
      facts.onBehalfOf === null &&
      offer?.some_turn !== null &&
      offer?.some_turn !== undefined &&
      child !== undefined
        ? { action: urls.consultationWaiting(offer.some_turn), studentId: child.id }
        : null,
  };
}
