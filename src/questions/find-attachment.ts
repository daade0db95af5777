import sql from 'sql-template-tag';
import * as z from 'zod';
import { id } from '../db/columns.ts';
import { readsAnswer } from '../feedback/answer-readers.ts';
import type { Finder } from '../web/route.ts';
import { partyOf } from './find.ts';

const FoundRow = z.object({
  id,
  kind: z.enum(['image', 'pdf']),
  name: z.string(),
});

export type FoundAttachment = z.output<typeof FoundRow>;

/**
 * A photo or file that this actor may see: with a message of a question that they read, or with an
 * answer that their class or course may read; or their own that went with no
 * message yet. What was withdrawn is for the coordinator, and only while a complaint about it is open.
 */
export const attachmentForReader: Finder<FoundAttachment, { attachmentId: number }> = ({
  db,
  params,
  actor,
  today,
}) =>
  db.maybeRow(
    FoundRow,
    sql`
      select f.id, f.kind, f.name
      from (
        select a.id, a.kind, a.name, a.added_by, q.id as question_id, m.withdrawn_at, ${partyOf(actor, today)} as party,
          exists (select from complaint c where c.message_id = m.id and c.state = 'open') as has_complaint,
          exists (
            select from published_answer p
            where p.question_id = q.id and p.answer_id = m.id and p.has_files and ${readsAnswer(actor, today)}
          ) as is_published
        from attachment a
        left join message_attachment o on o.attachment_id = a.id
        left join question_message m on m.id = o.message_id
        left join question q on q.id = m.question_id
        where a.id = ${params.attachmentId}
      ) f
      where case
        when f.question_id is null then f.added_by = ${actor.personId}
        when f.withdrawn_at is not null then ${actor.roles.has('coordinator')}::boolean and f.has_complaint
        else f.party is not null or f.is_published
      end
    `,
  );
