import * as z from 'zod';
import {
  choice,
  day,
  id,
  integer,
  optionalDay,
  optionalId,
  optionalText,
  text,
  ticked,
} from '../web/form.ts';

const email = (wrong: string) =>
  optionalText(120).refine((value) => value === '' || /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value), wrong);

const phone = (wrong: string) =>
  optionalText(60).refine(
    (value) => value === '' || /^\+?[\d\s()–-]{5,}(?:,? доб\. ?\d+)?$/.test(value),
    wrong,
  );

/** A local time of day as a time field sends it, '17:00'. */
const clock = (wrong: string) =>
  text(wrong, 8).refine((value) => /^([01]\d|2[0-3]):[0-5]\d$/.test(value), wrong);

const WRONG_PHONE = 'Напишите номер цифрами, например 8 (4012) 55-11-00';
const WRONG_EMAIL = 'Проверьте адрес: он выглядит как school@example.ru';

/** What the school is called, who helps, and the rules that the coordinator sets. */
export const SettingsForm = z.object({
  version: integer(1, 1_000_000_000, 'Откройте страницу заново'),
  name: text('Напишите название школы, как в уставе'),
  short_name: text('Напишите короткое название: оно стоит вверху каждой страницы', 60),
  support_phone: phone(WRONG_PHONE),
  support_email: email(WRONG_EMAIL),
  support_hours: optionalText(120),
  notice_lead_hours: integer(0, 168, 'Укажите число часов от 0 до 168'),
  entry_opens_minutes: integer(0, 60, 'Укажите число минут от 0 до 60'),
  entry_closes_minutes: integer(0, 60, 'Укажите число минут от 0 до 60'),
  register_open_days: integer(0, 365, 'Укажите число дней от 0 до 365'),
  absence_notice_minutes: integer(0, 2880, 'Укажите число минут от 0 до 2880: это двое суток'),
  register_reminder_at: clock('Укажите время, например 17:00'),
  days_per_week: choice(['5', '6'], 'Выберите, сколько дней в неделе учатся').transform(Number),
});

export type SettingsValues = z.output<typeof SettingsForm>;

/** Somebody who answers for a duty of the order. */
export const ResponsibleForm = z.object({
  person_id: optionalId(),
  name: optionalText(120),
  clause_number: text('Выберите пункт порядка', 20),
  post: text('Напишите должность', 200),
  duty: text('Напишите, за что отвечает', 600),
  phone: phone(WRONG_PHONE),
  email: email(WRONG_EMAIL),
  starts_on: day('Укажите, с какого дня, например 01.09.2026'),
});

export const EndForm = z.object({ ends_on: day('Укажите последний день, например 31.05.2027') });

/** The most terms that a year's form takes. */
const MOST_TERMS = 6;

export const termNumbers = Array.from({ length: MOST_TERMS }, (_, i) => i + 1);

/** Fields that come once a line, by their numbered names. */
function numbered<const K extends string, S extends z.ZodType>(
  numbers: readonly number[],
  names: readonly K[],
  schema: () => S,
) {
  const fields = numbers.flatMap((n) => names.map((name) => [`${name}_${n}`, schema()]));
  return Object.fromEntries(fields) as Record<`${K}_${number}`, S>; // the names are made one line above
}

/** The year's days and its terms; a term without a name and days is left out. */
export const YearForm = z.object({
  seen: text('Откройте страницу заново', 80),
  starts_on: day('Укажите первый день учебного года'),
  ends_on: day('Укажите последний день учебного года'),
  is_confirmed: ticked(),
  ...numbered(termNumbers, ['term_name'], () => optionalText(60)),
  ...numbered(termNumbers, ['term_from', 'term_to'], () => optionalDay()),
});

export const NewYearForm = z.object({
  name: text('Напишите название, например 2027/2028', 40),
  starts_on: day('Укажите первый день учебного года'),
  ends_on: day('Укажите последний день учебного года'),
});

export const DaysOffForm = z.object({
  off_from: day('Укажите первый выходной день'),
  off_to: optionalDay(),
  off_name: text('Напишите, почему день выходной: это увидят семьи', 100),
  off_confirmed: ticked(),
});

export const MovedDayForm = z.object({
  moved_day: day('Укажите день'),
  moved_weekday: choice(['1', '2', '3', '4', '5', '6', '7'], 'Выберите, по какому дню работаем').transform(
    Number,
  ),
  moved_name: optionalText(100),
  moved_confirmed: ticked(),
});

export const RemovalForm = z.object({ removal_confirmed: ticked() });

/** The lessons of a day that the bells' form takes, the zeroth included. */
export const bellPeriods = Array.from({ length: 13 }, (_, i) => i);

/** Which bells a form is about; its lines are judged by bell-rule.ts. */
export const BellsForm = z.object({
  seen: text('Откройте страницу заново', 80),
  grade: integer(0, 11, 'Выберите класс'),
  weekday: integer(0, 7, 'Выберите день'),
  year: id('Выберите учебный год'),
});
