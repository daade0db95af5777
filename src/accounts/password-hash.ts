import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { availableParallelism } from 'node:os';

/** What a new hash costs: 19 MiB and two passes (OWASP's first choice for Argon2id), 10 to 40 ms of one core. */
const COST = { memory: 19_456, passes: 2, parallelism: 1 } as const;

const SALT_BYTES = 16;
const TAG_BYTES = 32;
/** One a core, at most four: more at once are no faster, and each takes 19 MiB while it lasts. */
const MOST_AT_ONCE = Math.min(4, availableParallelism());
const MOST_WAITING = 60;

/** Thrown when more passwords wait to be checked than can be in a reasonable time; answer with 429. */
export class Busy extends Error {
  constructor() {
    super('Too many passwords are being checked at once');
    this.name = 'Busy';
  }
}

interface Cost {
  memory: number;
  passes: number;
  parallelism: number;
}

interface Stored extends Cost {
  salt: Buffer;
  tag: Buffer;
}

let running = 0;
const waiting: (() => void)[] = [];

/** Runs `work` when one of the places is free; throws `Busy` where sixty wait already. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running < MOST_AT_ONCE) {
    running += 1;
  } else {
    if (waiting.length >= MOST_WAITING) throw new Busy();
    await new Promise<void>((resolve) => waiting.push(resolve));
  }
  try {
    return await work();
  } finally {
    // A place is handed on rather than given back, so that nobody who comes later overtakes.
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}

function derive(secret: string, salt: Buffer, cost: Cost, tagLength: number): Promise<Buffer> {
  return inTurn(
    () =>
      new Promise((resolve, reject) => {
        argon2('argon2id', { message: secret, nonce: salt, tagLength, ...cost }, (fault, tag) =>
          fault ? reject(fault) : resolve(tag),
        );
      }),
  );
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}

function write(cost: Cost, salt: Buffer, tag: Buffer): string {
  const { memory, passes, parallelism } = cost;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(salt)}$${base64(tag)}`;
}

const PHC =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,172})$/;

function read(phc: string): Stored | null {
  const [, memory, passes, parallelism, salt, tag] = PHC.exec(phc) ?? [];
  if (!memory || !passes || !parallelism || !salt || !tag) return null;
  return {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  };
}

/** A password or a code as an Argon2id string in PHC form, with a salt of its own. Throws `Busy`. */
export async function hashSecret(secret: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  return write(COST, salt, await derive(secret, salt, COST, TAG_BYTES));
}

/** What is checked where there is nothing to check against: the same work, and never a match. */
const DUMMY = write(COST, Buffer.alloc(SALT_BYTES, 7), Buffer.alloc(TAG_BYTES, 7));

/**
 * Whether the secret is the stored one, compared in constant time. Null (no such login, not activated) costs
 * the same time and is never right, so that the answer does not tell which logins exist. Throws `Busy`.
 */
export async function verifySecret(stored: string | null, secret: string): Promise<boolean> {
  const real = stored === null ? null : read(stored);
  const against = real ?? read(DUMMY);
  if (!against) throw new Error('The dummy hash cannot be read');
  const tag = await derive(secret, against.salt, against, against.tag.length);
  return timingSafeEqual(tag, against.tag) && real !== null;
}

/** True where a hash was made at another cost than today's: hash again while the password is at hand. */
export function needsRehash(stored: string): boolean {
  const found = read(stored);
  if (!found) return true;
  return (
    found.memory !== COST.memory ||
    found.passes !== COST.passes ||
    found.parallelism !== COST.parallelism ||
    found.salt.length < SALT_BYTES ||
    found.tag.length < TAG_BYTES
  );
}
