import sql from 'sql-template-tag';
import * as z from 'zod';
import { day, id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { defineJob } from '../jobs/job.ts';
import { notifyPeople } from '../notifying/notify-people.ts';
import { addDays, localMoment } from '../web/dates.ts';
import { tellFamily } from './tell.ts';

/** From this local time on families and teachers are reminded of the next day. */
const REMINDER_AT = '09:00';
/** Nobody is woken by it. */
const REMINDER_UNTIL = '21:00';
/** Who booked so many hours ago or less still knows. */
const FRESH_HOURS = 12;
/** Before an online consultation they are reminded once more, so many minutes ahead. */
const SOON_MINUTES = 60;

/**
 * Reminds of consultations: the day before, from the morning on, and an hour before those that are online. Whoever
 * comes and the teacher get one notice each for all of theirs. What was reminded of is kept (booking_reminder), so that
 * a second run says nothing twice.
 */
export const remindOfConsultations = defineJob({
  name: 'consultation.remind',
  payload: z.object({}),
  async run({ db, now, timeZone }) {
    const { day: today, time } = localMoment(now, timeZone);
    const tomorrow = addDays(today, 1);
    await db.transaction(async (tx) => {
      const next =
        time >= REMINDER_AT && time < REMINDER_UNTIL
          ? await claim(tx, 'day', { now, days: [today, tomorrow] })
          : [];
      await tell(tx, next, { at: now, today }, 'Скоро консультация', (one) =>
        one.day === today ? 'Сегодня у вас консультация.' : 'Завтра у вас консультация.',
      );
      const soon = await claim(tx, 'hour', { now, days: [today] });
      await tell(
        tx,
        soon,
        { at: now, today },
        'Консультация через час',
        () => 'Онлайн-консультация начнётся меньше чем через час. Войти можно с её страницы на портале.',
      );
    });
  },
});

const DueRow = z.object({
  booking_id: id,
  consultation_id: id,
  attendee_id: id,
  student_id: id,
  teacher_id: id,
  day,
});
type DueRow = z.output<typeof DueRow>;

/** Writes down of which bookings is reminded; two workers at once never take the same one. */
function claim(
  tx: Db,
  kind: 'day' | 'hour',
  asked: { now: Temporal.Instant; days: readonly string[] },
): Promise<DueRow[]> {
  const soon = asked.now.add({ minutes: SOON_MINUTES });
  const fresh = asked.now.subtract({ hours: FRESH_HOURS });
  return tx.rows(
    DueRow,
    sql`
      with claimed as (
        insert into booking_reminder (booking_id, kind, at)
        select b.id, ${kind}::text, ${asked.now}::timestamptz
        from consultation c join booking b on b.consultation_id = c.id and b.state = 'booked'
        join consultation_series s on s.id = c.series_id
        where c.state = 'open' and c.day = any(${asked.days}::date[]) and c.starts_at > ${asked.now}
          and (${kind} = 'day' and b.changed_at <= ${fresh}
            or ${kind} = 'hour' and s.format = 'online' and c.starts_at <= ${soon})
          and not exists (select from booking_reminder r where r.booking_id = b.id and r.kind = ${kind})
        on conflict do nothing returning booking_id
      )
      select b.id as booking_id, b.consultation_id, b.attendee_id, b.student_id, c.teacher_id, c.day
      from claimed k join booking b on b.id = k.booking_id join consultation c on c.id = b.consultation_id
      order by b.id
    `,
  );
}

/** One notice for all families, and one for all teachers: each opens what is theirs. */
async function tell(
  tx: Db,
  due: readonly DueRow[],
  { at, today }: { at: Temporal.Instant; today: string },
  title: string,
  words: (one: DueRow) => string,
): Promise<void> {
  for (const [said, ofDay] of Map.groupBy(due, words)) {
    await tellFamily(
      tx,
      ofDay,
      {
        title,
        lines: [said, 'Время, место и как отменить — в «Консультациях».'],
        about: { kind: 'consultations' },
      },
      { actorId: null, at, today },
    );
    const teachers = [...new Set(ofDay.map((one) => one.teacher_id))];
    await notifyPeople(tx, {
      kind: 'consultation',
      title,
      body: `${said}\nКто записан и о чём хотят поговорить — в «Консультациях».`,
      about: { kind: 'consultations' },
      to: teachers.map((personId) => ({ personId, studentIds: [] })),
      actorId: null,
      at,
    });
  }
}
