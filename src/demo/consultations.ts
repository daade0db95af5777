import sql from 'sql-template-tag';
import { type NewSeries, openSeries } from '../consultations/open-series.ts';
import { turnsBetween, turnsOnDays } from '../consultations/turns-rule.ts';
import type { Db } from '../db/db.ts';
import { type DemoBooking, familiesOf, roomOf, writeBookings } from './demo-bookings.ts';
import type { LessonsByDay } from './pick-lessons.ts';
import { momentOf } from './planned-question.ts';

interface ConsultationTask {
  lessons: LessonsByDay;
  services: ReadonlyMap<string, number>;
  now: Temporal.Instant;
}

const WEEKS = 4;
/** Turns of an hour, twenty minutes each. */
const STARTS = ['16:30', '16:50', '17:10'] as const;

const OUTCOMES: readonly string[] = [
  'Повторить формулы сокращённого умножения, по две задачи в день. Через две недели посмотрим вместе.',
  'Договорились: домашнее задание до восьми вечера, телефон в другой комнате.',
  'Разобрали ошибки контрольной. Пересдача в среду после уроков.',
  'Позанимается с дробями на портале, раз в неделю присылает фото тетради.',
];

/**
 * Елена Ковалёва's weekly hour online on today's weekday, four weeks back and ahead, with what was agreed; Мария
 * Петрова's in the school; a group consultation that is full, with pupils who wait; an invitation.
 */
export async function writeConsultations(tx: Db, task: ConsultationTask): Promise<void> {
  const { calendar, cast, today } = task.lessons.plan;
  const kovaleva = cast.get('kovaleva') ?? 0;
  const petrova = cast.get('petrova') ?? 0;
  const weekly = weeksAround(task, today);
  const others = weeksAround(task, calendar.schoolDay(today, 1) ?? today);
  const groupDay = calendar.schoolDay(today, 2);
  const openedAt = task.now.subtract({ hours: 24 * (7 * WEEKS + 2) });
  await open(tx, openedAt, {
    teacherId: kovaleva,
    topic: 'Вопросы по математике и об учёбе в 7А',
    format: 'online',
    serviceId: task.services.get('Сферум') ?? 0,
    link: 'https://sferum.ru/call/kovaleva-chas-semey',
    days: weekly,
    hours: ['16:30', '17:30'],
    turnMinutes: 20,
    attendees: 'both',
    isWeekly: true,
  });
  await open(tx, openedAt, {
    teacherId: petrova,
    topic: 'Как идут дела в 3Б',
    room: roomOf(task.lessons, petrova),
    days: others,
    hours: ['17:00', '18:00'],
    turnMinutes: 15,
    audience: 'class',
    attendees: 'guardians',
    isWeekly: true,
  });
  if (groupDay !== null) {
    await open(tx, task.now.subtract({ hours: 70 }), {
      teacherId: kovaleva,
      topic: 'Подготовка к контрольной по геометрии',
      room: roomOf(task.lessons, kovaleva),
      days: [groupDay],
      hours: ['15:40', '16:25'],
      turnMinutes: 45,
      places: 8,
      attendees: 'students',
    });
  }
  const bookings = [...pastBookings(task, weekly), ...castBookings(task, weekly, others)];
  await writeBookings(tx, [...bookings, ...groupBookings(task, groupDay)], task.now);
  if (groupDay !== null) await writeWaiting(tx, task, groupDay);
}

/** The same weekday four weeks back and ahead, where it is a school day. */
function weeksAround({ lessons }: ConsultationTask, day: string): string[] {
  const { calendar } = lessons.plan;
  const middle = Temporal.PlainDate.from(day);
  return Array.from({ length: 2 * WEEKS + 1 }, (_one, at) =>
    middle.add({ weeks: at - WEEKS }).toString(),
  ).filter((one) => calendar.startsOn <= one && one <= calendar.endsOn && calendar.isSchoolDay(one));
}

type Opening = Pick<NewSeries, 'teacherId' | 'topic' | 'turnMinutes' | 'attendees'> &
  Partial<NewSeries> & { days: readonly string[]; hours: readonly [string, string] };

