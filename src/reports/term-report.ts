import type { ScreenSums, Sums } from '../attendance/figures.ts';
import { measureKindWords } from '../attendance/measure.ts';
import type { AttentionRow, MeasuresRow } from '../attendance/term-attention.ts';
import type { TermFacts } from './findings.ts';
import type { ReviewRow, SignersRow, TermRow } from './term-report-queries.ts';

export interface NamedSums {
  name: string;
  sums: Sums & ScreenSums;
}

/** «Отчёт об онлайн-занятиях за четверть»: all that it says, before it is laid out. */
export interface TermReport {
  school: { name: string; shortName: string };
  term: TermRow;
  signers: SignersRow;
  /** False where the term goes on. */
  isOver: boolean;
  madeAt: Temporal.Instant;
  timeZone: string;
  total: Sums & ScreenSums;
  classes: readonly NamedSums[];
  services: readonly NamedSums[];
  /** By Mondays, in their order. */
  weeks: readonly { monday: string; sums: Sums & ScreenSums }[];
  attention: AttentionRow;
  measures: readonly MeasuresRow[];
  reviews: readonly ReviewRow[];
}

/** What its findings are made from. */
export function factsOf({ total, classes, attention, measures }: TermReport): TermFacts {
  const sum = (of: (row: MeasuresRow) => number) => measures.reduce((all, row) => all + of(row), 0);
  return {
    sums: total,
    announcedLate: attention.announced_late,
    classes,
    concerned: attention.concerned,
    withoutMeasure: attention.without_measure,
    measures: {
      planned: sum((row) => row.planned),
      helped: sum((row) => row.helped),
      partly: sum((row) => row.partly),
      notHelped: sum((row) => row.not_helped),
    },
  };
}

/** The lines of the table of measures: what, how many, how they ended, how many go on. */
export function measureLines(measures: readonly MeasuresRow[]): (string | number)[][] {
  return measures.map(({ kind, planned, helped, partly, not_helped }) => [
    measureKindWords[kind],
    planned,
    helped,
    partly,
    not_helped,
    planned - helped - partly - not_helped,
  ]);
}
