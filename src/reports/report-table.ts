import {
  type FigureCode,
  type FigureUnit,
  type FigureValue,
  figures,
  type ScreenSums,
  type Sums,
} from '../attendance/figures.ts';
import type { Grouping } from './report-filters.ts';

export interface ReportColumn {
  code: FigureCode;
  title: string;
  unit: FigureUnit;
  definition: string;
}

export interface ReportRow {
  /** The number of the class, pupil, lesson …; of a week its Monday; '' for the row of sums. */
  key: string;
  /** «7А», «Ковалёва Е. П.», «Акимова Софья», «24 ноября, 3-й урок». */
  label: string;
  /** What stands below it: the course's classes, a lesson's subject; '' for nothing. */
  detail: string;
  /** Where the row leads: the same report narrowed to it, or a lesson's register. */
  href: string | null;
  /** A pupil's card, for whoever may open it today. */
  card: string | null;
  sums: Sums & ScreenSums;
  /** In the order of the columns. */
  values: readonly FigureValue[];
}

/** A report as rows and columns: what the page, the files and the printed report are made of. */
export interface ReportTable {
  by: Grouping;
  /** Above the labels: «Класс». */
  title: string;
  columns: readonly ReportColumn[];
  rows: readonly ReportRow[];
  /** Everything together; a lesson of two classes is in the row of each, and here once. */
  total: ReportRow;
  /** How many rows there are beyond those that are here. */
  left: number;
}

const LESSONS: readonly FigureCode[] = ['lessons', 'not_held', 'filled', 'filled_share', 'same_day'];
const COUNTS: readonly FigureCode[] = [
  'marks',
  'attended',
  'attendance',
  'missed_share',
  'absent',
  'excused',
  'technical',
  'late',
  'minutes_late',
];
const ACTIVITY: readonly FigureCode[] = ['active_share', 'silent_share', 'activity'];
const SCREEN: readonly FigureCode[] = ['screen_minutes', 'screen_over'];
const OF_LESSON: readonly FigureCode[] = ['marks', 'attended', 'absent', 'excused', 'technical', 'late'];

/**
 * The figures of a report: a single lesson has no shares, a pupil fills no registers.
 * @param of whether the report is of one pupil, and whether screen time can be told (of whole days of classes)
 */
export function codesFor(by: Grouping, of: { onePupil: boolean; screen: boolean }): readonly FigureCode[] {
  if (by === 'lesson') return OF_LESSON;
  if (by === 'student' || of.onePupil) return [...COUNTS, ...ACTIVITY];
  return [...LESSONS, ...COUNTS, ...ACTIVITY, ...(of.screen ? SCREEN : [])];
}

export function columnsOf(codes: readonly FigureCode[]): ReportColumn[] {
  return codes.map((code) => {
    const { title, unit, definition } = figures[code];
    return { code, title, unit, definition };
  });
}

/** A row's figures in the order of the columns. */
export function valuesOf(codes: readonly FigureCode[], sums: Sums & ScreenSums): FigureValue[] {
  return codes.map((code) => figures[code].of(sums));
}
