import sql from 'sql-template-tag';
import * as z from 'zod';
import { sumRegisters } from '../../src/attendance/sum-registers.ts';
import type { Db } from '../../src/db/db.ts';
import { random } from '../../src/demo/random.ts';

const LessonRow = z.object({ id: z.number(), day: z.string(), group_id: z.number() });
const MemberRow = z.object({
  group_id: z.number(),
  student_id: z.number(),
  starts_on: z.string(),
  ends_on: z.string(),
});
const Id = z.object({ id: z.number() });

/**
 * Makes half of the small school's past lessons online at random, with what reports must cope with: parts of classes, a
 * group of two classes, substitutes, two teachers, pupils who change class (one of them stays in the old class's group),
 * registers that are filled on the day, later or not at all, lessons that did not take place, cancelled ones, and a limit
 * of screen time that changes within the term. The same seed gives the same rows.
 */
export async function makeRandomRegisters(db: Db, seed: number): Promise<void> {
  await joinClasses(db);
  await changeClasses(db);
  await db.run(
    sql`update health_limit set valid_to = '2026-10-14' where kind = 'day_screen_minutes' and grade_from = 5`,
  );
  await db.run(sql`
    insert into health_limit (kind, grade_from, grade_to, minutes, valid_from, source)
    values ('day_screen_minutes', 5, 9, 90, '2026-10-15', 'другая норма')`);
  const chance = random(seed);
  const lessons = await db.rows(
    LessonRow,
    sql`
      select l.id, l.day, c.group_id from lesson l join course c on c.id = l.course_id
      where l.day <= '2026-11-24' and l.status <> 'cancelled' order by l.id`,
  );
  const picked = lessons.filter(() => chance.chance(0.5));
  const services = await db.rows(Id, sql`select id from service order by id`);
  const teachers = await db.rows(Id, sql`select distinct person_id as id from course_teacher order by id`);
  const members = await db.rows(
    MemberRow,
    sql`select group_id, student_id, starts_on, coalesce(ends_on, 'infinity') as ends_on from group_student order by 1, 2`,
  );
  const drawn = picked.map((lesson) => {
    const state = chance.next();
    const isCancelled = state < 0.08;
    const isFilled = !isCancelled && state < 0.85;
    const isNotHeld = isFilled && state < 0.16;
    return {
      ...lesson,
      service_id: chance.pick(services).id,
      cancelled: isCancelled,
      filled: isFilled,
      not_held: isNotHeld ? chance.pick(['technical', 'teacher_ill', 'nobody_came']) : '',
      hours: chance.pick([2, 5, 9, 16, 30, 100]),
      substitute: chance.chance(0.1) ? chance.pick(teachers).id : null,
      helper: chance.chance(0.06) ? chance.pick(teachers).id : null,
    };
  });
  await writeLessons(db, drawn);
  const marks = drawn
    .filter((lesson) => lesson.filled && lesson.not_held === '')
    .flatMap((lesson) =>
      members
        .filter((one) => one.group_id === lesson.group_id)
        .filter((one) => one.starts_on <= lesson.day && lesson.day <= one.ends_on)
        .map((one) => ({
          lesson_id: lesson.id,
          student_id: one.student_id,
          day: lesson.day,
          ...drawMark(chance),
        })),
    );
  await db.run(sql`
    insert into mark (lesson_id, student_id, day, attendance, minutes_late, activity)
    select lesson_id, student_id, day, attendance, minutes_late, activity
    from jsonb_to_recordset(${JSON.stringify(marks)}::jsonb)
      as g(lesson_id bigint, student_id bigint, day date, attendance text, minutes_late smallint, activity smallint)`);
  // those that the school begins with too: their pupils have changed class since
  const registers = await db.rows(Id, sql`select lesson_id as id from register`);
  await sumRegisters(
    db,
    registers.map((one) => one.id),
  );
}

