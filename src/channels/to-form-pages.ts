import { purposeLabels } from '../service-register/approved.ts';
import { hostOf } from '../service-register/link.ts';
import { statusLabels, statusTag } from '../service-register/status.ts';
import {
  errorSummary,
  type FilledForm,
  field,
  freshForm,
  type NoteModel,
  select,
} from '../web/components.ts';
import { dayWithYear } from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import type { ChannelRow } from './find.ts';
import type { ChannelClosedPage, ChannelNewPage, ChannelPage } from './pages.ts';
import type { ClassOfYear, OfferedService, Target } from './queries.ts';

const CRUMB = [{ text: 'Каналы', href: urls.channels() }];
const kindLabels = { class: 'Класс', group: 'Группы', course: 'Курсы' } as const;

/** What the page of a new channel is made of. */
export interface NewFacts {
  /** The classes to choose from, where `mustChoose` says that one must be chosen first. */
  classes: readonly ClassOfYear[];
  mustChoose: boolean;
  targets: readonly Target[];
  services: readonly OfferedService[];
  action: string;
  today: string;
}

/** The page of a new channel, as filled. */
export function toNewPage(facts: NewFacts, form: FilledForm): ChannelNewPage {
  const head = { title: 'Новый канал', crumb: CRUMB };
  const bare = { head, errors: null, step: null, form: null, empty: null };
  if (facts.mustChoose) {
    const options = facts.classes.map((one) => ({ value: String(one.id), label: one.name }));
    const classes = select(freshForm(), 'class', 'Какого класса', options);
    return { ...bare, step: { action: urls.channelNew(), classes } };
  }
  const missing = whatIsMissing(facts);
  if (missing !== null) {
    const link = { href: urls.channels(), text: 'К каналам' };
    return { ...bare, empty: { text: missing, icon: 'link', link } };
  }
  return { ...bare, errors: errorSummary(form.errors), form: newChannelForm(facts, form) };
}

function whatIsMissing({ targets, services }: NewFacts): string | null {
  if (targets.length === 0)
    return 'Каналы заводят классные руководители для своего класса и учителя для своих курсов. У вас пока нет ни того, ни другого.';
  if (services.length === 0)
    return 'В реестре сейчас нет утверждённых сервисов. Канал можно завести, когда они появятся.';
  return null;
}

function newChannelForm(facts: NewFacts, form: FilledForm): ChannelNewPage['form'] {
  const targets = facts.targets.map((one) => ({
    value: `${one.kind}-${one.id}`,
    label: one.name,
    group: kindLabels[one.kind],
  }));
  const services = facts.services.map((one) => ({
    value: `${one.purpose}-${one.id}`,
    label: `${one.name} (${one.hosts.join(', ')})`,
    group: purposeLabels[one.purpose],
  }));
  return {
    action: facts.action,
    target: select(form, 'target', 'Для кого', targets),
    service: select(form, 'service', 'Для чего и на каком сервисе', services),
    address: addressField(form, 'Скопируйте ссылку в самом сервисе. На страницах портала она не появится.'),
    startsOn: field(form, 'starts_on', 'С какого дня', { type: 'date', min: facts.today }),
    confirm: { button: 'Завести канал', cancel: { href: urls.channels(), text: 'Не заводить' } },
  };
}

function addressField(form: FilledForm, hint: string) {
  return field(form, 'address', 'Адрес канала', {
    type: 'text',
    inputMode: 'url',
    autocomplete: 'off',
    spellcheck: false,
    hint,
  });
}

/** The page of a channel. @param forms what stands in its two forms; the address is never among it unless typed now */
export function toChannelPage(
  channel: ChannelRow,
  services: readonly OfferedService[],
  forms: { edit: FilledForm; end: FilledForm },
  today: string,
  note: NoteModel | null = null,
): ChannelPage {
  const offered = services.filter((one) => one.purpose === channel.purpose);
  const isOffered = offered.some((one) => one.id === channel.service_id);
  const options = offered.map((one) => ({
    value: String(one.id),
    label: `${one.name} (${one.hosts.join(', ')})`,
  }));
  if (!isOffered)
    options.unshift({
      value: String(channel.service_id),
      label: `${channel.service_name} (${channel.status === 'approved' ? 'выводится' : statusLabels[channel.status]})`,
    });
  const version = String(channel.version);
  return {
    head: {
      title: `${channel.target}: ${purposeLabels[channel.purpose].toLowerCase()}`,
      crumb: CRUMB,
    },
    errors: errorSummary({ ...forms.edit.errors, ...forms.end.errors }),
    note: note ?? stateNote(channel, today),
    tag: statusTag(channel.status),
    entry: channel.status === 'approved' && channel.starts_on <= today ? urls.channelEntry(channel.id) : null,
    edit: {
      action: urls.channel(channel.id),
      version,
      service: select(forms.edit, 'service', 'Сервис', options),
      address: addressField(
        forms.edit,
        `Адрес сохранён: ${hostOf(channel.address)}/… Чтобы заменить, вставьте новый; пустое поле оставит прежний.`,
      ),
      confirm: { button: 'Сохранить', cancel: { href: urls.channels(), text: 'Не менять' } },
    },
    end: {
      action: urls.channelEnd(channel.id),
      version,
      lastDay: field(forms.end, 'last_day', 'Последний день', { type: 'date', min: today }),
      reason: field(forms.end, 'reason', 'Почему', { autocomplete: 'off' }),
      confirm: { button: 'Закончить канал', danger: true },
    },
  };
}

function stateNote(channel: ChannelRow, today: string): NoteModel | null {
  if (channel.status !== 'approved')
    return {
      kind: 'warn',
      text: `Сервис «${channel.service_name}» ${statusLabels[channel.status]}: в канал сейчас не войти. Выберите другой сервис или закончите канал.`,
    };
  if (channel.starts_on > today)
    return { kind: 'info', text: `Канал начнёт работать ${dayWithYear(channel.starts_on)}.` };
  if (channel.ends_on !== null)
    return { kind: 'info', text: `Последний день канала: ${dayWithYear(channel.ends_on)}.` };
  return null;
}

/** The page in place of a channel that cannot be entered now. */
export function toClosedPage(channel: ChannelRow, supportPhone: string): ChannelClosedPage {
  return {
    head: { title: 'Канал сейчас закрыт', crumb: [{ text: 'Правила и поддержка', href: urls.rules() }] },
    note: {
      kind: 'warn',
      text: `${channel.target}, ${purposeLabels[channel.purpose].toLowerCase()}: сервис «${channel.service_name}» сейчас ${
        channel.status === 'approved' ? 'открывается по другому адресу' : statusLabels[channel.status]
      }. Классный руководитель сообщит, что вместо него.${supportPhone === '' ? '' : ` Вопросы: ${supportPhone}.`}`,
      link: { href: urls.rules(), text: 'Правила и поддержка' },
    },
  };
}
