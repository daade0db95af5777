import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { ImportedTimetable, Problem } from '../../src/timetable-import/imported-timetable.ts';
import { readAsc } from '../../src/timetable-import/read-asc.ts';
import { understand } from '../../src/timetable-import/understand.ts';

function understood(xml: string | Uint8Array): ImportedTimetable {
  const reading = readAsc(typeof xml === 'string' ? Buffer.from(xml) : xml);
  if (!reading.ok) throw new Error(reading.words);
  return understand(reading.document);
}

const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url));
const of = (timetable: ImportedTimetable, severity: Problem['severity']) =>
  timetable.problems.filter((problem) => problem.severity === severity).map((problem) => problem.words);

describe('a small school', () => {
  const timetable = understood(fixture('small.xml'));

  test('its classes: Latin letters, quotes, and what is no class of a grade', () => {
    expect(timetable.classes.map(({ name, grade, letter }) => [name, grade, letter])).toEqual([
      ['7А', 7, 'А'],
      ['7Б', 7, 'Б'],
      ['Кружок шахмат', 0, 'Кружок шахмат'],
    ]);
    expect(of(timetable, 'note')).toContain('Класс «7A» записан латинской буквой, понят как 7А.');
  });

  test('its teachers: names in parts, two with one short name, a vacancy that is nobody', () => {
    expect(timetable.teachers.map((one) => [one.familyName, one.givenName, one.patronymic])).toEqual([
      ['Ковалева', 'Елена', 'Петровна'],
      ['Орлова', 'Наталья', 'Игоревна'],
      ['Сидоров', 'А.', 'В.'],
      ['Сидорова', 'Анна', 'Ивановна'],
    ]);
    expect(of(timetable, 'note')).toContain('«Вакансия» — не человек: эти уроки останутся без учителя.');
  });

  test('its subjects, without those that nobody teaches', () => {
    expect(timetable.subjects).toHaveLength(6);
  });

  test('its groups: a class, parts of two classes together, and the class of a lesson that names no group', () => {
    expect(timetable.groups.map((group) => group.name)).toEqual([
      '7А',
      '7А, 7Б · 1 группа',
      '7Б',
      'Кружок шахмат',
    ]);
    expect(timetable.groups[1]?.members.map((member) => member.isWhole)).toEqual([false, false]);
  });

  test('its slots: a card is one period, weeks A and B, rooms once', () => {
    const slotsOf = (id: string) =>
      timetable.slots
        .filter((slot) => slot.courseId === id)
        .map((slot) => `${slot.weekday}/${slot.period}/${slot.week}/${slot.room}`);
    expect(timetable.slots).toHaveLength(13);
    expect(slotsOf('365998769E506452')).toEqual(['1/1/every/214', '2/2/every/214', '3/3/every/']);
    expect(slotsOf('1E00000000000002')).toEqual(['1/2/every/214', '1/3/every/214']);
    expect(slotsOf('1E00000000000003')).toEqual(['4/4/every/214', '4/5/a/214']);
    expect(slotsOf('1E00000000000004')).toEqual(['5/5/every/214, спортзал']);
    expect(slotsOf('1E00000000000005')).toEqual(['5/6/b/спортзал']);
  });

  test('its times, with the leading zero that the file leaves out', () => {
    expect(timetable.periods[0]).toMatchObject({ number: 1, startsAt: '08:30', endsAt: '09:15' });
  });

  test('nothing in it is an error; a clash is a warning, what is normal a note', () => {
    expect(of(timetable, 'error')).toEqual([]);
    expect(of(timetable, 'warning')).toEqual([
      'Ковалева Елена Петровна в одно время ведёт два урока: «7А · Алгебра» и «7Б · Алгебра» (пн, 1-й урок).',
    ]);
    expect(of(timetable, 'note')).toEqual(
      expect.arrayContaining([
        'Курсов без учителя: 2.',
        'Уроков без кабинета: 2.',
        '7Б · Русский язык: урок не расставлен (4 в неделю).',
      ]),
    );
  });

  test('windows-1251 says the same', () => {
    expect(understood(fixture('small-windows-1251.xml'))).toEqual(timetable);
  });
});

