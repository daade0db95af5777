import type { Sharp, SharpInput, SharpOptions } from 'sharp';
import { nb } from '../web/words.ts';
import { PictureQueue } from './picture-queue.ts';

/** The longest side of a kept picture, in pixels: a page of a notebook stays readable. */
export const LONGEST_SIDE = 2000;
/** The longest side of a small one. */
const SMALL_SIDE = 320;
/** Pixels of a picture that is read line by line. */
const MOST_PIXELS = 64_000_000;
/** Pixels of one that must be held whole: progressive JPEG, interlaced PNG, WebP, GIF. */
const MOST_PIXELS_HELD = 24_000_000;

const BROKEN = 'Снимок повреждён и не открывается. Отправьте его ещё раз или сфотографируйте заново.';
const TOO_MANY_PIXELS =
  'Снимок слишком большой по размеру в точках. Сделайте снимок экрана с ним или уменьшите его и отправьте ещё раз.';

/** A picture as it is kept: JPEG, upright, without what the camera and programs added. */
export interface RewrittenPicture {
  content: Buffer;
  width: number;
  height: number;
}

export type PictureResult = { ok: true; picture: RewrittenPicture } | { ok: false; words: string };

const queue = new PictureQueue();

type Load = (input: SharpInput, options: SharpOptions) => Sharp;
let loading: Promise<Load> | undefined;

/** sharp, loaded with the first picture; it reads JPEG, PNG, WebP and GIF, keeps nothing between pictures, and takes one core. */
function loadSharp(): Promise<Load> {
  loading ??= import('sharp').then(({ default: sharp }) => {
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
    return sharp;
  });
  return loading;
}

/**
 * Decodes a picture and writes it anew as a JPEG of at most `LONGEST_SIDE` pixels a side, turned as its EXIF says;
 * nothing of the metadata (place, camera, comments, thumbnails, XMP, ICC) and nothing behind or between the pixels
 * comes along. Of what moves, the first picture.
 * @returns words where it is broken, or has more pixels than memory should hold
 */
export function rewritePicture(content: Buffer): Promise<PictureResult> {
  return queue.run(async () => {
    const sharp = await loadSharp();
    const options: SharpOptions = { limitInputPixels: MOST_PIXELS, failOn: 'error', sequentialRead: true };
    try {
      const { width, height, format, isProgressive } = await sharp(content, options).metadata();
      const isHeld = isProgressive || format === 'webp' || format === 'gif';
      if (width * height > (isHeld ? MOST_PIXELS_HELD : MOST_PIXELS)) return refused(TOO_MANY_PIXELS);
      const { data, info } = await sharp(content, options)
        .autoOrient()
        .resize(LONGEST_SIDE, LONGEST_SIDE, { fit: 'inside', withoutEnlargement: true })
        .flatten({ background: '#ffffff' })
        .jpeg({ quality: 84 })
        .toBuffer({ resolveWithObject: true });
      return { ok: true, picture: { content: data, width: info.width, height: info.height } };
    } catch (fault) {
      if (!(fault instanceof Error)) throw fault;
      return refused(/pixel limit/.test(fault.message) ? TOO_MANY_PIXELS : BROKEN);
    }
  });
}

/** A kept picture in small, for a list. */
export function shrinkPicture(content: Buffer): Promise<Buffer> {
  return queue.run(async () => {
    const sharp = await loadSharp();
    return sharp(content, { limitInputPixels: MOST_PIXELS, sequentialRead: true })
      .resize(SMALL_SIDE, SMALL_SIDE, { fit: 'inside', withoutEnlargement: true })
      .jpeg({ quality: 72 })
      .toBuffer();
  });
}

function refused(words: string): PictureResult {
  return { ok: false, words: nb(words) };
}
