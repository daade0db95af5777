import sql, { empty } from 'sql-template-tag';
import type { Db } from '../db/db.ts';
import { checkLink } from '../service-register/link.ts';
import { addDays } from '../web/dates.ts';
import type { FormBody, FormErrors } from '../web/form.ts';
import type { Act } from './act.ts';
import type { ServiceRow } from './find.ts';
import { type DependentChannel, type OtherService, otherServices } from './queries.ts';
import { noteDifference } from './save.ts';

/** A channel's new address at the successor. */
export interface Move {
  id: number;
  address: string;
}

/** The name of the field for a channel's new address. */
export function addressField(channelId: number): string {
  return `address-${channelId}`;
}

export type MovesRead =
  | { moves: Move[]; successor: OtherService | null }
  | { errors: FormErrors }
  | 'outdated';

/**
 * Reads where the channels of a service go: to the successor, each with a new address at one of its hosts; an
 * empty address leaves the channel without one. Refused in words by field. 'outdated' where a channel was made
 * after the page was opened, so that nobody has decided about it.
 */
export async function readMoves(
  db: Db,
  asked: {
    service: ServiceRow;
    channels: readonly DependentChannel[];
    successorId: number | null;
    from: string;
    body: FormBody;
  },
): Promise<MovesRead> {
  const live = asked.channels.filter((channel) => channel.ends_on === null);
  if (live.some((channel) => asked.body[addressField(channel.id)] === undefined)) return 'outdated';
  const successor = await findSuccessor(db, asked);
  if (successor !== null && 'errors' in successor) return successor;
  const errors: Record<string, string> = {};
  const moves: Move[] = [];
  for (const channel of live) {
    const name = addressField(channel.id);
    const typed = String(asked.body[name] ?? '').trim();
    if (typed === '') continue;
    const checked = checkMove(typed, channel, successor);
    if ('words' in checked) errors[name] = `${channel.target}: ${checked.words}`;
    else moves.push({ id: channel.id, address: checked.url });
  }
  return Object.keys(errors).length > 0 ? { errors } : { moves, successor };
}

function checkMove(typed: string, channel: DependentChannel, successor: OtherService | null) {
  if (successor === null) return { words: 'выберите преемника или сотрите адрес' };
  if (!successor.purposes.includes(channel.purpose))
    return { words: `«${successor.name}» утверждён не для этого. Сотрите адрес` };
  return checkLink(typed, successor);
}

async function findSuccessor(
  db: Db,
  asked: { service: ServiceRow; successorId: number | null; from: string },
): Promise<OtherService | null | { errors: FormErrors }> {
  if (asked.successorId === null) return null;
  const others = await otherServices(db, asked.service.id, asked.from);
  const chosen = others.find((service) => service.id === asked.successorId);
  if (chosen === undefined) return { errors: { successor_id: 'Выберите сервис из списка' } };
  if (chosen.status !== 'approved')
    return {
      errors: { successor_id: `«${chosen.name}» в этот день не утверждён. Выберите другой сервис или день` },
    };
  if (!chosen.purposes.some((purpose) => asked.service.purposes.includes(purpose)))
    return {
      errors: { successor_id: `«${chosen.name}» утверждён для другого. Выберите сервис того же назначения` },
    };
  return chosen;
}

/** What became of the channels. */
export interface Stopped {
  moved: number;
  ended: number;
}

/** Suspends a service from a day (until a day, or until it is lifted): channels with a new address move, others wait. */
export async function suspendService(
  tx: Db,
  service: ServiceRow,
  decided: { from: string; until: string | null; successor: OtherService | null; moves: readonly Move[] },
  act: Act,
): Promise<Stopped> {
  await tx.run(sql`
    update service set suspended_from = ${decided.from}, suspended_to = ${decided.until}, version = version + 1
    where id = ${service.id}
  `);
  const stopped = await moveChannels(tx, service, { ...decided, endOthers: false }, act);
  await noteDifference(tx, service, 'suspended', act, {
    ...stopped,
    successor: decided.successor?.id ?? null,
  });
  return stopped;
}

/** Withdraws a service from a day for good: channels with a new address move to the successor, all others end. */
export async function withdrawService(
  tx: Db,
  service: ServiceRow,
  decided: { from: string; successor: OtherService | null; moves: readonly Move[] },
  act: Act,
): Promise<Stopped> {
  await tx.run(sql`
    update service set withdrawn_from = ${decided.from}, successor_id = ${decided.successor?.id ?? null},
      version = version + 1
    where id = ${service.id}
  `);
  const stopped = await moveChannels(tx, service, { ...decided, endOthers: true }, act);
  await noteDifference(tx, service, 'withdrawn', act, { ...stopped });
  return stopped;
}

/** Lifts a suspension from today on; one that has not begun is as if it never was. */
export async function resumeService(tx: Db, service: ServiceRow, act: Act): Promise<void> {
  const yesterday = addDays(act.today, -1);
  await tx.run(sql`
    update service set
      suspended_to = case when suspended_from <= ${yesterday} then ${yesterday}::date end,
      suspended_from = case when suspended_from <= ${yesterday} then suspended_from end,
      version = version + 1
    where id = ${service.id}
  `);
  await noteDifference(tx, service, 'resumed', act);
}

async function moveChannels(
  tx: Db,
  service: ServiceRow,
  decided: { from: string; successor: OtherService | null; moves: readonly Move[]; endOthers: boolean },
  act: Act,
): Promise<Stopped> {
  const moved = decided.moves.map((move) => move.id);
  const ended = await tx.run(sql`
    update channel set ends_on = greatest(${decided.from}::date, starts_on) - 1, ended_reason = ${act.reason},
      version = version + 1
    where service_id = ${service.id} and (ends_on is null or ends_on >= ${decided.from})
      ${decided.endOthers ? empty : sql`and id = any(${moved})`}
  `);
  if (decided.successor !== null && moved.length > 0) {
    await tx.run(sql`
      insert into channel (service_id, purpose, class_id, group_id, course_id, address, starts_on, created_by, created_at)
      select ${decided.successor.id}, c.purpose, c.class_id, c.group_id, c.course_id, m.address,
        greatest(${decided.from}::date, c.starts_on), ${act.actorId}, ${act.now}
      from jsonb_to_recordset(${JSON.stringify(decided.moves)}::jsonb) as m(id bigint, address text)
      join channel c on c.id = m.id
    `);
  }
  return { moved: moved.length, ended: ended - moved.length };
}
