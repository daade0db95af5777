/*
 * Photos and PDF files with a message. A route that takes them:
 *
 *   post(path, { policy, params, upload: attachmentUpload }, async (context) => {
 *     const files = await keepFiles(context);           // first of all: what is in order is kept, refused or not
 *     const form = readForm(…, context.body);
 *     if (!form.ok || files.fault !== null) return show(…, { status: 422 });   // the model: toFileUpload(files)
 *     … insert the message …
 *     await claimAttachments(db, messageId, files, actor.personId);
 *   });
 *
 * The form: enctype="multipart/form-data", include('/components/file-upload', { page: toFileUpload(files) }); a fresh
 * one has toFileUpload(NO_FILES). Messages that are shown: listAttachments(db, messageIds) and
 * include('/components/attachments', { page: toAttachments(rows) }). The error summary: { files: files.fault }.
 * A message that is withdrawn: removeAttachments(tx, messageId).
 */
import sql, { join } from 'sql-template-tag';
import * as z from 'zod';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { chosen } from '../web/form.ts';
import type { PostContext, UploadedFile } from '../web/route.ts';
import { counted, nb } from '../web/words.ts';
import { FILES_FIELD, KEPT_FIELD, MOST_FILES } from './attachment-limits.ts';

const AttachmentRow = z.object({
  id,
  kind: z.enum(['image', 'pdf']),
  name: z.string(),
  byte_size: z.number(),
  width: z.number().nullable(),
  height: z.number().nullable(),
});

export type AttachmentRow = z.output<typeof AttachmentRow>;

/** What a form brought: files that are kept for it, and why it cannot be sent with them. */
export interface KeptFiles {
  kept: readonly AttachmentRow[];
  /** Words for the field `files`; null where nothing is wrong. */
  fault: string | null;
}

export const NO_FILES: KeptFiles = { kept: [], fault: null };

/**
 * Stores the files that a form brought, and finds those that were kept from the same form when it was refused before
 * and are still ticked. Files that are not in order are named in the fault; the others stay.
 */
export async function keepFiles({
  db,
  actor,
  body,
  files,
  now,
}: Pick<
  PostContext<unknown, unknown, unknown>,
  'db' | 'actor' | 'body' | 'files' | 'now'
>): Promise<KeptFiles> {
  const sent = files[FILES_FIELD] ?? [];
  const ids = chosen(body, KEPT_FIELD).filter((text) => /^\d{1,15}$/.test(text));
  const earlier = ids.length === 0 ? [] : await listUnsent(db, ids.map(Number), actor.personId);
  const room = Math.max(0, MOST_FILES - earlier.length);
  const added = await addAttachments(db, actor.personId, sent.slice(0, room), now);
  return { kept: [...earlier, ...added], fault: faultOf(sent, earlier.length) };
}

function faultOf(sent: readonly UploadedFile[], earlier: number): string | null {
  const faults = sent.flatMap(({ fileName, finding }) =>
    finding?.ok === false ? [`«${shortened(fileName)}»: ${finding.words}`] : [],
  );
  const most = counted(MOST_FILES, 'файл', 'файла', 'файлов');
  if (sent.length + earlier > MOST_FILES)
    faults.push(
      `К сообщению можно приложить не больше чем ${most}. Остальные отправьте следующим сообщением.`,
    );
  return faults.length === 0 ? null : nb(faults.join(' '));
}

function shortened(fileName: string): string {
  return fileName.length > 40 ? `…${fileName.slice(-38)}` : fileName;
}

async function addAttachments(
  db: Db,
  personId: number,
  sent: readonly UploadedFile[],
  at: Temporal.Instant,
): Promise<AttachmentRow[]> {
  const rows = sent.flatMap(({ fileName, finding }) =>
    finding?.ok === true
      ? [
          sql`(${personId}::bigint, ${at}::timestamptz, ${finding.kind}, ${nameOf(fileName, finding.kind)},
            ${finding.content.length}::int, ${finding.width}::smallint, ${finding.height}::smallint,
            ${finding.content}::bytea)`,
        ]
      : [],
  );
  if (rows.length === 0) return [];
  return db.rows(
    AttachmentRow,
    sql`
      insert into attachment (added_by, added_at, kind, name, byte_size, width, height, content)
      values ${join(rows)}
      returning id, kind, name, byte_size, width, height
    `,
  );
}

/** A photo's own name tells when it was taken and by what, so it has none; a document keeps the one that people know it by. */
function nameOf(fileName: string, kind: 'image' | 'pdf'): string {
  if (kind === 'image') return 'Фото';
  const base = fileName
    .replace(/\.pdf$/i, '')
    .replace(/[^\p{L}\p{N} ()_.,№-]/gu, '_')
    .trim();
  return `${base.slice(0, 80) || 'Документ'}.pdf`;
}

/** Files that a person added and that went with no message yet. */
async function listUnsent(db: Db, ids: readonly number[], personId: number): Promise<AttachmentRow[]> {
  return db.rows(
    AttachmentRow,
    sql`
      select a.id, a.kind, a.name, a.byte_size, a.width, a.height from attachment a
      where a.id = any(${ids}::bigint[]) and a.added_by = ${personId}
        and not exists (select from message_attachment m where m.attachment_id = a.id)
      order by a.id limit ${MOST_FILES}
    `,
  );
}

/** Gives kept files to a message, in the transaction that writes it; those of others, and those that went elsewhere, stay. */
export async function claimAttachments(
  tx: Db,
  messageId: number,
  { kept }: KeptFiles,
  personId: number,
): Promise<void> {
  if (kept.length === 0) return;
  await tx.run(sql`
    insert into message_attachment (message_id, attachment_id)
    select ${messageId}::bigint, a.id from attachment a
    where a.id = any(${kept.map((file) => file.id)}::bigint[]) and a.added_by = ${personId}
    on conflict (attachment_id) do nothing
  `);
}

const MessageFileRow = AttachmentRow.extend({ message_id: id });

export type MessageFileRow = z.output<typeof MessageFileRow>;

/** Files of messages, in the order in which they were added. */
export async function listAttachments(db: Db, messageIds: readonly number[]): Promise<MessageFileRow[]> {
  return db.rows(
    MessageFileRow,
    sql`
      select m.message_id, a.id, a.kind, a.name, a.byte_size, a.width, a.height
      from message_attachment m join attachment a on a.id = m.attachment_id
      where m.message_id = any(${messageIds}::bigint[]) order by a.id
    `,
  );
}

/**
 * Removes the files of a message that was withdrawn. While a complaint about it is open they stay, for the coordinator
 * alone, and go when it is closed.
 */
export async function removeAttachments(tx: Db, messageId: number): Promise<void> {
  await tx.run(sql`
    delete from attachment a using message_attachment m
    where m.attachment_id = a.id and m.message_id = ${messageId}
      and not exists (select from complaint c where c.message_id = m.message_id and c.state = 'open')
  `);
}

const Content = z.object({ content: z.instanceof(Buffer) });

/** The bytes of a file that was found before. */
export async function readContent(db: Db, attachmentId: number): Promise<Buffer> {
  return (await db.row(Content, sql`select content from attachment where id = ${attachmentId}`)).content;
}
