import type { RecordedStatement } from './record.ts';

/** What the page issued at once is issued at once here too. */
export function inWaves(statements: readonly RecordedStatement[]) {
  const waves: { name?: string; text: string; values: unknown[] }[][] = [];
  for (const { name, text, values, together } of statements) {
    const statement = { ...(name === undefined ? {} : { name }), text, values: [...values] };
    const last = waves.at(-1);
    if (together && last !== undefined) last.push(statement);
    else waves.push([statement]);
  }
  return waves;
}
