import { createCipheriv, createDecipheriv, createHmac, randomBytes, randomInt } from 'node:crypto';
import * as z from 'zod';

/** A box and the key that shuts it. */
export interface Seal {
  /** 32 bytes (`answerKeys(context).box`). */
  key: Buffer;
  /** Which box it is, `survey 12, class 3`: a box that was put in another's place does not open. */
  label: string;
}

const NONCE = 12;
const TAG = 16;
/**
 * Plain text is padded to a power of two, and to this at least. The first five answers of a class fit in, however long:
 * a box of few is as long with one word as with pages, or whoever knows who answered would know long words again.
 */
const LEAST_BYTES = 32 * 1024;
const LENGTH_BYTES = 4;

/** Tells under which key a box was sealed, and nothing else of the key: 8 bytes. */
export function keyId(key: Buffer): Buffer {
  return createHmac('sha256', key).update('which key this is').digest().subarray(0, 8);
}

/**
 * Ballots as nobody without the key can read or change them: shuffled, padded, AES-256-GCM under a nonce of its own.
 * Of two boxes with the same ballots no byte is alike.
 */
export function seal(ballots: readonly unknown[], { key, label }: Seal): Buffer {
  const words = Buffer.from(JSON.stringify(shuffled(ballots)));
  const padded = Buffer.alloc(paddedLength(LENGTH_BYTES + words.length));
  padded.writeUInt32BE(words.length);
  words.copy(padded, LENGTH_BYTES);
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(label));
  const shut = Buffer.concat([cipher.update(padded), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), shut]);
}

/**
 * The ballots of a box, in no order that says anything.
 * Throws where the key is another, the box another's, or a byte was changed.
 */
export function unseal<T>(shape: z.ZodType<T>, sealed: Buffer, { key, label }: Seal): T[] {
  const nonce = sealed.subarray(0, NONCE);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG })
    .setAAD(Buffer.from(label))
    .setAuthTag(sealed.subarray(NONCE, NONCE + TAG));
  const padded = Buffer.concat([decipher.update(sealed.subarray(NONCE + TAG)), decipher.final()]);
  const words = padded.subarray(LENGTH_BYTES, LENGTH_BYTES + padded.readUInt32BE());
  return z.array(shape).parse(JSON.parse(words.toString()));
}

/**
 * The box with one more ballot in it. Whoever calls holds the box's row: of two at once one ballot would be lost.
 * @param sealed the box as it is; null: the first ballot
 */
export function withBallot<T>(shape: z.ZodType<T>, sealed: Buffer | null, ballot: T, box: Seal): Buffer {
  const before = sealed === null ? [] : unseal(shape, sealed, box);
  return seal([...before, ballot], box);
}

/** The same things in an order drawn by a generator that nobody can foresee (Fisher and Yates). */
export function shuffled<T>(things: readonly T[]): T[] {
  const drawn = [...things];
  for (let last = drawn.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1);
    [drawn[last], drawn[other]] = [drawn[other] as T, drawn[last] as T]; // both lie within the list
  }
  return drawn;
}

function paddedLength(bytes: number): number {
  return Math.max(LEAST_BYTES, 2 ** Math.ceil(Math.log2(bytes)));
}
