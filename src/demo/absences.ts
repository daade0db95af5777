import sql from 'sql-template-tag';
import type { Db } from '../db/db.ts';
import type { Fate } from './fates.ts';
import { luck } from './luck.ts';
import type { LessonsByDay } from './pick-lessons.ts';

export interface AbsenceTask {
  lessons: LessonsByDay;
  fates: readonly Fate[];
  isSmall: boolean;
  now: Temporal.Instant;
}

interface AbsenceRow {
  student_id: number;
  starts_on: string;
  ends_on: string;
  reason: string;
  words: string;
  guardian_id: number | null;
  is_decided: boolean;
}

const DAYS_AHEAD = 2;
/** How many school days ago Миша was away at an online lesson. */
const OLDER = 6;

/**
 * Absences that guardians announced: of Миша for today and two days more, which nobody has decided on, and an older
 * one that is confirmed; of the pupils who are ill for long; and in a large school of a few pupils every week.
 */
export async function writeAbsences(tx: Db, task: AbsenceTask): Promise<void> {
  await writeGiven(tx, givenAbsences(task), task.now);
  if (!task.isSmall) await writeUsual(tx, task);
}

function givenAbsences({ lessons: { plan }, fates }: AbsenceTask): AbsenceRow[] {
  const { cast, today, calendar } = plan;
  const misha = {
    student_id: cast.get('misha') ?? 0,
    reason: 'illness',
    guardian_id: cast.get('belova') ?? null,
  };
  const older = calendar.schoolDay(today, -OLDER);
  const end = Temporal.PlainDate.from(today).add({ days: DAYS_AHEAD }).toString();
  const ill = fates.filter((fate) => fate.kind === 'ill');
  return [
    ...(older === null
      ? []
      : [
          {
            ...misha,
            starts_on: older,
            ends_on: older,
            words: 'Болит горло, остались дома',
            is_decided: true,
          },
        ]),
    ...ill.map(({ student_id, starts_on }) => ({
      student_id,
      starts_on,
      ends_on: end,
      reason: 'illness',
      words: 'Грипп, врач назначил домашний режим',
      guardian_id: null,
      is_decided: true,
    })),
    { ...misha, starts_on: today, ends_on: end, words: 'Температура, вызвали врача', is_decided: false },
  ];
}

/** The guardian of the row, or the first who can sign in; an absence of somebody without one is not announced. */
async function writeGiven(tx: Db, rows: readonly AbsenceRow[], now: Temporal.Instant): Promise<void> {
  await tx.run(sql`
    insert into absence (student_id, starts_on, ends_on, reason, words, state, announced_by, announced_at, decided_by,
      decided_at)
    select a.student_id, a.starts_on, a.ends_on, a.reason, a.words,
      case when a.is_decided then 'confirmed' else 'announced' end, a.guardian_id, a.at,
      case when a.is_decided then k.class_teacher_id end,
      case when a.is_decided then least(a.at + interval '75 minutes', ${now}::timestamptz) end
    from (
      select g.student_id, g.starts_on, g.ends_on, g.reason, g.words, g.is_decided,
        coalesce(g.guardian_id, (
          select min(v.guardian_id) from guardianship v join account o on o.person_id = v.guardian_id
          where v.student_id = g.student_id and v.ends_on is null and o.password_hash is not null)) as guardian_id,
        least((g.starts_on + time '07:20') at time zone s.time_zone, ${now}::timestamptz - interval '10 minutes') as at
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as g(student_id bigint, starts_on date, ends_on date,
        reason text, words text, guardian_id bigint, is_decided boolean)
      cross join school s
    ) a
    join enrolment e on e.student_id = a.student_id and e.ends_on is null
    join class k on k.id = e.class_id
    where a.guardian_id is not null
    order by a.at`);
}

/** Illness, a doctor, the family: about one pupil in thirty is away for some days in each week gone by. */
async function writeUsual(tx: Db, { lessons, fates, now }: AbsenceTask): Promise<void> {
  const { calendar, today } = lessons.plan;
  const pupilInWeek = sql`e.student_id * 1000003 + extract(epoch from week)::bigint / 86400`;
  await tx.run(sql`
    with away as (
      select e.student_id, k.class_teacher_id, k.grade,
        week::date + (lot.id % 4)::integer as starts_on, (lot.id % 4)::integer as weekday, lot.kind, lot.length,
        (select min(v.guardian_id) from guardianship v join account a on a.person_id = v.guardian_id
          where v.student_id = e.student_id and v.ends_on is null and a.password_hash is not null) as guardian_id
      from enrolment e join class k on k.id = e.class_id
      cross join generate_series(date_trunc('week', ${calendar.startsOn}::date), ${today}::timestamp, '1 week') week
      cross join lateral (
        select ${luck(pupilInWeek, 23)} as id, ${luck(pupilInWeek, 29)} as kind, ${luck(pupilInWeek, 31)} as length
      ) lot
      where e.ends_on is null and lot.id < 34
        and e.student_id not in (select unnest(${fates.map((fate) => fate.student_id)}::bigint[]))
        and not e.student_id = any(${[...lessons.plan.cast.values()]}::bigint[])
    ), told as (
      select a.student_id, a.starts_on, a.guardian_id, a.class_teacher_id,
        case when kind < 150 then a.starts_on else a.starts_on + least(length % 5, 4 - weekday)::integer end as ends_on,
        case when kind < 150 then 'doctor' when kind < 780 then 'illness' when kind < 930 then 'family' else 'event' end
          as reason,
        case when kind < 150 then array[2, 3] end as periods,
        (a.starts_on + time '07:20' - make_interval(mins => (length % 700)::integer)) at time zone s.time_zone as at
      from away a cross join school s where a.guardian_id is not null
    )
    insert into absence (student_id, starts_on, ends_on, periods, reason, words, state, announced_by, announced_at,
      decided_by, decided_at)
    select student_id, starts_on, ends_on, periods, reason,
      case reason when 'illness' then (array['Температура', 'Простуда, сидим дома', ''])[1 + student_id % 3]
        when 'event' then 'Соревнования' else '' end,
      case when starts_on < ${today}::date then 'confirmed' else 'announced' end, guardian_id, at,
      case when starts_on < ${today}::date then class_teacher_id end,
      case when starts_on < ${today}::date then least(at + interval '5 hours', ${now}::timestamptz) end
    from told where at <= ${now} and starts_on >= ${calendar.startsOn} and starts_on <= ${today}
    order by at, student_id`);
}
