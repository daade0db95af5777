import sql from 'sql-template-tag';
import * as z from 'zod';
import type { Db } from '../../src/db/db.ts';

const Made = z.object({ attachment_id: z.number(), complaint_id: z.number() });

/**
 * What orlova, who teaches Соня's class 7А and does not head it, answered to her, with a PDF; Соня complained of it, so
 * that kovaleva, the class teacher, reads it as well.
 */
export async function complaintSamples(db: Db): Promise<Record<string, Record<string, string>>> {
  const made = await db.row(
    Made,
    sql`
      with asked as (
        insert into question (student_id, asked_by, asked_at, topic, course_id, teacher_id, state)
        select s.person_id, s.person_id, '2026-11-24T05:00:00Z', 'material', c.id, t.person_id, 'answered'
        from account s, account t join course_teacher o on o.person_id = t.person_id join course c on c.id = o.course_id
        join study_group_class w on w.group_id = c.group_id and w.is_whole join class k on k.id = w.class_id
        where s.login = 'sonya' and t.login = 'orlova' and k.name = '7А' order by c.id limit 1
        returning id, asked_by, teacher_id
      ), written as (
        insert into question_message (question_id, author_id, side, kind, body, at)
        select id, asked_by, 'family', 'question', 'Где ставить запятую?', timestamptz '2026-11-24T05:00:00Z' from asked
        union all
        select id, teacher_id, 'school', 'answer', 'Там, где пауза.', timestamptz '2026-11-24T06:00:00Z' from asked
        returning id, author_id, side, body
      ), answered as (
        select * from written where side = 'school'
      ), added as (
        insert into attachment (added_by, added_at, kind, name, byte_size, content)
        select author_id, '2026-11-24T06:00:00Z', 'pdf', 'Правило.pdf', 9, '%PDF-1.4 ' from answered returning id
      ), sent as (
        insert into message_attachment (message_id, attachment_id) select answered.id, added.id from answered, added
      ), complained as (
        insert into complaint (message_id, made_by, made_at, quote)
        select answered.id, asked.asked_by, '2026-11-24T06:30:00Z', body from answered, asked returning id
      )
      select added.id as attachment_id, complained.id as complaint_id from added, complained
    `,
  );
  const of = (id: number) => ({ Соня: String(id), absent: '999999' });
  return { attachmentId: of(made.attachment_id), complaintId: of(made.complaint_id) };
}

/** Doubles complaints, each about a copy of its message, and the files of messages. */
export async function doubleComplaints(db: Db): Promise<void> {
  await db.run(sql`
    with copies as (
      insert into question_message (question_id, author_id, side, kind, body, at)
      select m.question_id, m.author_id, m.side, m.kind, m.body, m.at
      from question_message m where exists (select from complaint c where c.message_id = m.id)
      returning id, question_id, author_id, body
    )
    insert into complaint (message_id, made_by, made_at, quote, state, outcome, closed_by, closed_at)
    select n.id, c.made_by, c.made_at, c.quote, c.state, c.outcome, c.closed_by, c.closed_at
    from complaint c join question_message m on m.id = c.message_id
    join copies n on n.question_id = m.question_id and n.author_id = m.author_id and n.body = m.body
    on conflict do nothing`);
  await db.run(sql`
    with copies as (
      insert into attachment (added_by, added_at, kind, name, byte_size, width, height, content)
      select a.added_by, a.added_at, a.kind, a.name, a.byte_size, a.width, a.height, a.content
      from attachment a join message_attachment o on o.attachment_id = a.id returning id
    ), numbered as (
      select id, row_number() over (order by id) as place from copies
    ), sent as (
      select message_id, row_number() over (order by attachment_id) as place from message_attachment
    )
    insert into message_attachment (message_id, attachment_id)
    select s.message_id, n.id from numbered n join sent s on s.place = n.place`);
}
