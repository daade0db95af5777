import { load } from 'cheerio';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markdown } from '../../src/web/markdown.ts';

const html = (text: string) => markdown(text, ['sferum.ru']);

describe('v5.0.0-1.2.1: simple Markdown', () => {
  it('makes paragraphs, lists, steps and bold', () => {
    expect(html('Раз **два**\nтри\n\n- а\n- б\n\n1. в')).toBe(
      '<p>Раз <strong>два</strong><br>\nтри</p>\n<ul>\n<li>а</li>\n<li>б</li>\n</ul>\n<ol>\n<li>в</li>\n</ol>\n',
    );
  });

  it('leads to https alone, and says where a link leads when nobody approved the host', () => {
    expect(html('[к уроку](https://sferum.ru/x)')).toBe(
      '<p><a href="https://sferum.ru/x" rel="noopener noreferrer">к уроку</a></p>\n',
    );
    expect(html('[сюда](https://evil.test/x)')).toContain(
      '</a> <span class="muted">(другой сайт: evil.test)</span>',
    );
    for (const address of [
      'javascript:alert(1)',
      'data:text/html,x',
      '//evil.test',
      '/account',
      'http://sferum.ru',
      'https://a@sferum.ru',
    ])
      expect(html(`[x](${address})`)).not.toContain('<a');
  });

  it('shows no picture, no heading of its own and no HTML', () => {
    expect(html('![x](https://evil.test/p.png)')).not.toContain('<img');
    expect(html('# Заголовок')).toBe('<p><b>Заголовок</b></p>\n');
    expect(html('<script>alert(1)</script><b onclick=x>')).not.toMatch(/<script|<b /);
  });

  it('makes no element and no attribute but its own, whatever was typed', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '&',
      '[',
      ']',
      '(',
      ')',
      '!',
      '*',
      '_',
      '`',
      '#',
      '-',
      '\n',
      '\n\n',
      '1. ',
      ' ',
      'a',
      'https://x.ru',
      'javascript:',
      'onerror=',
      '<img src=x onerror=alert(1)>',
      '\\',
      '&lt;',
      '&#106;avascript:',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), (parts) => {
        const $ = load(html(parts.join('')), null, false);
        for (const element of $('*').toArray()) {
          expect(['p', 'br', 'b', 'strong', 'em', 'ul', 'ol', 'li', 'a', 'span']).toContain(
            $(element).prop('tagName')?.toLowerCase(),
          );
          for (const name of Object.keys($(element).attr() ?? {}))
            expect(['href', 'rel', 'class', 'start']).toContain(name);
          const href = $(element).attr('href');
          if (href !== undefined) expect(href).toMatch(/^https:\/\//i);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
