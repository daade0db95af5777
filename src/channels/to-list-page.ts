import { type Purpose, purposeLabels, purposes } from '../service-register/approved.ts';
import { statusTag } from '../service-register/status.ts';
import type { NoteModel, TagModel } from '../web/components.ts';
import { counted, dayShort } from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import type { ChannelGroups, ChannelLine, ChannelListPage, ClassChannels } from './pages.ts';
import type { ChannelListRow, ClassOfYear } from './queries.ts';

/** What the list is made of. */
export interface ListFacts {
  channels: readonly ChannelListRow[];
  classes: readonly ClassOfYear[];
  today: string;
  isCoordinator: boolean;
  canEdit: boolean;
}

/** Channels by class and purpose, then those of groups and courses, then those that one only enters. */
export function toListPage(facts: ListFacts): ChannelListPage {
  const { channels, classes, today } = facts;
  const rows = classes.map((one) => classRow(one, channels, today));
  const shown = new Set(classes.map((one) => one.id));
  const others = channels.filter((row) => row.is_kept && (row.class_id === null || !shown.has(row.class_id)));
  const shared = channels.filter((row) => !row.is_kept);
  return {
    head: {
      title: 'Каналы',
      lead: 'Где класс, группа или курс встречается, переписывается и держит файлы. Адрес канала не показывается: в него входят с портала.',
      actions: facts.canEdit
        ? [{ href: urls.channelNew(), text: 'Новый канал', icon: 'plus', main: true }]
        : [],
    },
    gaps: facts.isCoordinator ? gapsNote(classes, channels) : null,
    classes:
      rows.length === 0
        ? null
        : {
            caption: facts.isCoordinator
              ? 'Каналы классов'
              : `Каналы ${rows.length > 1 ? 'ваших классов' : 'вашего класса'}`,
            columns: purposes.map((purpose) => purposeLabels[purpose]),
            rows,
          },
    others: groups(others, today),
    shared: groups(shared, today),
    empty:
      rows.length + others.length + shared.length > 0
        ? null
        : { text: 'Здесь появятся каналы ваших классов и курсов.', icon: 'link' },
  };
}

function classRow(one: ClassOfYear, channels: readonly ChannelListRow[], today: string): ClassChannels {
  return {
    name: one.name,
    cells: purposes.map((purpose) => {
      const own = channels.filter((row) => row.class_id === one.id && row.purpose === purpose);
      const lasts = own.some((row) => row.ends_on === null);
      return {
        label: purposeLabels[purpose],
        channels: own.map((row) => ({
          text: row.service_name,
          href: urls.channel(row.id),
          about: `${one.name}, ${purposeLabels[purpose].toLowerCase()}`,
          tag: tagOf(row, today),
        })),
        add: lasts
          ? null
          : {
              href: urls.channelNew({ purpose, class: one.id }),
              about: `${one.name}, ${purposeLabels[purpose].toLowerCase()}`,
            },
      };
    }),
  };
}

/** Said only where a channel is not simply at work. */
function tagOf(row: ChannelListRow, today: string): TagModel | null {
  if (row.status !== 'approved') return statusTag(row.status);
  if (row.starts_on > today) return { text: `с ${dayShort(row.starts_on)}`, icon: 'clock' };
  if (row.ends_on !== null) return { text: `по ${dayShort(row.ends_on)}`, kind: 'warn', icon: 'clock' };
  return null;
}

function groups(rows: readonly ChannelListRow[], today: string): ChannelGroups {
  const byTarget = Map.groupBy(rows, (row) => row.target);
  return [...byTarget].map(([target, own]) => ({ target, lines: own.map((row) => line(row, today)) }));
}

function line(row: ChannelListRow, today: string): ChannelLine {
  const serves = row.status === 'approved' && row.starts_on <= today;
  return {
    purpose: purposeLabels[row.purpose],
    text: row.service_name,
    href: row.is_kept ? urls.channel(row.id) : null,
    about: `${row.target}, ${purposeLabels[row.purpose].toLowerCase()}`,
    tag: tagOf(row, today),
    entry: serves ? urls.channelEntry(row.id) : null,
  };
}

function gapsNote(classes: readonly ClassOfYear[], channels: readonly ChannelListRow[]): NoteModel | null {
  const has = new Set(
    channels.flatMap((row) => (row.class_id === null ? [] : [`${row.class_id} ${row.purpose}`])),
  );
  const stopped = channels.filter((row) => row.class_id !== null && row.status !== 'approved').length;
  const items = purposes.flatMap((purpose: Purpose) => {
    const without = classes.filter((one) => !has.has(`${one.id} ${purpose}`)).map((one) => one.name);
    if (without.length === 0) return [];
    const names = without.length > 12 ? `${without.slice(0, 12).join(', ')} и другие` : without.join(', ');
    return [
      {
        text: `${purposeLabels[purpose]}: ${counted(without.length, 'класс', 'класса', 'классов')} (${names})`,
      },
    ];
  });
  if (stopped > 0)
    items.push({
      text: `На сервисах, которые сейчас не утверждены: ${counted(stopped, 'канал', 'канала', 'каналов')}`,
    });
  if (items.length === 0) return null;
  return {
    kind: 'warn',
    title:
      items.length > (stopped > 0 ? 1 : 0) ? 'Классы без канала' : 'Каналы, которые сейчас не открываются',
    items,
  };
}
