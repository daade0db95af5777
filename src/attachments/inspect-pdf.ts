import { nb } from '../web/words.ts';

/** Names by which a PDF does something by itself, carries other files, or leads to other machines. */
const ACTIVE =
  /\/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToE|GoToR|AA)(?![A-Za-z])/;

const BROKEN = 'Файл PDF повреждён или сохранился не до конца. Сохраните его ещё раз и отправьте заново.';
const LOCKED =
  'Этот PDF защищён паролем, его не смогут открыть. Сохраните его без пароля или отправьте фотографии страниц.';
const ACTIVE_WORDS =
  'В этом PDF есть программа, форма или вложенный файл, такие портал не принимает. Откройте его, выберите «Печать», затем «Сохранить как PDF» и отправьте то, что получилось.';

/**
 * Why a PDF is not taken, in words; null where it is: it begins as one, has its end, no password, and none of the
 * names of active content in what can be read. Streams that are compressed are not looked into, so what is packed in
 * object streams is not seen: a PDF is only ever handed out to be saved, never shown in the portal's pages.
 */
export function inspectPdf(content: Buffer): string | null {
  const text = content.toString('latin1');
  const tail = text.slice(-2048);
  if (!text.startsWith('%PDF-') || !/startxref\s+\d+\s+%%EOF\s*$/.test(tail)) return nb(BROKEN);
  // a name may be written with its letters as numbers: /J#61vaScript
  const plain = text.replace(/#([0-9A-Fa-f]{2})/g, (_whole, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  if (/\/Encrypt(?![A-Za-z])/.test(plain)) return nb(LOCKED);
  return ACTIVE.test(plain) ? nb(ACTIVE_WORDS) : null;
}
