import type { Actor } from '../access/actor.ts';
import { groupSaid, teachersSaid } from '../timetable/lesson-words.ts';
import type { ChipsModel, EmptyModel, PageHeadModel, PaginationModel, TagModel } from '../web/components.ts';
import { addDays, capital, dayLong, dayShort, nb, relativeDay, timeRange } from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import { view } from '../web/view.ts';
import { LIST_SIZE, type ListedRow, type Listing } from './list-queries.ts';

/** Registers of lessons by day. */
export interface RegisterListPage {
  head: PageHeadModel;
  chips: ChipsModel;
  days: readonly {
    id: string;
    title: string;
    registers: readonly {
      href: string;
      time: string;
      subject: string;
      about: string;
      tags: readonly TagModel[];
    }[];
  }[];
  empty: EmptyModel | null;
  pagination: PaginationModel | null;
}

export const registerListPage = view<RegisterListPage>('registers/list');

/** The list for whoever asks. @param openDays for how many days after a lesson its teacher may fill the register */
export function toListPage(
  rows: readonly ListedRow[],
  actor: Actor,
  listing: Listing,
  openDays: number,
): RegisterListPage {
  const { show, classId, today } = listing;
  const asked = { class: classId ?? undefined };
  return {
    head: { title: 'Журналы онлайн-уроков', lead: leadOf(actor) },
    chips: {
      label: 'Какие журналы',
      chips: [
        { text: 'Не заполнены', href: urls.registers(asked), current: show === 'unfilled' },
        { text: 'Все', href: urls.registers({ ...asked, show: 'all' }), current: show === 'all' },
      ],
    },
    days: byDay(rows, today, (row) => tagsOf(row, { actor, today, openDays })),
    empty: rows.length > 0 ? null : emptyOf(listing),
    pagination: paginationOf(rows, listing),
  };
}

function leadOf(actor: Actor): string {
  if (actor.roles.has('coordinator')) return 'Все онлайн-уроки школы в этом учебном году.';
  const classes = actor.headedClasses.map((one) => one.name).join(', ');
  return classes === ''
    ? 'Ваши онлайн-уроки в этом учебном году.'
    : nb(`Ваши онлайн-уроки и уроки ${classes} в этом учебном году.`);
}

function emptyOf({ show, page }: Listing): EmptyModel {
  if (page > 1) return { text: 'На этой странице журналов нет.', icon: 'clipboard-check' };
  return show === 'unfilled'
    ? { text: 'Незаполненных журналов нет.', icon: 'circle-check' }
    : {
        text: 'Онлайн-уроков в этом году ещё не было. Журнал появится здесь, когда урок начнётся.',
        icon: 'clipboard-check',
      };
}

function byDay(
  rows: readonly ListedRow[],
  today: string,
  tags: (row: ListedRow) => TagModel[],
): RegisterListPage['days'] {
  const days = new Map<string, ListedRow[]>();
  for (const row of rows) days.set(row.day, [...(days.get(row.day) ?? []), row]);
  return [...days].map(([of, registers]) => ({
    id: of,
    title: dayTitle(of, today),
    registers: registers.map((row) => ({
      href: urls.register(row.lesson_id),
      time: timeRange(row.starts, row.ends),
      subject: nb(`${row.subject}, ${groupSaid(row)}`),
      about: row.is_taught ? '' : (teachersSaid(row.teachers) ?? ''),
      tags: tags(row),
    })),
  }));
}

function dayTitle(day: string, today: string): string {
  const word = relativeDay(day, today);
  const title = word === 'сегодня' || word === 'вчера' ? `${word}, ${dayLong(day)}` : dayLong(day);
  return capital(title);
}

function tagsOf(
  row: ListedRow,
  { actor, today, openDays }: { actor: Actor; today: string; openDays: number },
): TagModel[] {
  if (row.was_not_held) return [{ text: 'урок не состоялся', icon: 'circle-minus' }];
  if (row.saved !== null) return [savedTag(row, row.saved), ...exceptionTags(row)];
  if (!row.is_over) return [{ text: 'идёт сейчас', kind: 'accent', icon: 'clock' }];
  const lastDay = addDays(row.day, openDays);
  const unfilled: TagModel = { text: 'не заполнен', kind: 'warn', icon: 'clipboard-check' };
  if (today > lastDay) {
    const isOfAnother = actor.roles.has('coordinator') || !row.is_taught;
    const words = isOfAnother ? 'учителю уже закрыт' : 'закрыт: обратитесь к координатору';
    return [unfilled, { text: nb(words), kind: 'bad', icon: 'lock' }];
  }
  if (!row.is_taught) return [unfilled];
  return [unfilled, { text: nb(`можно заполнить по ${dayShort(lastDay)}`), icon: 'clock' }];
}

function savedTag(row: ListedRow, saved: string): TagModel {
  const [day = row.day, time = ''] = saved.split(' ');
  const when = day === row.day ? `в ${time}` : `${dayShort(day)}, ${time}`;
  return { text: nb(`заполнен ${when}`), kind: 'ok', icon: 'check' };
}

function exceptionTags(row: ListedRow): TagModel[] {
  const counts: [string, number][] = [
    ['опоздали', row.late],
    ['не было', row.absent],
    ['уважительная причина', row.excused],
    ['не подключились', row.technical],
  ];
  const said = counts.flatMap(([words, count]) => (count === 0 ? [] : [`${words} ${count}`])).join(', ');
  return [{ text: said === '' ? 'все на уроке' : nb(said) }];
}

function paginationOf(rows: readonly ListedRow[], { show, classId, page }: Listing): PaginationModel | null {
  const found = rows[0]?.found ?? 0;
  if (page === 1 && found <= LIST_SIZE) return null;
  const link = (to: number) =>
    urls.registers({
      show: show === 'all' ? show : undefined,
      class: classId ?? undefined,
      page: to === 1 ? undefined : to,
    });
  const first = (page - 1) * LIST_SIZE + 1;
  return {
    label: 'Страницы журналов',
    shown: rows.length === 0 ? '' : nb(`${first}–${first + rows.length - 1} из ${found}`),
    previous: page > 1 ? link(page - 1) : null,
    next: first + rows.length - 1 < found ? link(page + 1) : null,
  };
}
