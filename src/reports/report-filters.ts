import * as z from 'zod';
import { isDay } from '../web/form.ts';

/** By what a report's rows are: one row a class, a week, a pupil. */
export const groupings = [
  'class',
  'grade',
  'teacher',
  'course',
  'subject',
  'service',
  'week',
  'student',
  'lesson',
] as const;
export type Grouping = (typeof groupings)[number];

/** What narrows a report, in the order in which one looks from the school down to a pupil. */
export const narrowings = ['service', 'teacher', 'subject', 'grade', 'class', 'course', 'student'] as const;
export type Narrowing = (typeof narrowings)[number];

/** A field of a GET form: left empty is not given; of several, the last. */
const given = <S extends z.ZodType>(schema: S) =>
  z.preprocess((value) => {
    const last = Array.isArray(value) ? value.at(-1) : value;
    return last === '' ? undefined : last;
  }, schema.optional());

const number = given(
  z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number),
);
/** Of two digits: the column of grades holds no number that is longer. */
const grade = given(
  z
    .string()
    .regex(/^\d{1,2}$/)
    .transform(Number),
);
const day = given(z.string().refine((value) => isDay(value) && value >= '2000' && value < '2100'));

/** A report's address. What does not parse does not exist. */
export const ReportQuery = z.object({
  from: day,
  to: day,
  /** A term's number, or «year-2» for a whole school year; days that are given count before it. */
  term: given(z.string().regex(/^(year-)?\d{1,15}$/)),
  grade,
  class: number,
  course: number,
  subject: number,
  teacher: number,
  service: number,
  student: number,
  by: given(z.enum(groupings)),
});
export type ReportQuery = z.output<typeof ReportQuery>;

/** What a report is of: finished, and checked against what whoever asks may see. */
export interface ReportFilters extends Readonly<Record<Narrowing, number | null>> {
  /** The first and the last day, both included. */
  readonly from: string;
  readonly to: string;
  /** What was chosen as the period: a term's number or «year-2» as in the address; null: days of one's own. */
  readonly term: string | null;
  readonly by: Grouping;
}

/** The filters as parameters of an address: urls.reports(addressOf(filters)) opens the same report again. */
export function addressOf(filters: ReportFilters): Record<string, string | number | undefined> {
  const period = filters.term === null ? { from: filters.from, to: filters.to } : { term: filters.term };
  const narrowed = narrowings.flatMap((name) => {
    const value = filters[name];
    return value === null ? [] : [[name, value] as const];
  });
  return { ...period, ...Object.fromEntries(narrowed), by: filters.by };
}
