import type { Actor } from '../access/actor.ts';
import { causeSaid, concernSaid } from '../attendance/cause-words.ts';
import { concernKinds, concernKindWords } from '../attendance/concern.ts';
import type { ChipsModel, TagModel } from '../web/components.ts';
import { counted, localDay, nb, relativeDay } from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import type { ConcernListRow } from './concern-queries.ts';
import type { ConcernView } from './forms.ts';
import { closedSaid, toMeasureLine } from './measure-lines.ts';
import type { ConcernLine, ConcernsPage } from './pages.ts';

export interface ConcernsAsked {
  class?: number | undefined;
  kind?: ConcernListRow['kind'] | undefined;
  show?: ConcernView | undefined;
}

interface Reader {
  actor: Actor;
  today: string;
  timeZone: string;
}

/** The page «Под вниманием» from the rows of one view; chips count what each would show. */
export function toConcernsPage(
  rows: readonly ConcernListRow[],
  asked: ConcernsAsked,
  reader: Reader,
): ConcernsPage {
  const { actor } = reader;
  const show = asked.show ?? 'open';
  const of = (filter: ConcernsAsked) => rows.filter((row) => isShown(row, filter));
  const shown = of(asked);
  const isCoordinator = actor.roles.has('coordinator');
  return {
    head: {
      title: 'Под вниманием',
      lead: nb(
        'Ученики, которые теряются на онлайн-уроках: по правилам школы портал находит их сам и подсказывает вероятную причину.',
      ),
      actions: [
        { href: urls.engagementRules(), text: 'Правила' },
        { href: urls.reviews(), text: 'Анализ за четверть' },
      ],
    },
    views: viewChips(asked, show, (one) =>
      show === 'closed' ? undefined : of({ ...asked, show: one }).length,
    ),
    kinds: {
      label: 'Что случилось',
      chips: [
        {
          text: 'Всё',
          href: urls.concerns({ ...asked, kind: undefined }),
          current: asked.kind === undefined,
        },
        ...concernKinds.map((kind) => ({
          text: concernKindWords[kind].brief,
          href: urls.concerns({ ...asked, kind }),
          current: asked.kind === kind,
          count: of({ ...asked, kind }).length,
        })),
      ],
    },
    classes: classChips(rows, asked),
    summary: summaryOf(shown, show),
    lines: shown.map((row) => toLine(row, reader)),
    empty:
      shown.length > 0
        ? null
        : { text: nb(emptyWords(isCoordinator || actor.headedClasses.length > 0, show)), icon: 'users' },
  };
}

function isShown(row: ConcernListRow, asked: ConcernsAsked): boolean {
  if (asked.class !== undefined && row.class_id !== asked.class) return false;
  if (asked.kind !== undefined && row.kind !== asked.kind) return false;
  if (asked.show === 'bare') return row.measures.length === 0;
  return asked.show === 'measured' ? row.measures.length > 0 : true;
}

const viewWords: Readonly<Record<ConcernView, string>> = {
  open: 'Сейчас',
  bare: 'Без мер',
  measured: 'С мерами',
  closed: 'Закрытые',
};

function viewChips(
  asked: ConcernsAsked,
  show: ConcernView,
  countOf: (view: ConcernView) => number | undefined,
): ChipsModel {
  return {
    label: 'Какие показать',
    chips: (['open', 'bare', 'measured', 'closed'] as const).map((one) => ({
      text: viewWords[one],
      href: urls.concerns({ ...asked, show: one === 'open' ? undefined : one }),
      current: one === show,
      count: one === 'closed' ? undefined : countOf(one),
    })),
  };
}

