import sql, { empty, type Sql } from 'sql-template-tag';
import * as z from 'zod';
import { day, id, instant } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { violates } from '../db/faults.ts';
import { nb, shortName, weekdayName } from '../web/dates.ts';

const ChangedRow = z.object({
  id,
  day,
  is_told: z.boolean(),
  subject_name: z.string(),
  group_name: z.string(),
  starts_at: instant,
  ends_at: instant,
});
/** A lesson whose time the bells changed. */
export type RetimedLesson = z.infer<typeof ChangedRow>;

const ParkedRow = z.object({ lesson_ids: z.array(id), person_ids: z.array(id) });

const ClashRow = z.object({
  family_name: z.string(),
  given_name: z.string(),
  patronymic: z.string(),
  one_group: z.string(),
  other_group: z.string(),
  day,
});

/** The bells would put a teacher into two lessons at once; nothing was changed. */
export class BellClash extends Error {
  /** Who would be where, in words: a few examples. */
  readonly clashes: readonly string[];

  constructor(clashes: readonly string[]) {
    super('Bells put a teacher into two lessons at once');
    this.clashes = clashes;
  }
}

/** Words for a change that would put a teacher into two places at once; null for any other fault. */
export function clashWords(fault: unknown): string | null {
  if (fault instanceof BellClash)
    return nb(`Учитель оказался бы на двух уроках сразу. ${fault.clashes.join('; ')}`);
  return violates(fault, 'lesson_teacher_in_one_place')
    ? nb('Учитель уже занят на перенесённом уроке или замене. Сначала уберите их.')
    : null;
}

export interface Retiming {
  /** Lessons of these days only. */
  days?: readonly string[];
  /** Lessons that stand on these bells: of a year, a group's lowest grade, and the weekday of the slot. */
  bells?: { yearId: number; grades: readonly number[]; weekdays: readonly number[] };
}

/**
 * Gives lessons that have not begun the times that the bells say: those of the slot's weekday and of the lowest
 * grade of the group. Lessons that were moved by hand stay. The history of online lessons notes it.
 * @returns the lessons whose time changed
 * @throws BellClash where a teacher would be in two lessons at once
 */
export async function retimeLessons(
  tx: Db,
  which: Retiming,
  act: { actorId: number; now: Temporal.Instant },
): Promise<RetimedLesson[]> {
  const changed = await tx.rows(ChangedRow, changeTimes(which, act));
  if (changed.length === 0) return [];
  const parked = await tx.row(ParkedRow, parkTeachers(changed.map((lesson) => lesson.id)));
  // Two steps, because each row is checked against the others as they are: while lessons shift by ten minutes,
  // the second of a teacher's day would meet the old third
  const back = sql`
    update lesson_teacher t set is_active = true
    from unnest(${parked.lesson_ids}::bigint[], ${parked.person_ids}::bigint[]) as p(lesson_id, person_id)
    where t.lesson_id = p.lesson_id and t.person_id = p.person_id
  `;
  try {
    await tx.transaction((inner) => inner.run(back));
  } catch (fault) {
    if (violates(fault, 'lesson_teacher_in_one_place')) throw new BellClash(await clashesOf(tx, parked));
    throw fault;
  }
  return changed;
}

