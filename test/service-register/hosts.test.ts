import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readHosts } from '../../src/service-register/hosts.ts';

describe('the hosts of a service', () => {
  it.each([
    ['sferum.ru', ['sferum.ru']],
    ['Sferum.RU\r\n web.vk.me \n\nsferum.ru', ['sferum.ru', 'web.vk.me']],
    ['https://sferum.ru/?p=help', ['sferum.ru']],
    ['http://klgd.eljur.ru/journal/7a#x', ['klgd.eljur.ru']],
    ['vk.me, web.vk.me; vk.com', ['vk.me', 'web.vk.me', 'vk.com']],
    ['школа.рф', ['xn--80atdl2c.xn--p1ai']],
  ])('%j are read in their normal spelling', (typed, hosts) => {
    expect(readHosts(typed)).toEqual({ hosts });
  });

  it.each([
    ['', 'хотя бы один'],
    ['sferum.ru:443', 'номер порта'],
    ['https://sferum.ru:8443/x', 'номер порта'],
    ['sferum.ru/call', 'нужен только адрес сайта'],
    ['*.vk.me', 'нужен только адрес сайта'],
    ['user@sferum.ru', 'нужен только адрес сайта'],
    ['https://user:word@sferum.ru', 'имя и пароль'],
    ['ftp://sferum.ru', 'https://'],
    ['javascript:alert', 'нужен только адрес сайта'],
    ['localhost', 'с точкой'],
    ['127.0.0.1', 'с точкой'],
    ['https://[::1]/', 'с точкой'],
    ['sferum.ru.', 'с точкой'],
    ['sfеrum.ru', 'латинские и русские'], // the fourth letter is Cyrillic
    [Array.from({ length: 31 }, (_, i) => `a${i}.ru`).join('\n'), 'не больше 30'],
  ])('%j are refused in words', (typed, said) => {
    expect(readHosts(typed)).toEqual({ words: expect.stringContaining(said) });
  });

  it('that are read fit the column of the register, whatever was typed', () => {
    const piece = fc.constantFrom(
      'a',
      'Z',
      '7',
      'ы',
      '.',
      '.',
      '-',
      ':',
      '/',
      '@',
      '*',
      '_',
      ' ',
      'xn--',
      '。',
      'ß',
      '%',
    );
    const sites = fc.array(piece, { maxLength: 8 }).map((parts) => parts.join(''));
    const anything = fc.array(fc.nat(0x2fff)).map((codes) => String.fromCodePoint(...codes));
    fc.assert(
      fc.property(
        fc.oneof(
          sites,
          sites.map((site) => `https://${site}/x`),
          anything,
        ),
        (typed) => {
          const read = readHosts(typed);
          if ('words' in read) return;
          for (const host of read.hosts) {
            expect(host).toMatch(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/);
            expect(new URL(`https://${host}/`).hostname).toBe(host);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});
