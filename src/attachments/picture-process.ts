/*
 * The process that decodes pictures, started by ask-for-picture.ts: what a picture from outside may do to a decoder,
 * and what a decoder keeps of memory, ends with it. It knows nothing of the portal, its database or its settings.
 */
import type { PictureAsked, PictureMade } from './ask-for-picture.ts';
import { rewritePicture, shrinkPicture } from './rewrite-picture.ts';

process.on('message', async (asked: PictureAsked) => {
  const result = await (asked.what === 'rewrite' ? rewritePicture : shrinkPicture)(asked.content);
  const made: PictureMade = { result };
  process.send?.(made);
});
