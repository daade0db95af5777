import * as z from 'zod';
import { purposes } from '../service-register/approved.ts';
import { readHosts } from '../service-register/hosts.ts';
import { serviceStatuses } from '../service-register/status.ts';
import { choices, day, integer, optionalDay, optionalId, optionalText, text } from '../web/form.ts';
import type { ServiceRow } from './find.ts';

const orderText = () => text('Напишите, каким приказом или решением: номер и дата', 200);
const version = () => integer(1, 999_999_999, 'Откройте страницу заново');

const newFields = {
  name: text('Напишите название сервиса', 100),
  purposes: choices(purposes, 'Отметьте, для чего сервис нужен'),
  hosts: text('Напишите хотя бы один адрес, например sferum.ru', 3000).transform((typed, context) => {
    const read = readHosts(typed);
    if ('hosts' in read) return read.hosts;
    context.addIssue({ code: 'custom', message: read.words });
    return z.NEVER;
  }),
  approving_order: orderText(),
  valid_from: day('Укажите, с какого дня сервис действует'),
  valid_to: optionalDay(),
  successor_id: optionalId(),
  responsible_id: optionalId(),
  personal_data: optionalText(2000),
  legal_ground: optionalText(1000),
  security_statement: optionalText(2000),
  instructions_teacher: optionalText(5000),
  instructions_student: optionalText(5000),
  instructions_parent: optionalText(5000),
  support_contact: optionalText(300),
};

/** A service's own fields, as the coordinator fills them. */
export const NewServiceForm = z.object(newFields);
export type ServiceFields = z.output<typeof NewServiceForm>;

/** The same for a service that is there, with what it was when the page was opened and by which order it changes. */
export const EditServiceForm = z.object({
  ...newFields,
  version: version(),
  order_reference: orderText(),
  reason: optionalText(500),
});

export const SuspensionForm = z.object({
  version: version(),
  from: day('Укажите, с какого дня'),
  until: optionalDay(),
  order_reference: orderText(),
  reason: text('Напишите, почему', 500),
  successor_id: optionalId(),
});

export const WithdrawalForm = z.object({
  version: version(),
  from: day('Укажите, с какого дня'),
  order_reference: orderText(),
  reason: text('Напишите, почему', 500),
  successor_id: optionalId(),
});

export const ResumptionForm = z.object({
  version: version(),
  order_reference: orderText(),
  reason: optionalText(500),
});

/** What the list may be asked for; anything else in the address counts as nothing. */
export const ListQuery = z.object({
  status: z.preprocess(
    (value) => (value === '' ? undefined : value),
    z.enum(serviceStatuses).optional().catch(undefined),
  ),
  q: z.string().trim().max(100).optional().catch(undefined),
});

/** What stands in the form of a service that is there. */
export function typedOf(service: ServiceRow): Record<string, string | readonly string[]> {
  return {
    name: service.name,
    purposes: service.purposes,
    hosts: service.hosts.join('\n'),
    approving_order: service.approving_order,
    valid_from: service.valid_from,
    valid_to: service.valid_to ?? '',
    successor_id: service.successor_id === null ? '' : String(service.successor_id),
    responsible_id: service.responsible_id === null ? '' : String(service.responsible_id),
    personal_data: service.personal_data,
    legal_ground: service.legal_ground,
    security_statement: service.security_statement,
    instructions_teacher: service.instructions_teacher,
    instructions_student: service.instructions_student,
    instructions_parent: service.instructions_parent,
    support_contact: service.support_contact,
    order_reference: service.approving_order,
    version: String(service.version),
  };
}
