import { urls } from '../web/urls.ts';
import { nb, number } from '../web/words.ts';
import { ACCEPTED, FILES_FIELD, KEPT_FIELD, MOST_FILES, MOST_MEGABYTES } from './attachment-limits.ts';
import type { AttachmentRow, KeptFiles } from './keep-files.ts';

/** attachments.ejs: photos in small that lead to themselves, PDF files by name and size. */
export interface AttachmentsModel {
  photos: readonly PhotoModel[];
  documents: readonly { href: string; name: string; size: string }[];
}

interface PhotoModel {
  href: string;
  small: string;
  /** Pixels of the small one, so that nothing jumps when it comes. */
  width: number;
  height: number;
  alt: string;
}

/** file-upload.ejs: the field for new files and, above it, a box for each that was kept from the refused form. */
export interface FileUploadModel {
  name: string;
  label: string;
  hint: string;
  accept: string;
  error: string | null;
  kept: readonly { name: string; value: string; label: string; photo: PhotoModel | null }[];
}

const SMALL_SIDE = 160;

/** Files of one message, in their order. */
export function toAttachments(files: readonly AttachmentRow[]): AttachmentsModel {
  const photos = files.filter((file) => file.kind === 'image');
  return {
    photos: photos.map((file, at) =>
      photo(file, photos.length === 1 ? 'Фото' : `Фото ${at + 1} из ${photos.length}`),
    ),
    documents: files
      .filter((file) => file.kind === 'pdf')
      .map((file) => ({ href: urls.attachment(file.id), name: file.name, size: sizeSaid(file.byte_size) })),
  };
}

/** The field for files of a form, with what was kept of it and what was wrong. */
export function toFileUpload(
  { kept, fault }: KeptFiles,
  label = 'Фото или PDF, если нужно',
): FileUploadModel {
  return {
    name: FILES_FIELD,
    label,
    hint: nb(
      `До ${MOST_FILES} файлов, каждый до ${MOST_MEGABYTES} МБ: JPEG, PNG, WebP, PDF. Место и время съёмки из фото удаляются.`,
    ),
    accept: ACCEPTED,
    error: fault,
    kept: kept.map((file, at) => ({
      name: KEPT_FIELD,
      value: String(file.id),
      label: file.kind === 'image' ? nb(`Фото ${at + 1}`) : `${file.name}, ${sizeSaid(file.byte_size)}`,
      photo: file.kind === 'image' ? photo(file, '') : null,
    })),
  };
}

function photo(file: AttachmentRow, alt: string): PhotoModel {
  const [width, height] = [file.width ?? 1, file.height ?? 1];
  const scale = Math.min(1, SMALL_SIDE / Math.max(width, height));
  return {
    href: urls.attachment(file.id),
    small: urls.attachment(file.id, { size: 'small' }),
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
    alt: nb(alt),
  };
}

/** «340 КБ», «1,4 МБ» */
function sizeSaid(bytes: number): string {
  const kilobytes = Math.max(1, Math.round(bytes / 1024));
  if (kilobytes < 1000) return nb(`${kilobytes} КБ`);
  return nb(`${number(Math.round(bytes / 104_857.6) / 10)} МБ`);
}
