/** The table, and the budgets that every run is held against. */
import type { FirstVisit } from './weight.ts';

export interface PageResult {
  name: string;
  requestsPerSecond: number;
  twinPerSecond: number;
  ratio: number;
  p50: number;
  p99: number;
  processorMs: number | null;
  twinProcessorMs: number | null;
  /** The most statements of a variant, session and user included. */
  statements: number;
  /** The largest variant. */
  rawBytes: number;
  gzipBytes: number;
  wireBytes: number;
}

export interface Results {
  pages: readonly PageResult[];
  /** MB. */
  memory: number | null;
  firstVisit: FirstVisit;
  /** Milliseconds. */
  readyMs: number;
  demoMs: number;
}

const budgets = {
  ratio: 0.6,
  statements: 6,
  p99OfP50: 4,
  firstVisitBytes: 150_000,
  laterPageBytes: 15_000,
  memoryMb: 220,
  readyMs: 2000,
  demoMs: 15_000,
};

/** The budgets that were missed, in words. */
export function missedBudgets(results: Results): string[] {
  const missed: string[] = [];
  const hold = (isMet: boolean, words: string) => {
    if (!isMet) missed.push(words);
  };
  for (const page of results.pages) {
    const { name } = page;
    hold(page.ratio >= budgets.ratio, `${name}: ratio ${page.ratio.toFixed(2)} < ${budgets.ratio}`);
    hold(
      page.statements <= budgets.statements,
      `${name}: ${page.statements} statements > ${budgets.statements}`,
    );
    hold(
      page.p99 <= budgets.p99OfP50 * page.p50,
      `${name}: p99 ${page.p99.toFixed(1)} ms > ${budgets.p99OfP50} × p50 ${page.p50.toFixed(1)} ms`,
    );
    hold(
      page.gzipBytes <= budgets.laterPageBytes,
      `${name}: ${kb(page.gzipBytes)} gzipped > ${kb(budgets.laterPageBytes)}`,
    );
  }
  const { firstVisit, memory, readyMs, demoMs } = results;
  hold(
    firstVisit.total <= budgets.firstVisitBytes,
    `first visit: ${kb(firstVisit.total)} gzipped > ${kb(budgets.firstVisitBytes)}`,
  );
  hold((memory ?? 0) <= budgets.memoryMb, `memory: ${memory?.toFixed(0)} MB > ${budgets.memoryMb} MB`);
  hold(readyMs <= budgets.readyMs, `ready after ${seconds(readyMs)} > ${seconds(budgets.readyMs)}`);
  hold(demoMs <= budgets.demoMs, `demo school after ${seconds(demoMs)} > ${seconds(budgets.demoMs)}`);
  return missed;
}

/** The table as Markdown, with the figures of the process below. */
export function toTable({ pages, memory, firstVisit, readyMs, demoMs }: Results): string {
  const head = [
    'page',
    'requests/s',
    'bare twin/s',
    'ratio',
    'p50, ms',
    'p99, ms',
    'CPU ms/request',
    'of the twin',
    'statements',
    'kB',
    'kB gzip',
    'kB sent',
  ];
  const rows = pages.map((page) => [
    page.name,
    page.requestsPerSecond.toFixed(0),
    page.twinPerSecond.toFixed(0),
    page.ratio.toFixed(2),
    page.p50.toFixed(1),
    page.p99.toFixed(1),
    page.processorMs?.toFixed(2) ?? '–',
    page.twinProcessorMs?.toFixed(2) ?? '–',
    String(page.statements),
    bare(page.rawBytes),
    bare(page.gzipBytes),
    bare(page.wireBytes),
  ]);
  const all = [head, head.map((_, at) => (at === 0 ? '---' : '--:')), ...rows];
  const widths = head.map((_, at) => Math.max(...all.map((row) => row[at]?.length ?? 0)));
  const line = (row: string[]) =>
    `| ${row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join(' | ')} |`;
  const parts = Object.entries(firstVisit.parts).map(([kind, size]) => `${kind} ${kb(size)}`);
  return [
    ...all.map(line),
    '',
    `first visit, gzipped: ${kb(firstVisit.total)} (${parts.join(', ')}; other is not counted)`,
    `memory of the web process under load: ${memory === null ? 'unknown' : `${memory.toFixed(0)} MB`}`,
    `ready on a warm data folder after ${seconds(readyMs)}; on an empty one, demo school included, after ${seconds(demoMs)}`,
  ].join('\n');
}

function bare(bytes: number): string {
  return (bytes / 1000).toFixed(1);
}

function kb(bytes: number): string {
  return `${bare(bytes)} kB`;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
