import {
  type ChipsModel,
  errorSummary,
  type FilledForm,
  field,
  type NoteModel,
  summaryRow,
} from '../web/components.ts';
import { dayLong, dayWithYear, momentSaid, nb } from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import type { ReviewFormModel, ReviewPage, ReviewsPage } from './pages.ts';
import type { ReviewRow, TermRow } from './review-queries.ts';

const LIST = 'Анализ за четверть';

export function toReviewsPage(reviews: readonly ReviewRow[], canEdit: boolean): ReviewsPage {
  return {
    head: {
      title: LIST,
      crumb: [{ text: 'Под вниманием', href: urls.concerns() }],
      lead: nb(
        'Совещания, на которых школа смотрит, как прошли онлайн-уроки четверти, и решает, что изменить.',
      ),
      actions: canEdit
        ? [
            { href: urls.reviewNew(), text: 'Записать совещание', icon: 'plus', main: true },
            { href: urls.surveys(), text: 'Опросы' },
          ]
        : [],
    },
    reviews: reviews.map((review) => ({
      href: urls.review(review.id),
      title: nb(reviewTitle(review)),
      about: nb(dayWithYear(review.held_on)),
      decision: nb(firstLine(review.decision)),
    })),
    empty:
      reviews.length > 0
        ? null
        : {
            text: nb(
              'Здесь появятся записи совещаний: что показал анализ и что решили. Решение войдёт в отчёт за четверть.',
            ),
            icon: 'clipboard-check',
          },
  };
}

function reviewTitle(review: Pick<ReviewRow, 'term_name' | 'year_name'>): string {
  return `${review.term_name}, ${review.year_name} учебный год`;
}

const LONGEST = 160;

function firstLine(text: string): string {
  const [line = ''] = text.split('\n');
  return line.length > LONGEST ? `${line.slice(0, LONGEST).replace(/[\s,;—]*\S*$/u, '')}…` : line;
}

/** A meeting for whoever reads it. */
export function toReviewPage(
  review: ReviewRow,
  { now, timeZone }: { now: Temporal.Instant; timeZone: string },
): ReviewPage {
  const recorder = review.recorder === null ? '' : `${review.recorder}, `;
  return {
    head: { title: nb(reviewTitle(review)), crumb: [{ text: LIST, href: urls.reviews() }] },
    facts: {
      rows: [
        summaryRow('Когда', nb(dayLong(review.held_on))),
        summaryRow('Кто участвовал', review.people),
        summaryRow('Записано', nb(`${recorder}${momentSaid(review.recorded_at, now, timeZone)}`)),
      ],
    },
    findings: review.findings.split('\n').filter((line) => line !== ''),
    decision: review.decision.split('\n').filter((line) => line !== ''),
  };
}

/** The form of a new meeting. @param term the term whose figures it begins with */
export function toNewReviewPage(
  terms: readonly TermRow[],
  term: TermRow,
  form: FilledForm,
  today: string,
): ReviewFormModel {
  return {
    head: {
      title: nb(`Анализ: ${term.name.toLowerCase()}`),
      crumb: [{ text: LIST, href: urls.reviews() }],
      lead: nb(
        'Выводы начинаются с цифр четверти: правьте и дополняйте их. Решение войдёт в отчёт за четверть.',
      ),
    },
    terms: termChips(terms, term),
    termId: String(term.id),
    action: urls.reviews(),
    version: null,
    button: 'Записать совещание',
    ...formParts(form, today, null),
  };
}

function termChips(terms: readonly TermRow[], term: TermRow): ChipsModel {
  return {
    label: 'Четверть',
    chips: terms.map((one) => ({
      text: nb(`${one.name}, ${one.year_name}`),
      href: urls.reviewNew({ term: one.id }),
      current: one.id === term.id,
    })),
  };
}

/** A meeting that is recorded, as a form. */
export function toReviewFormPage(
  review: ReviewRow,
  form: FilledForm,
  today: string,
  conflict: NoteModel | null,
): ReviewFormModel {
  return {
    head: { title: nb(reviewTitle(review)), crumb: [{ text: LIST, href: urls.reviews() }] },
    terms: null,
    termId: null,
    action: urls.review(review.id),
    version: String(review.version),
    button: 'Сохранить',
    ...formParts(form, today, conflict),
  };
}

function formParts(form: FilledForm, today: string, conflict: NoteModel | null) {
  return {
    problems: errorSummary(form.errors),
    conflict,
    fields: [
      field(form, 'held_on', 'День совещания', { type: 'date', max: today }),
      field(form, 'people', 'Кто участвовал', { type: 'textarea', rows: 2, maxLength: 1000 }),
      field(form, 'findings', 'Что показал анализ', { type: 'textarea', rows: 12, maxLength: 6000 }),
      field(form, 'decision', 'Что решили', {
        type: 'textarea',
        rows: 6,
        maxLength: 4000,
        hint: nb('Кто, что и до какого дня сделает.'),
      }),
    ],
    cancel: { href: urls.reviews(), text: 'Не сохранять' },
  };
}

/** What a form of a recorded meeting begins with. */
export function reviewValues(review: ReviewRow): Record<string, string> {
  const { held_on, people, findings, decision } = review;
  return { held_on, people, findings, decision };
}

const fieldLabels = {
  people: 'Кто участвовал',
  findings: 'Что показал анализ',
  decision: 'Что решили',
} as const;

/** What somebody else saved meanwhile; what was typed stays in the form. */
export function reviewConflict(review: ReviewRow, values: FilledForm['values']): NoteModel {
  const names = ['people', 'findings', 'decision'] as const;
  return {
    kind: 'warn',
    title: 'Пока вы заполняли форму, запись изменил кто-то ещё',
    text: nb('В форме осталось то, что ввели вы; если всё верно, сохраните ещё раз. Сейчас записано:'),
    items: names
      .filter((name) => String(values[name] ?? '').trim() !== review[name])
      .map((name) => ({ text: `${fieldLabels[name]}: «${review[name]}»` })),
  };
}
