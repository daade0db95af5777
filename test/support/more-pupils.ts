import sql from 'sql-template-tag';
import type { Db } from '../../src/db/db.ts';

/** Fills a class of the small school up to a number of pupils; they were in it from the first of September. */
export async function fillClass(db: Db, className: string, upTo: number): Promise<void> {
  await db.run(sql`
    with class_of as (select id from class where name = ${className}),
      missing as (
        select ${upTo}::int - count(*)::int as many from enrolment e join class_of k on k.id = e.class_id
        where e.ends_on is null
      ),
      made as (
        insert into person (family_name, given_name)
        select 'Ученик-' || chr(1040 + n), 'Ян' from missing, generate_series(1, greatest(many, 0)) as n
        returning id
      ),
      roles as (
        insert into person_role (person_id, role, starts_on) select id, 'student', '2026-09-01' from made
      )
    insert into enrolment (class_id, student_id, starts_on) select k.id, m.id, '2026-09-01' from made m, class_of k
  `);
}
