/**
 * Typed pages over EJS.
 *
 * `view<WeekPage>('lessons/week')` ties a model to views/lessons/week.ejs, whose first line names the
 * same model: `<%# page: WeekPage from src/lessons/pages.ts %>`. scripts/check-views.ts checks the template
 * against it, and `page(weekPage, model)` does not compile with another model.
 *
 * What a template sees, and nothing else:
 *   page     its model
 *   shell    `Shell`, below: what mount.ts knows about the request
 *   include  include('/components/field', { page: fieldModel }): a path from views/, never relative; the
 *            included template gets that model and the same shell
 *   icon     icon('bell'): an icon of public/img/sprite.svg as SafeHtml
 * `<%= %>` prints strings and numbers and throws on anything else; `<%- %>` is for include(), icon() and
 * values of the type SafeHtml.
 *
 * What mount.ts does: `renderPage(handle.name, model, shell)` gives the whole document as a string.
 */
import { readFileSync } from 'node:fs';
import ejs from 'ejs';
import { assetUrl, icon, rootFolder } from './assets.ts';
import { type Display, hasTwoColours } from './display-settings.ts';
import type { IconName } from './icon-names.ts';
import { escapeHtml, type SafeHtml, safeHtml } from './safe-html.ts';
import { urls } from './urls.ts';
import { phoneSaid } from './words.ts';

export type { IconName, SafeHtml };
export { escapeHtml, safeHtml };

declare const modelOfView: unique symbol;

/** A template's name together with the type of its model. */
export interface View<M> {
  readonly name: string;
  readonly [modelOfView]?: (model: M) => M;
}

/** An entry of the main navigation. */
export interface NavItem {
  href: string;
  icon: IconName;
  label: string;
  current: boolean;
  /** A number beside the label (unread notices); nothing is shown for 0. */
  count?: number | undefined;
  /** What the number counts, for screen readers: «новых уведомлений». */
  countLabel?: string | undefined;
}

/** What every page needs to know besides its model. */
export interface Shell {
  /** The page's own title, without the portal's name. */
  title: string;
  school: { name: string; shortName: string };
  lang: 'ru';
  display: Display;
  /** Main navigation, at most five entries; empty when nobody is signed in. */
  nav: readonly NavItem[];
  /** Who is signed in: «Ковалёва Е. П.», «учитель»; null on pages for everybody. */
  user: { name: string; roleLabel: string } | null;
  /** The roles between which this person may switch; empty or one entry: no switch is shown. */
  actingRoles: readonly { code: string; label: string; current: boolean }[];
  flash: readonly { kind: 'ok' | 'warn'; text: string }[];
  /** A new one each time it is read, so that every form of a page carries its own. */
  submissionKey: string;
  support: { phone: string; phoneHref: string; email: string };
  /** Path of the request, without the query. */
  path: string;
  /** Unread notices. */
  unread: number;
  /** True on pages with a bar of their own at the bottom of a phone: the navigation gives way. */
  focus?: boolean | undefined;
}

/** Model of views/layout.ejs. */
export interface LayoutPage {
  body: SafeHtml;
  /** One of the schemes for poor sight is chosen. */
  twoColours: boolean;
  /** The telephone of support, in one piece. */
  phone: string;
  links: Record<'home' | 'account' | 'signOut' | 'actingRole' | 'display' | 'rules', string>;
  asset: Record<'css' | 'script' | 'icon' | 'touchIcon' | 'fontCyrillic' | 'fontLatin', string>;
}

type Include = (path: string, data?: { page?: unknown }) => SafeHtml;
type Template = (page: unknown, shell: Shell, include: Include) => string;

const viewsFolder = `${rootFolder}/views`;
const compiled = new Map<string, Template>();

/** A handle on views/<name>.ejs for models of the type M. */
export function view<M>(name: string): View<M> {
  return { name };
}

