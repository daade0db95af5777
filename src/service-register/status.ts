import type { TagModel } from '../web/components.ts';

/** What a service can be on a day; the database's `service_status` decides which. */
export const serviceStatuses = ['approved', 'suspended', 'withdrawn', 'pending', 'expired'] as const;
export type ServiceStatus = (typeof serviceStatuses)[number];

export const statusLabels: Readonly<Record<ServiceStatus, string>> = {
  approved: 'утверждён',
  suspended: 'приостановлен',
  withdrawn: 'выведен',
  pending: 'ещё не действует',
  expired: 'срок истёк',
};

const tags: Readonly<Record<ServiceStatus, Omit<TagModel, 'text'>>> = {
  approved: { kind: 'ok', icon: 'circle-check' },
  suspended: { kind: 'warn', icon: 'triangle-alert' },
  withdrawn: { kind: 'bad', icon: 'ban' },
  pending: { icon: 'clock' },
  expired: { kind: 'bad', icon: 'calendar-clock' },
};

/** A status as a tag: word, shape and colour. */
export function statusTag(status: ServiceStatus): TagModel {
  return { text: statusLabels[status], ...tags[status] };
}
