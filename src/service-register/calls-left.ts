import sql from 'sql-template-tag';
import * as z from 'zod';
import { day, id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { notifyPeople } from '../notifying/notify-people.ts';

const DependentRow = z.object({
  consultation_id: id,
  day,
  starts: z.string(),
  teacher: z.string(),
  taken: z.number(),
  total: z.number(),
});

/** A consultation online that is still to come in a service. */
export type DependentConsultation = z.output<typeof DependentRow>;

/** The consultations to come that are held in a service from a day on, soonest first; the first 50, and how many in all. */
export function dependentConsultations(
  db: Db,
  serviceId: number,
  from: string,
): Promise<DependentConsultation[]> {
  return db.rows(
    DependentRow,
    sql`
      select c.id as consultation_id, c.day, to_char(c.starts_at at time zone o.time_zone, 'HH24:MI') as starts,
        concat_ws(' ', p.family_name, left(p.given_name, 1) || '.', nullif(left(p.patronymic, 1), '') || '.') as teacher,
        c.taken, (count(*) over ())::int as total
      from consultation_series s join consultation c on c.series_id = s.id and c.state = 'open' and c.day >= ${from}
      join person p on p.id = c.teacher_id cross join school o
      where s.service_id = ${serviceId}
      order by c.starts_at, c.id limit 50
    `,
  );
}

const LeftRow = z.object({ teacher_id: id, count: z.number() });

/**
 * Tells the teachers whose consultations to come are left without a service that may be used on their days: another is
 * needed (always true 1).
 * @returns how many consultations are left without one
 */
export async function tellOfCallsLeft(
  tx: Db,
  serviceId: number,
  act: { actorId: number; at: Temporal.Instant; today: string },
): Promise<number> {
  const rows = await tx.rows(
    LeftRow,
    sql`
      select c.teacher_id, count(*)::int as count
      from consultation_series s join service v on v.id = s.service_id
      join consultation c on c.series_id = s.id and c.state = 'open' and c.day >= ${act.today} and c.ends_at > ${act.at}
      where s.service_id = ${serviceId} and service_status(v, c.day) <> 'approved'
      group by c.teacher_id order by c.teacher_id
    `,
  );
  await notifyPeople(tx, {
    kind: 'consultation',
    title: 'Для консультаций нужен другой сервис',
    body: 'Сервис, в котором назначены ваши онлайн-консультации, больше не разрешён. Войти на них нельзя.\nОткройте «Консультации» и укажите другой сервис: записанные семьи получат уведомление.',
    about: { kind: 'consultations' },
    to: rows.map((row) => ({ personId: row.teacher_id, studentIds: [] })),
    actorId: act.actorId,
    at: act.at,
  });
  return rows.reduce((sum, row) => sum + row.count, 0);
}