test('what refers to nothing, and what the portal cannot hold, is an error with its line', () => {
  const errors = understood(fixture('missing-references.xml')).problems.filter(
    (one) => one.severity === 'error',
  );
  expect(errors.map((one) => `${one.row}: ${one.words}`)).toEqual(
    [
      '11: Группа «Весь класс» относится к классу, которого в файле нет (C9).',
      '14: Урок ссылается на то, чего в файле нет: учитель T9.',
      '15: Урок ссылается на то, чего в файле нет: предмет S9.',
      '20: Карточка стоит для урока L9, которого в файле нет.',
      '21: 7А · Алгебра: кабинета R9 в файле нет.',
      '22: 7А · Алгебра: номер урока «99» не понят: бывает от 0 до 30.',
      '23: 7А · Алгебра: день «10000,01000» не понят: у карточки должен быть один определённый день.',
      '24: 7А · Алгебра: недели «100»: портал знает каждую неделю и две чередующиеся, А и Б.',
      '25: 7А · Алгебра: урок стоит не во всех четвертях. Выгрузите из aSc расписание одной четверти и введите его с её первого дня.',
      '1: В файле нет ни одного поставленного урока.',
    ].sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10)),
  );
});

describe('double lessons', () => {
  const school = (lesson: { perCard: number; perWeek: string }, cards: readonly string[]) =>
    understood(`<timetable>
      <periods>${[1, 2, 3, 4].map((n) => `<period period="${n}" name="${n}" starttime="${n + 7}:00" endtime="${n + 7}:45"/>`).join('')}</periods>
      <subjects><subject id="S" name="Труд"/></subjects><classes><class id="C" name="5А"/></classes>
      <lessons><lesson id="L" classids="C" subjectid="S" periodspercard="${lesson.perCard}" periodsperweek="${lesson.perWeek}"/></lessons>
      <cards>${cards.map((card) => `<card lessonid="L" ${card}/>`).join('')}</cards></timetable>`);
  const card = (days: string, period: number, weeks = '1') =>
    `days="${days}" period="${period}" weeks="${weeks}"`;

  test.each([
    [
      'two cards, p and p + 1, are two periods',
      { perCard: 2, perWeek: '2.0' },
      [card('10000', 1), card('10000', 2)],
      ['1/1', '1/2'],
    ],
    [
      'one card a double lesson is spread',
      { perCard: 2, perWeek: '2.0' },
      [card('10000', 1)],
      ['1/1', '1/2'],
    ],
    [
      'two such cards',
      { perCard: 2, perWeek: '4' },
      [card('10000', 1), card('00001', 3)],
      ['1/1', '1/2', '5/3', '5/4'],
    ],
    [
      'three cards of an eight-hour course are three',
      { perCard: 2, perWeek: '8.0' },
      [card('10000', 1), card('10000', 2), card('01000', 1)],
      ['1/1', '1/2', '2/1'],
    ],
    [
      'a mask of every day is a slot a day',
      { perCard: 1, perWeek: '5' },
      [card('11111', 1)],
      ['1/1', '2/1', '3/1', '4/1', '5/1'],
    ],
    ['a mask of six days', { perCard: 1, perWeek: '1' }, [card('000001', 1)], ['6/1']],
    [
      'a card without a day stands nowhere',
      { perCard: 1, perWeek: '2' },
      [card('', 1), card('100', 1)],
      ['1/1'],
    ],
    [
      'the same place twice is one slot',
      { perCard: 1, perWeek: '2' },
      [card('10000', 1), card('10000', 1)],
      ['1/1'],
    ],
    [
      'every week takes in week A',
      { perCard: 1, perWeek: '2' },
      [card('10000', 1), card('10000', 1, '10')],
      ['1/1'],
    ],
  ])('%s', (_name, lesson, cards, places) => {
    const timetable = school(lesson, cards);
    expect(timetable.slots.map((slot) => `${slot.weekday}/${slot.period}`)).toEqual(places);
    expect(of(timetable, 'error')).toEqual([]);
  });

  test('one that would end after the last period is an error', () => {
    expect(of(school({ perCard: 2, perWeek: '2' }, [card('10000', 4)]), 'error')).toEqual([
      '5А · Труд: карточка на 2 урока подряд начинается с 4-го, а столько уроков в дне нет.',
    ]);
  });
});

test('a week that begins on another day is told by the names of its days', () => {
  const timetable = understood(`<timetable>
    <daysdefs><daysdef name="Суббота" days="10"/><daysdef name="Воскресенье" days="01"/></daysdefs>
    <subjects><subject id="S" name="Труд"/></subjects><classes><class id="C" name="5А"/></classes>
    <lessons><lesson id="L" classids="C" subjectid="S" periodspercard="1" periodsperweek="1"/></lessons>
    <cards><card lessonid="L" days="10" period="1"/></cards></timetable>`);
  expect(timetable.slots.map((slot) => slot.weekday)).toEqual([6]);
  expect(of(timetable, 'warning')).toEqual(['Для 1-го урока в файле нет времени.']);
});
