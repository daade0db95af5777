import { type Purpose, purposeLabels } from '../service-register/approved.ts';
import { dayNumeric } from '../web/dates.ts';
import type { ServiceRow } from './find.ts';

/** What the register keeps of a service, in the order of the card, with the words for each. */
export const fieldLabels = {
  name: 'Название',
  purposes: 'Для чего',
  hosts: 'Разрешённые адреса',
  approving_order: 'Чем утверждён',
  valid_from: 'Действует с',
  valid_to: 'Действует по',
  suspended_from: 'Приостановлен с',
  suspended_to: 'Приостановлен по',
  withdrawn_from: 'Выведен с',
  successor: 'Преемник',
  responsible: 'Кто отвечает',
  personal_data: 'Какие персональные данные обрабатывает',
  legal_ground: 'На каком основании',
  security_statement: 'Безопасность: где хранятся данные, кого впускают',
  instructions_teacher: 'Памятка учителю',
  instructions_student: 'Памятка ученику',
  instructions_parent: 'Памятка родителю',
  support_contact: 'Поддержка самого сервиса',
} as const;

export type FieldName = keyof typeof fieldLabels;
const fieldNames = Object.keys(fieldLabels) as FieldName[]; // the keys of the literal above

/** The fields of a service as the history keeps them: text, days as '2026-09-01', lists; empty where nothing is set. */
export type Snapshot = Readonly<Record<FieldName, string | readonly string[]>>;

/** What the history keeps of a service as it stands. */
export function snapshotOf(service: ServiceRow): Snapshot {
  return {
    name: service.name,
    purposes: service.purposes,
    hosts: service.hosts,
    approving_order: service.approving_order,
    valid_from: service.valid_from,
    valid_to: service.valid_to ?? '',
    suspended_from: service.suspended_from ?? '',
    suspended_to: service.suspended_to ?? '',
    withdrawn_from: service.withdrawn_from ?? '',
    successor: service.successor_name ?? '',
    responsible: service.responsible_name ?? '',
    personal_data: service.personal_data,
    legal_ground: service.legal_ground,
    security_statement: service.security_statement,
    instructions_teacher: service.instructions_teacher,
    instructions_student: service.instructions_student,
    instructions_parent: service.instructions_parent,
    support_contact: service.support_contact,
  };
}

/** The fields in which two states of a service differ. */
export function changedFields(before: Snapshot, after: Snapshot): FieldName[] {
  return fieldNames.filter((name) => listed(before[name]).join('\n') !== listed(after[name]).join('\n'));
}

/** The named fields of a snapshot alone. */
export function only(snapshot: Snapshot, names: readonly FieldName[]): Partial<Snapshot> {
  return Object.fromEntries(names.map((name) => [name, snapshot[name]]));
}

/** A field's value in words, shortened to a line: «не указано» where it is empty. */
function valueSaid(name: FieldName, value: unknown): string {
  const texts = Array.isArray(value) ? value.map(String) : [typeof value === 'string' ? value : ''];
  const said = texts
    .map((text) => {
      if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return dayNumeric(text);
      if (name === 'purposes') return purposeLabels[text as Purpose] ?? text; // an unknown word is shown as it is
      return text;
    })
    .join(', ')
    .replace(/\s+/g, ' ');
  if (said === '') return 'не указано';
  return said.length > 160 ? `${said.slice(0, 159)}…` : said;
}

/** Each field that a change touched, as «Название: было «…», стало «…»». */
export function changesSaid(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): string[] {
  return fieldNames
    .filter((name) => name in before || name in after)
    .map(
      (name) =>
        `${fieldLabels[name]}: было «${valueSaid(name, before[name])}», стало «${valueSaid(name, after[name])}»`,
    );
}

function listed(value: string | readonly string[]): readonly string[] {
  return typeof value === 'string' ? [value] : value;
}