/**
 * The whole document: the named template with its model, inside views/layout.ejs.
 * Throws when the template is missing or prints what it may not.
 */
export function renderPage(name: string, model: unknown, shell: Shell): string {
  const body = renderPart(name, model, shell);
  const layout: LayoutPage = {
    body,
    phone: phoneSaid(shell.support.phone),
    links,
    twoColours: hasTwoColours(shell.display),
    asset: layoutAssets(),
  };
  return template('layout')(layout, shell, includeFor(shell));
}

/** One template without the layout: for parts that are tested or sent alone. */
export function renderPart(name: string, model: unknown, shell: Shell): SafeHtml {
  return safeHtml(template(name)(model, shell, includeFor(shell)));
}

function includeFor(shell: Shell): Include {
  const include: Include = (path, data) => safeHtml(template(path.slice(1))(data?.page, shell, include));
  return include;
}

/** A template, compiled at its first use. `npm run dev` starts the portal again when one changes. */
function template(name: string): Template {
  let run = compiled.get(name);
  if (run === undefined) {
    run = compile(readFileSync(`${viewsFolder}/${name}.ejs`, 'utf8'), name);
    compiled.set(name, run);
  }
  return run;
}

interface EjsTemplate {
  source: string;
  generateSource(): void;
}

/**
 * EJS turns the template into statements; the function around them is ours. ejs.compile() copies the locals and
 * looks the file up again at every include: a list of 40 lessons took 0.37 ms that way, and takes 0.08 ms so.
 */
function compile(text: string, name: string): Template {
  const made = new ejs.Template(trimmed(text), {
    strict: true,
    destructuredLocals: ['page', 'shell'],
  }) as unknown as EjsTemplate; // the published types leave out the method that Template.compile() itself calls
  made.generateSource();
  const source = [
    '"use strict"; let __output = ""; let __line = 1;',
    'function __append(s) { if (s !== undefined && s !== null) __output += s; }',
    'try {',
    made.source,
    `} catch (fault) { return rethrow(fault, ${JSON.stringify(name)}, __line); }`,
    'return __output;',
    `//# sourceURL=views/${name}.ejs`,
  ].join('\n');
  const build = new Function(
    'escapeFn',
    'icon',
    'rethrow',
    `return function (page, shell, include) {${source}\n}`,
  );
  return build(escapeHtml, icon, rethrow) as Template; // the signature is the one written in the source above
}

/** Without indentation, and without the line ends after lines that only steer; line numbers stay. */
function trimmed(text: string): string {
  return text
    .replace(/^[ \t]+/gm, '')
    .replace(/^((?:<%(?![=%-])(?:(?!%>).)*%>)+)$/gm, (line) => `${line.slice(0, -2)}-%>`)
    .replace(/^%>$/gm, '-%>');
}

const located = new WeakSet<object>();

/** Puts `views/x.ejs:12` before the message, once, at the innermost template. */
function rethrow(fault: unknown, name: string, line: number): never {
  if (fault instanceof Error && !located.has(fault)) {
    located.add(fault);
    fault.message = `views/${name}.ejs:${line} ${fault.message}`;
  }
  throw fault;
}

const links: LayoutPage['links'] = {
  home: urls.home(),
  account: urls.account(),
  signOut: urls.signOut(),
  actingRole: urls.actingRole(),
  display: urls.display(),
  rules: urls.rules(),
};

let knownAssets: LayoutPage['asset'] | undefined;

function layoutAssets(): LayoutPage['asset'] {
  knownAssets ??= {
    css: assetUrl('css/app.css'),
    script: assetUrl('js/app.js'),
    icon: assetUrl('img/icon.svg'),
    touchIcon: assetUrl('img/icon-192.png'),
    fontCyrillic: assetUrl('fonts/onest-cyr.woff2'),
    fontLatin: assetUrl('fonts/onest-latin.woff2'),
  };
  return knownAssets;
}