function changeTimes(which: Retiming, { actorId, now }: { actorId: number; now: Temporal.Instant }): Sql {
  const onDays = which.days ? sql`and l.day = any(${which.days}::date[])` : empty;
  const onBells = which.bells
    ? sql`and v.school_year_id = ${which.bells.yearId} and lowest.grade = any(${which.bells.grades}::smallint[])
        and s.weekday = any(${which.bells.weekdays}::smallint[])`
    : empty;
  return sql`
    with due as (
      select l.id, l.starts_at as old_start, l.ends_at as old_end,
        (l.day + b.starts_at) at time zone school.time_zone as starts_at,
        (l.day + b.ends_at) at time zone school.time_zone as ends_at
      from lesson l
      join timetable_slot s on s.id = l.slot_id
      join timetable_version v on v.id = s.version_id
      join course c on c.id = l.course_id
      cross join school
      cross join lateral (
        select coalesce(min(k.grade) filter (where k.grade > 0), 0) as grade
        from study_group_class g join class k on k.id = g.class_id where g.group_id = c.group_id) lowest
      join bell b on b.school_year_id = v.school_year_id and b.grade = lowest.grade
        and b.weekday = s.weekday and b.period = s.period
      where l.starts_at > ${now} and l.planned_day is null and l.status <> 'held' ${onDays} ${onBells}
    ), changed as (
      update lesson l set starts_at = d.starts_at, ends_at = d.ends_at
      from due d
      where l.id = d.id and (d.starts_at <> d.old_start or d.ends_at <> d.old_end)
      returning l.id, l.day, l.course_id, l.starts_at, l.ends_at, d.old_start, d.old_end,
        l.format = 'online' and l.status = 'planned' and l.announced_at is not null as is_told
    ), noted as (
      insert into lesson_change (lesson_id, at, changed_by, kind, before, after)
      select id, ${now}, ${actorId}, 'timetable',
        jsonb_build_object('starts_at', old_start, 'ends_at', old_end),
        jsonb_build_object('starts_at', starts_at, 'ends_at', ends_at)
      from changed where is_told
    )
    select l.id, l.day, l.is_told, l.starts_at, l.ends_at, subject.name as subject_name,
      study_group.name as group_name
    from changed l
    join course on course.id = l.course_id
    join subject on subject.id = course.subject_id
    join study_group on study_group.id = course.group_id
    order by l.starts_at, study_group.name
  `;
}

/** Writes the new times beside the teachers and takes them out of the check until all of them are written. */
function parkTeachers(lessonIds: readonly number[]): Sql {
  return sql`
    with parked as (
      update lesson_teacher t set during = tstzrange(l.starts_at, l.ends_at), is_active = false
      from lesson l, lesson_teacher old
      where l.id = any(${lessonIds}::bigint[]) and t.lesson_id = l.id
        and old.lesson_id = t.lesson_id and old.person_id = t.person_id
      returning t.lesson_id, t.person_id, old.is_active
    )
    select coalesce(array_agg(lesson_id), '{}') as lesson_ids, coalesce(array_agg(person_id), '{}') as person_ids
    from parked where is_active
  `;
}

async function clashesOf(tx: Db, parked: z.infer<typeof ParkedRow>): Promise<string[]> {
  const found = await tx.rows(
    ClashRow,
    sql`
      with parked as (
        select t.lesson_id, t.person_id, t.during, t.day
        from lesson_teacher t
        join unnest(${parked.lesson_ids}::bigint[], ${parked.person_ids}::bigint[]) as p(lesson_id, person_id)
          on p.lesson_id = t.lesson_id and p.person_id = t.person_id
        where not t.is_together
      ), standing as (
        select lesson_id, person_id, during from parked
        union
        select lesson_id, person_id, during from lesson_teacher where is_active and not is_together
      )
      select distinct on (p.person_id) p.day, person.family_name, person.given_name, person.patronymic,
        least(one_group.name, other_group.name) as one_group, greatest(one_group.name, other_group.name) as other_group
      from parked p
      join standing o on o.person_id = p.person_id and o.lesson_id <> p.lesson_id and o.during && p.during
      join person on person.id = p.person_id
      join lesson one on one.id = p.lesson_id join course one_course on one_course.id = one.course_id
      join study_group one_group on one_group.id = one_course.group_id
      join lesson other on other.id = o.lesson_id join course other_course on other_course.id = other.course_id
      join study_group other_group on other_group.id = other_course.group_id
      order by p.person_id, p.day limit 5
    `,
  );
  return found.map((row) => {
    const who = shortName(row.family_name, row.given_name, row.patronymic);
    return `${who}: ${row.one_group} и ${row.other_group}, ${weekdayName(row.day)}`;
  });
}
