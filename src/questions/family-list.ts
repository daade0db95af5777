import type { Actor } from '../access/actor.ts';
import type { ChipsModel, PaginationModel } from '../web/components.ts';
import { dayShort, momentSaid, nb, shortName } from '../web/dates.ts';
import { notFound, page, type Reply } from '../web/reply.ts';
import type { RouteContext } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { pupilsOf } from './addressee.ts';
import { type FamilyItem, type FamilyPage, familyPage } from './family-page.ts';
import { type FamilyRow, listFamilyQuestions, PAGE_SIZE } from './family-queries.ts';
import { placeOf, questionTag } from './question-words.ts';

interface FamilyQuery {
  child?: number | undefined;
  page?: number | undefined;
}

const TITLE = 'Вопросы';

/** GET /questions of pupils and parents: what they asked, and what their young children asked, newest first. */
export async function familyList(context: RouteContext<unknown, FamilyQuery, null>): Promise<Reply> {
  const { db, actor, query, now, today, school } = context;
  const child = actor.children.find((one) => one.id === query.child);
  if (query.child !== undefined && child === undefined) return notFound();
  const at = query.page ?? 1;
  const rows = await listFamilyQuestions(db, actor, { childId: child?.id ?? null, today, page: at });
  const shown = rows.slice(0, PAGE_SIZE);
  const mayAsk = actor.permissions.has('question:ask') && pupilsOf(actor).length > 0;
  const items = shown.map((row) => toItem(row, actor, now, school.timeZone));
  const model: FamilyPage = {
    head: {
      title: TITLE,
      lead: nb('Учителям ваших предметов и классному руководителю.'),
      actions: mayAsk
        ? [
            { href: urls.questionNew({ child: child?.id }), text: 'Спросить', icon: 'plus', main: true },
            { href: urls.answers(), text: 'Ответы классу', icon: 'search' },
          ]
        : [],
    },
    views: viewChips(actor),
    children: childChips(actor, child?.id ?? null),
    items,
    empty: items.length > 0 ? null : emptyWords(mayAsk),
    pagination: paginationOf(rows.length, at, { show: showOf(actor), child: child?.id }),
  };
  return page(familyPage, model, { title: TITLE });
}

function toItem(row: FamilyRow, actor: Actor, now: Temporal.Instant, timeZone: string): FamilyItem {
  const name = actor.children.find((one) => one.id === row.student_id)?.name ?? '';
  const lesson = row.lesson_day === null ? '' : `, урок ${dayShort(row.lesson_day)}`;
  const teacher = shortName(row.family_name, row.given_name, row.patronymic);
  const by = row.party === 'guardian' ? [`спрашивает ${name}`] : [];
  return {
    href: urls.question(row.id),
    title: nb(`${name === '' ? '' : `${name}: `}${placeOf(row)}${lesson}`),
    words: row.words ?? 'Вопрос отозван',
    about: nb([teacher, ...by, momentSaid(row.last_at, now, timeZone)].join(' · ')),
    tag: questionTag(row.state, 'family'),
    isUnread: row.is_unread,
  };
}

/** What the addresses of this list say for a teacher who is a parent: without it theirs is the desk. */
const showOf = (actor: Actor): 'own' | undefined => (actor.roles.has('teacher') ? 'own' : undefined);

/** A teacher who is a parent has two lists. */
function viewChips(actor: Actor): ChipsModel | null {
  if (!actor.roles.has('teacher')) return null;
  return {
    label: 'Чьи вопросы',
    chips: [
      { href: urls.questions(), text: 'Вопросы ко мне', current: false },
      { href: urls.questions({ show: 'own' }), text: 'Мои вопросы', current: true },
    ],
  };
}

function childChips(actor: Actor, childId: number | null): ChipsModel | null {
  if (actor.children.length < 2) return null;
  const show = showOf(actor);
  return {
    label: 'Ребёнок',
    chips: [
      { href: urls.questions({ show }), text: 'Все дети', current: childId === null },
      ...actor.children.map((one) => ({
        href: urls.questions({ show, child: one.id }),
        text: one.className === null ? one.name : `${one.name}, ${one.className}`,
        current: one.id === childId,
      })),
    ],
  };
}

function emptyWords(mayAsk: boolean): FamilyPage['empty'] {
  if (!mayAsk) {
    return {
      text: nb('Сейчас вам не открыт ни один ребёнок. Если это ошибка, скажите классному руководителю.'),
      icon: 'info',
    };
  }
  return {
    text: nb('Здесь будут ваши вопросы учителям и ответы на них.'),
    icon: 'message-square',
    link: { href: urls.questionNew(), text: 'Задать вопрос' },
  };
}

function paginationOf(
  found: number,
  at: number,
  kept: { show: string | undefined; child: number | undefined },
): PaginationModel | null {
  if (at === 1 && found <= PAGE_SIZE) return null;
  return {
    label: 'Страницы вопросов',
    shown: `Страница ${at}`,
    previous: at > 1 ? urls.questions({ ...kept, page: at - 1 }) : null,
    next: found > PAGE_SIZE ? urls.questions({ ...kept, page: at + 1 }) : null,
  };
}
