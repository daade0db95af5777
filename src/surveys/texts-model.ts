import { type ChipsModel, errorSummary, type FilledForm, field, freshForm } from '../web/components.ts';
import { nb, number } from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import type { ClosedSurvey } from './closed-survey.ts';
import type { TextModel, TextsPage } from './result-pages.ts';
import { type AskedRole, FEWEST_ANSWERS } from './scale.ts';
import { type TagFilter, TEXTS_PER_PAGE, type TextCounts, type TextRow } from './texts-queries.ts';

/** The longest tag, in characters. */
export const LONGEST_TAG = 40;
/** Tags that one press gives, under each answer. */
const MOST_OFFERED = 6;
/** The filter of answers without a tag, in an address: no tag can be it, for tags do not begin with a blank. */
export const UNTAGGED = ' ';

export interface TextsChoice {
  item: ClosedSurvey['items'][number];
  filter: TagFilter;
  page: number;
}

export interface TextsFacts {
  counts: TextCounts;
  texts: readonly TextRow[];
  /** A tag that was refused, and of which answer. */
  refused: { textId: number; form: FilledForm } | null;
}

const roleWords: Readonly<Record<AskedRole, string>> = {
  parent: 'родитель',
  student: 'ученик',
  teacher: 'учитель',
};

function head(survey: ClosedSurvey) {
  return {
    title: 'Ответы своими словами',
    crumb: [
      { text: 'Опросы', href: urls.surveys() },
      { text: survey.title, href: urls.surveyResults(survey.id) },
    ],
  };
}

/** What stands where there are fewer than five answers in all, or no open question. */
export function emptyTextsPage(survey: ClosedSurvey): TextsPage {
  const isAsked = survey.items.some((item) => item.kind === 'open');
  return {
    head: head(survey),
    problems: null,
    items: null,
    filters: null,
    known: [],
    question: '',
    texts: [],
    hidden: [],
    pages: null,
    empty: {
      icon: 'lock',
      text: nb(
        isAsked
          ? `На опрос ответили меньше пяти раз, поэтому и слова не показаны: по ним было бы видно, чьи они. Показываем, когда ответов пять и больше.`
          : 'В этом опросе не было вопросов, на которые отвечают своими словами.',
      ),
    },
  };
}

/** Whether the words may be read at all: the survey has five answers in sets that are shown. */
export function mayReadTexts(survey: ClosedSurvey): boolean {
  return survey.shown >= FEWEST_ANSWERS && survey.items.some((item) => item.kind === 'open');
}

export function toTextsPage(survey: ClosedSurvey, choice: TextsChoice, facts: TextsFacts): TextsPage {
  const { counts, refused } = facts;
  const known = [...counts.tags.map((one) => one.tag), ...counts.before];
  return {
    head: {
      ...head(survey),
      lead: nb('Отметьте, о чём каждый ответ: так видно, что называют чаще. Порядок ответов случайный.'),
    },
    problems: refused === null ? null : errorSummary(errorsAt(refused)),
    items: itemChips(survey, choice),
    filters: filterChips(survey, choice, counts),
    known,
    question: choice.item.text,
    texts: facts.texts.map((text) => textModel(survey, text, known, refused)),
    hidden: placeFields(choice),
    pages: pagesOf(survey, choice, counts),
    empty: facts.texts.length > 0 ? null : { icon: 'inbox', text: emptyWords(choice.filter) },
  };
}

function errorsAt({ textId, form }: { textId: number; form: FilledForm }) {
  return Object.fromEntries(Object.values(form.errors).map((words) => [`tag-${textId}`, words]));
}

function textModel(
  survey: ClosedSurvey,
  text: TextRow,
  known: readonly string[],
  refused: TextsFacts['refused'],
): TextModel {
  const isRefused = refused?.textId === text.id;
  const form = isRefused
    ? { values: { [`tag-${text.id}`]: refused.form.values.tag ?? '' }, errors: errorsAt(refused) }
    : freshForm();
  return {
    id: textAnchor(text.id),
    action: urls.surveyTextTags(survey.id, text.id),
    body: text.body.split('\n').filter((line) => line !== ''),
    role: text.role === null ? '' : roleWords[text.role],
    tags: text.tags,
    offered: known.filter((tag) => !text.tags.includes(tag)).slice(0, MOST_OFFERED),
    field: field(form, `tag-${text.id}`, 'Новая тема', { maxLength: LONGEST_TAG }),
  };
}

/** The id of an answer on its page. */
export function textAnchor(textId: number): string {
  return `text-${textId}`;
}

function itemChips(survey: ClosedSurvey, { item }: TextsChoice): ChipsModel | null {
  const open = survey.items.filter((one) => one.kind === 'open');
  if (open.length < 2) return null;
  return {
    label: 'Вопрос',
    chips: open.map((one) => ({
      text: one.text,
      href: urls.surveyTexts(survey.id, { item: one.id }),
      current: one.id === item.id,
    })),
  };
}

function filterChips(survey: ClosedSurvey, { item, filter }: TextsChoice, counts: TextCounts): ChipsModel {
  const chip = (text: string, tag: string | undefined, count: number, current: boolean) => ({
    text,
    href: urls.surveyTexts(survey.id, { item: item.id, tag }),
    current,
    count,
  });
  return {
    label: 'Темы',
    chips: [
      chip('Все', undefined, counts.texts, filter.kind === 'all'),
      chip('Без темы', UNTAGGED, counts.untagged, filter.kind === 'untagged'),
      ...counts.tags.map(({ tag, count }) =>
        chip(tag, tag, count, filter.kind === 'tag' && filter.tag === tag),
      ),
    ],
  };
}

/** How a filter stands in an address: nothing for all. */
export function tagOf(filter: TagFilter): string | undefined {
  return filter.kind === 'all' ? undefined : filter.kind === 'untagged' ? UNTAGGED : filter.tag;
}

function placeFields({ filter, page }: TextsChoice): TextsPage['hidden'] {
  const tag = tagOf(filter);
  return [
    ...(tag === undefined ? [] : [{ name: 'back_tag', value: tag }]),
    { name: 'back_page', value: String(page) },
  ];
}

function filtered(filter: TagFilter, counts: TextCounts): number {
  if (filter.kind === 'all') return counts.texts;
  if (filter.kind === 'untagged') return counts.untagged;
  return counts.tags.find((one) => one.tag === filter.tag)?.count ?? 0;
}

function pagesOf(survey: ClosedSurvey, choice: TextsChoice, counts: TextCounts): TextsPage['pages'] {
  const all = filtered(choice.filter, counts);
  if (all <= TEXTS_PER_PAGE) return null;
  const from = (choice.page - 1) * TEXTS_PER_PAGE;
  const last = Math.min(from + TEXTS_PER_PAGE, all);
  const at = (page: number) =>
    urls.surveyTexts(survey.id, { item: choice.item.id, tag: tagOf(choice.filter), page });
  return {
    label: 'Страницы ответов',
    shown: `${number(from + 1)}–${number(last)} из ${number(all)}`,
    previous: choice.page > 1 ? at(choice.page - 1) : null,
    next: last < all ? at(choice.page + 1) : null,
  };
}

function emptyWords(filter: TagFilter): string {
  if (filter.kind === 'untagged') return 'Все ответы прочитаны: у каждого есть тема.';
  if (filter.kind === 'tag') return nb(`Ответов с темой «${filter.tag}» нет.`);
  return 'На этот вопрос никто не ответил словами.';
}
