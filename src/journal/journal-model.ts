import { type AuditAction, actionWords, wordsOfAction } from '../audit/action-words.ts';
import { type FilledForm, field, freshForm, type PaginationModel, select } from '../web/components.ts';
import { momentSaid, nb, shortName } from '../web/dates.ts';
import type { FormErrors } from '../web/form.ts';
import { urls } from '../web/urls.ts';
import type { EventRow } from './events.ts';
import type { JournalPage } from './pages.ts';

/** The filters as they were asked for. */
export interface JournalFilter {
  action: string;
  person: string;
  day: string;
}

export interface JournalFacts {
  filter: JournalFilter;
  errors: FormErrors;
  events: readonly EventRow[];
  hasOlder: boolean;
  hasNewer: boolean;
  now: Temporal.Instant;
  timeZone: string;
  /** Whether whoever reads may know how pupils take part: the technical specialist may not. */
  seesPupils: boolean;
}

export function toJournalPage(facts: JournalFacts): JournalPage {
  const { filter, events } = facts;
  const form: FilledForm = { ...freshForm({ ...filter }), errors: facts.errors };
  const isFiltered = filter.action !== '' || filter.person !== '' || filter.day !== '';
  const kinds = Object.entries(actionWords)
    .map(([value, label]) => ({ value, label }))
    .sort((a, b) => a.label.localeCompare(b.label, 'ru'));
  return {
    head: {
      title: 'Журнал действий',
      lead: nb('Кто, что и когда сделал на портале. Записи нельзя ни изменить, ни удалить.'),
    },
    filter: {
      action: urls.journal(),
      what: select(form, 'action', 'Что', [{ value: '', label: 'Всё' }, ...kinds]),
      person: field(form, 'person', 'Кто или о ком', { type: 'search', maxLength: 80, width: 'middle' }),
      day: field(form, 'day', 'День', { type: 'date' }),
      reset: isFiltered ? urls.journal() : null,
    },
    events: events.map((event) => eventLine(event, facts)),
    empty:
      events.length > 0
        ? null
        : {
            icon: 'history',
            text: isFiltered
              ? nb('По этим условиям записей нет. Измените их или сбросьте.')
              : nb('Здесь будет всё, что на портале меняют. Пока записей нет.'),
          },
    pages: pagination(facts),
  };
}

const withoutActor = new Set(['sign_in.failed', 'sign_in.delayed', 'activation.failed', 'access.denied']);

/** Acts whose lines tell of a pupil's misses, silence or measures. */
const ofPupils: ReadonlySet<string> = new Set<AuditAction>([
  'concern.closed',
  'measure.ended',
  'measure.planned',
]);

function eventLine(event: EventRow, facts: JournalFacts): JournalPage['events'][number] {
  return {
    when: momentSaid(event.at, facts.now, facts.timeZone),
    who:
      event.family_name !== null
        ? shortName(event.family_name, event.given_name ?? '', event.patronymic)
        : withoutActor.has(event.action)
          ? 'кто-то без входа'
          : 'портал',
    what: wordsOfAction(event.action),
    about: aboutOf(event),
    lines: facts.seesPupils || !ofPupils.has(event.action) ? linesOf(event) : [],
  };
}

/** What it was done to; a link where that has a page. */
function aboutOf(event: EventRow): JournalPage['events'][number]['about'] {
  const { subject_kind: kind, subject_id: subjectId, subject_name: name } = event;
  if (name === null || subjectId === null) return null;
  if (kind === 'service') return { href: urls.service(subjectId), text: name };
  if (kind === 'lesson') return { href: urls.lesson(subjectId), text: name };
  if (kind === 'person' && event.family_name !== null) {
    const actor = [event.family_name, event.given_name, event.patronymic].filter(Boolean).join(' ');
    if (actor === name) return null; // an act on oneself: the name is there already
  }
  return { href: null, text: name };
}

const detailLabels: Readonly<Record<string, string>> = {
  reason: 'Причина',
  order: 'Основание',
  device: 'Устройство',
  method: 'Что делали',
  route: 'Страница',
};

/** Values that are stored as codes. */
const detailWords: Readonly<Record<string, string>> = { get: 'открывали страницу', post: 'отправляли форму' };

/** What else is worth reading: the lines that the act itself wrote, and the usual details. */
function linesOf(event: EventRow): string[] {
  const own = event.details.lines;
  const written = Array.isArray(own) ? own.filter((line): line is string => typeof line === 'string') : [];
  const usual = Object.entries(detailLabels).flatMap(([key, label]) => {
    const value = event.details[key];
    if (typeof value !== 'string' || value === '') return [];
    return [`${label}: ${key === 'method' ? (detailWords[value] ?? value) : value}`];
  });
  return [...written, ...usual].map(nb);
}

function pagination(facts: JournalFacts): PaginationModel | null {
  const { events, hasOlder, hasNewer, filter } = facts;
  const [first, last] = [events[0], events.at(-1)];
  if (first === undefined || last === undefined || !(hasOlder || hasNewer)) return null;
  const asked = {
    action: filter.action || undefined,
    person: filter.person || undefined,
    day: filter.day || undefined,
  };
  const said = (event: EventRow) => momentSaid(event.at, facts.now, facts.timeZone);
  return {
    label: 'Страницы журнала',
    shown: `${said(last)} – ${said(first)}`,
    previous: hasNewer ? urls.journal({ ...asked, after: first.id }) : null,
    next: hasOlder ? urls.journal({ ...asked, before: last.id }) : null,
  };
}
