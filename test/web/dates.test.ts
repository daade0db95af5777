import { describe, expect, test } from 'vitest';
import * as dates from '../../src/web/dates.ts';
import {
  calledName,
  counted,
  fullName,
  nb,
  number,
  phoneSaid,
  plural,
  shortName,
} from '../../src/web/words.ts';

/** Shows the spaces that do not break. */
const seen = (text: string) => text.replaceAll('\u00a0', '_');
const zone = 'Europe/Kaliningrad';

describe('days', () => {
  test.each([
    ['2026-11-24', 'вторник, 24_ноября', '24_ноября 2026_года', '24.11.2026', 'Вт'],
    ['2026-03-01', 'воскресенье, 1_марта', '1_марта 2026_года', '01.03.2026', 'Вс'],
    ['2028-02-29', 'вторник, 29_февраля', '29_февраля 2028_года', '29.02.2028', 'Вт'],
    ['1969-12-31', 'среда, 31_декабря', '31_декабря 1969_года', '31.12.1969', 'Ср'],
  ])('%s', (day, long, withYear, numeric, brief) => {
    expect(seen(dates.dayLong(day))).toBe(long);
    expect(seen(dates.dayWithYear(day))).toBe(withYear);
    expect(dates.dayNumeric(day)).toBe(numeric);
    expect(dates.weekdayBrief(day)).toBe(brief);
  });

  test.each(['2026-02-29', '2026-13-01', '2026-1-1', '', 'завтра', '2026-11-24T00:00'])(
    '%j is not a day',
    (text) => {
      expect(() => dates.dayLong(text)).toThrow(RangeError);
    },
  );

  test.each([
    ['2026-11-24', 'сегодня', 'сегодня, 24_ноября'],
    ['2026-11-25', 'завтра', 'завтра, 25_ноября'],
    ['2026-11-23', 'вчера', 'вчера, 23_ноября'],
    ['2026-11-26', 'в четверг', 'в четверг, 26_ноября'],
    ['2026-11-30', 'в понедельник', 'в понедельник, 30_ноября'],
    ['2026-12-01', '1_декабря', '1_декабря'],
    ['2026-11-22', '22_ноября', '22_ноября'],
    ['2027-01-11', '11_января', '11_января'],
    ['2027-05-25', '25_мая 2027_года', '25_мая 2027_года'],
    ['2025-09-01', '1_сентября 2025_года', '1_сентября 2025_года'],
  ])('%s seen from 24 November 2026', (day, word, long) => {
    expect(seen(dates.relativeDay(day, '2026-11-24'))).toBe(word);
    expect(seen(dates.relativeDayLong(day, '2026-11-24'))).toBe(long);
  });

  test('every day of 60 years agrees with the calendar', () => {
    let day = Temporal.PlainDate.from('1999-12-25');
    for (let i = 0; i < 22_000; i += 1) {
      const text = day.toString();
      const week = `${day.yearOfWeek}-W${String(day.weekOfYear).padStart(2, '0')}`;
      if (dates.weekOf(text) !== week || dates.weekdayNumber(text) !== day.dayOfWeek) {
        expect([text, dates.weekOf(text), dates.weekdayNumber(text)]).toEqual([text, week, day.dayOfWeek]);
      }
      const next = day.add({ days: 1 });
      if (dates.addDays(text, 1) !== next.toString()) expect(dates.addDays(text, 1)).toBe(next.toString());
      day = next;
    }
  });
});

describe('weeks', () => {
  test.each([
    ['2026-W48', '2026-11-23', '23–29_ноября'],
    ['2026-W49', '2026-11-30', '30_ноября_– 6_декабря'],
    ['2026-W53', '2026-12-28', '28_декабря 2026_года_– 3_января 2027_года'],
    ['2027-W01', '2027-01-04', '4–10_января'],
    ['2025-W01', '2024-12-30', '30_декабря 2024_года_– 5_января 2025_года'],
  ])('%s', (week, monday, range) => {
    expect(dates.mondayOf(week)).toBe(monday);
    expect(seen(dates.dayRange(monday, dates.addDays(monday, 6)))).toBe(range);
    expect(dates.daysOfWeek(dates.addDays(monday, 3))[0]).toBe(monday);
    expect(dates.daysOfWeek(monday)).toHaveLength(7);
  });

  test.each(['2026-W54', '2027-W53', '2026-W00', '2026-48', 'W48', '', '0000-W01', '2026-W4８'])(
    'there is no week %j',
    (week) => {
      expect(dates.mondayOf(week)).toBeNull();
    },
  );

  test('weeks go on over the end of a year', () => {
    expect(dates.addWeeks('2026-W53', 1)).toBe('2027-W01');
    expect(dates.addWeeks('2027-W01', -1)).toBe('2026-W53');
    expect(dates.daysBetween('2026-12-31', '2027-01-02')).toBe(2);
  });
});

