/**
 * Checks the templates as TypeScript. Each views/x.ejs is rewritten into .cache/views/x.ts with the same line
 * numbers, tsc checks the lot, and what it finds is printed as `views/x.ejs:12 …`.
 *
 * Demanded: a first line `<%# page: WeekPage from src/lessons/pages.ts %>`; strings and numbers in `<%= %>`;
 * include(), icon() and SafeHtml in `<%- %>`; the included template's own model; and that `view<WeekPage>('…')`
 * names the template's model. Exits 1 when something is wrong.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

export interface ViewProblem {
  file: string;
  line: number;
  text: string;
}

/** Where the templates and their models are, and where the rewritten ones go. */
export interface ViewsToCheck {
  /** The folder that holds views/ and src/. */
  root: string;
  /** A folder of its own for the rewritten templates; emptied first. */
  cache: string;
}

interface Template {
  name: string;
  source: string;
  model: { type: string; file: string } | null;
}

const project = new URL('..', import.meta.url).pathname.replace(/\/$/, '');
const header = /^<%# page: ([A-Z]\w*) from (src\/[\w./-]+\.ts) %>(?:\r?\n|$)/;

/** Everything that is wrong with the templates, by file and line. */
export function checkViews({ root, cache }: ViewsToCheck): ViewProblem[] {
  const templates = readTemplates(root);
  const problems: ViewProblem[] = [];
  for (const template of templates) {
    const place = { file: `views/${template.name}.ejs`, line: 1 };
    const { model } = template;
    if (!model) problems.push({ ...place, text: 'the first line must be <%# page: Type from src/… %>' });
    else if (!existsSync(join(root, model.file)))
      problems.push({ ...place, text: `there is no ${model.file}` });
  }
  problems.push(...problemsOfHandles(root, templates));
  const sound = templates.filter((template) => template.model && existsSync(join(root, template.model.file)));
  rmSync(cache, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
  for (const template of sound) writeIn(cache, `${template.name}.ts`, rewrite(template, root, cache));
  writeIn(cache, 'scope.ts', scope(sound, root, cache));
  writeIn(cache, 'tsconfig.json', tsconfig(cache));
  problems.push(...runCompiler(cache, new Set(sound.map(({ name }) => name))));
  return problems.sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line);
}

function readTemplates(root: string): Template[] {
  const folder = join(root, 'views');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ejs'))
    .sort()
    .map((path) => {
      const source = readFileSync(join(folder, path), 'utf8');
      const [, type, file] = header.exec(source) ?? [];
      return { name: path.slice(0, -'.ejs'.length), source, model: type && file ? { type, file } : null };
    });
}

/** Handles must name templates that exist, and the same model; pages must have a handle. */
function problemsOfHandles(root: string, templates: readonly Template[]): ViewProblem[] {
  const byName = new Map(templates.map((template) => [template.name, template]));
  const named = new Set<string>();
  const problems: ViewProblem[] = [];
  for (const path of readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.ts')) continue;
    const source = readFileSync(join(root, 'src', path), 'utf8');
    // not in comments, where examples stand
    for (const match of source.matchAll(/^(?!\s*(?:\*|\/\/)).*\bview<(\w+)>\(\s*'([^']+)'/gm)) {
      const [, type = '', name = ''] = match;
      const place = { file: `src/${path}`, line: source.slice(0, match.index).split('\n').length };
      const template = byName.get(name);
      named.add(name);
      if (!template) problems.push({ ...place, text: `there is no views/${name}.ejs` });
      else if (template.model && template.model.type !== type)
        problems.push({
          ...place,
          text: `views/${name}.ejs is written for ${template.model.type}, not ${type}`,
        });
    }
  }
  for (const { name } of templates) {
    const isPart = name === 'layout' || name.startsWith('components/') || /(^|\/)_[^/]+$/.test(name);
    if (!isPart && !named.has(name))
      problems.push({ file: `views/${name}.ejs`, line: 1, text: 'no view() in src names this page' });
  }
  return problems;
}

