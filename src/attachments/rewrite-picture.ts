import sharp, { type SharpOptions } from 'sharp';

/** The longest side of a kept picture, in pixels: a page of a notebook stays readable. */
const LONGEST_SIDE = 2000;
/** The longest side of a small one. */
const SMALL_SIDE = 320;
/** Pixels of a picture that is read line by line. */
const MOST_PIXELS = 64_000_000;
/** Pixels of one that must be held whole: progressive JPEG, interlaced PNG, WebP, GIF. */
const MOST_PIXELS_HELD = 24_000_000;

/** A picture as it is kept: JPEG, upright, without what the camera and programs added. */
export interface RewrittenPicture {
  content: Buffer;
  width: number;
  height: number;
}

export type PictureResult =
  | { ok: true; picture: RewrittenPicture }
  | { ok: false; why: 'broken' | 'too_many_pixels' };

sharp.cache(false);
sharp.concurrency(1);
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: [
    'VipsForeignLoadJpegBuffer',
    'VipsForeignLoadPngBuffer',
    'VipsForeignLoadWebpBuffer',
    'VipsForeignLoadNsgifBuffer',
  ],
});

/**
 * Decodes a picture (JPEG, PNG, WebP, GIF) and writes it anew as a JPEG of at most `LONGEST_SIDE` pixels a side,
 * turned as its EXIF says; nothing of the metadata (place, camera, comments, thumbnails, XMP, ICC) and nothing behind
 * the pixels comes along. Of what moves, the first picture.
 * @returns why not, where it is broken, or has more pixels than memory should hold
 */
export async function rewritePicture(content: Uint8Array): Promise<PictureResult> {
  const options: SharpOptions = { limitInputPixels: MOST_PIXELS, failOn: 'error', sequentialRead: true };
  try {
    const { width, height, format, isProgressive } = await sharp(content, options).metadata();
    const isHeld = isProgressive || format === 'webp' || format === 'gif';
    if (width * height > (isHeld ? MOST_PIXELS_HELD : MOST_PIXELS))
      return { ok: false, why: 'too_many_pixels' };
    const { data, info } = await sharp(content, options)
      .autoOrient()
      .resize(LONGEST_SIDE, LONGEST_SIDE, { fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .jpeg({ quality: 84 })
      .toBuffer({ resolveWithObject: true });
    return { ok: true, picture: { content: data, width: info.width, height: info.height } };
  } catch (fault) {
    if (!(fault instanceof Error)) throw fault;
    return { ok: false, why: /pixel limit/.test(fault.message) ? 'too_many_pixels' : 'broken' };
  }
}

/** A kept picture in small, for a list. */
export async function shrinkPicture(content: Uint8Array): Promise<PictureResult> {
  const { data, info } = await sharp(content, { sequentialRead: true })
    .resize(SMALL_SIDE, SMALL_SIDE, { fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: 72 })
    .toBuffer({ resolveWithObject: true });
  return { ok: true, picture: { content: data, width: info.width, height: info.height } };
}