/** The maths of 7А becomes a group of 7А and 7Б. */
async function joinClasses(db: Db): Promise<void> {
  await db.run(sql`
    with made as (
      insert into study_group (school_year_id, name) select school_year_id, '7А+7Б' from class where name = '7А' returning id
    ), parts as (
      insert into study_group_class (group_id, class_id, is_whole)
      select made.id, k.id, true from made, class k where k.name in ('7А', '7Б')
    )
    update course set group_id = (select id from made)
    where id = (
      select c.id from course c join study_group_class gc on gc.group_id = c.group_id and gc.is_whole
      join class k on k.id = gc.class_id and k.name = '7А' order by c.id limit 1)`);
}

/** Three pupils of 7А go to 7Б in the middle of October; those who were in a part of 7А stay in it. */
async function changeClasses(db: Db): Promise<void> {
  await db.run(sql`
    with moved as (
      update enrolment set ends_on = '2026-10-11'
      where id in (
        select e.id from enrolment e join class k on k.id = e.class_id and k.name = '7А'
        where e.ends_on is null order by e.student_id limit 3)
      returning student_id
    )
    insert into enrolment (class_id, student_id, starts_on)
    select (select id from class where name = '7Б'), student_id, '2026-10-12' from moved`);
}

interface DrawnLesson {
  id: number;
  day: string;
  service_id: number;
  cancelled: boolean;
  filled: boolean;
  not_held: string;
  hours: number;
  substitute: number | null;
  helper: number | null;
}

async function writeLessons(db: Db, drawn: readonly DrawnLesson[]): Promise<void> {
  const given = JSON.stringify(drawn);
  const shape = sql`as g(id bigint, service_id bigint, cancelled boolean, filled boolean, not_held text, hours int,
    substitute bigint, helper bigint)`;
  const ids = drawn.map((lesson) => lesson.id);
  for (const table of ['register_total', 'mark', 'register_change', 'register'] as const)
    await db.run({ text: `delete from ${table} where lesson_id = any($1::bigint[])`, values: [ids] });
  await db.run(sql`
    update lesson l set format = 'online', service_id = g.service_id, link = 'https://sferum.ru/x',
      announced_at = l.starts_at - interval '2 days', status = case when g.cancelled then 'cancelled' else l.status end
    from jsonb_to_recordset(${given}::jsonb) ${shape} where l.id = g.id`);
  await db.run(sql`
    update lesson_teacher t set person_id = g.substitute, replaces_id = t.person_id, is_together = true
    from jsonb_to_recordset(${given}::jsonb) ${shape}
    where t.lesson_id = g.id and g.substitute is not null and t.position = 0 and g.substitute <> t.person_id
      and not exists (select from lesson_teacher o where o.lesson_id = g.id and o.person_id = g.substitute)`);
  await db.run(sql`
    insert into lesson_teacher (lesson_id, person_id, day, during, position, is_together)
    select l.id, g.helper, l.day, tstzrange(l.starts_at, l.ends_at), 5, true
    from jsonb_to_recordset(${given}::jsonb) ${shape} join lesson l on l.id = g.id
    where g.helper is not null
    on conflict do nothing`);
  await db.run(sql`
    insert into register (lesson_id, day, filled_at, changed_at, not_held_reason)
    select l.id, l.day, l.ends_at + make_interval(hours => g.hours), l.ends_at + make_interval(hours => g.hours), g.not_held
    from jsonb_to_recordset(${given}::jsonb) ${shape} join lesson l on l.id = g.id where g.filled`);
}

function drawMark(chance: ReturnType<typeof random>) {
  const attendance = chance.pick([
    'present',
    'present',
    'present',
    'present',
    'late',
    'absent',
    'excused',
    'technical',
  ]);
  const wasThere = attendance === 'present' || attendance === 'late';
  return {
    attendance,
    minutes_late: attendance === 'late' && chance.chance(0.7) ? chance.between(1, 30) : null,
    activity: wasThere && chance.chance(0.7) ? chance.between(0, 3) : null,
  };
}
