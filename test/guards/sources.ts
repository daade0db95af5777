import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';

/** A TypeScript file of the project: its path from the project's root, and its text. */
export interface Source {
  path: string;
  text: string;
}

const root = new URL('../..', import.meta.url).pathname;

/** The TypeScript files of folders of the project, by path. */
export function sourcesOf(...folders: readonly string[]): Source[] {
  return folders.flatMap((folder) =>
    readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.m?ts$/.test(name))
      .sort()
      .map((name) => ({ path: `${folder}/${name}`, text: readFileSync(`${root}${folder}/${name}`, 'utf8') })),
  );
}

/** What a file imports: packages by name, own files by path from the project's root. */
export interface Import {
  from: string;
  to: string;
  isPackage: boolean;
}

const statement =
  /^(?:import|export)\b[^'"`;=(]*?\bfrom\s*'([^']+)'|^import\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm;

/** Every static and dynamic import and every re-export of a file. */
export function importsOf({ path, text }: Source): Import[] {
  return [...text.matchAll(statement)].map((match) => {
    const named = match[1] ?? match[2] ?? match[3] ?? '';
    const isPackage = !named.startsWith('.');
    const to = isPackage ? named : posix.normalize(posix.join(posix.dirname(path), named));
    return { from: path, to, isPackage };
  });
}

/** The text without comments, so that words about a thing are not taken for it; lines keep their numbers. */
export function withoutComments(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '))
    .replace(/(^|[^:'"`\\])\/\/[^\n]*/g, '$1');
}
