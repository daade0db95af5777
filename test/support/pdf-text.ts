import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import * as z from 'zod';

const TextItem = z.object({ str: z.string(), transform: z.array(z.number()) });

export interface PdfText {
  info: Record<string, unknown>;
  /** The lines of each page from top to bottom, blanks drawn together. */
  pages: string[][];
  /** All lines as one text. */
  text: string;
}

/** What another program reads in a PDF: Mozilla's reader, which has nothing to do with what wrote it. */
export async function readPdf(bytes: Uint8Array): Promise<PdfText> {
  const task = getDocument({ data: new Uint8Array(bytes), verbosity: 0 });
  const document = await task.promise;
  const { info } = await document.getMetadata();
  const pages: string[][] = [];
  for (let number = 1; number <= document.numPages; number += 1) {
    const { items } = await (await document.getPage(number)).getTextContent();
    pages.push(linesOf(items.flatMap((item) => TextItem.safeParse(item).data ?? [])));
  }
  await task.destroy();
  return { info: { ...info }, pages, text: pages.flat().join('\n') };
}

/** Words at one height are a line, from left to right. */
function linesOf(items: readonly z.output<typeof TextItem>[]): string[] {
  const rows = Map.groupBy(items, ({ transform }) => Math.round(transform[5] ?? 0));
  return [...rows]
    .sort(([a], [b]) => b - a)
    .map(([, row]) =>
      row
        .sort((a, b) => (a.transform[4] ?? 0) - (b.transform[4] ?? 0))
        .map(({ str }) => str)
        .join(' ')
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .filter((line) => line !== '');
}
