import sql from 'sql-template-tag';
import * as z from 'zod';
import type { AuditAction } from '../audit/action-words.ts';
import { writeAudit } from '../audit/audit.ts';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { holdService, type Purpose, purposeLabels } from '../service-register/approved.ts';
import { checkLink, hostOf } from '../service-register/link.ts';
import { dayWithYear } from '../web/dates.ts';
import type { FormErrors } from '../web/form.ts';
import type { ChannelRow } from './find.ts';
import { type OfferedService, offeredServices, type Target } from './queries.ts';

/** By whom, when and in which request a channel is changed. */
export interface Act {
  actorId: number;
  now: Temporal.Instant;
  today: string;
  requestId: string;
}

/** A new channel: for whom, for what, where, from when. */
export interface NewChannel {
  target: Target;
  purpose: Purpose;
  serviceId: number;
  address: string;
  startsOn: string;
}

/**
 * Gives a class, group or course a channel. Refused in words by field: the service is not approved from that
 * day on, the address is not at one of its hosts, or there is a live channel for the purpose (clause 2.1).
 */
export async function addChannel(
  tx: Db,
  asked: NewChannel,
  act: Act,
): Promise<number | { errors: FormErrors }> {
  if (asked.startsOn < act.today)
    return { errors: { starts_on: 'Выберите сегодняшний день или более поздний' } };
  const service = await heldOffer(tx, asked.serviceId, asked.purpose, asked.startsOn);
  if (service === null) return { errors: { service: notApproved(asked.startsOn) } };
  const checked = checkAddress(asked.address, service);
  if ('words' in checked) return { errors: { address: checked.words } };
  const { target } = asked;
  const made = await tx.maybeRow(
    z.object({ id }),
    sql`
      insert into channel (service_id, purpose, class_id, group_id, course_id, address, starts_on, created_by, created_at)
      select ${service.id}, ${asked.purpose}, ${target.kind === 'class' ? target.id : null}::bigint,
        ${target.kind === 'group' ? target.id : null}::bigint, ${target.kind === 'course' ? target.id : null}::bigint,
        ${checked.url}, ${asked.startsOn}, ${act.actorId}, ${act.now}
      where not exists (
        select from channel o
        where o.purpose = ${asked.purpose} and o.ends_on >= ${asked.startsOn} and ${target.id} = case ${target.kind}
          when 'class' then o.class_id when 'group' then o.group_id else o.course_id end)
      on conflict (purpose, coalesce(class_id, 0), coalesce(group_id, 0), coalesce(course_id, 0))
        where ends_on is null do nothing
      returning id
    `,
  );
  if (made === null) {
    const words = `${target.name}: канал «${purposeLabels[asked.purpose].toLowerCase()}» уже есть. Измените его или закончите`;
    return { errors: { target: words } };
  }
  await note(
    tx,
    'channel.created',
    made.id,
    { ...asked, address: undefined, host: hostOf(checked.url) },
    act,
  );
  return made.id;
}

/**
 * Changes where a channel leads. An empty address keeps the saved one, which must then be at a host of the chosen
 * service. @param channel as it is now, held by this transaction
 */
export async function editChannel(
  tx: Db,
  channel: ChannelRow,
  asked: { serviceId: number; address: string },
  act: Act,
): Promise<{ errors: FormErrors } | null> {
  const hasBegun = channel.starts_on <= act.today;
  const day = hasBegun ? act.today : channel.starts_on;
  const service = await heldOffer(tx, asked.serviceId, channel.purpose, day);
  if (service === null) return { errors: { service: notApproved(day) } };
  if (asked.address === '' && !service.hosts.includes(hostOf(channel.address)))
    return { errors: { address: `Вставьте адрес канала в сервисе «${service.name}»` } };
  const checked = checkAddress(asked.address === '' ? channel.address : asked.address, service);
  if ('words' in checked) return { errors: { address: checked.words } };
  await tx.run(sql`
    update channel set service_id = ${service.id}, address = ${checked.url}, version = version + 1
    where id = ${channel.id}
  `);
  const before = { serviceId: channel.service_id, host: hostOf(channel.address) };
  const after = {
    serviceId: service.id,
    host: hostOf(checked.url),
    isNewAddress: checked.url !== channel.address,
  };
  await note(tx, 'channel.edited', channel.id, { before, after }, act);
  return null;
}

/** Ends a channel after its last day; one that has not begun ends before it begins. */
export async function endChannel(
  tx: Db,
  channel: ChannelRow,
  asked: { lastDay: string; reason: string },
  act: Act,
): Promise<void> {
  await tx.run(sql`
    update channel set ends_on = greatest(${asked.lastDay}::date, starts_on - 1), ended_reason = ${asked.reason},
      version = version + 1
    where id = ${channel.id}
  `);
  await note(tx, 'channel.ended', channel.id, { ...asked }, act);
}

function checkAddress(address: string, service: OfferedService) {
  return address === '' ? { words: 'Вставьте адрес канала' } : checkLink(address, service);
}

function notApproved(day: string): string {
  return `На ${dayWithYear(day)} сервис для этого не утверждён. Выберите другой`;
}

/** The service if it is approved for the purpose, held until the channel is written. */
async function heldOffer(
  tx: Db,
  serviceId: number,
  purpose: Purpose,
  day: string,
): Promise<OfferedService | null> {
  await holdService(tx, serviceId);
  const offered = await offeredServices(tx, day);
  return offered.find((service) => service.id === serviceId && service.purpose === purpose) ?? null;
}

/** Notes an act on a channel in the audit log. @param details never the address */
export function note(
  tx: Db,
  action: AuditAction,
  channelId: number,
  details: Record<string, unknown>,
  act: Act,
): Promise<void> {
  return writeAudit(tx, {
    actorId: act.actorId,
    action,
    subjectKind: 'channel',
    subjectId: channelId,
    details,
    requestId: act.requestId,
    at: act.now,
  });
}
