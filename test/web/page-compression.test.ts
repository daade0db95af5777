import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { packPage } from '../../src/web/page-compression.ts';

const page = '<p>Урок пройдёт онлайн</p>'.repeat(100);

test.each(['gzip', 'gzip, deflate, br, zstd', 'br;q=1.0, gzip;q=0.8', 'identity, GZIP', 'gzip;q=0.01'])(
  'a page goes out gzipped to a browser that takes %s',
  (accepted) => {
    const { bytes, isGzipped } = packPage(page, accepted);
    expect(isGzipped).toBe(true);
    expect(gunzipSync(bytes).toString()).toBe(page);
  },
);

test.each([undefined, '', 'identity', 'br', 'gzip;q=0', 'gzip; q=0.000, br', 'x-gzip2'])(
  'a page goes out as it is to a browser that takes %s',
  (accepted) => {
    const { bytes, isGzipped } = packPage(page, accepted);
    expect(isGzipped).toBe(false);
    expect(bytes.toString()).toBe(page);
  },
);

test('a short page is not worth it', () => {
  expect(packPage('<p>Нет</p>', 'gzip').isGzipped).toBe(false);
});
