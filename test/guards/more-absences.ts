import sql from 'sql-template-tag';
import * as z from 'zod';
import type { Db } from '../../src/db/db.ts';

const Named = z.object({ name: z.string(), id: z.number() });

/** An absence of Соня that the school asks about, and one of Тимур that waits, each announced by the mother. */
export async function absenceSamples(db: Db): Promise<Record<string, Record<string, string>>> {
  const rows = await db.rows(
    Named,
    sql`
      with added as (
        insert into absence (student_id, starts_on, ends_on, reason, words, announced_by, announced_at, state, question)
        select s.person_id, '2026-12-07', '2026-12-08', 'doctor', '', m.person_id, '2026-11-24T05:00:00Z', t.state,
          t.question
        from (values ('sonya', 'belova', 'asked', 'Какой врач?'), ('timur', 'akhmetova', 'announced', ''))
          as t(student, mother, state, question)
        join account s on s.login = t.student join account m on m.login = t.mother
        returning id, student_id
      )
      select coalesce(nullif(p.call_name, ''), p.given_name) as name, a.id
      from added a join person p on p.id = a.student_id
    `,
  );
  const samples = Object.fromEntries(rows.map((row) => [row.name, String(row.id)]));
  return { absenceId: { ...samples, absent: '999999' } };
}

/** Doubles absences, and calls for help: those of the lessons that were doubled before. */
export async function doubleAbsences(db: Db): Promise<void> {
  await db.run(sql`
    insert into absence (student_id, starts_on, ends_on, periods, reason, words, state, announced_by, announced_at,
      question, answer, decided_by, decided_at)
    select student_id, starts_on, ends_on, periods, reason, words, state, announced_by, announced_at, question, answer,
      decided_by, decided_at from absence`);
  await db.run(sql`
    insert into ticket (kind, state, opened_by, opened_at, student_id, lesson_id, service_id, words, details)
    select t.kind, t.state, t.opened_by, t.opened_at, t.student_id, n.id, t.service_id, t.words, t.details
    from ticket t join lesson l on l.id = t.lesson_id
    join lesson n on n.course_id = l.course_id and n.day = l.day and n.period = l.period + 12`);
}