async function open(tx: Db, at: Temporal.Instant, opening: Opening): Promise<void> {
  const { days, hours, ...given } = opening;
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return;
  const [startsAt, endsAt] = hours;
  const series: NewSeries = {
    parentsDayId: null,
    format: 'in_person',
    serviceId: null,
    link: null,
    room: '',
    places: 1,
    audience: 'courses',
    isWeekly: false,
    firstDay: first,
    lastDay: last,
    startsAt,
    endsAt,
    cancelHours: 3,
    turns: turnsOnDays(days, turnsBetween(startsAt, endsAt, given.turnMinutes)),
    ...given,
  };
  const opened = await openSeries(tx, [series], { actorId: series.teacherId, at });
  if ('refusal' in opened) throw new Error(`A consultation of the demo clashes: ${opened.refusal}`);
}

/** Two of three turns of the weeks that are over, with who came; of the last one it is still to be written. */
function pastBookings({ lessons, now }: ConsultationTask, days: readonly string[]): DemoBooking[] {
  const teacherId = lessons.plan.cast.get('kovaleva') ?? 0;
  const families = familiesOf(lessons, '7А');
  const past = days.filter((day) => Temporal.Instant.compare(momentOf(lessons, day, '18:00'), now) < 0);
  const turns = past.flatMap((day) => STARTS.slice(0, 2).map((starts) => momentOf(lessons, day, starts)));
  return turns.flatMap((at, place): DemoBooking[] => {
    const family = families[place % families.length];
    if (family === undefined) return [];
    const isLast = place === turns.length - 1;
    const came = isLast ? null : place % 5 !== 3;
    const outcome = came === true ? (OUTCOMES[place % OUTCOMES.length] ?? '') : '';
    return [{ teacherId, at, ...family, came, outcome, words: '' }];
  });
}

/** Today's families, next week's, and an invitation to Соня's father. */
function castBookings(
  { lessons, now }: ConsultationTask,
  weekly: readonly string[],
  others: readonly string[],
): DemoBooking[] {
  const { cast, today } = lessons.plan;
  const idOf = (login: string) => cast.get(login) ?? 0;
  const of = (teacher: string, day: string | undefined, starts: string, student: string, attendee: string) =>
    day === undefined
      ? []
      : [
          {
            teacherId: idOf(teacher),
            at: momentOf(lessons, day, starts),
            studentId: idOf(student),
            attendeeId: idOf(attendee),
            words: '',
          },
        ];
  const ahead = (days: readonly string[]) =>
    days.find((day) => Temporal.Instant.compare(momentOf(lessons, day, '16:00'), now) > 0);
  const isToday = weekly.includes(today) && ahead([today]) !== undefined;
  const next = weekly.find((day) => day > today);
  return [
    ...(isToday
      ? [
          ...of('kovaleva', today, '16:30', 'sonya', 'belova').map((one) => ({
            ...one,
            words: 'Как Соне догнать геометрию после болезни',
          })),
          ...of('kovaleva', today, '16:50', 'timur', 'akhmetova'),
        ]
      : []),
    ...of('kovaleva', next, '16:30', 'dasha', 'orlova'),
    ...of('kovaleva', next, '16:50', 'sonya', 'belov').map((one) => ({
      ...one,
      isInvitation: true,
      words: 'Хочу обсудить с вами подготовку к олимпиаде',
    })),
    ...of('petrova', ahead(others), '17:15', 'misha', 'belova'),
  ];
}

/** Eight pupils of 7А: no place is left. */
function groupBookings({ lessons }: ConsultationTask, day: string | null): DemoBooking[] {
  if (day === null) return [];
  const { cast } = lessons.plan;
  const teacherId = cast.get('kovaleva') ?? 0;
  const named = [cast.get('sonya') ?? 0, cast.get('dasha') ?? 0];
  const others = familiesOf(lessons, '7А').map((one) => one.studentId);
  return [...named, ...others].slice(0, 8).map((pupil) => ({
    teacherId,
    at: momentOf(lessons, day, '15:40'),
    studentId: pupil,
    attendeeId: pupil,
    words: '',
  }));
}

async function writeWaiting(tx: Db, { lessons, now }: ConsultationTask, day: string): Promise<void> {
  const { cast } = lessons.plan;
  const waiting = [cast.get('kirill') ?? 0, familiesOf(lessons, '7А')[7]?.studentId ?? 0].filter(Boolean);
  await tx.run(sql`
    insert into consultation_wait (series_id, day, student_id, attendee_id, asked_at)
    select c.series_id, c.day, w.pupil, w.pupil, ${now}::timestamptz - w.place * interval '3 hours'
    from consultation c cross join unnest(${waiting}::bigint[]) with ordinality as w(pupil, place)
    where c.teacher_id = ${cast.get('kovaleva') ?? 0} and c.day = ${day} and c.places = 8`);
}
