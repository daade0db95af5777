import { placesOf, weekdaysOfPlaces, weekOf } from './day-mask.ts';
import type { ImportedPeriod, ImportedSlot, Problem, Week } from './imported-timetable.ts';
import type { AscDocument, AscRow } from './read-asc.ts';
import type { Lesson, UnderstoodLessons } from './understand-lessons.ts';

interface Card {
  weekdays: readonly number[];
  period: number;
  week: Week;
  room: string;
  row: number;
}

export interface UnderstoodCards {
  slots: readonly ImportedSlot[];
  problems: readonly Problem[];
}

const DAY_NAMES = ['', 'пн', 'вт', 'ср', 'чт', 'пт', 'сб', 'вс'];
const IN_ASC = 'Исправьте это в aSc и выгрузите расписание ещё раз.';

/** «вт, 3-й урок». */
export function placeWords(weekday: number, period: number): string {
  return `${DAY_NAMES[weekday] ?? ''}, ${period}-й урок`;
}

/** «вт, 3-й урок»; «вт, уроки 3, 4». */
export function placesWords(weekday: number, periods: readonly number[]): string {
  const [only, ...others] = periods;
  if (only !== undefined && others.length === 0) return placeWords(weekday, only);
  return `${DAY_NAMES[weekday] ?? ''}, уроки ${periods.join(', ')}`;
}

/**
 * Cards of the file as slots of the week. A card is one period; where a lesson's cards, each taken for
 * `periodspercard` periods, come to exactly `periodsperweek`, it has one card a double lesson, and each is spread
 * over the periods that follow. What is only partly told by its own numbers is read as the rest of the file.
 */
export function understandCards(
  document: AscDocument,
  periods: readonly ImportedPeriod[],
  understood: UnderstoodLessons,
): UnderstoodCards {
  const problems: Problem[] = [];
  const cardsOf = readCards(document, understood, problems);
  const wholeFileDoubles = mostlyDoubles(cardsOf, understood);
  const numbers = periods.map((period) => period.number);
  const slots: ImportedSlot[] = [];
  for (const lesson of understood.lessons.values()) {
    const cards = cardsOf.get(lesson.id) ?? [];
    const doubles = isDoubles(lesson, cards) ?? (lesson.periodsPerCard > 1 && wholeFileDoubles);
    const spread = doubles ? cards.flatMap((card) => spreadCard(card, lesson, numbers, problems)) : cards;
    const own = mergePlaces(spread, lesson, problems);
    slots.push(...own);
    lesson.placed = weight(own.map((slot) => ({ week: slot.week, weekdays: [slot.weekday] })));
    noteUnplaced(lesson, problems);
  }
  return { slots, problems };
}

function readCards(
  document: AscDocument,
  understood: UnderstoodLessons,
  problems: Problem[],
): Map<string, Card[]> {
  const cardsOf = new Map<string, Card[]>();
  const weekdays = weekdaysOfPlaces(
    document.daysdefs.map((def) => ({
      mask: def.get('days'),
      name: def.get('name'),
      shortName: def.get('short'),
    })),
  );
  const rooms = new Map(
    document.classrooms.map((row) => [row.get('id'), row.get('name') || row.get('short')]),
  );
  for (const row of document.cards) {
    const lessonId = row.get('lessonid');
    const lesson = understood.lessons.get(lessonId);
    if (lesson === undefined) {
      if (!understood.failed.has(lessonId)) {
        problems.push(
          cardError(row, `Карточка стоит для урока ${lessonId || '(не указан)'}, которого в файле нет.`),
        );
      }
      continue;
    }
    const card = readCard(row, lesson, weekdays, rooms, problems);
    if (card !== null) cardsOf.set(lessonId, [...(cardsOf.get(lessonId) ?? []), card]);
  }
  return cardsOf;
}

function cardError(row: AscRow, words: string): Problem {
  return { severity: 'error', row: row.line, words, remedy: IN_ASC };
}

