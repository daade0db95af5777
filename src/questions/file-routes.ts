import * as z from 'zod';
import { askForPicture } from '../attachments/ask-for-picture.ts';
import { readContent } from '../attachments/keep-files.ts';
import { idParam } from '../web/form.ts';
import { download, photo } from '../web/reply.ts';
import { allow, get, type Route } from '../web/route.ts';
import { attachmentForReader } from './find-attachment.ts';

const AttachmentParams = z.object({ attachmentId: idParam });
const SizeQuery = z.object({ size: z.enum(['small']).optional().catch(undefined) });

/** Photos are shown, as the portal wrote them; a PDF, which it did not write, is only ever saved. */
const show = get(
  '/attachments/:attachmentId',
  { policy: allow('attachment:read', attachmentForReader), params: AttachmentParams, query: SizeQuery },
  async ({ db, subject, query }) => {
    const content = await readContent(db, subject.id);
    if (subject.kind === 'pdf') {
      const latinName = `document-${subject.id}.pdf`;
      return download({ fileName: subject.name, latinName, type: 'application/pdf', content });
    }
    if (query.size === undefined) return photo(content);
    const small = await askForPicture({ what: 'shrink', content });
    return photo(small.ok ? small.picture.content : content);
  },
);

export const fileRoutes: readonly Route[] = [show];
