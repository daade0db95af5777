import MarkdownIt from 'markdown-it';
import { escapeHtml, type SafeHtml, safeHtml } from './safe-html.ts';

/** What a text may hold: paragraphs, lists, bold, italic, links. No HTML, no images, no tables, no code. */
const parser = new MarkdownIt('zero', { html: false, breaks: true }).enable([
  'autolink',
  'emphasis',
  'escape',
  'heading',
  'link',
  'list',
  'newline',
]);
parser.validateLink = (address) => /^https:\/\/[^\s/?#@:\\]+(?:[/?#]|$)/i.test(address);

interface Surroundings extends Record<string | symbol, unknown> {
  trustedHosts: ReadonlySet<string>;
  /** The host that the open link leads to and that nobody approved; empty for others. */
  foreign: string;
}

const { rules } = parser.renderer;

rules.heading_open = () => '<p><b>';
rules.heading_close = () => '</b></p>\n';

rules.link_open = (tokens, index, _options, env) => {
  const surroundings = env as unknown as Surroundings; // what `markdown` hands to render
  const address = String(tokens[index]?.attrGet('href') ?? '');
  const host = hostOf(address);
  surroundings.foreign = surroundings.trustedHosts.has(host) ? '' : host;
  return `<a href="${escapeHtml(address)}" rel="noopener noreferrer">`;
};

rules.link_close = (_tokens, _index, _options, env) => {
  const { foreign } = env as unknown as Surroundings; // what `markdown` hands to render
  return foreign === '' ? '</a>' : `</a> <span class="muted">(другой сайт: ${escapeHtml(foreign)})</span>`;
};

function hostOf(address: string): string {
  try {
    return new URL(address).hostname;
  } catch {
    return '';
  }
}

/**
 * Simple Markdown as markup that is safe to print: whatever else was typed comes out as text. Links lead to
 * https alone; beside a link to a host that is not among `trustedHosts` stands where it leads.
 * @param trustedHosts hosts of approved services, in lower case
 */
export function markdown(text: string, trustedHosts: Iterable<string>): SafeHtml {
  const surroundings: Surroundings = { trustedHosts: new Set(trustedHosts), foreign: '' };
  // every rule of the renderer escapes what it prints, and HTML in the text is switched off
  return safeHtml(parser.render(text, surroundings));
}
