import sql from 'sql-template-tag';
import * as z from 'zod';
import type { Actor } from '../access/actor.ts';
import { type ConcernKind, concernKinds, concernKindWords } from '../attendance/concern.ts';
import { type MeasureKind, measureKinds, measureKindWords } from '../attendance/measure.ts';
import { day, id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { counted, nb, relativeDay } from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import type { Todo } from './pages.ts';

const DutyRow = z.object({
  duty: z.enum(['concern', 'measure']),
  /** Of the pupil for a concern, of the measure for a measure. */
  id,
  family_name: z.string(),
  given_name: z.string(),
  what: z.enum([...concernKinds, ...measureKinds]),
  /** The day that a pupil came up, or that a measure is due. */
  day,
});
export type DutyRow = z.infer<typeof DutyRow>;

/** A measure is told of so many days before it is due. */
const DAYS_AHEAD = 3;

/**
 * What waits for somebody of the staff for the sake of pupils who are being lost: of headed classes, those who came
 * up and have no measure under way; own measures that are due soon or overdue. One statement.
 * @param timeZone the school's, for the day that a pupil came up
 */
export function listDuties(
  db: Db,
  { personId, headedClasses }: Pick<Actor, 'personId' | 'headedClasses'>,
  { today, timeZone }: { today: string; timeZone: string },
): Promise<DutyRow[]> {
  const classIds = headedClasses.map((one) => one.id);
  return db.rows(
    DutyRow,
    sql`
      select 'measure' as duty, m.id, p.family_name, p.given_name, m.kind as what, m.due_on as day
      from measure m join person p on p.id = m.student_id
      where m.owner_id = ${personId} and m.done_on is null and m.due_on <= ${today}::date + ${DAYS_AHEAD}::integer
      union all
      select 'concern', c.student_id, p.family_name, p.given_name, c.kind, (c.found_at at time zone ${timeZone})::date
      from enrolment e join concern c on c.student_id = e.student_id and c.closed_at is null
      join person p on p.id = c.student_id
      where e.class_id = any(${classIds}::bigint[]) and e.starts_on <= ${today}
        and (e.ends_on is null or e.ends_on >= ${today})
        and not exists (select from measure m where m.concern_id = c.id and m.done_on is null)
      order by duty desc, day, family_name, given_name
      limit 200
    `,
  );
}

/** From so many pupils on they are one line, which leads to all of them. */
const MANY_PUPILS = 4;

/** The duties as lines of «Нужно ваше действие»: measures first, the soonest first. */
export function dutyItems(rows: readonly DutyRow[], today: string): Todo['items'] {
  const measures = rows.filter((row) => row.duty === 'measure');
  const concerns = rows.filter((row) => row.duty === 'concern');
  const pupils = new Set(concerns.map((row) => row.id)).size;
  return [
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

function oneConcern(row: DutyRow, today: string): Todo['items'][number] {
  const why = concernKindWords[row.what as ConcernKind].brief.toLowerCase(); // what a concern is
  return {
    href: urls.student(row.id),
    text: nb(`${row.family_name} ${row.given_name}: ${why}, мер нет`),
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
