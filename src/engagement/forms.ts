import * as z from 'zod';
import { concernKinds } from '../attendance/concern.ts';
import { measureKinds, outcomes } from '../attendance/measure.ts';
import { choice, day, id, idParam, integer, optionalId, optionalText, text } from '../web/form.ts';

const REOPEN = 'Откройте страницу заново';
const version = () => integer(1, 1_000_000_000, REOPEN);

export const StudentParams = z.object({ studentId: idParam });
export const ConcernParams = z.object({ concernId: idParam });
export const MeasureParams = z.object({ measureId: idParam });
export const ReviewParams = z.object({ reviewId: idParam });

/** Which concerns the list shows: all open ones, those without a measure, those with one, closed ones. */
const concernViews = ['open', 'bare', 'measured', 'closed'] as const;

export type ConcernView = (typeof concernViews)[number];

export const ConcernsQuery = z.object({
  class: idParam.optional(),
  kind: z.enum(concernKinds).optional(),
  show: z.enum(concernViews).optional(),
});

export const ClosingForm = z.object({
  version: version(),
  words: text('Напишите, почему ученик больше не под вниманием', 500),
});

/** A rule's new numbers, and the day from which they hold. */
export const RuleForm = z.object({
  kind: choice(concernKinds, REOPEN),
  seen: text(REOPEN, 80),
  threshold: integer(1, 100, 'Укажите число уроков от 1 до 100'),
  window_days: integer(1, 120, 'Укажите число дней от 1 до 120'),
  valid_from: day('Укажите, с какого дня, например 01.12.2026'),
});

export const MeasureForm = z.object({
  concern_id: optionalId(),
  kind: choice(measureKinds, 'Выберите, что сделать'),
  words: optionalText(1000),
  owner_id: id('Выберите, кто отвечает'),
  due_on: day('Укажите срок, например 01.12.2026'),
});

export const OutcomeForm = z.object({
  version: version(),
  outcome: choice(outcomes, 'Выберите, помогла ли мера'),
  outcome_words: text('Напишите в двух словах, что сделано и что изменилось', 1000),
  done_on: day('Укажите день, например 01.12.2026'),
});

export const ReviewForm = z.object({
  term_id: id('Выберите четверть'),
  held_on: day('Укажите день совещания, например 28.12.2026'),
  people: text('Напишите, кто участвовал', 1000),
  findings: text('Напишите, что показал анализ', 6000),
  decision: text('Напишите, что решили', 4000),
});

export const ReviewEditForm = ReviewForm.omit({ term_id: true }).extend({ version: version() });
