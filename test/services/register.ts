import sql from 'sql-template-tag';
import * as z from 'zod';
import type { Db } from '../../src/db/db.ts';

const Found = z.object({ id: z.number() });

/** The number of a service of the register by its name. */
export async function serviceOf(db: Db, name: string): Promise<number> {
  return (await db.row(Found, sql`select id from service where name = ${name}`)).id;
}

/** Adds an approved service straight into the register. */
export async function addService(
  db: Db,
  name: string,
  options: { purposes?: string[]; hosts?: string[]; from?: string; to?: string | null } = {},
): Promise<number> {
  const { purposes = ['videoconference'], hosts = ['max.ru'], from = '2026-09-01', to = null } = options;
  const made = await db.row(
    Found,
    sql`insert into service (name, approving_order, valid_from, valid_to)
      values (${name}, 'Приказ № 1', ${from}, ${to}) returning id`,
  );
  await db.run(sql`insert into service_purpose select ${made.id}, unnest(${purposes}::text[])`);
  await db.run(sql`insert into service_host select ${made.id}, unnest(${hosts}::text[])`);
  return made.id;
}

const ChannelRow = z.object({
  id: z.number(),
  service_id: z.number(),
  purpose: z.string(),
  address: z.string(),
  starts_on: z.string(),
  ends_on: z.string().nullable(),
  ended_reason: z.string(),
});

/** The channels of a class, oldest first. */
export function channelsOf(db: Db, className: string, purpose: string) {
  return db.rows(
    ChannelRow,
    sql`
      select c.id, c.service_id, c.purpose, c.address, c.starts_on, c.ends_on, c.ended_reason
      from channel c join class k on k.id = c.class_id
      where k.name = ${className} and c.purpose = ${purpose} order by c.id
    `,
  );
}

const ChangeRow = z.object({
  action: z.string(),
  order_reference: z.string(),
  reason: z.string(),
  before: z.record(z.string(), z.unknown()),
  after: z.record(z.string(), z.unknown()),
});

/** The history of a service, oldest first. */
export function changesOf(db: Db, serviceId: number) {
  return db.rows(
    ChangeRow,
    sql`select action, order_reference, reason, before, after from service_change where service_id = ${serviceId} order by id`,
  );
}

const EventRow = z.object({ action: z.string(), details: z.record(z.string(), z.unknown()) });

/** What the audit log holds of a kind of thing, oldest first. */
export function eventsOf(db: Db, kind: string) {
  return db.rows(
    EventRow,
    sql`select action, details from audit_event where subject_kind = ${kind} order by id`,
  );
}

const State = z.object({
  suspended_from: z.string().nullable(),
  suspended_to: z.string().nullable(),
  withdrawn_from: z.string().nullable(),
  successor_id: z.number().nullable(),
  version: z.number(),
});

/** The days that decide what a service is. */
export function stateOf(db: Db, id: number) {
  return db.row(
    State,
    sql`select suspended_from, suspended_to, withdrawn_from, successor_id, version from service where id = ${id}`,
  );
}

/** The name of the field for the new address of a class's channel for video lessons. */
export async function addressField(db: Db, className: string): Promise<string> {
  const [channel] = await channelsOf(db, className, 'videoconference');
  return `address-${channel?.id}`;
}
