import { purposeLabels } from '../service-register/approved.ts';
import type { LessonLeft } from '../service-register/lessons-left.ts';
import { statusTag } from '../service-register/status.ts';
import {
  type ActionModel,
  errorSummary,
  type FilledForm,
  field,
  type NoteModel,
  type SummaryListModel,
  summaryRow,
} from '../web/components.ts';
import { counted, dayLong, dayNumeric, dayWithYear, localMoment, momentSaid, nb } from '../web/dates.ts';
import { markdown } from '../web/markdown.ts';
import { urls } from '../web/urls.ts';
import { changesSaid, fieldLabels } from './fields.ts';
import type { ServiceRow } from './find.ts';
import type { Dependents, HistoryItem, LeftLessons, ServicePage } from './pages.ts';
import type { DependentChannel, DependentLesson, ServiceChange } from './queries.ts';

/** What the card is made of. */
export interface CardFacts {
  service: ServiceRow;
  channels: readonly DependentChannel[];
  lessons: readonly DependentLesson[];
  left: readonly LessonLeft[];
  changes: readonly ServiceChange[];
  canEdit: boolean;
  /** Whether all channels may be entered from here. */
  canEnter: boolean;
  now: Temporal.Instant;
  today: string;
  timeZone: string;
}

/** A service's card. @param resumption the form that lifts a suspension, as filled */
export function toCardPage(facts: CardFacts, resumption: FilledForm): ServicePage {
  const { service, canEdit, today } = facts;
  return {
    head: {
      title: service.name,
      crumb: [{ text: 'Реестр сервисов', href: urls.services() }],
      actions: canEdit ? actionsOf(service, today) : [],
    },
    tag: statusTag(service.status),
    state: stateSaid(service, today),
    errors: errorSummary(resumption.errors),
    note: noteOf(service, today),
    left: leftOf(facts),
    resumption:
      canEdit && isStopped(service, today)
        ? {
            action: urls.serviceResumption(service.id),
            version: String(service.version),
            order: field(resumption, 'order_reference', 'По какому приказу или решению', {
              autocomplete: 'off',
            }),
            reason: field(resumption, 'reason', 'Почему', {
              hint: 'Можно не заполнять',
              autocomplete: 'off',
            }),
            confirm: { button: 'Возобновить с сегодняшнего дня' },
          }
        : null,
    summary: summaryOf(service),
    instructions: instructionsOf(service),
    dependents: dependentsOf(facts),
    history: facts.changes.map((change) => historyItem(change, facts)),
  };
}

/** Whether a suspension holds today or is planned. */
export function isStopped(service: ServiceRow, today: string): boolean {
  if (service.status === 'withdrawn' || service.suspended_from === null) return false;
  return service.suspended_to === null || service.suspended_to >= today;
}

function actionsOf(service: ServiceRow, today: string): ActionModel[] {
  if (service.status === 'withdrawn') return [];
  const actions: ActionModel[] = [];
  if (service.withdrawn_from === null && !isStopped(service, today))
    actions.push({ href: urls.serviceSuspension(service.id), text: 'Приостановить' });
  if (service.withdrawn_from === null)
    actions.push({ href: urls.serviceWithdrawal(service.id), text: 'Вывести' });
  actions.push({ href: urls.serviceEdit(service.id), text: 'Изменить', icon: 'pencil', main: true });
  return actions;
}

function stateSaid(service: ServiceRow, today: string): string {
  switch (service.status) {
    case 'withdrawn':
      return `с ${dayWithYear(service.withdrawn_from ?? today)}`;
    case 'suspended':
      return service.suspended_to === null
        ? `с ${dayWithYear(service.suspended_from ?? today)} до отмены`
        : `с ${dayWithYear(service.suspended_from ?? today)} по ${dayWithYear(service.suspended_to)}`;
    case 'pending':
      return `начнёт действовать ${dayWithYear(service.valid_from)}`;
    case 'expired':
      return `действовал по ${dayWithYear(service.valid_to ?? today)}`;
    case 'approved':
      return `с ${dayWithYear(service.valid_from)}${service.valid_to === null ? '' : ` по ${dayWithYear(service.valid_to)}`}`;
  }
}

function noteOf(service: ServiceRow, today: string): NoteModel | null {
  const words: string[] = [];
  if (service.withdrawn_from !== null && service.withdrawn_from > today)
    words.push(`С ${dayWithYear(service.withdrawn_from)} сервис будет выведен.`);
  if (service.suspended_from !== null && service.suspended_from > today && service.status !== 'withdrawn')
    words.push(`С ${dayWithYear(service.suspended_from)} сервис будет приостановлен.`);
  if (service.status === 'withdrawn') words.push('Карточка хранится для истории; менять её уже нельзя.');
  if (service.successor_id !== null && service.withdrawn_from !== null)
    words.push(`Вместо него: ${service.successor_name ?? ''}.`);
  if (words.length === 0) return null;
  return { kind: service.status === 'withdrawn' ? 'info' : 'warn', text: words.join(' ') };
}

