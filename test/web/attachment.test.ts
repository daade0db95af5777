import { describe, expect, it } from 'vitest';
import { attachment } from '../../src/web/attachment.ts';

describe('the name of a saved file', () => {
  it('comes in Russian, and in Latin letters for those who know no other', () => {
    expect(attachment('Отчёт (1).csv', 'report-1.csv')).toBe(
      `attachment; filename="report-1.csv"; filename*=UTF-8''${'%D0%9E%D1%82%D1%87%D1%91%D1%82%20%281%29.csv'}`,
    );
  });

  it.each(['отчёт.csv', 'a"; x="b.csv', 'a\r\nSet-Cookie: a=b', ''])(
    'refuses %j as the Latin name',
    (name) => {
      expect(() => attachment('a.csv', name)).toThrow('not a Latin file name');
    },
  );

  it('lets nothing out of its place, whatever the Russian name is', () => {
    expect(attachment('a"\r\n;б\'*.csv', 'a.csv')).toMatch(
      /^attachment; filename="a\.csv"; filename\*=UTF-8''[\w.%-]+$/,
    );
  });
});
