import sql from 'sql-template-tag';
import type { Db } from '../db/db.ts';
import { latin } from './names.ts';
import { random } from './random.ts';
import type { ClassRow } from './school-rows.ts';

interface ChannelRow {
  service_id: number;
  purpose: string;
  class_id: number;
  address: string;
}

const KEY_LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
const KEY_LENGTH = 12;

/** Where a class meets, by the name of the service: addresses of the shape that each service really has. */
const ADDRESSES: readonly {
  service: string;
  purpose: string;
  of: (className: string, key: string) => string;
}[] = [
  { service: 'Сферум', purpose: 'videoconference', of: (_, key) => `https://sferum.ru/call/${key}` },
  {
    service: 'Электронный журнал',
    purpose: 'e_journal',
    of: (name) => `https://klgd.eljur.ru/journal/${name}`,
  },
  { service: 'VK-мессенджер', purpose: 'messenger', of: (_, key) => `https://vk.me/join/${key}` },
  {
    service: 'Облако ФГИС «Моя Школа»',
    purpose: 'file_storage',
    of: (name, key) => `https://myschool.edu.ru/drive/folder/${name}-${key}`,
  },
];

/** Gives each class a channel for each purpose, from a day on. */
export function writeChannels(
  tx: Db,
  {
    classes,
    services,
    from,
    now,
  }: {
    classes: readonly ClassRow[];
    services: ReadonlyMap<string, number>;
    from: string;
    now: Temporal.Instant;
  },
): Promise<number> {
  const rows = classes.flatMap((one) =>
    ADDRESSES.map(
      (address): ChannelRow => ({
        service_id: services.get(address.service) ?? 0,
        purpose: address.purpose,
        class_id: one.id,
        address: address.of(latinClass(one), keyOf(one)),
      }),
    ),
  );
  return tx.run(sql`
    insert into channel (service_id, purpose, class_id, address, starts_on, created_by, created_at)
    select g.service_id, g.purpose, g.class_id, g.address, ${from}::date, k.class_teacher_id, ${now.toString()}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as g(service_id bigint, purpose text, class_id bigint, address text)
    join class k on k.id = g.class_id`);
}

/** The address of the class's video room. */
export function videoAddress(one: ClassRow): string {
  return `https://sferum.ru/call/${keyOf(one)}`;
}

function latinClass(one: ClassRow): string {
  return `${one.grade}${latin(one.letter)}`;
}

function keyOf(one: ClassRow): string {
  const chance = random(one.grade * 1000 + (one.letter.codePointAt(0) ?? 0));
  return Array.from({ length: KEY_LENGTH }, () => chance.pick([...KEY_LETTERS])).join('');
}
