import sql from 'sql-template-tag';
import * as z from 'zod';
import { day, id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { roomSaid } from '../timetable/lesson-words.ts';
import { capital, counted, dayLong, nb, shortName, timeRange } from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import type { WeekConsultations } from './pages.ts';

const Row = z.object({
  consultation_id: id,
  /** Of a family: its place; null where the teacher whose time it is looks. */
  booking_id: id.nullable(),
  student_id: id.nullable(),
  family_name: z.string(),
  given_name: z.string(),
  patronymic: z.string(),
  day,
  starts: z.string(),
  ends: z.string(),
  room: z.string(),
  service_name: z.string().nullable(),
  families: z.number(),
});

/**
 * The consultations of a week that stand: of families the places of these pupils that are the pupil's or the
 * looker's own (another guardian's are that guardian's), of a teacher the own times with somebody booked; by time.
 * @param from local day, the Monday; @param to the Sunday
 */
export async function consultationsOfWeek(
  db: Db,
  of: { studentIds: readonly number[]; teacherId: number | null; lookerId: number },
  from: string,
  to: string,
  names: ReadonlyMap<number, string> | null,
): Promise<WeekConsultations | null> {
  const rows = await db.rows(
    Row,
    sql`
      with own as (
        select b.consultation_id, b.id as booking_id, b.student_id, 1 as families
        from booking b join consultation c on c.id = b.consultation_id
        where b.student_id = any(${of.studentIds}::bigint[]) and b.attendee_id in (b.student_id, ${of.lookerId}::bigint)
          and b.state = 'booked' and c.day between ${from} and ${to}
        union all
        select b.consultation_id, null, null, count(*)::int
        from consultation c join booking b on b.consultation_id = c.id and b.state = 'booked'
        where c.teacher_id = ${of.teacherId}::bigint and c.day between ${from} and ${to}
        group by b.consultation_id
      )
      select c.id as consultation_id, w.booking_id, w.student_id, p.family_name, p.given_name, p.patronymic, c.day,
        to_char(c.starts_at at time zone o.time_zone, 'HH24:MI') as starts,
        to_char(c.ends_at at time zone o.time_zone, 'HH24:MI') as ends, c.room, v.name as service_name, w.families
      from own w join consultation c on c.id = w.consultation_id and c.state = 'open'
      join consultation_series s on s.id = c.series_id
      join person p on p.id = c.teacher_id
      left join service v on v.id = s.service_id
      cross join school o
      order by c.starts_at, c.id, w.student_id limit 120
    `,
  );
  if (rows.length === 0) return null;
  return { title: 'Консультации этой недели', items: rows.map((row) => toItem(row, names)) };
}

function toItem(
  row: z.output<typeof Row>,
  names: ReadonlyMap<number, string> | null,
): WeekConsultations['items'][number] {
  const where = row.service_name === null ? roomSaid(row.room) : `онлайн, ${row.service_name}`;
  const isTaught = row.booking_id === null;
  const parts = [
    isTaught
      ? counted(row.families, 'семья', 'семьи', 'семей')
      : shortName(row.family_name, row.given_name, row.patronymic),
    row.student_id === null ? null : (names?.get(row.student_id) ?? null),
    where,
  ];
  return {
    href: row.booking_id === null ? urls.consultation(row.consultation_id) : urls.booking(row.booking_id),
    title: nb(`${capital(dayLong(row.day))}, ${timeRange(row.starts, row.ends)}`),
    about: nb(parts.filter((part) => part !== null).join(' · ')),
  };
}
