/**
 * Models of the components in views/components, and the small builders that keep logic out of templates.
 * Fields follow the GOV.UK habits: label, hint, error above the input, all tied together; the error summary
 * on top links to each field by `fieldId(name)`.
 */
import { chosen, type FormErrors, type FormValues, typed } from './form.ts';
import type { IconName } from './icon-names.ts';
import type { SafeHtml } from './safe-html.ts';

/** For templates that need only the shell. */
export type NoModel = undefined;

export interface LinkModel {
  href: string;
  text: string;
}

/** note.ejs: a message inside the page. `live` is for what has just happened (announced by screen readers). */
export interface NoteModel {
  kind: 'ok' | 'warn' | 'bad' | 'info';
  title?: string | undefined;
  text?: string | undefined;
  items?: readonly { text: string; href?: string | undefined }[] | undefined;
  link?: LinkModel | undefined;
  live?: boolean | undefined;
}

/** A form as it was filled, as readForm gives it back: what the builders take values and errors from. */
export interface FilledForm {
  values: FormValues;
  errors: FormErrors;
}

/** The id of a field's input (of its first one, for radios and checkboxes): where an error links to. */
export function fieldId(name: string): string {
  return `f-${name}`;
}

/** error-summary.ejs: stands first in <main>, takes the focus. */
export interface ErrorSummaryModel {
  title: string;
  errors: readonly LinkModel[];
}

/** The summary of a refused form, or null when nothing was refused; an error under `form` belongs to no field. */
export function errorSummary(
  errors: FormErrors,
  title = 'Исправьте и отправьте ещё раз',
): ErrorSummaryModel | null {
  const found = Object.entries(errors).flatMap(([name, text]) =>
    text ? [{ href: name === 'form' ? '#main' : `#${fieldId(name)}`, text }] : [],
  );
  return found.length > 0 ? { title, errors: found } : null;
}

interface Labelled {
  name: string;
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
}

/** field.ejs: one line of input, or a textarea. */
export interface FieldModel extends Labelled {
  type: 'text' | 'search' | 'date' | 'time' | 'number' | 'email' | 'tel' | 'url' | 'password' | 'textarea';
  value: string;
  /** An HTML autocomplete token: `username`, `current-password`, `off`… */
  autocomplete?: string | undefined;
  inputMode?: 'numeric' | 'decimal' | 'url' | 'email' | 'tel' | undefined;
  width?: 'short' | 'middle' | 'full' | undefined;
  maxLength?: number | undefined;
  rows?: number | undefined;
  min?: string | undefined;
  max?: string | undefined;
  /** False for codes and addresses, where spell checkers get in the way. */
  spellcheck?: boolean | undefined;
}

export interface ChoiceModel {
  value: string;
  label: string;
  hint?: string | undefined;
  checked: boolean;
}

/** select.ejs: options in groups; a group without a label stands bare. */
export interface SelectModel extends Labelled {
  groups: readonly {
    label: string | null;
    options: readonly { value: string; label: string; selected: boolean }[];
  }[];
}

/** radios.ejs and checkboxes.ejs: a fieldset; `inline` puts short choices side by side. */
export interface ChoicesModel extends Labelled {
  choices: readonly ChoiceModel[];
  inline?: boolean | undefined;
}

/** file-field.ejs; `accept` is the input's attribute, e.g. `.xml`. */
export interface FileFieldModel extends Labelled {
  accept: string;
}

type FieldOptions = Partial<Omit<FieldModel, 'name' | 'label' | 'error'>>;

/** An input with what was typed and what was wrong with it. Passwords and codes never come back. */
export function field(form: FilledForm, name: string, label: string, options: FieldOptions = {}): FieldModel {
  const secret = options.type === 'password';
  return {
    type: 'text',
    value: secret ? '' : typed(form.values, name),
    ...options,
    name,
    label,
    error: form.errors[name],
  };
}

interface Choice {
  value: string;
  label: string;
  hint?: string | undefined;
  group?: string | undefined;
}

/** A select with the chosen option; options of one group must follow each other. */
export function select(
  form: FilledForm,
  name: string,
  label: string,
  options: readonly Choice[],
  extra: { hint?: string | undefined } = {},
): SelectModel {
  const value = typed(form.values, name);
  const groups: { label: string | null; options: { value: string; label: string; selected: boolean }[] }[] =
    [];
  for (const option of options) {
    const group = option.group ?? null;
    if (groups.at(-1)?.label !== group) groups.push({ label: group, options: [] });
    groups
      .at(-1)
      ?.options.push({ value: option.value, label: option.label, selected: option.value === value });
  }
  return { name, label, hint: extra.hint, error: form.errors[name], groups };
}

/** Radios or checkboxes with what was chosen. */
export function choices(
  form: FilledForm,
  name: string,
  label: string,
  options: readonly Choice[],
  extra: { hint?: string | undefined; inline?: boolean | undefined } = {},
): ChoicesModel {
  const marked = new Set(chosen(form.values, name));
  const all = options.map(({ value, label: text, hint }) => ({
    value,
    label: text,
    hint,
    checked: marked.has(value),
  }));
  return { name, label, error: form.errors[name], ...extra, choices: all };
}

/** page-head.ejs: what stands on top of every page. */
export interface PageHeadModel {
  title: string;
  /** The line above: where one is, with a link back. */
  crumb?: readonly { text: string; href?: string | undefined }[] | undefined;
  lead?: string | undefined;
  actions?: readonly ActionModel[] | undefined;
}

export interface ActionModel extends LinkModel {
  icon?: IconName | undefined;
  /** The one thing that people come for; at most one a page. */
  main?: boolean | undefined;
}

/** tag.ejs: a state, by word and colour, with an icon where it helps. */
export interface TagModel {
  text: string;
  kind?: 'accent' | 'warn' | 'bad' | 'ok' | undefined;
  icon?: IconName | undefined;
}

/** empty.ejs: what will appear here, and what to do. */
export interface EmptyModel {
  text: string;
  icon?: IconName | undefined;
  link?: LinkModel | undefined;
}

/** summary-list.ejs: names and values, each with a link that changes it where it can be changed. */
export interface SummaryListModel {
  rows: readonly SummaryRowModel[];
}

export interface SummaryRowModel {
  name: string;
  /** One line or several; a line with an address is a link. */
  lines: readonly { text: string; href?: string | undefined }[];
  html?: SafeHtml | undefined;
  tag?: TagModel | undefined;
  action?: (LinkModel & { about: string }) | undefined;
}

/** A row with one line of text; an empty value reads «не указано». */
export function summaryRow(
  name: string,
  value: string | null,
  action?: SummaryRowModel['action'],
): SummaryRowModel {
  return { name, lines: [{ text: value || 'не указано' }], action };
}

/** pagination.ejs; shown only when there is more than one page. */
export interface PaginationModel {
  label: string;
  /** «51–100 из 230» */
  shown: string;
  previous: string | null;
  next: string | null;
}

/** chips.ejs: filters as links; the chosen one is marked. */
export interface ChipsModel {
  label: string;
  chips: readonly (LinkModel & { current: boolean; count?: number | undefined })[];
}

/** confirm.ejs: the block with the button that does it and the link that leaves all as it is. */
export interface ConfirmModel {
  button: string;
  danger?: boolean | undefined;
  cancel?: LinkModel | undefined;
}

/** A form that nobody has filled yet: what stands in its fields to begin with. */
export function freshForm(values: FormValues = {}): FilledForm {
  return { values, errors: {} };
}
