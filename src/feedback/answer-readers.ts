import sql, { join, type Sql } from 'sql-template-tag';
import * as z from 'zod';
import type { Actor } from '../access/actor.ts';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { pupilsOf } from '../service-register/channel-reach.ts';

/** Whoever stood in reads on for so many days, and those who will stand in begin as many days before. */
const SUBSTITUTE_DAYS = 30;

/**
 * The numbers of courses whose «Вопросы и ответы» somebody reads today, as a sub-select: of pupils and their guardians
 * those of their groups; of teachers those that they teach or stand in for, and those of the classes that they head.
 * The coordinator, who reads all, is not asked here.
 */
function readableCourses(actor: Actor, today: string): Sql {
  const ways = [
    sql`
      select c.id from group_student m join course c on c.group_id = m.group_id
      where m.student_id = any(${pupilsOf(actor)}::bigint[])
        and m.starts_on <= ${today} and (m.ends_on is null or m.ends_on >= ${today})`,
  ];
  if (actor.roles.has('teacher'))
    ways.push(
      sql`
        select c.id from course_teacher t join course c on c.id = t.course_id
        join school_year y on y.id = c.school_year_id and ${today} between y.starts_on and y.ends_on
        where t.person_id = ${actor.personId}`,
      sql`
        select l.course_id from lesson_teacher t join lesson l on l.id = t.lesson_id
        where t.person_id = ${actor.personId} and t.replaces_id is not null
          and t.day between ${today}::date - ${SUBSTITUTE_DAYS}::integer and ${today}::date + ${SUBSTITUTE_DAYS}::integer`,
      sql`
        select c.id from study_group_class w join course c on c.group_id = w.group_id
        where w.class_id = any(${actor.headedClasses.map((one) => one.id)}::bigint[])`,
    );
  return join(ways, ' union ');
}

/** The same of classes: those of pupils and their guardians, and those that are headed. */
function readableClasses(actor: Actor, today: string): Sql {
  return sql`
    select e.class_id from enrolment e
    where e.student_id = any(${pupilsOf(actor)}::bigint[])
      and e.starts_on <= ${today} and (e.ends_on is null or e.ends_on >= ${today})
    union
    select unnest(${actor.headedClasses.map((one) => one.id)}::bigint[])`;
}

/**
 * The condition under which somebody reads the published answer `p` today (always true 6): not withdrawn, and of a
 * course or class that is theirs; the coordinator reads all.
 * @param today local day, by which groups, classes and guardians' rights count
 */
export function readsAnswer(actor: Actor, today: string): Sql {
  if (actor.roles.has('coordinator')) return sql`p.withdrawn_at is null`;
  return sql`(p.withdrawn_at is null and (
    p.course_id in (${readableCourses(actor, today)}) or p.class_id in (${readableClasses(actor, today)})))`;
}

const ShelfRow = z.object({
  kind: z.enum(['course', 'class']),
  id,
  /** «Алгебра»; empty for a class. */
  subject: z.string(),
  /** The group, or the class: «7А». */
  target: z.string(),
});

/** A place where questions and answers are kept: a course, or a class. */
export type ShelfRow = z.output<typeof ShelfRow>;

/**
 * The courses and classes whose «Вопросы и ответы» somebody reads and that hold something, classes first, then by
 * subject. The coordinator, who reads all, is not asked here.
 */
export function listShelves(db: Db, actor: Actor, today: string): Promise<ShelfRow[]> {
  return db.rows(
    ShelfRow,
    sql`
      select 'class' as kind, k.id, '' as subject, k.name as target
      from class k where k.id in (${readableClasses(actor, today)})
        and exists (select from published_answer p where p.class_id = k.id and p.withdrawn_at is null)
      union all
      select 'course', c.id, j.name, g.name
      from course c join subject j on j.id = c.subject_id join study_group g on g.id = c.group_id
      where c.id in (${readableCourses(actor, today)})
        and exists (select from published_answer p where p.course_id = c.id and p.withdrawn_at is null)
      order by kind, subject, target, id
    `,
  );
}

/** A course or class whose answers this actor reads; null where there is none, or it is not theirs. */
export function findShelf(
  db: Db,
  kind: 'course' | 'class',
  shelfId: number,
  actor: Actor,
  today: string,
): Promise<ShelfRow | null> {
  const isAll = actor.roles.has('coordinator');
  if (kind === 'class')
    return db.maybeRow(
      ShelfRow,
      sql`
        select 'class' as kind, k.id, '' as subject, k.name as target from class k
        where k.id = ${shelfId} and (${isAll} or k.id in (${readableClasses(actor, today)}))
      `,
    );
  return db.maybeRow(
    ShelfRow,
    sql`
      select 'course' as kind, c.id, j.name as subject, g.name as target
      from course c join subject j on j.id = c.subject_id join study_group g on g.id = c.group_id
      where c.id = ${shelfId} and (${isAll} or c.id in (${readableCourses(actor, today)}))
    `,
  );
}
