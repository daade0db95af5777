import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { permissions } from '../../src/access/permissions.ts';

/**
 * Guard 5: what every template keeps to. What needs types (models, printed values, SafeHtml) is found by
 * scripts/check-views.ts; this guard finds what types cannot see.
 */
const folder = new URL('../../views', import.meta.url).pathname;

interface Rule {
  name: string;
  /** Finds a breach; the match's place is reported. */
  pattern: RegExp;
  /** Where the rule looks: the whole source, only the code inside tags, or only the markup around them. */
  within: 'source' | 'code' | 'markup';
  /** A template that breaks it: without one the rule proves nothing. */
  breach: string;
  except?: readonly string[];
}

const anyPermission = permissions.map((permission) => permission.replace(/[^\w]/g, '\\$&')).join('|');

const rules: readonly Rule[] = [
  {
    name: 'markup is printed only by include(), icon() or a field of the model',
    pattern: /<%-(?!\s*(?:include\(|icon\(|(?:page|\w+)(?:\.\w+)+\s*-?%>))/g,
    within: 'source',
    breach: "<%- '<b>' + page.name %>",
  },
  {
    name: 'includes are absolute',
    pattern: /include\((?!'\/)/g,
    within: 'code',
    breach: "<%- include('../components/tag', { page }) %>",
  },
  {
    name: 'no dates are formatted',
    pattern: /\bTemporal\b|\bDate\b|\bIntl\b|toLocale\w*|\.slice\(0,\s*(?:5|10)\)/g,
    within: 'code',
    breach: '<%= page.day.toLocaleString() %>',
  },
  {
    name: 'nothing of the process is reached',
    pattern: /\b(?:process|globalThis|require|import|eval|Function|console|fetch|await)\b/g,
    within: 'code',
    breach: '<% console.log(page) %>',
  },
  {
    name: 'no permission is named: the model says what may be done',
    pattern: new RegExp(`'(?:${anyPermission})'|\\.(?:permissions|roles)\\b`, 'g'),
    within: 'code',
    breach: `<% if (page.actor.permissions.has('${permissions[0]}')) { %><% } %>`,
  },
  {
    name: 'no role is tested',
    pattern: /shell\.user\.(?!name\b)|shell\.actingRoles|'(?:coordinator|sysadmin|teacher|student|parent)'/g,
    within: 'code',
    breach: "<% if (shell.user.roleLabel === 'учитель') { %><% } %>",
    except: ['layout'],
  },
  {
    name: 'no inline style',
    pattern: /<style|\sstyle=/gi,
    within: 'markup',
    breach: '<p style="color:red">',
  },
  {
    name: 'no inline script',
    pattern: /<script(?![^>]*\ssrc=")|javascript:/gi,
    within: 'markup',
    breach: '<script>alert(1)</script>',
  },
  {
    name: 'no script but the layout’s',
    pattern: /<script/gi,
    within: 'markup',
    breach: '<script src="/x.js">',
    except: ['layout'],
  },
  { name: 'no event handler', pattern: /<[^>]*\son\w+=/gi, within: 'markup', breach: '<p onclick="x()">' },
  {
    name: 'no foreign address',
    pattern: /(?:https?:)?\/\/[\w-]+\.\w/gi,
    within: 'markup',
    breach: '<img src="//cdn.example.org/x.png" alt="">',
  },
  {
    name: 'addresses come from the model: only the home page may be written out',
    pattern: /\b(?:href|action|formaction|src)="(?!"|<%|#|\/"|mailto:<%|tel:<%)[^"]*/g,
    within: 'source',
    breach: '<a href="/lessons">Уроки</a>',
    // served by assets.ts at the root, where browsers look for it
    except: ['layout'],
  },
  {
    name: 'no frame, object or embed',
    pattern: /<(?:iframe|object|embed|base)\b/gi,
    within: 'markup',
    breach: '<iframe>',
  },
  {
    name: 'no tab index above zero',
    pattern: /tabindex="[1-9]/g,
    within: 'markup',
    breach: '<p tabindex="2">',
  },
  {
    name: 'attributes are quoted',
    pattern: /\s[\w-]+=<%/g,
    within: 'source',
    breach: '<p id=<%= page.id %>>',
  },
  {
    name: 'е is not written for ё in the words most often misspelt',
    pattern: /(?<![\p{L}])(?:еще|отчет\p{L}*|учетн\p{L}*|прошел|начнется|ведет|все еще)(?![\p{L}])/giu,
    within: 'markup',
    breach: '<p>Попробуйте еще раз</p>',
  },
];

/** Keeps one side of the tags and blanks the other, so that places stay. */
function part(source: string, within: Rule['within']): string {
  const blank = (text: string) => text.replace(/[^\n]/g, ' ');
  const bare = source.replace(/<%#[\s\S]*?%>/g, blank);
  if (within === 'source') return bare;
  if (within === 'markup') return bare.replace(/<%[\s\S]*?%>/g, blank);
  let code = '';
  let last = 0;
  for (const tag of bare.matchAll(/<%[=_-]?([\s\S]*?)%>/g)) {
    code += blank(bare.slice(last, tag.index)) + tag[0];
    last = tag.index + tag[0].length;
  }
  return code + blank(bare.slice(last));
}

function breaches(rule: Rule, source: string): string[] {
  const text = part(source, rule.within);
  return [...text.matchAll(rule.pattern)].map(({ index, 0: found }) => {
    const line = text.slice(0, index).split('\n').length;
    return `${line} ${found.trim()}`;
  });
}

const templates = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ejs'))
  .sort()
  .map((path) => ({ name: path.replace(/\.ejs$/, ''), source: readFileSync(join(folder, path), 'utf8') }));

test('there are templates to look at', () => {
  expect(templates.length).toBeGreaterThan(20);
});

describe.each(rules)('$name', (rule) => {
  test('holds in every template', () => {
    const found = templates
      .filter(({ name }) => !rule.except?.includes(name))
      .flatMap(({ name, source }) => breaches(rule, source).map((place) => `views/${name}.ejs:${place}`));
    expect(found).toEqual([]);
  });

  test('is seen when it is broken', () => {
    expect(breaches(rule, rule.breach)).not.toEqual([]);
  });
});

/** Forms that post without the submission key. */
function formsWithoutKey(source: string): string[] {
  const forms = source.match(/<form\b[\s\S]*?<\/form>/gi) ?? [];
  return forms.filter(
    (form) => /method="post"/i.test(form) && !/include\('\/components\/(?:form-key|[\w-]+-form)'/.test(form),
  );
}

test('every form that posts carries the submission key', () => {
  const found = templates.flatMap(({ name, source }) =>
    formsWithoutKey(source).map((form) => `${name}: ${form.slice(0, 80)}`),
  );
  expect(found).toEqual([]);
  expect(
    formsWithoutKey('<form method="post" action="<%= page.action %>"><button>Да</button></form>'),
  ).toHaveLength(1);
});

test('every form says its method, and a file field its encoding', () => {
  const found = templates.flatMap(({ name, source }) =>
    (source.match(/<form\b(?:(?!>)[\s\S]|%>)*?>/gi) ?? [])
      .filter((tag) => !/method="(?:get|post)"/.test(tag))
      .map((tag) => `${name}: ${tag}`),
  );
  expect(found).toEqual([]);
  for (const { name, source } of templates) {
    if (!source.includes("include('/components/file-field'")) continue;
    expect([name, source]).toEqual([name, expect.stringContaining('enctype="multipart/form-data"')]);
  }
});
