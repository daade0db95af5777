import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decideForAccount,
  decideForAddress,
  MOST_FROM_AN_ADDRESS,
  networkOf,
  strictest,
  waitInWords,
} from '../../src/accounts/throttle.ts';

const now = Temporal.Instant.from('2026-11-24T08:00:00Z');
const ago = (seconds: number) => now.subtract({ seconds });
const tally = (failures: number, secondsAgo: number) => ({
  failures,
  firstAt: ago(secondsAgo),
  lastAt: ago(secondsAgo),
});

describe('tries for one account from one network', () => {
  it.each([
    [0, 0, 0],
    [4, 0, 0],
    [5, 0, 1],
    [6, 0, 2],
    [7, 0, 4],
    [7, 3, 1],
    [7, 4, 0],
    [10, 0, 32],
    [14, 0, 512],
    [15, 0, 900],
    [100_000, 0, 900],
    [100_000, 899, 1],
    [100_000, 900, 0],
  ])('after %d failures, the last %d s ago, wait %d s', (failures, secondsAgo, wait) => {
    const decision = decideForAccount(tally(failures, secondsAgo), now);
    expect(decision).toEqual(wait === 0 ? { isAllowed: true } : { isAllowed: false, waitSeconds: wait });
  });

  it('v5.0.0-6.1.1: never wait longer than 15 minutes, and more failures never shorten the wait', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.nat(100_000), (failures, secondsAgo) => {
        const wait = (count: number) => {
          const decision = decideForAccount(tally(count, secondsAgo), now);
          return decision.isAllowed ? 0 : decision.waitSeconds;
        };
        expect(wait(failures)).toBeLessThanOrEqual(900);
        expect(wait(failures + 1)).toBeGreaterThanOrEqual(wait(failures));
      }),
    );
  });
});

describe('tries from one address', () => {
  it.each([
    [299, 0, 0],
    [MOST_FROM_AN_ADDRESS, 0, 600],
    [MOST_FROM_AN_ADDRESS, 590, 10],
    [MOST_FROM_AN_ADDRESS, 600, 0],
    [5000, 10, 590],
  ])('%d since %d s: wait %d s', (failures, secondsAgo, wait) => {
    const decision = decideForAddress({ ...tally(failures, secondsAgo), lastAt: now }, now);
    expect(decision).toEqual(wait === 0 ? { isAllowed: true } : { isAllowed: false, waitSeconds: wait });
  });

  it('the strictest of several decisions counts', () => {
    expect(strictest([])).toEqual({ isAllowed: true });
    expect(strictest([{ isAllowed: false, waitSeconds: 3 }, { isAllowed: true }])).toEqual({
      isAllowed: false,
      waitSeconds: 3,
    });
  });
});

describe('the network of an address', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::ffff:cb00:7107', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['', 'unknown'],
    ['127.0.0.1, 8.8.8.8', 'unknown'],
    ['<script>', 'unknown'],
  ])('%s → %s', (address, network) => expect(networkOf(address)).toBe(network));

  it('is one for a whole /64 and another for the next', () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        expect(networkOf(address)).toMatch(/^([0-9a-f]{1,4}:){4}:\/64$|^\d+\.\d+\.\d+\.\d+$/);
      }),
    );
    expect(networkOf('2001:db8:1:2:ffff:ffff:ffff:ffff')).toBe(networkOf('2001:db8:1:2::'));
    expect(networkOf('2001:db8:1:3::')).not.toBe(networkOf('2001:db8:1:2::'));
  });
});

it.each([
  [1, '1\u00a0секунду'],
  [22, '22\u00a0секунды'],
  [45, '45\u00a0секунд'],
  [60, '1\u00a0минуту'],
  [61, '2\u00a0минуты'],
  [900, '15\u00a0минут'],
])('%d s in words: %s', (seconds, words) => expect(waitInWords(seconds)).toBe(words));
