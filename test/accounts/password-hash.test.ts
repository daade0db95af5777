import { argon2Sync, randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { Busy, hashSecret, needsRehash, verifySecret } from '../../src/accounts/password-hash.ts';

function made(memory: number, passes: number, secret: string): string {
  const nonce = randomBytes(16);
  const tag = argon2Sync('argon2id', {
    message: secret,
    nonce,
    parallelism: 1,
    tagLength: 32,
    memory,
    passes,
  });
  const plain = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
  return `$argon2id$v=19$m=${memory},t=${passes},p=1$${plain(nonce)}$${plain(tag)}`;
}

describe('the hash of a password', () => {
  it('v5.0.0-11.4.2: is Argon2id at today’s cost with a salt of its own', async () => {
    const [one, two] = await Promise.all([hashSecret('лодка яблоко снег'), hashSecret('лодка яблоко снег')]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(one).not.toBe(two);
    expect(needsRehash(one)).toBe(false);
  });

  it('v5.0.0-6.2.8: is of the password exactly as typed', async () => {
    const long = 'щ'.repeat(127);
    const hash = await hashSecret(`${long}Я`);
    expect(await verifySecret(hash, `${long}Я`)).toBe(true);
    for (const other of [`${long}я`, `${long}Я `, long, ` ${long}Я`]) {
      expect(await verifySecret(hash, other)).toBe(false);
    }
  });

  it('is never right where there is no hash, or one that cannot be read', async () => {
    expect(await verifySecret(null, 'какой угодно')).toBe(false);
    expect(await verifySecret('$argon2id$v=19$m=1', 'какой угодно')).toBe(false);
  });

  it('is verified at the cost that it was made at, and then made anew', async () => {
    const old = made(8192, 1, 'старый пароль');
    expect(await verifySecret(old, 'старый пароль')).toBe(true);
    expect(await verifySecret(old, 'другой пароль')).toBe(false);
    expect(needsRehash(old)).toBe(true);
    expect(needsRehash('не хеш')).toBe(true);
  });

  it('is not waited for by more than sixty', async () => {
    const hash = made(8, 1, 'да');
    const tries = await Promise.allSettled(Array.from({ length: 80 }, () => verifySecret(hash, 'да')));
    const refused = tries.filter((one) => one.status === 'rejected');
    expect(refused.length).toBe(80 - 60 - Math.min(4, availableParallelism()));
    for (const one of refused) expect(one.reason).toBeInstanceOf(Busy);
    expect(await verifySecret(hash, 'да')).toBe(true);
  });
});