function classChips(rows: readonly ConcernListRow[], asked: ConcernsAsked): ConcernsPage['classes'] {
  const classes = new Map(
    rows.flatMap((row) => (row.class_id === null ? [] : [[row.class_id, row.class_name]])),
  );
  if (classes.size < 2) return null;
  const chips: ChipsModel = {
    label: 'Классы',
    chips: [
      {
        text: 'Все классы',
        href: urls.concerns({ ...asked, class: undefined }),
        current: asked.class === undefined,
      },
      ...[...classes].map(([id, name]) => ({
        text: name ?? '',
        href: urls.concerns({ ...asked, class: id }),
        current: asked.class === id,
        count: rows.filter((row) => isShown(row, { ...asked, class: id })).length,
      })),
    ],
  };
  const chosen = asked.class === undefined ? 'все' : (classes.get(asked.class) ?? '');
  return { summary: nb(`Класс: ${chosen}`), isFolded: classes.size > MOST_CLASSES, chips };
}

/** More classes than this would push the pupils off a phone. */
const MOST_CLASSES = 6;

function summaryOf(shown: readonly ConcernListRow[], show: ConcernView): string {
  const pupilsOf = (rows: readonly ConcernListRow[]) => new Set(rows.map((row) => row.student_id)).size;
  const pupils = pupilsOf(shown);
  if (pupils === 0) return '';
  const number = counted(pupils, 'ученик', 'ученика', 'учеников');
  if (show === 'closed') return nb(`${number} за последние четыре месяца`);
  if (show === 'bare') return nb(`${number} без мер`);
  const bare = pupilsOf(shown.filter((row) => row.measures.length === 0));
  return nb(bare === 0 ? `${number}, у каждого есть меры` : `${number}, без мер — ${bare}`);
}

function emptyWords(hasPupils: boolean, show: ConcernView): string {
  if (!hasPupils) return 'Здесь видны ученики класса, которым вы руководите. Сейчас у вас нет класса.';
  if (show === 'closed') return 'За последние четыре месяца ничего не закрыто.';
  if (show === 'measured') return 'Сейчас ни у кого нет мер в работе.';
  return 'Таких учеников сейчас нет. Они появятся здесь, когда отметки в журналах онлайн-уроков сойдутся с правилом.';
}

function toLine(row: ConcernListRow, { today, timeZone, actor }: Reader): ConcernLine {
  const isOpen = row.closed_at === null;
  const closedOn = row.closed_at === null ? today : localDay(row.closed_at, timeZone);
  const mayDecide = actor.permissions.has('concern:decide') && isOpen;
  return {
    href: urls.student(row.student_id),
    name: nb(`${row.family_name} ${row.given_name}`),
    className: row.class_name ?? 'не учится',
    tag: kindTag(row.kind),
    what: concernSaid(row),
    cause: causeSaid(row),
    since: nb(sinceSaid(localDay(row.found_at, timeZone), today)),
    measures: row.measures.map((measure) =>
      toMeasureLine({ ...measure, done_on: null, outcome: '', owner: measure }, today),
    ),
    state: isOpen ? (row.measures.length === 0 ? 'мер в работе нет' : null) : closedSaid(row, closedOn),
    plan: mayDecide ? urls.measureNew(row.student_id, { concern: row.id }) : null,
    closing: mayDecide ? urls.concernClosing(row.id) : null,
  };
}

function sinceSaid(day: string, today: string): string {
  const word = relativeDay(day, today);
  return word === 'сегодня' || word === 'вчера' ? `найдено ${word}` : `под вниманием с ${word}`;
}

/** «Пропуски», «Молчание», «Связь» with an icon. */
export function kindTag(kind: ConcernListRow['kind']): TagModel {
  const icons = { missed: 'user-x', silent: 'message-square', technical: 'wifi-off' } as const;
  return { text: concernKindWords[kind].brief, kind: 'warn', icon: icons[kind] };
}

/** «Никита: пропуски» in the journal: what a concern is called there. */
export function concernName(concern: {
  family_name: string;
  given_name: string;
  kind: ConcernListRow['kind'];
}) {
  return `${concern.family_name} ${concern.given_name}: ${concernKindWords[concern.kind].brief.toLowerCase()}`;
}
