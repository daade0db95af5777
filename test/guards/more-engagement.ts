import sql from 'sql-template-tag';
import type { Db } from '../../src/db/db.ts';

/** Doubles pupils under attention, their measures, and meetings: those who came up come up for every reason. */
export async function doubleEngagement(db: Db): Promise<void> {
  await db.run(sql`
    insert into concern (student_id, rule_id, kind, found_at, lesson_ids, cause, grounds)
    select distinct on (c.student_id, r.kind) c.student_id, r.id, r.kind, c.found_at, c.lesson_ids, c.cause, c.grounds
    from concern c cross join engagement_rule r where r.valid_to is null
    on conflict (student_id, kind) where closed_at is null do nothing`);
  await db.run(sql`
    insert into measure (student_id, concern_id, kind, words, owner_id, due_on, created_by, created_at, done_on, outcome,
      outcome_words)
    select student_id, concern_id, kind, words, owner_id, due_on, created_by, created_at, done_on, outcome, outcome_words
    from measure`);
  await db.run(sql`
    insert into review (term_id, held_on, people, findings, decision, recorded_by, recorded_at)
    select term_id, held_on, people, findings, decision, recorded_by, recorded_at from review`);
}
