import sql from 'sql-template-tag';
import * as z from 'zod';
import { type NewSeries, openSeries } from '../consultations/open-series.ts';
import { turnsBetween, turnsOnDays } from '../consultations/turns-rule.ts';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { type DemoBooking, familiesOf, writeBookings } from './demo-bookings.ts';
import type { LessonsByDay } from './pick-lessons.ts';
import { momentOf } from './planned-question.ts';
import { classNameOf } from './staff.ts';

const Id = z.object({ id });

/** School days from today to the parents' day. */
const AHEAD = 10;
const TEACHERS = 20;
const NAME = 'День открытых кабинетов';
const [STARTS, ENDS, TURN] = ['18:00', '20:00', 10] as const;

/**
 * A parents' day in two weeks, announced yesterday: twenty teachers in rooms, some families booked. None where the
 * year ends before.
 */
export async function writeParentsDay(
  tx: Db,
  { lessons, coordinator, now }: { lessons: LessonsByDay; coordinator: number; now: Temporal.Instant },
): Promise<void> {
  const { calendar, today } = lessons.plan;
  const day = calendar.schoolDay(today, AHEAD);
  if (day === null) return;
  const announcedAt = now.subtract({ hours: 21 });
  const made = await tx.row(
    Id,
    sql`
      insert into parents_day (name, day, starts_at, ends_at, turn_minutes, break_minutes, cancel_hours, words, state,
        created_by, created_at, announced_at)
      values (${NAME}, ${day}, ${STARTS}, ${ENDS}, ${TURN}, 5, 12,
        'Каждый учитель принимает в своём кабинете по десять минут. Выберите, к кому хотите зайти, и портал составит порядок без окон.',
        'announced', ${coordinator}, ${announcedAt.subtract({ hours: 30 })}, ${announcedAt})
      returning id`,
  );
  const receiving = receivingOf(lessons);
  const turns = turnsOnDays([day], turnsBetween(STARTS, ENDS, TURN));
  const series = receiving.map(
    ({ teacherId, room }): NewSeries => ({
      teacherId,
      parentsDayId: made.id,
      topic: NAME,
      format: 'in_person',
      serviceId: null,
      link: null,
      room,
      places: 1,
      turnMinutes: TURN,
      audience: 'school',
      attendees: 'guardians',
      isWeekly: false,
      firstDay: day,
      lastDay: day,
      startsAt: STARTS,
      endsAt: ENDS,
      cancelHours: 12,
      turns,
    }),
  );
  const opened = await openSeries(tx, series, { actorId: coordinator, at: announcedAt });
  if ('refusal' in opened) throw new Error(`The parents' day of the demo clashes: ${opened.refusal}`);
  await writeBookings(tx, bookedBy(lessons, receiving, day), now);
}

interface Receiving {
  teacherId: number;
  room: string;
  /** The class that they lead. */
  className: string;
}

/** The class teachers of the cast and of other classes, in rooms of their own. */
function receivingOf({ plan: { rows, cast } }: LessonsByDay): Receiving[] {
  const rooms = [...new Set(rows.timetable_slot.map((slot) => slot.room))].filter(Boolean).sort();
  const first = ['kovaleva', 'sidorov', 'petrova'].map((login) => cast.get(login) ?? 0);
  const leaders = rows.class.toSorted(
    (a, b) => first.indexOf(b.class_teacher_id) - first.indexOf(a.class_teacher_id) || b.grade - a.grade,
  );
  const receiving = new Map<number, string>();
  for (const one of leaders)
    if (receiving.size < TEACHERS - 1 && !receiving.has(one.class_teacher_id))
      receiving.set(one.class_teacher_id, classNameOf(one));
  receiving.set(cast.get('orlova') ?? 0, '7А');
  return [...receiving].map(([teacherId, className], place) => ({
    teacherId,
    className,
    room: rooms[place] ?? '',
  }));
}

/** Some families of each class, every guardian once. */
function bookedBy(lessons: LessonsByDay, receiving: readonly Receiving[], day: string): DemoBooking[] {
  const taken = new Set<number>();
  return receiving.flatMap(({ teacherId, className }, place) => {
    const families = familiesOf(lessons, className).filter((one) => !taken.has(one.attendeeId));
    return families.slice(0, 1 + (place % 5)).map((family, at): DemoBooking => {
      taken.add(family.attendeeId);
      const starts = Temporal.PlainTime.from(STARTS).add({ minutes: TURN * (2 * at + (place % 3)) });
      return { teacherId, at: momentOf(lessons, day, starts.toString()), ...family, words: '' };
    });
  });
}
