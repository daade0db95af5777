declare const safeHtmlMark: unique symbol;

/** Markup that our own code made, and that `<%- %>` prints as it is. */
export type SafeHtml = string & { readonly [safeHtmlMark]: true };

/** Marks markup as safe. Only for code that escapes whatever it puts in; never for stored or typed text. */
export function safeHtml(markup: string): SafeHtml {
  return markup as SafeHtml; // the brand exists in types alone
}

const needsEscape = /[&<>"']/;
const replacements: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
};

/** Text as HTML, fit for content and for quoted attributes. Throws on everything but strings and numbers. */
export function escapeHtml(value: unknown): SafeHtml {
  if (typeof value === 'number') return String(value) as SafeHtml; // digits, sign and point need no escape
  if (typeof value !== 'string')
    throw new TypeError(`A template printed ${value === null ? 'null' : typeof value}`);
  if (!needsEscape.test(value)) return value as SafeHtml; // just tested
  return value.replace(/[&<>"']/g, (sign) => replacements[sign] ?? sign) as SafeHtml; // every sign replaced
}
