import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SETTING_NAMES } from '../../src/config.ts';
import { routes } from '../../src/routes.ts';

/** Guard 10: what the documents name is there, and is as they say. */
const project = new URL('../..', import.meta.url).pathname.replace(/\/$/, '');
const read = (path: string) => readFileSync(join(project, path), 'utf8');

const documents = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'migrations/README.md'],
  ...globSync('docs/**/*.md', { cwd: project }),
].sort();

/** The parts of a document between backticks, code blocks included; with `isOpen` the lines of blocks alone. */
function codeOf(text: string): string[] {
  const blocks = [...text.matchAll(/^```\w*\n([\s\S]*?)^```/gm)].map((found) => found[1] ?? '');
  const spans = [...text.replace(/^```\w*\n[\s\S]*?^```/gm, '').matchAll(/`` ?(.+?) ?``|`([^`\n]+)`/g)];
  return [...blocks, ...spans.map((found) => found[1] ?? found[2] ?? '')];
}

/** Each document with what a check finds in it. */
function faultsOf(find: (text: string, path: string) => readonly string[]): string[] {
  return documents.flatMap((path) =>
    [...new Set(find(read(path), path))].map((fault) => `${path}: ${fault}`),
  );
}

const scripts = Object.keys(
  (JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts,
); // a package.json has scripts

describe('the documents', () => {
  it('name npm verbs that there are', () => {
    const unknown = faultsOf((text) =>
      [...text.matchAll(/\bnpm (?:run ([\w:]+)|(start|test)\b)/g)]
        .map((found) => found[1] ?? found[2] ?? '')
        .filter((verb) => !scripts.includes(verb)),
    );
    expect(unknown).toEqual([]);
  });

  it('name all verbs but the parts of check, in CONTRIBUTING.md', () => {
    const told = read('CONTRIBUTING.md');
    const untold = scripts.filter(
      (verb) => !verb.startsWith('check:') && !new RegExp(`npm (run )?${verb}\\b`).test(told),
    );
    expect(untold).toEqual([]);
  });

  it('name files and folders that there are', () => {
    const root = /^(?:src|test|views|public|migrations|scripts|docs|bench|docker|\.ci)\/[\w./*-]*$/;
    const bare = /^[\w-]+(?:\.test)?\.(?:ts|ejs|md|yml|json|css|sql|sh)$/;
    const names = new Set([
      ...readdirSync(project),
      ...['src', 'test', 'views', 'migrations', 'docs', 'scripts', 'docker', 'public', 'bench']
        .filter((folder) => existsSync(join(project, folder)))
        .flatMap((folder) => readdirSync(join(project, folder), { recursive: true, encoding: 'utf8' }))
        .map((path) => path.split('/').at(-1) ?? ''),
    ]);
    const missing = faultsOf((text, path) =>
      // The left column of the style page shows what is not to be written
      codeOf(path === 'docs/style.md' ? text.replace(/^\|[^|]*\|/gm, '|') : text).filter((code) => {
        if (root.test(code)) return globSync(code.replace(/\/$/, ''), { cwd: project }).length === 0;
        return bare.test(code) && !code.startsWith('YYYY') && !names.has(code);
      }),
    );
    expect(missing).toEqual([]);
  });

  it('link to what there is', () => {
    const dead = faultsOf((text, path) =>
      [...text.matchAll(/\]\(([^)#\s]+)(?:#([\w-]+))?\)/g)].flatMap(([, target = '', anchor]) => {
        if (/^[a-z]+:/.test(target)) return [];
        const file = join(dirname(path), target);
        if (!existsSync(join(project, file))) return [target];
        if (anchor === undefined || !file.endsWith('.md')) return [];
        const headings = [...read(file).matchAll(/^#+ (.+)$/gm)].map((found) =>
          (found[1] ?? '')
            .toLowerCase()
            .replace(/[^\p{L}\d -]/gu, '')
            .replaceAll(' ', '-'),
        );
        return headings.includes(anchor) ? [] : [`${target}#${anchor}`];
      }),
    );
    expect(dead).toEqual([]);
  });

  it('name addresses of the portal that there are', () => {
    const served = ['/healthz', '/readyz', '/metrics', '/static', ...routes.map((route) => route.path)];
    const pattern = (path: string) => new RegExp(`^${path.replace(/:\w+/g, '[^/]+')}$`);
    const unknown = faultsOf((text) =>
      codeOf(text).filter(
        (code) =>
          /^\/[a-z][\w/:-]*$/.test(code) &&
          !/^\/(?:run|etc|srv|usr|root)\b/.test(code) &&
          !served.some((path) => pattern(path).test(code)),
      ),
    );
    expect(unknown).toEqual([]);
  });

  it('name settings that there are; README tells all of them with their defaults', () => {
    const others = [
      'CHROMIUM_PATH',
      'MALLOC_MMAP_THRESHOLD_',
      'NAME_FILE',
      'NODE_COMPILE_CACHE',
      'PUBLIC_URL_FILE',
      'POSTGRES_PASSWORD',
    ];
    const known = new Set([...SETTING_NAMES, ...SETTING_NAMES.map((name) => `${name}_FILE`), ...others]);
    const unknown = faultsOf((text) =>
      [...text.matchAll(/`([A-Z][A-Z]+_[A-Z_]+)(?:=[^`]*)?`/g)]
        .map((found) => found[1] ?? '')
        .filter((name) => !known.has(name)),
    );
    expect(unknown).toEqual([]);
    const source = read('src/config.ts');
    const table = new Map(
      [...read('README.md').matchAll(/^\| `([A-Z_]+)` +\| (.*?) *\|/gm)].map((row) => [
        row[1] ?? '',
        row[2] ?? '',
      ]),
    );
    expect([...table.keys()].sort()).toEqual([...SETTING_NAMES].sort());
    for (const name of SETTING_NAMES) {
      const given = new RegExp(
        `^  ${name}: [\\s\\S]*?(?:\\.default\\('?(.*?)'?\\)|\\.optional\\(\\)),$`,
        'm',
      ).exec(source);
      if (given?.[1] !== undefined) expect(table.get(name), name).toBe(`\`${given[1]}\``);
    }
  });

  it('give the numbers that the code has', () => {
    const facts: readonly [document: string, said: RegExp, source: string, meant: RegExp][] = [
      ['README.md', /demo school of (\d+) classes/, 'src/demo/load.ts', /(\d+) in all/],
      [
        'README.md',
        /signs session cookies, (\d+) characters/,
        'src/config.ts',
        /SESSION_SECRET: secret\((\d+)\)/,
      ],
      ['README.md', /Node\.js (\d+) or newer/, 'package.json', /"node": ">=(\d+)"/],
      ['docs/operations.md', /silent for (\d+) seconds/, 'src/jobs/heartbeat.ts', /seconds: (\d+)/],
      [
        'docs/handbook/teacher.md',
        /в течение (\d+) минут/,
        'src/notifying/notify.ts',
        /MERGE_MINUTES = (\d+)/,
      ],
      [
        'docs/handbook/teacher.md',
        /За (\d+) часа/,
        'migrations/schema.sql',
        /notice_lead_hours.*?default (\d+)/i,
      ],
      [
        'docs/handbook/student.md',
        /за (\d+) минут до начала/,
        'migrations/schema.sql',
        /entry_opens_minutes.*?default (\d+)/i,
      ],
      [
        'docs/handbook/student.md',
        /через (\d+) минут после/,
        'migrations/schema.sql',
        /entry_closes_minutes.*?default (\d+)/i,
      ],
      [
        'docs/handbook/sysadmin.md',
        /не больше (\d+) минут/,
        'src/accounts/throttle.ts',
        /LONGEST_WAIT = (\d+) \* 60/,
      ],
      [
        'docs/decisions/0015-prepared-by-name.md',
        /At most ([\d,]+) texts/,
        'src/db/db.ts',
        /MOST_PREPARED = (\d+)/,
      ],
      ['CONTRIBUTING.md', /stays under (\d+) lines/, 'CONTRIBUTING.md', /under (\d+) lines/],
    ];
    const number = (text: string, pattern: RegExp) => pattern.exec(text)?.[1]?.replaceAll(',', '');
    for (const [document, said, source, meant] of facts) {
      const told = number(read(document), said);
      expect(told, `${document} no longer says ${said}`).toBeDefined();
      expect(told, `${document}: ${said}`).toBe(number(read(source), meant));
    }
  });

  it('quote words of the pages as the pages have them', () => {
    const plain = (text: string) =>
      text.replaceAll('\u00a0', ' ').replaceAll('&nbsp;', ' ').replaceAll('\\u00a0', ' ');
    const said = [
      ...globSync('views/**/*.ejs', { cwd: project }),
      ...globSync('src/**/*.ts', { cwd: project }),
    ].map((path) => plain(read(path)));
    const invented = documents
      .filter((path) => path.startsWith('docs/handbook/'))
      .flatMap((path) =>
        [...plain(read(path)).matchAll(/\*\*«(.+?)»\*\*/g)]
          .map((found) => found[1] ?? '')
          .filter((words) => !said.some((text) => text.includes(words)))
          .map((words) => `${path}: «${words}»`),
      );
    expect(invented).toEqual([]);
  });

  it('name no day after today, no place on somebody’s machine, and nothing outside the project', () => {
    const today = Temporal.Now.plainDateISO().toString();
    const found = faultsOf((text) => [
      ...[...text.matchAll(/\b(\d{4}-\d{2}-\d{2})\b/g)]
        .map((day) => day[1] ?? '')
        .filter((day) => day > today),
      ...[...text.matchAll(/\b(\d{2})\.(\d{2})\.(\d{4})\b/g)]
        .filter((day) => `${day[3]}-${day[2]}-${day[1]}` > today)
        .map((day) => day[0]),
      ...[...text.matchAll(/\.\.\/shared|(?<![\w.])\/(?:work|tmp|home|Users)\/\S*/g)].map(
        (place) => place[0],
      ),
    ]);
    expect(found).toEqual([]);
  });

  it('number each decision once, and say when it was made and where it stands', () => {
    const decisions = documents.filter((path) => path.startsWith('docs/decisions/'));
    const numbers = decisions.map((path) =>
      path.slice('docs/decisions/'.length, 'docs/decisions/'.length + 4),
    );
    expect(numbers).toEqual([...new Set(numbers)]);
    for (const [index, path] of decisions.entries()) {
      const text = read(path);
      expect(text, path).toMatch(new RegExp(`^# 0*${Number(numbers[index])}\\. `));
      expect(text, path).toMatch(/^Date: \d{4}-\d{2}-\d{2}\. Status: (?:accepted|superseded by \d{4})/m);
      for (const part of ['Context', 'Decision', 'Consequences']) expect(text, path).toContain(`## ${part}`);
    }
  });
});
