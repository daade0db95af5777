/** What is asked of the school with one year and of the school with ten. */
import sql from 'sql-template-tag';
import * as z from 'zod';
import { id } from '../src/db/columns.ts';
import type { Db } from '../src/db/db.ts';
import { urls } from '../src/web/urls.ts';
import type { BenchPage, Variant } from './pages.ts';
import { TODAY } from './registers-school.ts';

export const COORDINATOR = 'ivanenko';
export const TEACHER = 'kovaleva';

const Row = z.object({ id });
const Numbers = z.object({ year: id, classes: z.array(id), students: z.array(id), teachers: z.array(id) });

/** Online lessons of the last days: filled registers to look at, and as many that are open, to save. */
export async function pickLessons(db: Db, most: number): Promise<{ filled: number[]; open: number[] }> {
  const of = async (isFilled: boolean) => {
    const rows = await db.rows(
      Row,
      sql`
        select l.id from lesson l join course c on c.id = l.course_id
        join study_group_class g on g.group_id = c.group_id and g.is_whole
        where l.format = 'online' and l.status = 'held' and l.day between ${TODAY}::date - 12 and ${TODAY}::date - 1
          and exists (select from register r where r.lesson_id = l.id and r.not_held_reason = '') = ${isFilled}
        order by hashint8extended(l.id, 1) limit ${most}
      `,
    );
    return rows.map((row) => row.id);
  };
  return { filled: await of(true), open: await of(false) };
}

/** The pages of reports, each for several classes, pupils or teachers in turn. */
export async function reportPages(db: Db, cookies: ReadonlyMap<string, string>): Promise<BenchPage[]> {
  const some = await db.row(
    Numbers,
    sql`
      select y.id as year,
        array(select k.id from class k where k.school_year_id = y.id order by k.id limit 12) as classes,
        array(select e.student_id from enrolment e join class k on k.id = e.class_id
          where k.school_year_id = y.id and e.ends_on is null order by hashint8extended(e.student_id, 1) limit 12) as students,
        array(select t.person_id from course c join course_teacher t on t.course_id = c.id
          where c.school_year_id = y.id group by 1 order by 1 limit 12) as teachers
      from school_year y where ${TODAY} between y.starts_on and y.ends_on
    `,
  );
  const as = (login: string, path: string): Variant => ({ path, cookie: cookies.get(login) ?? '' });
  const term = `year-${some.year}`;
  const own = (path: string) => [as(COORDINATOR, path)];
  return [
    { name: 'school by class', variants: own(urls.reports({ term, by: 'class' })) },
    { name: 'school by teacher', variants: own(urls.reports({ term, by: 'teacher' })) },
    { name: 'school by week', variants: own(urls.reports({ term, by: 'week' })) },
    { name: 'school by course', variants: own(urls.reports({ term, by: 'course' })) },
    {
      name: 'school by class, a quarter',
      variants: own(urls.reports({ by: 'class' })),
    },
    {
      name: 'class by pupil',
      variants: some.classes.map((one) => as(COORDINATOR, urls.reports({ term, class: one, by: 'student' }))),
    },
    {
      name: 'class by lesson',
      variants: some.classes.map((one) => as(COORDINATOR, urls.reports({ term, class: one, by: 'lesson' }))),
    },
    {
      name: 'teacher by class',
      variants: some.teachers.map((one) =>
        as(COORDINATOR, urls.reports({ term, teacher: one, by: 'class' })),
      ),
    },
    {
      name: 'own lessons of a teacher by class',
      variants: [as(TEACHER, urls.reports({ term, by: 'class' }))],
    },
    {
      name: 'pupil by course',
      variants: some.students.map((one) =>
        as(COORDINATOR, urls.reports({ term, student: one, by: 'course' })),
      ),
    },
    {
      name: 'pupil’s card',
      variants: some.students.map((one) => as(COORDINATOR, urls.student(one))),
    },
    { name: 'screen time', variants: own(urls.screenTime({ term })) },
    { name: 'concerns', variants: own(urls.concerns()) },
    { name: 'registers not filled', variants: own(urls.registers()) },
  ];
}
