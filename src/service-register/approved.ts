import sql from 'sql-template-tag';
import * as z from 'zod';
import { day, id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';

export const purposes = ['videoconference', 'messenger', 'file_storage', 'e_journal'] as const;
export type Purpose = (typeof purposes)[number];

export const purposeLabels: Readonly<Record<Purpose, string>> = {
  videoconference: 'Видеоуроки и звонки',
  messenger: 'Обмен сообщениями',
  file_storage: 'Хранение и передача файлов',
  e_journal: 'Электронный журнал',
};

const ApprovedRow = z.object({ id, name: z.string(), hosts: z.array(z.string()) });

/** A service that is approved on the day asked about, with the hosts of its links. */
export interface ApprovedService {
  id: number;
  name: string;
  hosts: readonly string[];
}

/** Services that may be used for a purpose on a day (clause 2.1), by name. @param day local day */
export function approvedServices(db: Db, purpose: Purpose, day: string): Promise<ApprovedService[]> {
  return db.rows(
    ApprovedRow,
    sql`
      select s.id, s.name, array(select host from service_host h where h.service_id = s.id order by host) as hosts
      from service s join service_purpose p on p.service_id = s.id
      where p.purpose = ${purpose} and service_status(s, ${day}) = 'approved'
      order by s.name
    `,
  );
}

/**
 * Holds a service until the transaction ends: nobody suspends or withdraws it between the look whether it is
 * approved and what is written to stand on it.
 */
export function holdService(tx: Db, serviceId: number): Promise<number> {
  return tx.run(sql`select from service where id = ${serviceId} for share`);
}

/** One service for a purpose on a day, or null where it is not approved for it on that day. */
export function approvedService(
  db: Db,
  serviceId: number,
  purpose: Purpose,
  day: string,
): Promise<ApprovedService | null> {
  return db.maybeRow(
    ApprovedRow,
    sql`
      select s.id, s.name, array(select host from service_host h where h.service_id = s.id order by host) as hosts
      from service s join service_purpose p on p.service_id = s.id
      where s.id = ${serviceId} and p.purpose = ${purpose} and service_status(s, ${day}) = 'approved'
    `,
  );
}

const DayRow = z.object({ day });

/** Those of some local days on which a service is approved. */
export async function approvedDays(db: Db, serviceId: number, days: readonly string[]): Promise<Set<string>> {
  const rows = await db.rows(
    DayRow,
    sql`
      select d as day from unnest(${[...new Set(days)]}::date[]) d, service s
      where s.id = ${serviceId} and service_status(s, d) = 'approved'
    `,
  );
  return new Set(rows.map((row) => row.day));
}
