import { purposeLabels } from '../service-register/approved.ts';
import type { DependentConsultation } from '../service-register/calls-left.ts';
import { statusLabels } from '../service-register/status.ts';
import { errorSummary, type FilledForm, field, type NoteModel, select } from '../web/components.ts';
import { capital, counted, dayLong, dayNumeric, nb } from '../web/dates.ts';
import { typed } from '../web/form.ts';
import { urls } from '../web/urls.ts';
import type { ServiceRow } from './find.ts';
import type { StopPage } from './pages.ts';
import type { DependentChannel, DependentLesson, OtherService } from './queries.ts';
import { addressField } from './stop.ts';
import { dependentsSaid, lessonLinks, moreLessons } from './to-card-page.ts';

/** What stands on the service, and what might take its place. */
export interface StopFacts {
  kind: 'suspension' | 'withdrawal';
  service: ServiceRow;
  channels: readonly DependentChannel[];
  lessons: readonly DependentLesson[];
  consultations: readonly DependentConsultation[];
  others: readonly OtherService[];
  today: string;
  timeZone: string;
}

const words = {
  suspension: {
    title: 'Приостановить сервис',
    button: 'Приостановить',
    from: 'С какого дня',
    lead: 'На это время новые уроки и каналы на нём назначить нельзя, вход по нему закрыт. Возобновить можно в любой день.',
    channels:
      'Чтобы перевести канал к преемнику, вставьте его новый адрес. Канал без нового адреса подождёт: он откроется снова вместе с сервисом.',
    noSuccessor:
      'Другого утверждённого сервиса того же назначения нет, поэтому каналы подождут: они откроются снова вместе с сервисом.',
    lessons:
      'Эти уроки останутся без сервиса, если попадут на дни остановки. После сохранения портал покажет их списком, каждый можно исправить одним нажатием.',
  },
  withdrawal: {
    title: 'Вывести сервис',
    button: 'Вывести из реестра',
    from: 'С какого дня его не будет',
    lead: 'Вывод не отменяется правкой карточки. История сервиса останется в реестре.',
    channels:
      'Чтобы перевести канал к преемнику, вставьте его новый адрес. Канал без нового адреса закончится накануне.',
    noSuccessor:
      'Другого утверждённого сервиса того же назначения нет, поэтому каналы закончатся накануне. Чтобы перевести их, сначала внесите в реестр сервис-преемник.',
    lessons:
      'Эти уроки останутся без сервиса, если они в день вывода или позже. После сохранения портал покажет их списком, каждый можно исправить одним нажатием.',
  },
} as const;

/** The page that shows what depends on a service and asks what becomes of it, as filled. */
export function toStopPage(facts: StopFacts, form: FilledForm, note: NoteModel | null = null): StopPage {
  const { service, kind } = facts;
  const said = words[kind];
  const action =
    kind === 'suspension' ? urls.serviceSuspension(service.id) : urls.serviceWithdrawal(service.id);
  return {
    head: {
      title: said.title,
      crumb: [
        { text: 'Реестр сервисов', href: urls.services() },
        { text: service.name, href: urls.service(service.id) },
      ],
      lead: said.lead,
    },
    errors: errorSummary(form.errors),
    note,
    warning: warningOf(facts),
    action,
    version: typed(form.values, 'version') || String(service.version),
    days: dayFields(facts, form),
    order: field(form, 'order_reference', 'По какому приказу или решению', {
      hint: 'Номер и дата',
      autocomplete: 'off',
    }),
    reason: field(form, 'reason', 'Почему', { type: 'textarea', rows: 2 }),
    successor: successorSelect(facts, form),
    channels: channelFields(facts, form),
    lessons: lessonsPart(facts),
    consultations: consultationsPart(facts.consultations),
    confirm: {
      button: said.button,
      danger: kind === 'withdrawal',
      cancel: { href: urls.service(service.id), text: 'Оставить как есть' },
    },
  };
}

function dayFields({ kind, today }: StopFacts, form: FilledForm): StopPage['days'] {
  const from = field(form, 'from', words[kind].from, { type: 'date', min: today });
  if (kind === 'withdrawal') return [from];
  const hint = 'Оставьте пустым, если срок неизвестен';
  return [from, field(form, 'until', 'По какой день', { type: 'date', min: today, hint })];
}

