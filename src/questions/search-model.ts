import { type AttachmentsModel, toAttachments } from '../attachments/attachment-model.ts';
import type { MessageFileRow } from '../attachments/keep-files.ts';
import type { ShelfRow } from '../feedback/answer-readers.ts';
import {
  type ChipsModel,
  type EmptyModel,
  type FieldModel,
  field,
  freshForm,
  type PageHeadModel,
  type PaginationModel,
} from '../web/components.ts';
import { momentSaid, nb, shortName } from '../web/dates.ts';
import type { SafeHtml } from '../web/safe-html.ts';
import { urls } from '../web/urls.ts';
import { view } from '../web/view.ts';
import { highlighted } from './highlight.ts';
import { type FoundAnswerRow, PAGE_SIZE } from './search-queries.ts';

/** Signs of what is looked for at most. */
export const MOST_SEARCHED = 100;

export interface AnswersPage {
  head: PageHeadModel;
  /** Courses and classes; null where there is one, or a single one is shown. Many are folded away. */
  shelves: { chips: ChipsModel; isFolded: boolean } | null;
  search: { action: string; field: FieldModel; clear: string | null } | null;
  items: readonly {
    id: string;
    /** Made by highlighted(), which escapes. */
    question: SafeHtml;
    answer: SafeHtml;
    about: string;
    files: AttachmentsModel | null;
    withdrawal: { action: string; version: number } | null;
  }[];
  empty: EmptyModel | null;
  pagination: PaginationModel | null;
}

export const answersPage = view<AnswersPage>('questions/answers');

/** From more than so many courses on they are folded away: what was asked comes first. */
const MANY_SHELVES = 5;

/** Where one looks: the address of the page for a search. */
export type AnswersAt = (options: { q?: string | undefined; page?: number | undefined }) => string;

export interface AnswersLook {
  /** Null where all of one's own are shown. */
  shelf: ShelfRow | null;
  shelves: readonly ShelfRow[];
  words: string;
  page: number;
  at: AnswersAt;
  now: Temporal.Instant;
  timeZone: string;
}

export function shelfName({ subject, target }: Pick<ShelfRow, 'subject' | 'target'>): string {
  return subject === '' ? `Класс ${target}` : `${subject}, ${target}`;
}

/** What a course or class may read. @param rows one more than a page holds where there are more */
export function toAnswersPage(
  rows: readonly FoundAnswerRow[],
  files: readonly MessageFileRow[],
  look: AnswersLook,
): AnswersPage {
  const shown = rows.slice(0, PAGE_SIZE);
  const { shelf, shelves, words, at } = look;
  const hasNothing = rows.length === 0 && words === '' && look.page === 1;
  return {
    head: {
      title: 'Вопросы и ответы',
      ...(shelf === null
        ? { lead: nb('Что уже спрашивали и что ответили учителя. Кто спросил, не видно никому.') }
        : {
            crumb: [{ text: 'Все предметы', href: urls.answers({ q: words || undefined }) }],
            lead: nb(shelfName(shelf)),
          }),
    },
    shelves:
      shelf === null && shelves.length > 1
        ? { chips: shelfChips(shelves, words), isFolded: shelves.length > MANY_SHELVES }
        : null,
    search: hasNothing
      ? null
      : {
          action: at({}),
          field: field(freshForm({ q: words }), 'q', 'Что найти', {
            type: 'search',
            maxLength: MOST_SEARCHED,
            hint: nb('Например: дроби. Падеж и число не важны.'),
          }),
          clear: words === '' ? null : at({}),
        },
    items: shown.map((row) => toItem(row, files, look)),
    empty: shown.length > 0 ? null : emptyOf(look),
    pagination: paginationOf(rows.length, shown.length, look),
  };
}

function shelfChips(shelves: readonly ShelfRow[], words: string): ChipsModel {
  const q = words || undefined;
  return {
    label: 'Предмет или класс',
    chips: shelves.map((one) => ({
      href: one.kind === 'course' ? urls.courseAnswers(one.id, { q }) : urls.classAnswers(one.id, { q }),
      text: nb(shelfName(one)),
      current: false,
    })),
  };
}

function toItem(
  row: FoundAnswerRow,
  files: readonly MessageFileRow[],
  look: AnswersLook,
): AnswersPage['items'][number] {
  const { family_name: family, given_name: given, patronymic } = row.teacher;
  const own = row.has_files ? files.filter((file) => file.message_id === row.answer_id) : [];
  const parts = [
    look.shelf === null ? row.shelf : '',
    shortName(family, given, patronymic),
    momentSaid(row.published_at, look.now, look.timeZone),
  ];
  return {
    id: `a-${row.id}`,
    question: highlighted(row.question, row.marked_question),
    answer: highlighted(row.answer, row.marked_answer),
    about: nb(parts.filter(Boolean).join(' · ')),
    files: own.length === 0 ? null : toAttachments(own),
    withdrawal: row.is_kept ? { action: urls.answerWithdrawal(row.id), version: row.version } : null,
  };
}

function emptyOf({ words, page, at, shelf }: AnswersLook): EmptyModel {
  if (page > 1)
    return {
      text: 'Дальше ответов нет.',
      icon: 'inbox',
      link: { href: at({ q: words || undefined }), text: 'К началу' },
    };
  if (words !== '')
    return {
      text: nb(
        `По словам «${words}» ничего не нашлось. Проверьте, нет ли опечатки, или оставьте одно главное слово.`,
      ),
      icon: 'search',
      link:
        shelf === null
          ? { href: at({}), text: 'Показать все ответы' }
          : { href: urls.answers({ q: words }), text: 'Искать по всем предметам' },
    };
  return {
    text: nb(
      'Здесь появятся вопросы, ответы на которые полезны всем. Учителя публикуют их без имени того, кто спросил.',
    ),
    icon: 'book-open',
  };
}

function paginationOf(
  found: number,
  shown: number,
  { page, words, at }: AnswersLook,
): PaginationModel | null {
  if (page === 1 && found <= PAGE_SIZE) return null;
  const first = (page - 1) * PAGE_SIZE;
  const link = (to: number) => at({ q: words || undefined, page: to === 1 ? undefined : to });
  return {
    label: 'Страницы ответов',
    shown: shown === 0 ? '' : `${first + 1}–${first + shown}`,
    previous: page === 1 ? null : link(page - 1),
    next: found > PAGE_SIZE ? link(page + 1) : null,
  };
}
