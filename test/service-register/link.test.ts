import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkLink, hostOf } from '../../src/service-register/link.ts';

const service = { name: 'Сферум', hosts: ['sferum.ru', 'web.vk.me'] };
const words = (entered: string) => {
  const checked = checkLink(entered, service);
  return 'words' in checked ? checked.words : `ACCEPTED ${checked.url}`;
};

describe('v5.0.0-1.2.2: an address of a link', () => {
  it.each([
    ['https://sferum.ru/?call_link=a', 'https://sferum.ru/?call_link=a'],
    ['  https://sferum.ru/call/x#y  ', 'https://sferum.ru/call/x#y'],
    ['HTTPS://SFERUM.RU/Call', 'https://sferum.ru/Call'],
    ['https://web.vk.me', 'https://web.vk.me/'],
    ['https://sferum.ru/a/../b', 'https://sferum.ru/b'],
    ['https://sferum.ru/урок', 'https://sferum.ru/%D1%83%D1%80%D0%BE%D0%BA'],
  ])('%s is taken', (entered, url) => {
    expect(checkLink(entered, service)).toEqual({ url });
  });

  it.each([
    ['javascript:alert(1)', 'https://'],
    ['JaVaScRiPt://sferum.ru/%0aalert(1)', 'https://'],
    ['data:text/html,<script>alert(1)</script>', 'https://'],
    ['vbscript:x', 'https://'],
    ['blob:https://sferum.ru/1', 'https://'],
    ['//sferum.ru/x', 'не читается'],
    ['sferum.ru/x', 'не читается'],
    ['http://sferum.ru/x', 'https://'],
    ['https:\t//sferum.ru', 'лишний знак'],
    ['https://sfe\trum.ru', 'лишний знак'],
    ['https://sferum.ru/a b', 'лишний знак'],
    ['https://sferum.ru\\@evil.test/', 'лишний знак'],
    ['https://evil.test\\.sferum.ru/', 'лишний знак'],
    ['https://sferum.ru/\u0000', 'лишний знак'],
    ['https://user@sferum.ru/', 'имени и пароля'],
    ['https://sferum.ru@evil.test/', 'имени и пароля'],
    ['https://sferum.ru:pass@evil.test/', 'имени и пароля'],
    ['https://sferum.ru:8443/', 'номера порта'],
    ['https://sferum.ru:443/', 'номера порта'],
    ['https://sferum.ru:/', 'номера порта'],
    ['https://evil-sferum.ru/', 'evil-sferum.ru'],
    ['https://sferum.ru.evil.test/', 'sferum.ru.evil.test'],
    ['https://www.sferum.ru/', 'www.sferum.ru'],
    ['https://ferum.ru/', 'ferum.ru'],
    ['https://sferum.ru./', 'не относится'],
    ['https://evil.test/https://sferum.ru/', 'evil.test'],
    ['https://evil.test/?sferum.ru', 'evil.test'],
    ['https://evil.test#sferum.ru', 'evil.test'],
    ['https://sfеrum.ru/', 'xn--'], // the fourth letter is Cyrillic
    ['https://ѕferum.ru/', 'xn--'], // U+0455
    ['https://sferum。evil.test/', 'sferum.evil.test'],
    ['https://127.0.0.1/', '127.0.0.1'],
    ['https://2130706433/', '127.0.0.1'],
    ['https://[::1]/', '[::1]'],
    ['https:///', 'не читается'],
    ['', 'Вставьте'],
    ['   ', 'Вставьте'],
  ])('%j is refused in words', (entered, said) => {
    expect(words(entered)).toContain(said);
    expect(words(entered)).not.toContain('ACCEPTED');
  });

  it('names the service and what it allows when the host is another', () => {
    expect(words('https://zoom.us/j/1')).toBe(
      'Адрес «zoom.us» не относится к сервису «Сферум». Разрешены: https://sferum.ru, https://web.vk.me',
    );
  });

  it('that is taken is always https at an allowed host, without port or user info, and reads the same again', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'https:',
        'http:',
        'javascript:',
        '//',
        '/',
        '\\',
        '@',
        ':',
        '443',
        '.',
        '#',
        '?',
        '\t',
        '\n',
        ' ',
        '%2f',
        '%40',
        'sferum.ru',
        'SFERUM.ru',
        'web.vk.me',
        'evil.test',
        'sfеrum.ru',
        '。',
        '\u200b',
        '[::1]',
      ),
      fc.nat(0x2fff).map((code) => String.fromCodePoint(code)),
    );
    const address = fc.array(piece, { maxLength: 9 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(
        fc.oneof(
          address,
          address.map((rest) => `https://sferum.ru${rest}`),
          address.map((rest) => `https://${rest}`),
        ),
        (entered) => {
          const checked = checkLink(entered, service);
          if ('words' in checked) return checked.words.length > 0;
          const url = new URL(checked.url);
          expect(url.protocol).toBe('https:');
          expect(service.hosts).toContain(url.hostname);
          expect([url.port, url.username, url.password]).toEqual(['', '', '']);
          expect(checkLink(checked.url, service)).toEqual(checked);
          return true;
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('at an allowed host is taken whatever its path', () => {
    const path = fc.array(fc.constantFrom('a', 'Z', '9', '-', '_', '/', '?', '=', '&', '%20', 'ы'), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(fc.constantFrom(...service.hosts), path, (host, parts) => {
        expect(checkLink(`https://${host}/${parts.join('')}`, service)).toHaveProperty('url');
      }),
    );
  });
});

describe('the host of an address', () => {
  it('is all that a page may show of it', () => {
    expect(hostOf('https://sferum.ru/call/secret?x=1')).toBe('sferum.ru');
    expect(hostOf('not an address')).toBe('');
  });
});
