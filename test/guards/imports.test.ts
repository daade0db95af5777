import { describe, expect, it } from 'vitest';
import { type Import, importsOf, type Source, sourcesOf } from './sources.ts';

/**
 * Guard 8: imports run one way (main and worker → app, routes, jobs → features → core, web, access, audit, jobs/ →
 * db); a feature imports no feature and nothing of the process or the database driver; no cycles, no barrel files.
 */

/** Features: each has a list of routes. */
const FEATURES = [
  'absences',
  'accounts',
  'channels',
  'consultations',
  'display',
  'engagement',
  'home',
  'journal',
  'lessons',
  'notices',
  'questions',
  'registers',
  'reports',
  'rules',
  'services',
  'settings',
  'surveys',
  'tickets',
  'timetable-import',
  'weeks',
];
/** What several features need: rows, queries and rules without routes. */
const CORE = [
  'attachments',
  'attendance',
  'feedback',
  'notifying',
  'people',
  'school-start',
  'service-register',
  'timetable',
];
/** Shared machinery that knows no feature. */
const MACHINERY = ['access', 'audit', 'jobs', 'web'];

/** What a folder of src may import of the others; a file of its own folder is always allowed. */
const MAY: Readonly<Record<string, readonly string[]>> = {
  db: [],
  access: ['db'],
  audit: ['db'],
  jobs: ['db'],
  web: ['access', 'audit', 'db'],
  ...Object.fromEntries(CORE.map((name) => [name, [...CORE, ...MACHINERY, 'db']])),
  ...Object.fromEntries(FEATURES.map((name) => [name, [...CORE, ...MACHINERY, 'db']])),
  // what fills a new or a demo school says what features would have said, so it uses their rules and words
  demo: [...FEATURES, ...CORE, ...MACHINERY, 'db'],
};

/** Files at the top of src put the process together; what only they may import of each other. */
const TOP: Readonly<Record<string, readonly string[]>> = {
  'config.ts': [],
  'school.ts': ['db', 'web'],
  'hosts.ts': [],
  'server.ts': [],
  'shutdown.ts': ['web'],
  'navigation.ts': ['access', 'web'],
  'routes.ts': [...FEATURES, 'web'],
  'jobs.ts': [...FEATURES, ...CORE, 'jobs'],
};

/** Packages that only these folders know. */
const PACKAGES: Readonly<Record<string, RegExp>> = {
  express: /^src\/(web\/|app\.ts$)/,
  'express-session': /^src\/web\//,
  passport: /^src\/web\//,
  'passport-local': /^src\/web\//,
  'connect-pg-simple': /^src\/web\//,
  helmet: /^src\/web\//,
  busboy: /^src\/web\//,
  ejs: /^src\/web\//,
  'markdown-it': /^src\/web\//,
  pg: /^src\/(db|jobs)\//,
  knex: /^src\/db\//,
  'graphile-worker': /^src\/(db|jobs)\//,
  '@faker-js/faker': /^src\/demo\//,
  sharp: /^src\/attachments\//,
  'ical-generator': /^src\/consultations\//,
  pdfmake: /^src\/reports\//,
  'write-excel-file': /^src\/reports\//,
};

const partOf = (path: string) => path.split('/')[1] ?? '';

/** Why an import is not allowed; null where it is. */
function faultOf({ from, to, isPackage }: Import): string | null {
  if (isPackage) {
    const name = to.startsWith('@') ? to.split('/').slice(0, 2).join('/') : (to.split('/')[0] ?? '');
    if (to === 'node:process') return `${from}: the process is reached through config.ts alone`;
    return PACKAGES[name]?.test(from) === false ? `${from}: ${name} belongs elsewhere` : null;
  }
  if (!to.startsWith('src/')) return `${from}: ${to} is not part of src`;
  const [own, other] = [partOf(from), partOf(to)];
  if (own === other) return null;
  const may = MAY[own] ?? TOP[own];
  if (may === undefined)
    return own.endsWith('.ts') ? null : `${from}: say in test/guards/imports.test.ts what src/${own} is`;
  return may.includes(other) ? null : `${from}: src/${own} may not import ${to}`;
}

/** The first cycle that is found, as a list of files; null where there is none. Types count as well. */
function cycleOf(imports: readonly Import[]): string[] | null {
  const next = Map.groupBy(
    imports.filter((one) => !one.isPackage),
    (one) => one.from,
  );
  const done = new Set<string>();
  const visit = (file: string, way: readonly string[]): string[] | null => {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
    if (done.has(file)) return null;
    for (const { to } of next.get(file) ?? []) {
      const cycle = visit(to, [...way, file]);
      if (cycle !== null) return cycle;
    }
    done.add(file);
    return null;
  };
  for (const file of next.keys()) {
    const cycle = visit(file, []);
    if (cycle !== null) return cycle;
  }
  return null;
}

/** A file that only hands on what others export, or hands on all that another exports. */
function isBarrel({ text }: Source): boolean {
  const exports = [...text.matchAll(/^export\s+(?:type\s+)?(\S+)/gm)].map((match) => match[1] ?? '');
  return exports.includes('*') || (exports.length > 0 && exports.every((word) => word.startsWith('{')));
}

const sources = sourcesOf('src');
const imports = sources.flatMap(importsOf);

describe('imports', () => {
  it('run one way', () => {
    expect(imports.length).toBeGreaterThan(500);
    expect(imports.flatMap((one) => faultOf(one) ?? [])).toEqual([]);
  });

  it('make no cycle of files that run', () => {
    // a type may name its neighbour: nothing of it is there when the program runs
    const running = sources.flatMap(({ path, text }) =>
      importsOf({ path, text: text.replace(/^import type\b[^;]*;/gm, '') }),
    );
    expect(cycleOf(running)).toBeNull();
  });

  it('go to the file that makes a thing: nothing is handed on', () => {
    expect(sources.filter(isBarrel).map((source) => source.path)).toEqual([]);
  });

  it('know every feature by its routes', () => {
    const withRoutes = sources.filter(({ path }) => /^src\/[^/]+\/routes\.ts$/.test(path));
    expect(withRoutes.map(({ path }) => partOf(path))).toEqual(FEATURES);
  });

  it.each([
    [
      'a feature that imports a feature',
      'src/lessons/routes.ts',
      "import { a } from '../notices/queries.ts';",
    ],
    ['a feature that imports Express', 'src/lessons/routes.ts', "import express from 'express';"],
    ['a feature that imports the driver', 'src/lessons/queries.ts', "import type { Pool } from 'pg';"],
    ['core that imports a feature', 'src/people/rows.ts', "const a = await import('../lessons/find.ts');"],
    ['the database that knows a page', 'src/db/db.ts', "export { page } from '../web/reply.ts';"],
    ['an unnamed folder', 'src/helpers/a.ts', "import { a } from '../db/db.ts';"],
  ])('are refused: %s', (_what, path, text) => {
    expect(importsOf({ path, text }).map(faultOf)).toEqual([expect.any(String)]);
  });

  it('are refused: a cycle, a barrel', () => {
    const files = [
      { path: 'src/a/a.ts', text: "import { b } from './b.ts';" },
      { path: 'src/a/b.ts', text: "import { a } from './a.ts';" },
    ];
    expect(cycleOf(files.flatMap(importsOf))).toEqual(['src/a/a.ts', 'src/a/b.ts', 'src/a/a.ts']);
    expect(isBarrel({ path: 'src/a/index.ts', text: "export * from './b.ts';" })).toBe(true);
  });
});
