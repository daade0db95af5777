import type { Actor } from '../access/actor.ts';
import type { QuestionWait } from '../feedback/waits.ts';
import type { ActionModel, ChipsModel } from '../web/components.ts';
import { nb } from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import { type DeskLook, partName, toDeskItem } from './desk-item.ts';
import type { DeskPage } from './desk-pages.ts';
import { type DeskPart, type DeskRow, MOST_ON_DESK } from './desk-queries.ts';

/** So many answered questions stand on a page of their list. */
export const PAGE_SIZE = 50;

const TITLE = 'Вопросы';

const isOf = (row: DeskRow, { courseId, classId }: DeskPart) =>
  (courseId === null || row.course_id === courseId) && (classId === null || row.class_id === classId);

/** What a teacher has to answer: the oldest first, then what waits for the family, then what was answered last. */
export function toDesk(
  rows: readonly DeskRow[],
  waits: ReadonlyMap<number, QuestionWait>,
  actor: Actor,
  part: DeskPart,
  look: DeskLook,
): DeskPage {
  const shown = rows.filter((row) => isOf(row, part));
  const waiting = shown.filter((row) => row.state === 'waiting');
  const items = (some: readonly DeskRow[]) => some.map((row) => toDeskItem(row, waits.get(row.id), look));
  const askedBack = shown.filter((row) => row.state === 'asked_back');
  const answered = shown.filter((row) => row.state === 'answered' || row.state === 'closed');
  const mayShare = waiting.length > 1;
  const list = (id: string, title: string, some: readonly DeskRow[]) =>
    some.length === 0 ? [] : [{ id, title, items: items(some), empty: null }];
  return {
    head: headOf(),
    views: viewsOf(actor, 'waiting', rows.filter((row) => row.state === 'waiting').length),
    parts: partsOf(
      rows.filter((row) => row.state === 'waiting'),
      part,
    ),
    waiting: {
      items: waiting.map((row) =>
        toDeskItem(row, waits.get(row.id), look, mayShare ? { isTicked: false } : null),
      ),
      empty:
        waiting.length > 0
          ? null
          : {
              text: nb('Никто не ждёт ответа. Когда ученики или родители спросят, вопросы появятся здесь.'),
              icon: 'circle-check',
            },
      more:
        waiting.length < MOST_ON_DESK
          ? null
          : nb(`Показаны ${MOST_ON_DESK} самых давних. Остальные появятся, когда вы ответите на эти.`),
      shared: mayShare ? { action: urls.sharedAnswer() } : null,
    },
    lists: [
      ...list('asked-back', 'Вы уточнили и ждёте семью', askedBack),
      ...list('answered', 'Недавно отвечены', answered),
    ],
    pagination: null,
  };
}

/** All that a teacher answered, page by page. @param rows one more than a page holds where there are more */
export function toAnsweredList(
  rows: readonly DeskRow[],
  actor: Actor,
  part: DeskPart,
  page: number,
  look: DeskLook,
): DeskPage {
  const shown = rows.slice(0, PAGE_SIZE);
  const first = (page - 1) * PAGE_SIZE;
  const at = (other: number) =>
    urls.questions({
      show: 'answered',
      course: part.courseId ?? undefined,
      class: part.classId ?? undefined,
      page: other === 1 ? undefined : other,
    });
  const hasMore = rows.length > PAGE_SIZE;
  return {
    head: headOf(),
    views: viewsOf(actor, 'answered', null),
    parts: null,
    waiting: null,
    lists: [
      {
        id: 'answered',
        title: 'Отвеченные',
        items: shown.map((row) => toDeskItem(row, undefined, look)),
        empty:
          shown.length > 0
            ? null
            : { text: nb('Здесь остаются вопросы, на которые вы ответили.'), icon: 'message-square' },
      },
    ],
    pagination:
      page === 1 && !hasMore
        ? null
        : {
            label: 'Страницы отвеченных вопросов',
            shown: shown.length === 0 ? 'Дальше вопросов нет' : `${first + 1}–${first + shown.length}`,
            previous: page === 1 ? null : at(page - 1),
            next: hasMore ? at(page + 1) : null,
          },
  };
}

function headOf(): DeskPage['head'] {
  const actions: ActionModel[] = [{ href: urls.answers(), text: 'Вопросы и ответы', icon: 'book-open' }];
  return { title: TITLE, actions };
}

/** What a teacher may look at; who is a parent as well has their own questions beside. */
function viewsOf(actor: Actor, current: 'waiting' | 'answered' | 'own', waiting: number | null): ChipsModel {
  const own =
    actor.children.length === 0
      ? []
      : [{ href: urls.questions({ show: 'own' }), text: 'Мои вопросы', current: current === 'own' }];
  return {
    label: 'Какие вопросы показать',
    chips: [
      {
        href: urls.questions(),
        text: 'Ждут ответа',
        count: waiting ?? undefined,
        current: current === 'waiting',
      },
      { href: urls.questions({ show: 'answered' }), text: 'Отвеченные', current: current === 'answered' },
      ...own,
    ],
  };
}

/** The courses and headed classes of those that wait, with how many; null where there is no choice. */
function partsOf(waiting: readonly DeskRow[], chosen: DeskPart): ChipsModel | null {
  const isAll = chosen.courseId === null && chosen.classId === null;
  const parts = Map.groupBy(waiting, (row) => `${row.course_id ?? ''}/${row.class_id ?? ''}`);
  if (parts.size < 2 && isAll) return null;
  const chips = [...parts.values()].flatMap((rows) => {
    const [first] = rows;
    if (first === undefined) return [];
    const { course_id: courseId, class_id: classId } = first;
    return [
      {
        href: urls.questions({ course: courseId ?? undefined, class: classId ?? undefined }),
        text: nb(partName(first)),
        count: rows.length,
        current: !isAll && courseId === chosen.courseId && classId === chosen.classId,
      },
    ];
  });
  chips.sort((a, b) => a.text.localeCompare(b.text, 'ru'));
  return {
    label: 'Предмет и класс',
    chips: [{ href: urls.questions(), text: 'Все', current: isAll }, ...chips],
  };
}
