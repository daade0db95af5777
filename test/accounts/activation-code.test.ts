import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeLifetimeHours, drawCode, readCode } from '../../src/accounts/activation-code.ts';

const CYRILLIC: Record<string, string> = {
  B: 'В',
  C: 'с',
  H: 'Н',
  K: 'к',
  M: 'м',
  P: 'р',
  T: 'т',
  X: 'х',
  '3': 'з',
};

describe('an activation code', () => {
  it('v5.0.0-6.4.1: is ten signs drawn at random', () => {
    const codes = Array.from({ length: 2000 }, drawCode);
    expect(new Set(codes).size).toBe(2000);
    for (const code of codes) expect(code).toMatch(/^[BCHKMPTX2345679]{5}-[BCHKMPTX2345679]{5}$/);
  });

  it('is read whatever the case, blanks, dashes and the alphabet that it is typed in', () => {
    const dash = fc.constantFrom('', '-', ' ', '–', ' — ', '\u00a0', '_');
    fc.assert(
      fc.property(fc.infiniteStream(fc.boolean()), dash, (coins, between) => {
        const code = drawCode();
        const signs = [...code.replace('-', '')].map((sign) => {
          const [isLower, isCyrillic] = [coins.next().value, coins.next().value];
          const written = isCyrillic ? (CYRILLIC[sign] ?? sign) : sign;
          return isLower ? written.toLowerCase() : written;
        });
        signs.splice(5, 0, between);
        expect(readCode(signs.join(''))).toBe(code.replace('-', ''));
      }),
    );
  });

  it.each(['', 'BCH2K', 'BCH2K-7MPTX-9', 'BCH2K-7MPTЖ', 'A'.repeat(10), 'B'.repeat(10_000), '\u0000'])(
    'is not read from %j',
    (typed) => expect(readCode(typed)).toBeNull(),
  );

  it.each([
    ['first', false, 336],
    ['first', true, 48],
    ['reset', false, 24],
    ['reset', true, 24],
  ] as const)('of kind %s, staff %s, lives %d hours', (purpose, isStaff, hours) => {
    expect(codeLifetimeHours(purpose, isStaff)).toBe(hours);
  });
});
