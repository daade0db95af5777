import { describe, expect, it } from 'vitest';
import { type Source, sourcesOf, withoutComments } from './sources.ts';

/** Guard 9: what only a few files may do, each with its reason. */

interface Habit {
  name: string;
  pattern: RegExp;
  /** Where it is looked for. */
  within: readonly string[];
  /** Files that may, and why. */
  except?: Readonly<Record<string, string>>;
  /** Text that breaks it: without one the rule proves nothing. */
  breach: string;
}

const SRC = ['src'];
const ALL = ['src', 'test', 'scripts', 'migrations', 'bench'];

const habits: readonly Habit[] = [
  {
    name: 'the environment is read by config.ts alone',
    pattern: /\bprocess\s*\.\s*env\b|\bimport\.meta\.env\b/g,
    within: SRC,
    except: { 'src/config.ts': 'the one reader of the environment' },
    breach: 'const port = process.env.PORT;',
  },
  {
    name: 'time comes from the school’s clock',
    pattern: /\bnew Date\s*\(|\bDate\.now\b|\bTemporal\.Now\b/g,
    within: SRC,
    except: {
      'src/school.ts': 'the machine’s clock, which main.ts and worker.ts give to a school',
      'src/reports/pdf.ts': 'turns the school’s moment into what pdfmake takes for the day of a paper',
    },
    breach: 'const now = Date.now();',
  },
  {
    name: 'nothing that matters is drawn by Math.random',
    pattern: /\bMath\.random\b/g,
    within: SRC,
    breach: 'const key = Math.random();',
  },
  {
    name: 'no any',
    pattern: /(?::|<|\bas|\||,)\s*any\b(?!\s*\()(?=\s*[;,)>=|[\]{}&]|\s*$)/gm,
    within: ALL,
    except: { 'test/web/view-check.test.ts': 'a text that the check of templates must refuse' },
    breach: 'function f(value: any) {}',
  },
  {
    name: 'no fault of types is silenced, and an expected one says why',
    pattern: /@ts-(?:ignore|nocheck)|@ts-expect-error(?!\s+\S+\s+\S+)/g,
    within: ALL,
    breach: '// @ts-ignore',
  },
];

/** Breaches of a habit, a line each. */
function breaches(habit: Habit, sources: readonly Source[]): string[] {
  return sources
    .filter(({ path }) => habit.within.some((folder) => path.startsWith(`${folder}/`)))
    .filter(({ path }) => !(path in (habit.except ?? {})))
    .flatMap(({ path, text }) => {
      const looked = habit.name.startsWith('no fault') ? text : withoutComments(text);
      return [...looked.matchAll(habit.pattern)].map(
        (match) => `${path}:${looked.slice(0, match.index).split('\n').length} ${match[0].trim()}`,
      );
    });
}

const sources = sourcesOf(...ALL).filter(({ path }) => path !== 'test/guards/habits.test.ts');

describe('habits', () => {
  it.each(habits)('$name', (habit) => {
    expect(breaches(habit, sources)).toEqual([]);
  });

  it.each(habits)('are seen to be broken: $name', (habit) => {
    const folder = habit.within[0] ?? '';
    expect(breaches(habit, [{ path: `${folder}/breach.ts`, text: habit.breach }])).not.toEqual([]);
  });

  it('name no file as excepted that needs it no more', () => {
    const idle = habits.flatMap((habit) =>
      Object.keys(habit.except ?? {}).filter((path) => {
        const source = sources.filter((one) => one.path === path);
        return breaches({ ...habit, except: {} }, source).length === 0;
      }),
    );
    expect(idle).toEqual([]);
  });

  it('skip no test without a comment that says why', () => {
    const skips = sourcesOf('test').flatMap(({ path, text }) => {
      const lines = text.split('\n');
      return lines.flatMap((line, at) => {
        const isSkip = /(?:\b(?:it|test|describe)|\))\.(?:skip|skipIf|runIf|todo|only|fails)\b/.test(line);
        const isSaid = lines
          .slice(Math.max(0, at - 3), at)
          .some((before) => /^\s*(?:\/\/|\*|\/\*\*)/.test(before));
        return isSkip && !isSaid ? [`${path}:${at + 1} ${line.trim()}`] : [];
      });
    });
    expect(skips).toEqual([]);
  });
});