/** Null for a card that stands nowhere (normal), and for one that is not understood (an error). */
function readCard(
  row: AscRow,
  lesson: Lesson,
  weekdays: ReadonlyMap<number, number>,
  rooms: ReadonlyMap<string, string>,
  problems: Problem[],
): Card | null {
  const refuse = (words: string) => {
    problems.push(cardError(row, `${lesson.label}: ${words}`));
    return null;
  };
  const days = row.get('days');
  if (days === '' && row.get('day') !== '') {
    return refuse('день записан числом, как в старых выгрузках. Нужен формат «aSc Timetables 2012 XML».');
  }
  if (days === '' || row.get('period') === '' || /^0+$/.test(days)) return null;
  const period = Number(row.get('period'));
  if (!Number.isInteger(period) || period < 0 || period > 30) {
    return refuse(`номер урока «${row.get('period')}» не понят: бывает от 0 до 30.`);
  }
  const places = placesOf(days);
  if (places === null)
    return refuse(`день «${days}» не понят: у карточки должен быть один определённый день.`);
  const found = places.map((place) => weekdays.get(place) ?? place + 1);
  if (found.some((weekday) => weekday > 7)) {
    return refuse('день стоит за пределами недели: портал ведёт расписание на семь дней.');
  }
  const week = weekOf(row.get('weeks'));
  if (week === null) {
    return refuse(`недели «${row.get('weeks')}»: портал знает каждую неделю и две чередующиеся, А и Б.`);
  }
  if (row.get('terms').includes('0')) {
    return refuse(
      'урок стоит не во всех четвертях. Выгрузите из aSc расписание одной четверти и введите его с её первого дня.',
    );
  }
  const lostRooms = row.list('classroomids').filter((id) => !rooms.has(id));
  if (lostRooms.length > 0) return refuse(`кабинета ${lostRooms.join(', ')} в файле нет.`);
  const room = row.list('classroomids').map((id) => rooms.get(id) ?? '');
  return {
    weekdays: found,
    period,
    week,
    room: room.filter((name) => name !== '').join(', '),
    row: row.line,
  };
}

function weight(cards: readonly { week: Week; weekdays: readonly number[] }[]): number {
  return cards.reduce((sum, card) => sum + card.weekdays.length * (card.week === 'every' ? 1 : 0.5), 0);
}

/** True: a card a double lesson; false: a card a period; null: the lesson's own numbers do not tell. */
function isDoubles(lesson: Lesson, cards: readonly Card[]): boolean | null {
  if (lesson.periodsPerCard === 1 || lesson.perWeek === 0) return false;
  const placed = weight(cards);
  if (placed === lesson.perWeek) return false;
  if (placed * lesson.periodsPerCard === lesson.perWeek) return true;
  return placed * lesson.periodsPerCard > lesson.perWeek ? false : null;
}

function mostlyDoubles(
  cardsOf: ReadonlyMap<string, readonly Card[]>,
  understood: UnderstoodLessons,
): boolean {
  let doubles = 0;
  let singles = 0;
  for (const lesson of understood.lessons.values()) {
    if (lesson.periodsPerCard === 1) continue;
    const kind = isDoubles(lesson, cardsOf.get(lesson.id) ?? []);
    if (kind === true) doubles += 1;
    if (kind === false) singles += 1;
  }
  return doubles > singles;
}

function spreadCard(card: Card, lesson: Lesson, numbers: readonly number[], problems: Problem[]): Card[] {
  const from = numbers.indexOf(card.period);
  const taken = from === -1 ? [] : numbers.slice(from, from + lesson.periodsPerCard);
  if (taken.length < lesson.periodsPerCard) {
    problems.push({
      severity: 'error',
      row: card.row,
      words: `${lesson.label}: карточка на ${lesson.periodsPerCard} урока подряд начинается с ${card.period}-го, а столько уроков в дне нет.`,
      remedy: IN_ASC,
    });
    return [card];
  }
  return taken.map((period) => ({ ...card, period }));
}

/** One slot for each weekday, period and week; the same place twice is one slot with the rooms of both. */
function mergePlaces(cards: readonly Card[], lesson: Lesson, problems: Problem[]): ImportedSlot[] {
  const slots = new Map<string, ImportedSlot>();
  for (const card of cards) {
    for (const weekday of card.weekdays) {
      const key = `${weekday}/${card.period}/${card.week}`;
      const there = slots.get(key);
      if (there === undefined) {
        const { period, week, room, row } = card;
        slots.set(key, { courseId: lesson.id, weekday, period, week, room, row });
        continue;
      }
      const rooms = new Set(
        [...there.room.split(', '), ...card.room.split(', ')].filter((room) => room !== ''),
      );
      slots.set(key, { ...there, room: [...rooms].join(', ') });
      problems.push({
        severity: 'note',
        row: card.row,
        words: `${lesson.label}: ${placeWords(weekday, card.period)} записан дважды.`,
        remedy: 'Урок поставлен один раз, кабинеты объединены.',
      });
    }
  }
  return [...slots.values()].filter(
    (slot) => slot.week === 'every' || !slots.has(`${slot.weekday}/${slot.period}/every`),
  );
}

function noteUnplaced(lesson: Lesson, problems: Problem[]): void {
  const left = lesson.perWeek - lesson.placed;
  if (left <= 0) return;
  const hours = (count: number) => String(count).replace('.', ',');
  problems.push({
    severity: 'note',
    row: lesson.row,
    words:
      lesson.placed === 0
        ? `${lesson.label}: урок не расставлен (${hours(lesson.perWeek)} в неделю).`
        : `${lesson.label}: расставлено ${hours(lesson.placed)} из ${hours(lesson.perWeek)} уроков в неделю.`,
    remedy: 'Остальные появятся, когда их поставят в aSc и файл загрузят ещё раз.',
  });
}
