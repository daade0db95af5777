import { errorSummary, freshForm, type NoteModel, select } from '../web/components.ts';
import { counted, nb, timeRange } from '../web/dates.ts';
import type { FormErrors } from '../web/form.ts';
import { urls } from '../web/urls.ts';
import { dayTitle, type EveningFacts, nameOf, subjectWords } from './evening-facts.ts';
import { lineOf } from './evening-line.ts';
import { crumb } from './parents-day-draft-model.ts';
import type { ParentsDayRow } from './parents-day-find.ts';
import { cancelledNote } from './parents-day-kept-model.ts';
import type { ChoiceListModel, ParentsDayPage } from './parents-day-pages.ts';
import { dayFacts, placeWords } from './parents-day-words.ts';
import type { Family, OfferRow } from './plan-queries.ts';
import { talkKey, type Wishes } from './plan-wishes.ts';
import { turnsBetween } from './turns-rule.ts';

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