describe('moments', () => {
  const now = Temporal.Instant.from('2026-11-24T08:00:00Z');

  test.each([
    ['2026-11-24T06:05:59Z', 'сегодня, 08:05'],
    ['2026-11-23T22:00:00Z', 'сегодня, 00:00'],
    ['2026-11-23T21:59:59Z', 'вчера, 23:59'],
    ['2026-11-26T06:30:00Z', 'в четверг, 08:30'],
    ['2026-10-01T12:00:00Z', '1_октября, 14:00'],
  ])('%s', (instant, said) => {
    expect(seen(dates.momentSaid(Temporal.Instant.from(instant), now, zone))).toBe(said);
  });

  test.each(['Europe/Kaliningrad', 'Asia/Kathmandu', 'Europe/Berlin'])(
    'agree with Temporal in %s, changes of the clock included',
    (name) => {
      for (
        let at = Temporal.Instant.from('2026-03-28T00:07:00Z'), i = 0;
        i < 300;
        i += 1, at = at.add({ minutes: 17 })
      ) {
        const local = at.toZonedDateTimeISO(name);
        expect(dates.localMoment(at, name)).toEqual({
          day: local.toPlainDate().toString(),
          time: local.toPlainTime().toString().slice(0, 5),
        });
        expect(dates.localDay(at, name)).toBe(local.toPlainDate().toString());
      }
    },
  );

  test('times of the clock', () => {
    expect(dates.timeRange('08:30:00', '09:15:00')).toBe('08:30–09:15');
    expect(dates.minutesOf('08:30:00')).toBe(510);
    expect(dates.timeOfMinutes(510)).toBe('08:30');
  });
});

describe('counts and names', () => {
  test.each([
    [0, '0_уроков'],
    [1, '1_урок'],
    [2, '2_урока'],
    [5, '5_уроков'],
    [11, '11_уроков'],
    [12, '12_уроков'],
    [21, '21_урок'],
    [104, '104_урока'],
    [111, '111_уроков'],
    [1200, '1200_уроков'],
    [12_345, '12_345_уроков'],
    [1.5, '1,5_урока'],
  ])('%d', (count, said) => {
    expect(seen(counted(count, 'урок', 'урока', 'уроков'))).toBe(said);
  });

  test('numbers', () => {
    expect(seen(number(1_234_567.25))).toBe('1_234_567,25');
    expect(number(-3)).toBe('−3');
    expect(plural(-21, 'день', 'дня', 'дней')).toBe('день');
    expect(phoneSaid('8 4012 00-00-11')).toBe('8\u00a04012\u00a000-00-11');
  });

  test.each([
    [['Ковалёва', 'Елена', 'Петровна'], 'Ковалёва_Е._П.', 'Елена_Петровна'],
    [['Ахметов', 'Тимур', null], 'Ахметов_Т.', 'Тимур'],
    [['Эрдэни-Бадма', 'ёлка', ''], 'Эрдэни-Бадма_Ё.', 'ёлка'],
  ] as const)('%j', ([family, given, patronymic], short, called) => {
    expect(seen(shortName(family, given, patronymic))).toBe(short);
    expect(seen(calledName(given, patronymic))).toBe(called);
    expect(fullName(family, given, patronymic)).not.toContain('null');
  });

  test.each([
    ['Урок в каб. 214 и на улице — 5 уроков', 'Урок в_каб._214 и_на_улице_— 5_уроков'],
    ['Ведёт Ковалёва Е. П., потом А. С. Пушкин', 'Ведёт Ковалёва_Е._П., потом А._С._Пушкин'],
    ['Приказ № 149/5-д от 02.09.2024', 'Приказ №_149/5-д от_02.09.2024'],
    ['Что же это', 'Что_же это'],
    ['2026/2027 учебный год, 2026 год', '2026/2027 учебный год, 2026_год'],
    ['Он видео, она аудио', 'Он видео, она аудио'],
  ])('%s', (text, said) => {
    expect(seen(nb(text))).toBe(said);
    expect(nb(nb(text))).toBe(nb(text));
  });
});
