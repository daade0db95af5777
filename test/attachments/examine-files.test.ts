import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { lookInto } from '../../src/attachments/examine-files.ts';
import { rewritePicture } from '../../src/attachments/rewrite-picture.ts';
import { phonePhoto, pixelBomb, plainPicture, smallPdf } from './made-files.ts';

const look = (content: Buffer) => lookInto({ fileName: 'x.jpg', content, isTooLarge: false, finding: null });

/** The words of a refusal; what was taken throws. */
async function refusal(content: Buffer): Promise<string> {
  const found = await look(content);
  if (found.ok) throw new Error(`taken as ${found.kind}`);
  return found.words.replaceAll('\u00a0', ' ');
}

async function taken(content: Buffer) {
  const found = await look(content);
  if (!found.ok) throw new Error(found.words);
  return found;
}

describe('a picture', () => {
  it('keeps nothing of the place, the camera and the words in it, and stands upright', async () => {
    const photo = await phonePhoto(2600, 1300);
    expect((await sharp(photo).metadata()).exif?.toString('latin1')).toContain('SecretMaker');
    const { kind, content, width, height } = await taken(photo);
    expect({ kind, width, height }).toEqual({ kind: 'image', width: 1000, height: 2000 });
    const after = await sharp(content).metadata();
    expect(after).toMatchObject({ format: 'jpeg', width: 1000, height: 2000 });
    const { exif, icc, iptc, xmp, orientation } = after;
    expect([exif, icc, iptc, xmp, orientation]).toEqual(Array(5).fill(undefined));
    expect(content.toString('latin1')).not.toMatch(/Exif|GPS|Secret|http:/);
    // the red corner was at the top left of what lay on its side; upright it is at the top right
    const { data } = await sharp(content)
      .extract({ left: 990, top: 5, width: 1, height: 1 })
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(data[0]).toBeGreaterThan(200);
  });

  it.each(['png', 'webp', 'gif'] as const)('of another kind is written anew as JPEG: %s', async (format) => {
    const { content, width, height } = await taken(await plainPicture(format));
    expect([width, height]).toEqual([300, 200]);
    expect(content.subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]));
  });

  it('brings no page along that stands behind its pixels or in its comment', async () => {
    const photo = await phonePhoto(300, 200);
    const html = Buffer.from('<html><script>alert(1)</script></html>');
    const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, html.length + 2]), html]);
    const polyglot = Buffer.concat([photo.subarray(0, 2), comment, photo.subarray(2), html]);
    const { content } = await taken(polyglot);
    expect(content.toString('latin1')).not.toContain('<script>');
  });

  it('that is cut off, or only begins as one, is refused', async () => {
    const photo = await phonePhoto();
    expect(await refusal(photo.subarray(0, photo.length / 2))).toContain('Снимок повреждён');
    expect(await refusal(Buffer.concat([photo.subarray(0, 3), Buffer.from('<html>')]))).toContain(
      'повреждён',
    );
    expect(await refusal(Buffer.from('\x89PNG\r\n\x1a\nзачем', 'latin1'))).toContain('повреждён');
  });

  it('with more pixels than memory should hold is refused at once, and the next one is taken', async () => {
    const bomb = pixelBomb(30_000);
    await taken(await plainPicture('png'));
    const began = performance.now();
    expect(await refusal(bomb)).toContain('слишком много точек');
    expect(performance.now() - began).toBeLessThan(1000);
    await taken(await plainPicture('png'));
    // here in this very process, where what it takes of memory can be seen
    await rewritePicture(await plainPicture('png'));
    const before = process.memoryUsage().rss;
    expect(await rewritePicture(bomb)).toEqual({ ok: false, why: 'too_many_pixels' });
    expect(process.memoryUsage().rss - before).toBeLessThan(30 * 1024 * 1024);
  });

  it('in the format of an iPhone is refused with the way out', async () => {
    const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic\0\0\0\0mif1heic')]);
    expect(await refusal(heic)).toContain('«Наиболее совместимые»');
  });
});

