import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

const project = join(import.meta.dirname, '../..');
const folder = join(project, '.cache', `route-types.${process.pid}`);

const IMPORTS = `
import * as z from 'zod';
import { idParam } from '../../src/web/form.ts';
import { page, notFound } from '../../src/web/reply.ts';
import { allow, get, post, signedIn } from '../../src/web/route.ts';
import { view } from '../../src/web/view.ts';
const params = z.object({ lessonId: idParam });
const lessonPage = view<{ title: string }>('lessons/lesson');
`;

/** By name: a route, and whether it is to compile. */
const snippets: Record<string, { code: string; compiles: boolean }> = {
  whole: {
    code: `export const route = get('/lessons/:lessonId', { policy: allow('lesson:read'), params }, ({ params: { lessonId } }) => page(lessonPage, { title: String(lessonId) }, { title: '' }));`,
    compiles: true,
  },
  withoutPolicy: {
    code: `export const route = get('/lessons/:lessonId', { params }, () => notFound());`,
    compiles: false,
  },
  postWithoutPolicy: {
    code: `export const route = post('/lessons', {}, () => notFound());`,
    compiles: false,
  },
  misspeltPermission: {
    code: `export const route = get('/lessons', { policy: allow('lesson:reed') }, () => notFound());`,
    compiles: false,
  },
  withoutParams: {
    code: `export const route = get('/lessons/:lessonId', { policy: signedIn() }, () => notFound());`,
    compiles: false,
  },
  otherParams: {
    code: `export const route = get('/notices/:noticeId', { policy: signedIn(), params }, () => notFound());`,
    compiles: false,
  },
  otherModel: {
    code: `export const route = get('/lessons', { policy: signedIn() }, () => page(lessonPage, { titel: '' }, { title: '' }));`,
    compiles: false,
  },
};

let said = '';

beforeAll(() => {
  mkdirSync(folder, { recursive: true });
  for (const [name, { code }] of Object.entries(snippets))
    writeFileSync(join(folder, `${name}.ts`), IMPORTS + code);
  const settings = {
    extends: '../../tsconfig.json',
    compilerOptions: { noUnusedLocals: false },
    include: ['*.ts'],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings));
  try {
    execFileSync(join(project, 'node_modules/.bin/tsc'), ['--noEmit', '-p', folder], {
      cwd: folder,
      encoding: 'utf8',
    });
  } catch (fault) {
    said = (fault as { stdout: string }).stdout; // what execFileSync throws when tsc finds faults
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each(Object.entries(snippets))('the compiler takes a route or refuses it: %s', (name, { compiles }) => {
  expect(said.includes(`${name}.ts(`), said).toBe(!compiles);
});
