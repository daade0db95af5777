import * as z from 'zod';
import {
  choice,
  day,
  id,
  idParam,
  ids,
  integer,
  optionalDay,
  optionalId,
  optionalText,
  text,
  ticked,
} from '../web/form.ts';
import { lateReasons } from './announcing-rule.ts';

export const LessonParams = z.object({ lessonId: idParam });

/** Where the address of an online lesson comes from: the offered channel, what was set before, or a new one. */
const linkSources = ['channel', 'keep', 'link'] as const;

const lateReason = z
  .union([z.literal('').transform(() => null), z.enum(lateReasons)], { error: 'Выберите причину из списка' })
  .optional()
  .transform((value) => value ?? null);

const version = integer(1, 1_000_000_000, 'Откройте страницу заново');

export const FormatForm = z.object({
  version,
  source: choice(linkSources, 'Выберите, где пройдёт урок'),
  service_id: optionalId(),
  link: optionalText(2000),
  topic: optionalText(300),
  preparation: optionalText(2000),
  scope: choice(['lesson', 'course'], 'Выберите, какие уроки сделать онлайн'),
  until: optionalDay('Укажите день, до которого курс идёт онлайн'),
  late_reason: lateReason,
  late_words: optionalText(300),
});

/** An act that needs no more than the lesson as it was seen. */
export const VersionForm = z.object({ version });

export const CancellationForm = z.object({
  version,
  reason: text('Напишите, почему урок отменён: это увидят ученики и родители', 300),
});

export const RearrangementForm = z.object({
  version,
  teacher_id: optionalId(),
  room: optionalText(40),
  day: day('Укажите день, например 01.09.2026'),
  period: integer(0, 30, 'Выберите номер урока'),
  reason: optionalText(300),
});

export const OnlinePeriodForm = z.object({
  everybody: ticked(),
  classes: ids('Отметьте хотя бы один класс', 0),
  from: day('Укажите первый день онлайн-уроков'),
  to: day('Укажите последний день онлайн-уроков'),
  service_id: id('Выберите сервис'),
  late_reason: lateReason,
  late_words: optionalText(300),
});

export const EntryForm = z.object({ student_id: optionalId() });