describe('a PDF', () => {
  it('is taken as it is', async () => {
    const pdf = smallPdf();
    expect(await taken(pdf)).toEqual({ ok: true, kind: 'pdf', content: pdf, width: null, height: null });
  });

  it.each([
    ['a program', '/OpenAction << /S /JavaScript /JS (app.alert(1)) >>', 'Сохранить как PDF'],
    ['a program whose name is hidden', '/OpenAction << /S /J#61vaScript /J#53 (1) >>', 'Сохранить как PDF'],
    ['a command', '/OpenAction << /S /Launch /F (cmd.exe) >>', 'Сохранить как PDF'],
    ['a file', '/Names << /EmbeddedFiles 4 0 R >>', 'Сохранить как PDF'],
    ['a form of Adobe', '/AcroForm << /XFA 4 0 R >>', 'Сохранить как PDF'],
    ['acts on events', '/AA << /WC 4 0 R >>', 'Сохранить как PDF'],
    ['a password', '/Encrypt 4 0 R', 'защищён паролем'],
  ])('with %s is refused', async (_what, extra, words) => {
    expect(await refusal(smallPdf(extra))).toContain(words);
  });

  it('is looked into where its objects are packed, and not taken for active by bytes of a picture', async () => {
    const packed = (object: string) => {
      const bytes = deflateSync(Buffer.from(object)).toString('latin1');
      return `>>\nendobj\n9 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length ${bytes.length} >>\nstream\n${bytes}\nendstream\nendobj\n10 0 obj <<`;
    };
    expect(await refusal(smallPdf(packed('1 0 << /S /JavaScript /JS 4 0 R >>')))).toContain(
      'Сохранить как PDF',
    );
    await taken(smallPdf(packed('1 0 << /Type /Font >>')));
    await taken(
      smallPdf(
        '>>\nendobj\n9 0 obj\n<< /Length 9 >>\nstream\n\x01/AA \x02/JS(\nendstream\nendobj\n10 0 obj <<',
      ),
    );
  });

  it('that would take long to look into is refused at once', async () => {
    const ends = '\nstartxref\n9\n%%EOF';
    const began = performance.now();
    const streams = Buffer.from(`%PDF-1.5\n${'/ObjStm stream\n'.repeat(300_000)}${ends}`);
    expect(await refusal(streams)).toContain('устроен слишком сложно');
    for (const unit of ['/ObjStm ', '#41'])
      expect(await refusal(Buffer.from(`%PDF-1.5\n${unit.repeat(1_200_000)}${ends}`))).toContain(
        'устроен слишком сложно',
      );
    const blown = deflateSync(Buffer.alloc(64 * 1024 * 1024)).toString('latin1');
    const bomb = Buffer.from(`%PDF-1.5\n/ObjStm stream\n${blown}${ends}`, 'latin1');
    expect(await refusal(bomb)).toContain('устроен слишком сложно');
    await taken(Buffer.from(`%PDF-1.5\n${'>> stream\n'.repeat(300_000)}${ends}`));
    expect(performance.now() - began).toBeLessThan(4000);
  });

  it('that is cut off, or begins with something else, is refused', async () => {
    const pdf = smallPdf();
    expect(await refusal(pdf.subarray(0, pdf.length - 30))).toContain('PDF повреждён');
    expect(await refusal(Buffer.concat([Buffer.from('<html>'), pdf]))).toContain('только фотографии');
    expect(await refusal(Buffer.concat([pdf, Buffer.from('<script>alert(1)</script>')]))).toContain(
      'PDF повреждён',
    );
  });
});

describe('anything else', () => {
  it.each([
    ['a program', Buffer.from('MZ\x90\0\x03\0\0\0', 'latin1')],
    ['a page', Buffer.from('<!doctype html><script>alert(1)</script>')],
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')],
    ['an archive', Buffer.from('PK\x03\x04', 'latin1')],
    ['a document', Buffer.from('\xd0\xcf\x11\xe0', 'latin1')],
    ['TIFF, which the decoder could read', Buffer.from('II*\0\x08\0\0\0', 'latin1')],
  ])('is refused, whatever it is called: %s', async (_what, content) => {
    expect(await refusal(content)).toContain('только фотографии (JPEG, PNG, WebP) и PDF');
  });

  it('that is empty is refused', async () => {
    expect(await refusal(Buffer.alloc(0))).toContain('Файл пустой');
  });
});