function successorSelect(facts: StopFacts, form: FilledForm): StopPage['successor'] {
  const options = successors(facts).map((other) => ({
    value: String(other.id),
    label: successorSaid(other),
  }));
  const all = [{ value: '', label: 'ничего' }, ...options];
  return select(form, 'successor_id', 'Что вместо него', all, {
    hint: 'Утверждённые сервисы того же назначения',
  });
}

function lessonsPart({ kind, lessons, timeZone }: StopFacts): StopPage['lessons'] {
  if (lessons.length === 0) return null;
  return {
    title: `Онлайн-уроки впереди: ${lessons[0]?.total ?? 0}`,
    lead: words[kind].lessons,
    rows: lessonLinks(lessons, timeZone),
    more: moreLessons(lessons),
  };
}

function consultationsPart(consultations: readonly DependentConsultation[]): StopPage['consultations'] {
  const [first] = consultations;
  if (first === undefined) return null;
  const booked = consultations.filter((one) => one.taken > 0).length;
  const rest = first.total - consultations.length;
  return {
    title: `Онлайн-консультации впереди: ${first.total}`,
    lead: nb(
      booked === 0
        ? 'После сохранения учителя получат уведомление и укажут другой сервис. Записанных семей пока нет.'
        : `После сохранения учителя получат уведомление и укажут другой сервис. Семьи записаны на ${counted(booked, 'встречу', 'встречи', 'встреч')}.`,
    ),
    rows: consultations.map((one) => ({
      text: `${dayLong(one.day)}, ${one.starts}: ${one.teacher}`,
      href: urls.consultation(one.consultation_id),
    })),
    more: rest > 0 ? `и ещё ${counted(rest, 'консультация', 'консультации', 'консультаций')}` : '',
  };
}

/** Services of a purpose of this one that are approved, or will be. */
function successors({ service, others }: StopFacts): OtherService[] {
  return others.filter(
    (other) =>
      (other.status === 'approved' || other.status === 'pending') &&
      other.purposes.some((purpose) => service.purposes.includes(purpose)),
  );
}

function successorSaid(other: OtherService): string {
  return other.status === 'pending'
    ? `${other.name} (${statusLabels.pending}, с ${dayNumeric(other.valid_from)})`
    : other.name;
}

function channelFields(facts: StopFacts, form: FilledForm): StopPage['channels'] {
  const live = facts.channels.filter((channel) => channel.ends_on === null);
  if (live.length === 0) return null;
  const said = words[facts.kind];
  const title = `Каналы: ${live.length}`;
  const names = live.map((channel) => addressField(channel.id));
  const hasTyped = names.some((name) => typed(form.values, name) !== '');
  if (successors(facts).length === 0 && !hasTyped)
    return { title, lead: said.noSuccessor, fields: [], hidden: names };
  const isOfOnePurpose = facts.service.purposes.length === 1;
  const fields = live.map((channel) => {
    const label = isOfOnePurpose
      ? channel.target
      : `${channel.target}: ${purposeLabels[channel.purpose].toLowerCase()}`;
    return field(form, addressField(channel.id), label, {
      inputMode: 'url',
      autocomplete: 'off',
      spellcheck: false,
    });
  });
  return { title, lead: said.channels, fields, hidden: [] };
}

function warningOf(facts: StopFacts): NoteModel {
  const text = dependentsSaid(facts);
  const calls = facts.consultations[0]?.total ?? 0;
  if (calls > 0) {
    const said = `${counted(calls, 'онлайн-консультация', 'онлайн-консультации', 'онлайн-консультаций')} впереди.`;
    return {
      kind: 'warn',
      title: 'Что зависит от сервиса',
      text: text === null ? capital(said) : `${text} Ещё ${said}`,
    };
  }
  return text === null
    ? { kind: 'ok', text: 'От сервиса ничего не зависит: нет ни каналов, ни назначенных онлайн-уроков.' }
    : { kind: 'warn', title: 'Что зависит от сервиса', text };
}
