import sql from 'sql-template-tag';
import * as z from 'zod';
import { id, instant } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import type { Finder } from '../web/route.ts';
import { parties, partyOf } from './find.ts';
import { PersonShape, personColumn } from './person-shape.ts';

const sides = z.enum(['family', 'school']);

const MessageRow = z.object({
  id,
  question_id: id,
  author_id: id,
  side: sides,
  body: z.string(),
  is_withdrawn: z.boolean(),
  party: z.enum(parties),
  class_name: z.string(),
  /** The class teacher of the pupil's class today, where that is not the message's author. */
  head_id: id.nullable(),
});

export type MessageRow = z.output<typeof MessageRow>;

/** A message of a question that this actor reads. */
export const messageForReader: Finder<MessageRow, { messageId: number }> = ({ db, params, actor, today }) =>
  db.maybeRow(
    MessageRow,
    sql`
      select f.* from (
        select m.id, m.question_id, m.author_id, m.side, m.body, m.withdrawn_at is not null as is_withdrawn,
          ${partyOf(actor, today)} as party,
          coalesce(k.name, '') as class_name, nullif(k.class_teacher_id, m.author_id) as head_id
        from question_message m join question q on q.id = m.question_id
        left join enrolment e on e.student_id = q.student_id and e.starts_on <= ${today}
          and (e.ends_on is null or e.ends_on >= ${today})
        left join class k on k.id = e.class_id
        where m.id = ${params.messageId}
      ) f where f.party is not null
    `,
  );

const Added = z.object({ id });

/**
 * Notes a complaint with the message as it stands.
 * @returns its number; null where the same person complained of it before
 */
export async function addComplaint(
  tx: Db,
  message: Pick<MessageRow, 'id' | 'body'>,
  by: { personId: number; at: Temporal.Instant },
): Promise<number | null> {
  const added = await tx.maybeRow(
    Added,
    sql`
      insert into complaint (message_id, made_by, made_at, quote)
      values (${message.id}, ${by.personId}, ${by.at}, ${message.body})
      on conflict (message_id, made_by) do nothing
      returning id
    `,
  );
  return added?.id ?? null;
}

const ComplaintRow = z.object({
  id,
  message_id: id,
  question_id: id,
  made_by: id,
  made_at: instant,
  quote: z.string(),
  state: z.enum(['open', 'closed']),
  outcome: z.string(),
  closed_at: instant.nullable(),
  version: z.number(),
  side: sides,
  author_id: id,
  written_at: instant,
  is_withdrawn: z.boolean(),
  student_id: id,
  subject: z.string(),
  author: PersonShape,
  maker: PersonShape,
  student: PersonShape,
  class_name: z.string(),
  /** The class teacher of the pupil's class today, where that is not the message's author. */
  head: PersonShape.nullable(),
});

export type ComplaintRow = z.output<typeof ComplaintRow>;

const columns = sql`
  c.id, c.message_id, m.question_id, c.made_by, c.made_at, c.quote, c.state, c.outcome, c.closed_at, c.version, m.side,
  m.author_id, m.at as written_at, m.withdrawn_at is not null as is_withdrawn, q.student_id,
  coalesce(j.name, '') as subject,
  ${personColumn(sql`a`)} as author, ${personColumn(sql`b`)} as maker, ${personColumn(sql`s`)} as student,
  coalesce(k.name, '') as class_name,
  case when h.id is not null then ${personColumn(sql`h`)} end as head`;

const joins = (today: string) => sql`
  complaint c
  join question_message m on m.id = c.message_id
  join question q on q.id = m.question_id
  join person a on a.id = m.author_id
  join person b on b.id = c.made_by
  join person s on s.id = q.student_id
  left join course o on o.id = q.course_id
  left join subject j on j.id = o.subject_id
  left join enrolment e on e.student_id = q.student_id and e.starts_on <= ${today}
    and (e.ends_on is null or e.ends_on >= ${today})
  left join class k on k.id = e.class_id
  left join person h on h.id = k.class_teacher_id and h.id <> m.author_id`;

/** So many complaints stand on the page. */
export const MOST_COMPLAINTS = 100;

/** Complaints, the oldest open one first; of closed ones the latest. */
export function listComplaints(db: Db, areClosed: boolean, today: string): Promise<ComplaintRow[]> {
  return db.rows(
    ComplaintRow,
    areClosed
      ? sql`select ${columns} from ${joins(today)} where c.state = 'closed'
          order by c.closed_at desc, c.id desc limit ${MOST_COMPLAINTS}`
      : sql`select ${columns} from ${joins(today)} where c.state = 'open'
          order by c.made_at, c.id limit ${MOST_COMPLAINTS}`,
  );
}

/** One complaint, for the coordinator. */
export const complaintForActor: Finder<ComplaintRow, { complaintId: number }> = ({
  db,
  params,
  actor,
  today,
}) =>
  actor.roles.has('coordinator')
    ? db.maybeRow(
        ComplaintRow,
        sql`select ${columns} from ${joins(today)} where c.id = ${params.complaintId}`,
      )
    : Promise.resolve(null);

/** Closes a complaint. @returns false where somebody closed or changed it meanwhile */
export async function closeComplaint(
  tx: Db,
  seen: { id: number; version: number },
  by: { personId: number; at: Temporal.Instant; outcome: string },
): Promise<boolean> {
  const done = await tx.run(sql`
    update complaint set state = 'closed', outcome = ${by.outcome}, closed_by = ${by.personId}, closed_at = ${by.at},
      version = version + 1
    where id = ${seen.id} and version = ${seen.version} and state = 'open'
  `);
  return done === 1;
}
