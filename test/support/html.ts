import { HtmlValidate, StaticConfigLoader } from 'html-validate';
import { expect } from 'vitest';

const validator = new HtmlValidate(
  new StaticConfigLoader({
    root: true,
    extends: ['html-validate:recommended', 'html-validate:a11y'],
    rules: {
      // matters of taste, which templates with conditions in them cannot keep
      'void-style': 'off',
      'attribute-boolean-style': 'off',
      'no-trailing-whitespace': 'off',
      'long-title': 'off',
      // the style sheet keeps telephone numbers in one piece: the font has no hyphen that does not break
      'tel-non-breaking': 'off',
      // boxes of one question share a name
      'form-dup-name': ['error', { shared: ['radio', 'checkbox', 'button', 'submit', 'reset'] }],
    },
  }),
);

/** What html-validate finds in a document, a line each: `12:5 rule words`. Empty where all is well. */
export async function htmlFaults(html: string): Promise<string[]> {
  const report = await validator.validateString(html);
  return report.results.flatMap(({ messages }) =>
    messages.map(({ line, column, ruleId, message }) => `${line}:${column} ${ruleId} ${message}`),
  );
}

/** Fails with every fault of the document. */
export async function expectValidHtml(html: string): Promise<void> {
  expect(await htmlFaults(html)).toEqual([]);
}
