import { describe, expect, it } from 'vitest';
import { type ChangeFound, toChangeLines } from '../../src/timetable/change-lines.ts';
import { changesOf } from '../../src/timetable/lesson-changes.ts';
import { toLessonItem, toVacatedItem } from '../../src/timetable/lesson-item.ts';
import type { LessonRow } from '../../src/timetable/lesson-rows.ts';
import { groupSaid, partSaid, roomSaid } from '../../src/timetable/lesson-words.ts';

const TODAY = '2026-11-24';
const kovaleva = { family_name: 'Ковалёва', given_name: 'Елена', patronymic: 'Петровна' };
const sidorov = { family_name: 'Сидоров', given_name: 'Антон', patronymic: 'Васильевич' };

const plain: LessonRow = {
  id: 7,
  day: '2026-11-25',
  period: 3,
  starts: '09:50',
  ends: '10:30',
  subject: 'Алгебра',
  room: '221',
  status: 'planned',
  format: 'in_person',
  service_name: null,
  topic: '',
  cancelled_reason: '',
  planned_day: null,
  planned_period: null,
  planned_room: null,
  class_names: '7А',
  group_name: '7А',
  is_whole: true,
  teachers: [{ ...kovaleva, replaces: null }],
  register_saved: null,
  was_not_held: false,
  student_ids: [1],
  is_taught: false,
  is_replaced: false,
  is_of_class: false,
};
const reader = {
  today: TODAY,
  now: { day: TODAY, time: '10:00' },
  settings: { entryOpensMinutes: 10, entryClosesMinutes: 10 },
  names: null,
  mayEnter: () => true,
};
const spaced = (text: string) => text.replaceAll('\u00a0', ' ');
const tagsOf = (changed: Partial<LessonRow>) =>
  toLessonItem({ ...plain, ...changed }, reader).tags.map((tag) => spaced(tag.text));

describe('a lesson', () => {
  it('as the timetable has it differs in nothing', () => {
    expect(changesOf(plain, TODAY)).toEqual([]);
    expect(toVacatedItem(plain, reader)).toBeNull();
  });

  it.each<[string, Partial<LessonRow>, string[]]>([
    ['online', { format: 'online', service_name: 'Сферум' }, ['Онлайн: Сферум']],
    ['cancelled', { status: 'cancelled', cancelled_reason: 'мороз', format: 'online' }, ['Отменён: мороз']],
    ['cancelled without words', { status: 'cancelled' }, ['Отменён']],
    ['substituted', { teachers: [{ ...sidorov, replaces: kovaleva }] }, ['Замена, было: Ковалёва Е. П.']],
    [
      'in another room',
      { planned_room: '205', planned_day: plain.day, planned_period: 3 },
      ['Кабинет, было: каб. 205'],
    ],
    [
      'moved within the day',
      { planned_day: plain.day, planned_period: 5, planned_room: '221' },
      ['Перенос, было: 5-й урок'],
    ],
    [
      'moved from another day, with another teacher',
      { planned_day: '2026-11-26', planned_period: 3, teachers: [{ ...sidorov, replaces: kovaleva }] },
      ['Перенос, было: четверг, 26 ноября, 3-й урок', 'Замена, было: Ковалёва Е. П.'],
    ],
  ])('that is %s says so', (_name, changed, tags) => {
    expect(tagsOf(changed)).toEqual(tags);
  });

  it('leaves a struck place where it was moved from', () => {
    const vacated = toVacatedItem({ ...plain, planned_day: '2026-11-24', planned_period: 2 }, reader);
    expect(vacated).toMatchObject({ period: '2', isStruck: true, room: null });
    expect(spaced(vacated?.tags[0]?.text ?? '')).toBe('Перенос, теперь: среда, 25 ноября, 3-й урок');
  });

  it('held online has no room, and shows when one may enter, on its day alone', () => {
    const online = { ...plain, format: 'online' as const, day: TODAY, starts: '10:05', ends: '10:45' };
    expect(toLessonItem(online, reader)).toMatchObject({
      room: null,
      entry: { isOpen: true, text: 'Войти' },
    });
    expect(toLessonItem({ ...online, starts: '11:00', ends: '11:40' }, reader).entry?.isOpen).toBe(false);
    expect(toLessonItem({ ...online, day: '2026-11-25' }, reader).entry).toBeNull();
    expect(toLessonItem(online, { ...reader, mayEnter: null }).entry).toBeNull();
    expect(toLessonItem({ ...online, status: 'cancelled' }, reader).entry).toBeNull();
  });
});

describe('words', () => {
  it.each([
    ['214', 'каб. 214'],
    ['Спортзал 1', 'Спортзал 1'],
    ['', null],
  ])('of the room %o are %o', (room, words) => {
    expect(roomSaid(room)?.replaceAll('\u00a0', ' ') ?? null).toBe(words);
  });

  it.each([
    [{ is_whole: true, class_names: '7А', group_name: '7А' }, '7А', null],
    [
      { is_whole: false, class_names: '7А', group_name: '7А, 1-я подгруппа' },
      '7А, 1-я подгруппа',
      '1-я подгруппа',
    ],
    [{ is_whole: false, class_names: '7А', group_name: '7А' }, '7А, 7А', '7А'],
    [{ is_whole: true, class_names: '', group_name: 'Группа 18' }, 'Группа 18', null],
  ])('of the group %o are %o', (row, whole, part) => {
    expect(spaced(groupSaid(row))).toBe(whole);
    expect(partSaid(row)?.replaceAll('\u00a0', ' ') ?? null).toBe(part);
  });
});

describe('a list of changes', () => {
  const found = (id: number, kind: ChangeFound['kind'], more: Partial<ChangeFound> = {}): ChangeFound => ({
    row: { ...plain, id, subject: `Предмет ${id}` },
    who: '',
    kind,
    sentence: 'что-то',
    when: null,
    ...more,
  });

  it('joins three and more of one kind and day, and keeps two apart', () => {
    const two = toChangeLines([found(1, 'online'), found(2, 'online')], TODAY);
    expect(two.map((line) => line.href)).toEqual(['/lessons/1', '/lessons/2']);
    const three = toChangeLines(
      [found(1, 'online'), found(2, 'room'), found(3, 'online'), found(4, 'online')],
      TODAY,
    );
    expect(three.map((line) => spaced(`${line.head} ${line.text}`))).toEqual([
      'Завтра: онлайн 3 урока: Предмет 1, Предмет 3, Предмет 4',
      'Предмет 2, завтра, 3-й урок: что-то',
    ]);
    expect(three[0]?.href).toBeNull();
  });

  it('keeps children apart, and names them', () => {
    const lines = toChangeLines(
      ['Соня', 'Миша'].flatMap((who) => [1, 2, 3].map((id) => found(id, 'cancelled', { who }))),
      TODAY,
    );
    expect(lines.map((line) => line.head)).toEqual(['Соня, завтра:', 'Миша, завтра:']);
  });
});