function summaryOf(service: ServiceRow): SummaryListModel {
  const period = `с ${dayWithYear(service.valid_from)}${service.valid_to === null ? '' : ` по ${dayWithYear(service.valid_to)}`}`;
  return {
    rows: [
      {
        name: fieldLabels.purposes,
        lines: service.purposes.map((purpose) => ({ text: purposeLabels[purpose] })),
      },
      { name: fieldLabels.hosts, lines: service.hosts.map((text) => ({ text })) },
      summaryRow(fieldLabels.approving_order, service.approving_order),
      summaryRow('Действует', period),
      {
        name: fieldLabels.successor,
        lines: [
          service.successor_id === null
            ? { text: 'нет' }
            : { text: service.successor_name ?? '', href: urls.service(service.successor_id) },
        ],
      },
      summaryRow(fieldLabels.responsible, service.responsible_name),
      summaryRow(fieldLabels.support_contact, service.support_contact),
      summaryRow(fieldLabels.personal_data, service.personal_data),
      summaryRow(fieldLabels.legal_ground, service.legal_ground),
      summaryRow(fieldLabels.security_statement, service.security_statement),
    ],
  };
}

function instructionsOf(service: ServiceRow): SummaryListModel {
  const texts = [
    ['Учителю', service.instructions_teacher],
    ['Ученику', service.instructions_student],
    ['Родителю', service.instructions_parent],
  ] as const;
  return {
    rows: texts.map(([name, text]) =>
      text === ''
        ? summaryRow(name, null)
        : { name, lines: [], html: markdown(text, service.approved_hosts) },
    ),
  };
}

function leftOf({ left, canEdit, timeZone }: CardFacts): LeftLessons | null {
  if (left.length === 0) return null;
  return {
    title: `${counted(left.length, 'урок', 'урока', 'уроков')} без сервиса`,
    lead: 'На день урока сервис не утверждён: войти на урок не получится. Выберите для каждого другой сервис или сделайте урок очным.',
    canFix: canEdit,
    rows: left.map((lesson) => ({
      href: canEdit ? urls.lessonFormat(lesson.lesson_id) : null,
      day: lessonMoment(lesson.day, lesson.starts_at, timeZone),
      lesson: `${lesson.subject}, ${lesson.group_name}`,
      teachers: lesson.teachers,
      fix: 'Исправить',
      about: `${lesson.subject}, ${lesson.group_name}, ${dayNumeric(lesson.day)}`,
    })),
  };
}

function lessonMoment(day: string, startsAt: Temporal.Instant, timeZone: string): string {
  return `${dayLong(day)}, ${localMoment(startsAt, timeZone).time}`;
}

/** The channels and lessons that stand on a service, in words. */
function dependentsOf(
  facts: Pick<CardFacts, 'channels' | 'lessons' | 'canEdit' | 'canEnter' | 'timeZone'>,
): Dependents {
  return {
    summary: dependentsSaid(facts) ?? 'Ничего: ни каналов, ни назначенных онлайн-уроков.',
    channels: facts.channels.map((channel) => ({
      text: `${channel.target}: ${purposeLabels[channel.purpose].toLowerCase()}, ${channel.host}${channel.ends_on === null ? '' : `, по ${dayNumeric(channel.ends_on)}`}`,
      href: facts.canEdit ? urls.channel(channel.id) : null,
      entry: facts.canEnter ? urls.channelEntry(channel.id) : null,
    })),
    lessons: lessonLinks(facts.lessons, facts.timeZone),
    more: moreLessons(facts.lessons),
  };
}

/** «45 каналов и 104 онлайн-урока впереди.»; null where nothing depends. */
export function dependentsSaid(facts: Pick<CardFacts, 'channels' | 'lessons'>): string | null {
  const parts: string[] = [];
  const total = facts.lessons[0]?.total ?? 0;
  if (facts.channels.length > 0) parts.push(counted(facts.channels.length, 'канал', 'канала', 'каналов'));
  if (total > 0) parts.push(`${counted(total, 'онлайн-урок', 'онлайн-урока', 'онлайн-уроков')} впереди`);
  return parts.length === 0 ? null : `${parts.join(' и ')}.`;
}

/** Lessons as links: «четверг, 26 ноября, 10:25: Алгебра, 7А». */
export function lessonLinks(
  lessons: readonly DependentLesson[],
  timeZone: string,
): { text: string; href: string }[] {
  return lessons.map((lesson) => ({
    text: `${lessonMoment(lesson.day, lesson.starts_at, timeZone)}: ${lesson.subject}, ${lesson.group_name}`,
    href: urls.lesson(lesson.id),
  }));
}

/** «и ещё 14 уроков», where not all are listed. */
export function moreLessons(lessons: readonly DependentLesson[]): string {
  const rest = (lessons[0]?.total ?? 0) - lessons.length;
  return rest > 0 ? `и ещё ${counted(rest, 'урок', 'урока', 'уроков')}` : '';
}

const actions: Readonly<Record<ServiceChange['action'], string>> = {
  created: 'Внесён в реестр',
  edited: 'Карточка изменена',
  suspended: 'Сервис приостановлен',
  resumed: 'Работа возобновлена',
  withdrawn: 'Сервис выведен',
};

function historyItem(change: ServiceChange, { now, timeZone }: CardFacts): HistoryItem {
  const exact = localMoment(change.at, timeZone);
  const order = change.order_reference === '' ? '' : `основание: ${change.order_reference}`;
  const reason = change.reason === '' ? '' : `причина: ${change.reason}`;
  return {
    what: actions[change.action],
    when: momentSaid(change.at, now, timeZone),
    whenIso: change.at.toString(),
    whenExact: `${dayNumeric(exact.day)} ${exact.time}`,
    by: nb([change.changed_by ?? 'портал', order, reason].filter(Boolean).join('; ')),
    changes: change.action === 'created' ? [] : changesSaid(change.before, change.after),
  };
}
