import sql, { type Sql } from 'sql-template-tag';
import * as z from 'zod';
import type { Actor } from '../access/actor.ts';
import { type AbsenceReason, absenceReasons, absenceReasonWords } from '../attendance/absence-words.ts';
import { type ConcernKind, concernKinds, concernKindWords } from '../attendance/concern.ts';
import { type MeasureKind, measureKinds, measureKindWords } from '../attendance/measure.ts';
import { day, id } from '../db/columns.ts';
import { counted, dayRange, dayShort, nb, relativeDay } from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import type { Todo } from './pages.ts';

export const DutyRow = z.object({
  duty: z.enum(['concern', 'measure', 'absence', 'question']),
  /** Of the pupil for a concern, of the measure for a measure, of the absence for the others. */
  id,
  family_name: z.string(),
  given_name: z.string(),
  what: z.enum([...concernKinds, ...measureKinds, ...absenceReasons]),
  /** The day that a pupil came up, that a measure is due, or that an absence begins. */
  day,
  /** The last day of an absence. */
  until: day.nullable(),
  class_name: z.string(),
});
export type DutyRow = z.infer<typeof DutyRow>;

/** A measure is told of so many days before it is due. */
const DAYS_AHEAD = 3;

type DutyBound = Pick<Actor, 'personId' | 'headedClasses' | 'children'>;

/**
 * What waits for somebody for the sake of pupils: of headed classes, absences to be decided on, and those who came up
 * as being lost and have no measure under way; own measures that are due soon or overdue; of a guardian, questions of
 * the school about absences that they announced.
 * @param timeZone the school's, for the day that a pupil came up
 */
export function dutiesOf(
  { personId, headedClasses, children }: DutyBound,
  { today, timeZone }: { today: string; timeZone: string },
): Sql {
  const classIds = headedClasses.map((one) => one.id);
  const childIds = children.map((child) => child.id);
  return sql`
      select 'measure' as duty, m.id, p.family_name, p.given_name, m.kind as what, m.due_on as day,
        null::date as until, '' as class_name
      from measure m join person p on p.id = m.student_id
      where m.owner_id = ${personId} and m.done_on is null and m.due_on <= ${today}::date + ${DAYS_AHEAD}::integer
      union all
      select 'concern', c.student_id, p.family_name, p.given_name, c.kind, (c.found_at at time zone ${timeZone})::date,
        null, ''
      from enrolment e join concern c on c.student_id = e.student_id and c.closed_at is null
      join person p on p.id = c.student_id
      where e.class_id = any(${classIds}::bigint[]) and e.starts_on <= ${today}
        and (e.ends_on is null or e.ends_on >= ${today})
        and not exists (select from measure m where m.concern_id = c.id and m.done_on is null)
      union all
      select 'absence', a.id, p.family_name, p.given_name, a.reason, a.starts_on, a.ends_on, k.name
      from enrolment e join class k on k.id = e.class_id
      join absence a on a.student_id = e.student_id and a.state = 'announced'
      join person p on p.id = a.student_id
      where e.class_id = any(${classIds}::bigint[]) and e.starts_on <= ${today}
        and (e.ends_on is null or e.ends_on >= ${today})
      union all
      select 'question', a.id, p.family_name, coalesce(nullif(p.call_name, ''), p.given_name), a.reason, a.starts_on,
        a.ends_on, ''
      from absence a join person p on p.id = a.student_id
      where a.student_id = any(${childIds}::bigint[]) and a.announced_by = ${personId} and a.state = 'asked'
      order by duty desc, day, family_name, given_name
      limit 200
    `;
}

/** From so many pupils on they are one line, which leads to all of them. */
const MANY_PUPILS = 4;
/** From so many absences on they are one line. */
const MANY_ABSENCES = 5;

/** The duties as lines of «Нужно ваше действие»: what the school asks, absences, measures, the soonest first. */
export function dutyItems(rows: readonly DutyRow[], today: string): Todo['items'] {
  const measures = rows.filter((row) => row.duty === 'measure');
  const concerns = rows.filter((row) => row.duty === 'concern');
  const questions = rows.filter((row) => row.duty === 'question');
  const absences = rows.filter((row) => row.duty === 'absence');
  const pupils = new Set(concerns.map((row) => row.id)).size;
  return [
    ...questions.map(question),
    ...(absences.length >= MANY_ABSENCES
      ? [manyAbsences(absences.length)]
      : absences.map((row) => oneAbsence(row, today))),
    ...measures.map((row) => ({
      href: urls.measure(row.id),
      text: nb(`${measureKindWords[row.what as MeasureKind]}: ${row.family_name} ${row.given_name}`), // what a measure is
      due: nb(
        row.day < today
          ? `срок прошёл: ${relativeDay(row.day, today)}`
          : `срок — ${relativeDay(row.day, today)}`,
      ),
      isSoon: row.day <= today,
    })),
    ...(pupils >= MANY_PUPILS ? [manyConcerns(pupils)] : concerns.map((row) => oneConcern(row, today))),
  ];
}

function question(row: DutyRow): Todo['items'][number] {
  return {
    href: urls.absence(row.id),
    text: nb(`${row.given_name}: школа спрашивает о пропуске`),
    due: nb('ответьте классному руководителю'),
    isSoon: true,
  };
}

/** «Белова Софья, 7А: болеет до 27 ноября» */
function oneAbsence(row: DutyRow, today: string): Todo['items'][number] {
  const reason = absenceReasonWords[row.what as AbsenceReason]; // what an absence is
  const until = row.until ?? row.day;
  const when =
    until === row.day
      ? relativeDay(row.day, today)
      : row.day <= today
        ? `до ${dayShort(until)}`
        : dayRange(row.day, until);
  return {
    href: urls.absence(row.id),
    text: nb(`${row.family_name} ${row.given_name}, ${row.class_name}: ${reason} ${when}`),
    due: 'подтвердите или спросите',
    isSoon: row.day <= today,
  };
}

function manyAbsences(count: number): Todo['items'][number] {
  return {
    href: urls.absences(),
    text: nb(`Ждут решения: ${counted(count, 'пропуск', 'пропуска', 'пропусков')}`),
    due: 'подтвердите или спросите',
    isSoon: true,
  };
}

function oneConcern(row: DutyRow, today: string): Todo['items'][number] {
  const why = concernKindWords[row.what as ConcernKind].brief.toLowerCase(); // what a concern is
  return {
    href: urls.student(row.id),
    text: nb(`${row.family_name} ${row.given_name}: ${why}, мер в работе нет`),
    due: nb(`под вниманием: ${relativeDay(row.day, today)}`),
    isSoon: false,
  };
}

function manyConcerns(pupils: number): Todo['items'][number] {
  return {
    href: urls.concerns({ show: 'bare' }),
    text: nb(`Под вниманием без мер: ${counted(pupils, 'ученик', 'ученика', 'учеников')}`),
    due: nb('решите, что сделать для каждого'),
    isSoon: false,
  };
}
