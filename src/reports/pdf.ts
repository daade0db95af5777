import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import type pdfmakeModule from 'pdfmake';
import type { Content, TDocumentDefinitions } from 'pdfmake/interfaces.js';

export const PDF_TYPE = 'application/pdf';

export type PdfContent = Content;

export interface PdfPaper {
  title: string;
  /** The school, as the author. */
  author: string;
  /** When it is made, by the school's clock: the same paper at the same moment is the same file. */
  madeAt: Temporal.Instant;
  /** At the foot of each page, left of its number. */
  foot: string;
  content: readonly PdfContent[];
}

/** Where the fonts are: Roboto, which comes with the package and knows Cyrillic letters. */
const FONTS = `${dirname(createRequire(import.meta.url).resolve('pdfmake/package.json'))}${sep}fonts${sep}Roboto${sep}`;

let loaded: Promise<typeof pdfmakeModule> | undefined;

/** The library, loaded for the first paper: it takes thirty megabytes, and most days nobody asks for one. */
function loadPdfmake(): Promise<typeof pdfmakeModule> {
  loaded ??= import('pdfmake').then(({ default: pdfmake }) => {
    pdfmake.setFonts({
      Roboto: {
        normal: `${FONTS}Roboto-Regular.ttf`,
        bold: `${FONTS}Roboto-Medium.ttf`,
        italics: `${FONTS}Roboto-Italic.ttf`,
        bolditalics: `${FONTS}Roboto-MediumItalic.ttf`,
      },
    });
    // A paper is made of nothing but these fonts and what its content says: no address is asked, no other file is read
    pdfmake.setUrlAccessPolicy(() => false);
    pdfmake.setLocalAccessPolicy((path) => path.startsWith(FONTS));
    return pdfmake;
  });
  return loaded;
}

/** Colours of papers: what is read is black, and what matters is told by shape or words as well. */
export const INK = {
  text: '#1a1a1a',
  quiet: '#595959',
  line: '#8c8c8c',
  fill: '#ededed',
  accent: '#1f4e8c',
} as const;

/** A paper of A4 pages with numbers at their feet. */
export async function toPdf(paper: PdfPaper): Promise<Buffer> {
  const pdfmake = await loadPdfmake();
  return pdfmake.createPdf(definitionOf(paper)).getBuffer();
}

function definitionOf({ title, author, madeAt, foot, content }: PdfPaper): TDocumentDefinitions {
  const made = new Date(madeAt.epochMilliseconds);
  return {
    info: { title, author, creationDate: made, modDate: made, creator: 'Звонок', producer: 'Звонок' },
    version: '1.7',
    language: 'ru-RU',
    displayTitle: true,
    pageSize: 'A4',
    pageMargins: [56, 48, 42, 56],
    defaultStyle: { font: 'Roboto', fontSize: 10, lineHeight: 1.2, color: INK.text },
    styles: {
      title: { fontSize: 16, bold: true },
      heading: { fontSize: 12, bold: true, margin: [0, 14, 0, 5] },
      quiet: { fontSize: 9, color: INK.quiet },
      head: { fontSize: 8, bold: true, fillColor: INK.fill },
    },
    content: [...content],
    footer: (current, count) => ({
      margin: [56, 16, 42, 0],
      columns: [
        { text: foot, style: 'quiet' },
        { text: `Страница ${current} из ${count}`, style: 'quiet', alignment: 'right', width: 110 },
      ],
    }),
  };
}

/** A heading with what it is over: it never stands at the foot of a page without the first of it, which is short. */
export function section(title: string, first: PdfContent, ...others: readonly PdfContent[]): PdfContent[] {
  return [{ unbreakable: true, stack: [{ text: title, style: 'heading' }, first] }, ...others];
}
