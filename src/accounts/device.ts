import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * A browser in which somebody has signed in before. Its cookie holds a random number and, for each of the last
 * accounts used there, a seal made with that account's password hash: it can be neither made up nor moved to
 * another account, and a new password ends it. It opens nothing; it only gives the device tries of its own, so that
 * failures from elsewhere do not hold up their owner.
 */
export interface Device {
  id: string;
  seals: readonly string[];
}

/** Whose device it may be. */
export interface SealingAccount {
  personId: number;
  passwordHash: string;
}

export const DEVICE_COOKIE_DAYS = 365;
const MOST_ACCOUNTS = 6;

/** The cookie's name; with TLS it is bound to the host. */
export function deviceCookieName(publicUrl: string): string {
  return publicUrl.startsWith('https:') ? '__Host-device' : 'device';
}

/** What the cookie says, or null where it is none of ours. */
export function readDevice(cookie: string | null): Device | null {
  const [id, ...seals] = (cookie ?? '').split('.');
  const isWhole = [id, ...seals].every((part) => part !== undefined && /^[A-Za-z0-9_-]{22}$/.test(part));
  return isWhole && id !== undefined && seals.length > 0 && seals.length <= MOST_ACCOUNTS
    ? { id, seals }
    : null;
}

function seal(id: string, account: SealingAccount): string {
  const words = `device ${account.personId} ${id}`;
  return createHmac('sha256', account.passwordHash).update(words).digest('base64url').slice(0, 22);
}

/** Whether this account was signed in from the device since its password was set. */
export function isKnownDevice(device: Device | null, account: SealingAccount | null): boolean {
  if (device === null || account === null) return false;
  const own = Buffer.from(seal(device.id, account));
  return device.seals.map((one) => timingSafeEqual(Buffer.from(one), own)).includes(true);
}

/** The cookie's value after a sign-in of this account: the device as it was, or a new one, with the account's seal. */
export function writeDevice(device: Device | null, account: SealingAccount): string {
  const id = device?.id ?? randomBytes(16).toString('base64url');
  const own = seal(id, account);
  const others = (device?.seals ?? []).filter((one) => one !== own);
  return [id, own, ...others].slice(0, MOST_ACCOUNTS + 1).join('.');
}
