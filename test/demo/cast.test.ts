import { describe, expect, it } from 'vitest';
import { passwordFault } from '../../src/accounts/password-rules.ts';
import { loadWordLists } from '../../src/accounts/word-lists.ts';
import { CAST, CAST_FAMILIES, castMember } from '../../src/demo/cast.ts';

describe('the cast', () => {
  it.each(CAST)('has a password for $login that the portal would accept', async (one) => {
    const isStaff = one.roles.some((role) => role !== 'student' && role !== 'parent');
    const fault = passwordFault(
      one.password,
      {
        kind: isStaff ? 'staff' : one.isYoung ? 'young' : 'family',
        login: one.login,
        ownNames: [one.familyName, one.givenName, one.patronymic, one.callName].filter(Boolean),
        schoolWords: ['МАОУ СОШ № 11', 'СОШ № 11', 'Калининград', one.className ?? one.leads ?? '7А'],
      },
      await loadWordLists(),
    );
    expect(fault).toBeNull();
  });

  it('names everybody once, and families of members only', () => {
    expect(new Set(CAST.map((one) => one.login)).size).toBe(CAST.length);
    expect(new Set(CAST.map((one) => one.password)).size).toBe(CAST.length);
    for (const { guardian, child } of CAST_FAMILIES) {
      expect(castMember(guardian).roles).toContain('parent');
      expect(castMember(child).roles).toContain('student');
    }
    expect(() => castMember('nobody')).toThrow('Nobody of the cast');
  });
});
