import sql from 'sql-template-tag';
import * as z from 'zod';
import type { Actor } from '../access/actor.ts';
import { day, id, instant } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { pupilsOf } from '../service-register/channel-reach.ts';
import { partyOf, questionStates } from './find.ts';

export const PAGE_SIZE = 30;
/** Signs of the question that the list shows. */
const FIRST_SIGNS = 160;

const FamilyRow = z.object({
  id,
  student_id: id,
  party: z.enum(['asker', 'guardian']),
  state: z.enum(questionStates),
  subject: z.string(),
  lesson_day: day.nullable(),
  family_name: z.string(),
  given_name: z.string(),
  patronymic: z.string(),
  /** What was asked first; null where it was withdrawn. */
  words: z.string().nullable(),
  last_at: instant,
  /** Whether the school wrote what is not read yet; only for those whose look counts. */
  is_unread: z.boolean(),
});
export type FamilyRow = z.output<typeof FamilyRow>;

/**
 * Questions of a family, those with the newest message first: what somebody asked, and what their young children asked;
 * a page and one row more, by which is known whether more follow.
 * @param childId of this pupil alone; null: of all
 */
export function listFamilyQuestions(
  db: Db,
  actor: Actor,
  asked: { childId: number | null; today: string; page: number },
): Promise<FamilyRow[]> {
  const pupils = asked.childId === null ? pupilsOf(actor) : [asked.childId];
  return db.rows(
    FamilyRow,
    sql`
      with own as (
        select q.id, q.student_id, q.course_id, q.lesson_id, q.teacher_id, q.state, ${partyOf(actor, asked.today)} as party
        from question q where q.student_id = any(${pupils}::bigint[])
      ), shown as (
        select o.id, o.student_id, o.course_id, o.lesson_id, o.teacher_id, o.state, o.party, n.at as last_at, n.id as last_id
        from own o cross join lateral (
          select m.id, m.at from question_message m where m.question_id = o.id order by m.id desc limit 1
        ) n
        where o.party in ('asker', 'guardian')
        order by n.at desc, n.id desc limit ${PAGE_SIZE + 1} offset ${(asked.page - 1) * PAGE_SIZE}
      )
      select s.id, s.student_id, s.party, s.state, coalesce(j.name, '') as subject, l.day as lesson_day,
        t.family_name, t.given_name, t.patronymic, s.last_at,
        (
          select left(m.body, ${FIRST_SIGNS}) from question_message m
          where m.question_id = s.id and m.withdrawn_at is null and m.kind = 'question' limit 1
        ) as words,
        s.party = 'asker' and exists (
          select from question_message m where m.question_id = s.id and m.side = 'school' and m.read_at is null
            and m.withdrawn_at is null
        ) as is_unread
      from shown s
      join person t on t.id = s.teacher_id
      left join course c on c.id = s.course_id
      left join subject j on j.id = c.subject_id
      left join lesson l on l.id = s.lesson_id
      order by s.last_at desc, s.last_id desc
    `,
  );
}