/** A template as a TypeScript function; every line stays where it was. */
function rewrite(template: Template, root: string, cache: string): string {
  const from = dirname(join(cache, template.name));
  const model = template.model;
  if (!model) return '';
  const start =
    `import type { ${model.type} } from '${importPath(from, join(root, model.file))}'; ` +
    `import type { Scope } from '${importPath(from, join(cache, 'scope.ts'))}'; ` +
    `export function template(page: ${model.type}, { shell, include, icon, print, markup }: Scope): void {`;
  return `${start}${statements(template.source)}}\n`;
}

/** The template's code; its text becomes empty lines. */
function statements(source: string): string {
  const breaks = (text: string) => text.replace(/[^\n]/g, '');
  let out = '';
  let rest = source;
  for (;;) {
    const open = rest.indexOf('<%');
    if (open < 0) return out + breaks(rest);
    out += breaks(rest.slice(0, open));
    const close = rest.indexOf('%>', open + 2);
    if (close < 0) return `${out};'an open tag';`;
    const kind = rest[open + 2] ?? '';
    const code = rest.slice(open + ('=-#_%'.includes(kind) ? 3 : 2), close).replace(/[-_]$/, '');
    if (kind === '=') out += `;print(${code});`;
    else if (kind === '-') out += `;markup(${code});`;
    else if (kind === '#' || kind === '%') out += breaks(code);
    else out += ` ${code} `;
    rest = rest.slice(close + 2);
  }
}

/** The types of what a template may use: `shell`, include with each template's model, icon, and printing. */
function scope(templates: readonly Template[], root: string, cache: string): string {
  const view = importPath(cache, join(project, 'src/web/view.ts'));
  const models = templates.flatMap(({ name, model }) =>
    model ? [`  '/${name}': import('${importPath(cache, join(root, model.file))}').${model.type};`] : [],
  );
  return `import type { IconName, SafeHtml, Shell } from '${view}';
interface Models {
${models.join('\n')}
}
type NotAny<T> = 0 extends 1 & T ? [reason: 'a value of the type any is not printed'] : [];
type Data<M> = undefined extends M ? [data?: { page: undefined }] : [data: { page: M }];
export interface Scope {
  shell: Shell;
  include<P extends keyof Models>(path: P, ...data: Data<Models[P]>): SafeHtml;
  icon(name: IconName): SafeHtml;
  print<T extends string | number>(value: T, ...guard: NotAny<T>): void;
  markup<T extends SafeHtml>(value: T, ...guard: NotAny<T>): void;
}
`;
}

function tsconfig(cache: string): string {
  const config = {
    extends: importPath(cache, join(project, 'tsconfig.json')),
    compilerOptions: { noUnusedParameters: false, typeRoots: [join(project, 'node_modules/@types')] },
    include: ['./**/*.ts'],
  };
  return JSON.stringify(config, null, 2);
}

function runCompiler(cache: string, names: ReadonlySet<string>): ViewProblem[] {
  const compiler = join(project, 'node_modules/typescript/bin/tsc');
  const run = spawnSync(
    process.execPath,
    [compiler, '--noEmit', '--pretty', 'false', '-p', 'tsconfig.json'],
    {
      cwd: cache,
      encoding: 'utf8',
    },
  );
  if (run.error) throw run.error;
  const problems: ViewProblem[] = [];
  for (const line of run.stdout.split('\n')) {
    const [, path, at, text] = /^(.+?)\((\d+),\d+\): error TS\d+: (.+)$/.exec(line) ?? [];
    // Faults of the models' own files belong to check:types.
    const name = path?.replace(/^\.\//, '').slice(0, -'.ts'.length) ?? '';
    if (names.has(name)) problems.push({ file: `views/${name}.ejs`, line: Number(at), text: text ?? '' });
    else if (line.startsWith('error ')) throw new Error(line);
  }
  return problems;
}

function importPath(fromFolder: string, file: string): string {
  const path = relative(fromFolder, file);
  return path.startsWith('.') ? path : `./${path}`;
}

function writeIn(folder: string, path: string, text: string): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

if (import.meta.main) {
  const problems = checkViews({ root: project, cache: join(project, '.cache/views') });
  for (const { file, line, text } of problems) console.error(`${file}:${line} ${text}`);
  if (problems.length > 0) process.exitCode = 1;
}
