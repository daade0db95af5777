import sql from 'sql-template-tag';
import { loadWaits, type QuestionWait } from '../feedback/waits.ts';
import { momentSaid, nb, shortName } from '../web/dates.ts';
import { page, type Reply } from '../web/reply.ts';
import type { RouteContext } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { ageSaid, type DeskLook, partName, toDeskItem } from './desk-item.ts';
import { type OverduePage, overduePage } from './desk-pages.ts';
import { type DeskRow, listByNumber } from './desk-queries.ts';
import { topicWords } from './question-words.ts';

/**
 * What the coordinator looks after (always true 6): questions whose teacher can answer no more, those whose time has
 * passed, the oldest first, and those whose teacher is away and in whose course nobody stands in. Neither words nor pupils: whose turn it is needs none of them.
 * Above it what was handed to the coordinator.
 */
export async function overdueList(context: RouteContext<unknown, unknown, null>): Promise<Reply> {
  const { db, actor, now, today, school } = context;
  const waits = await loadWaits(db, sql`true`, today);
  const shown = [...waits].filter(
    ([, wait]) => wait.isOverdue || wait.isUnattended || wait.teacherId === actor.personId,
  );
  const rows = await listByNumber(
    db,
    shown.map(([id]) => id),
    actor.personId,
    today,
  );
  const model = toOverduePage(rows, waits, { now, timeZone: school.timeZone });
  return page(overduePage, model, { title: model.head.title });
}

function toOverduePage(
  rows: readonly DeskRow[],
  waits: ReadonlyMap<number, QuestionWait>,
  look: DeskLook,
): OverduePage {
  const own = rows.filter((row) => row.is_own);
  const others = rows.filter((row) => !row.is_own);
  const waitOf = (row: DeskRow) => waits.get(row.id);
  const gone = others.filter((row) => waitOf(row)?.isGone === true);
  const there = others.filter((row) => waitOf(row)?.isGone === false);
  const overdue = there.filter((row) => waitOf(row)?.isOverdue === true);
  const unattended = there.filter((row) => waitOf(row)?.isOverdue === false);
  const list = (id: string, title: string, lead: string, some: readonly DeskRow[]) =>
    some.length === 0
      ? []
      : [{ id, title, lead: nb(lead), rows: some.map((row) => toRow(row, waitOf(row), look)) }];
  return {
    head: {
      title: 'Вопросы без ответа',
      lead: nb('Учителя отвечают за два учебных дня. Здесь — что ждёт дольше и что некому ответить.'),
      actions: [{ href: urls.complaints(), text: 'Жалобы на сообщения', icon: 'circle-alert' }],
    },
    own: own.map((row) => toDeskItem(row, waits.get(row.id), look)),
    lists: [
      ...list(
        'gone',
        'Учителя больше нет на портале',
        'Ответить некому, и срок идёт. Передайте вопрос другому учителю.',
        gone,
      ),
      ...list(
        'overdue',
        'Срок прошёл',
        'Учителю уже напомнили. Поговорите с ним или передайте вопрос.',
        overdue,
      ),
      ...list(
        'unattended',
        'Учителя нет, и никто не замещает',
        'Пока это так, срок не идёт. Передайте вопрос тому, кто сможет ответить.',
        unattended,
      ),
    ],
    empty:
      rows.length > 0
        ? null
        : {
            text: nb('Все вопросы ждут не дольше двух учебных дней, и у каждого есть кому ответить.'),
            icon: 'circle-check',
          },
  };
}

function toRow(
  row: DeskRow,
  wait: QuestionWait | undefined,
  { now, timeZone }: DeskLook,
): OverduePage['lists'][number]['rows'][number] {
  const { family_name: family, given_name: given, patronymic } = row.teacher;
  const target = partName(row);
  const since = momentSaid(row.waiting_since ?? row.asked_at, now, timeZone);
  return {
    href: urls.question(row.id),
    age: wait === undefined ? '' : ageSaid(wait),
    since,
    teacher: nb(shortName(family, given, patronymic)),
    target: nb(target),
    topic: topicWords[row.topic],
    handover: { href: urls.questionHandover(row.id), about: nb(`${target}, ${since}`) },
  };
}
