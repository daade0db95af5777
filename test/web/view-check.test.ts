import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { checkViews } from '../../scripts/check-views.ts';

const project = new URL('../..', import.meta.url).pathname;
const root = join(project, '.cache', `view-check-${process.pid}`);
afterAll(() => rmSync(root, { recursive: true, force: true }));

const models = `
import { view } from '../view.ts';
export interface LessonModel { name: string; room: string | null; }
export interface WeekPage { title: string; lessons: readonly LessonModel[]; isOwn: boolean; loose: any; }
export const weekPage = view<WeekPage>('lessons/week');
`;
const part = `<%# page: LessonModel from src/lessons/pages.ts %>
<p><%= page.name %></p>`;

/** Checks views/lessons/week.ejs of these lines (after its header), beside a part _lesson.ejs. */
function problemsOf(lines: readonly string[], files: Record<string, string> = {}): string[] {
  rmSync(root, { recursive: true, force: true });
  const all = {
    'src/lessons/pages.ts': models,
    'src/view.ts': 'export function view<M>(name: string): { name: string; model?: M } { return { name }; }',
    'views/lessons/_lesson.ejs': part,
    'views/lessons/week.ejs': ['<%# page: WeekPage from src/lessons/pages.ts %>', ...lines].join('\n'),
    ...files,
  };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const found = checkViews({ root, cache: join(root, '.cache') });
  return found.map(({ file, line, text }) => `${file}:${line} ${text}`);
}

test('a sound template has no problem', () => {
  const problems = problemsOf([
    '<h1 title="<%= page.title %>"><%= page.title %> <%= page.lessons.length %></h1>',
    '<% for (const lesson of page.lessons) { %>',
    "<%- include('/lessons/_lesson', { page: lesson }) %><%- icon('bell') %>",
    '<% if (lesson.room) { %><%= lesson.room %><% } %>',
    '<% } %>',
    '<%= shell.title %>',
  ]);
  expect(problems).toEqual([]);
});

const faults = [
  ['a misspelt field', '<%= page.titel %>', "'titel' does not exist"],
  ['an unguarded null', '<% for (const one of page.lessons) { %><%= one.room %><% } %>', "'string | null'"],
  ['a printed object', '<%= page.lessons %>', "is not assignable to parameter of type 'string | number'"],
  ['a printed boolean', '<%= page.isOwn %>', "'boolean' is not assignable"],
  ['a printed value of no known type', '<%= page.loose %>', 'Expected 2 arguments'],
  [
    'a part given the wrong model',
    "<%- include('/lessons/_lesson', { page: page.title }) %>",
    "Type 'string' is not assignable to type 'LessonModel'",
  ],
  ['a part given nothing', "<%- include('/lessons/_lesson') %>", 'Expected 2 arguments'],
  ['a part that is not there', "<%- include('/lessons/_lessn', { page }) %>", '\'"/lessons/_lessn"\''],
  [
    'text printed as markup',
    '<%- page.title %>',
    "'string' is not assignable to parameter of type 'SafeHtml'",
  ],
  ['an icon that is not in the sprite', "<%- icon('dragon') %>", '\'"dragon"\''],
  ['a name that templates do not have', '<%= model.title %>', "Cannot find name 'model'"],
  ['a misspelt field of the shell', '<%= shell.usr %>', "'usr' does not exist"],
] as const;

// one template with all of them, a line each: the compiler runs once
let found: string[] | undefined;

test.each(faults)('%s is found on its line', (_what, line, words) => {
  found ??= problemsOf(faults.map(([, faulty]) => faulty));
  const place = `views/lessons/week.ejs:${faults.findIndex(([, faulty]) => faulty === line) + 2} `;
  const here = found.filter((problem) => problem.startsWith(place));
  expect(here).toHaveLength(1);
  expect(here[0]).toContain(words);
});

test('a fault after a tag over several lines keeps its line', () => {
  const problems = problemsOf([
    '<%',
    'const title = page.title;',
    'const more = title;',
    '%>',
    '<%= mor %> <%= more %>',
  ]);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain('views/lessons/week.ejs:6 ');
});

test('a template without its header, without a handle, and a handle of another model', () => {
  const problems = problemsOf([], {
    'views/lessons/bare.ejs': '<p>text</p>',
    'views/lessons/lesson.ejs': part,
    'src/other/pages.ts':
      "import { view } from '../view.ts';\nexport const a = view<Other>('lessons/week');\nexport const b = view<Other>('lessons/none');",
  });
  expect(problems).toEqual([
    'src/other/pages.ts:2 views/lessons/week.ejs is written for WeekPage, not Other',
    'src/other/pages.ts:3 there is no views/lessons/none.ejs',
    'views/lessons/bare.ejs:1 the first line must be <%# page: Type from src/… %>',
    'views/lessons/bare.ejs:1 no view() in src names this page',
    'views/lessons/lesson.ejs:1 no view() in src names this page',
  ]);
});
