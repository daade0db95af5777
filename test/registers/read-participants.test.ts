import { describe, expect, it, test } from 'vitest';
import { matchNames } from '../../src/registers/match-names.ts';
import { readParticipants } from '../../src/registers/read-participants.ts';
import { GROUP, TEACHERS } from './shown-names.ts';

function namesIn(pasted: string): readonly string[] {
  const read = readParticipants(pasted);
  return read.ok ? read.names : [read.fault];
}

/** The panel of participants of a call, selected with the mouse and copied. */
const PANEL = `Участники (9)
Поиск участников
Пригласить участников
ЕК
Елена Ковалёва (вы)
Организатор
СБ
Соня Белова
Без звука
НЗ
Никита Захаров
Микрофон выключен
Мама Кирилла
Поднял руку
Саша
Даша Орлова 🌸
Без видео
iPhone
Тимур А.
В зале ожидания
Катя Савицкая
был в сети 5 минут назад
Показать ещё
Скопировать ссылку`;

/** A report that is saved after a call. */
const REPORT = [
  'Имя участника\tРоль\tВремя входа\tВремя выхода\tДлительность',
  'Ковалёва Елена Петровна\tОрганизатор\t24.11.2026 10:25\t24.11.2026 11:02\t37 мин',
  'Белова Софья\tУчастник\t24.11.2026 10:26:10\t24.11.2026 11:01:55\t35 мин 45 с',
  'Никита Захаров\tСлушатель\t10:31\t11:01\t30 мин',
  '"Ершов Кирилл"\tГость\t10:31\t10:40\t9 мин',
  'Ершов Кирилл\tГость\t10:41\t11:00\t19 мин',
].join('\r\n');

describe('names in a pasted list', () => {
  it.each<[string, string, readonly string[]]>([
    ['one a line', 'Соня Белова\nНикита Захаров\n\n', ['Соня Белова', 'Никита Захаров']],
    ['numbered', '1. Соня Белова\n2) Никита З.\n 3 . Даша', ['Соня Белова', 'Никита З.', 'Даша']],
    ['with signs', '• Соня Белова\n— Никита Захаров\n* Даша', ['Соня Белова', 'Никита Захаров', 'Даша']],
    ['with times', 'Соня Белова, 10:31–11:02\nДаша; 35 мин', ['Соня Белова', 'Даша']],
    ['in one line', 'Соня Белова, Никита Захаров, Даша О.', ['Соня Белова', 'Никита Захаров', 'Даша О.']],
    ['family name in a cell of its own', 'Белова, Соня\nЗахаров,Никита', ['Белова Соня', 'Захаров Никита']],
    ['two short names in one line', 'Соня, Никита', ['Соня', 'Никита']],
    ['three cells of a table', 'Белова\tСофья\tАндреевна', ['Белова Софья Андреевна']],
    ['cells of a table with a class', 'Белова Софья\t7А\t10:31', ['Белова Софья']],
    [
      'two on one device',
      'Соня Белова и Даша Орлова\nСоня и Даша',
      ['Соня Белова', 'Даша Орлова', 'Соня и Даша'],
    ],
    ['roles in the line', 'Елена Ковалёва (организатор)\nДаша · без звука', ['Елена Ковалёва', 'Даша']],
    ['a name that is a word of services', 'Вы\nГостева Вика\nЧатская Яна', ['Гостева Вика', 'Чатская Яна']],
    ['twice the same', 'Соня\nСоня', ['Соня', 'Соня']],
    [
      'a panel',
      PANEL,
      [
        'Елена Ковалёва',
        'Соня Белова',
        'Никита Захаров',
        'Мама Кирилла',
        'Саша',
        'Даша Орлова 🌸',
        'iPhone',
        'Тимур А.',
        'Катя Савицкая',
      ],
    ],
    [
      'a report',
      REPORT,
      ['Ковалёва Елена Петровна', 'Белова Софья', 'Никита Захаров', 'Ершов Кирилл', 'Ершов Кирилл'],
    ],
  ])('%s', (_about, pasted, names) => {
    expect(namesIn(pasted)).toEqual(names);
  });

  it('refuses what is no list of participants', () => {
    expect(namesIn('Участники (0)\nПоиск\n10:31')[0]).toContain('не нашлось ни одного имени');
    expect(namesIn('')[0]).toContain('не нашлось ни одного имени');
    expect(namesIn('Соня Белова\n'.repeat(201))[0]).toContain('201');
    expect(namesIn('я'.repeat(20_001))[0]).toContain('слишком длинный');
    expect(namesIn('Соня Белова\n'.repeat(200))).toHaveLength(200);
  });

  it('cuts what is too long between characters, never through one', () => {
    for (let before = 90; before < 102; before += 1) {
      const [name = ''] = namesIn(`${'а'.repeat(before)}😀😀😀😀`);
      expect(name.isWellFormed(), String(before)).toBe(true);
      expect(name.length).toBeGreaterThan(89);
    }
    const names = namesIn(`${'Соня Белова, '.repeat(38)}Даша😀😀😀😀`);
    expect(names).toHaveLength(39);
    for (const name of names) expect(name.isWellFormed()).toBe(true);
  });
});

test('a panel and a report are matched whole', () => {
  const found = matchNames(namesIn(PANEL), GROUP, TEACHERS).map(
    (one) => `${one.degree} ${one.studentId ?? '—'}`,
  );
  expect(found).toEqual([
    'stranger —',
    'sure 1',
    'sure 2',
    'likely 4',
    'unmatched —',
    'sure 3',
    'unmatched —',
    'sure 14',
    'sure 15',
  ]);
  const inReport = matchNames(namesIn(REPORT), GROUP, TEACHERS).map(({ studentId }) => studentId);
  expect(inReport).toEqual([null, 1, 2, 4, 4]);
});

test('a long paste is read in good time', () => {
  const started = performance.now();
  for (const sign of [' ', '.', '"', '(', '1с', 'a,', '\t', '- ', 'и '])
    namesIn(sign.repeat(Math.floor(20_000 / sign.length)));
  expect(performance.now() - started).toBeLessThan(1000);
});
