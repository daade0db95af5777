import type { ImportedTimetable, Problem } from './imported-timetable.ts';
import type { AscDocument } from './read-asc.ts';
import { placesWords, understandCards } from './understand-cards.ts';
import { type UnderstoodLessons, understandLessons } from './understand-lessons.ts';
import {
  understandClasses,
  understandPeriods,
  understandSubjects,
  understandTeachers,
} from './understand-tables.ts';

/**
 * What an export says, free of the file's own ways: classes, subjects and teachers that have lessons, groups,
 * courses, and the slots of the week, with everything that is unclear. Pure: the portal's data play no part.
 */
export function understand(document: AscDocument): ImportedTimetable {
  const periods = understandPeriods(document.periods);
  const classes = understandClasses(document.classes);
  const subjects = understandSubjects(document.subjects);
  const teachers = understandTeachers(document.teachers);
  const known = { classes: classes.byId, subjects: subjects.byId, teachers: teachers.byId };
  const lessons = understandLessons(document.groups, document.lessons, known);
  const cards = understandCards(document, periods.periods, lessons);
  const courses = [...lessons.lessons.values()].map(
    ({ periodsPerCard: _card, label: _label, ...course }) => course,
  );
  const usedClasses = new Set(
    [...lessons.groups.values()].flatMap((group) => group.members.map((m) => m.classId)),
  );
  const usedSubjects = new Set(courses.map((course) => course.subjectId));
  const usedTeachers = new Set(courses.flatMap((course) => course.teacherIds));
  const timetable: ImportedTimetable = {
    periods: periods.periods,
    classes: [...classes.byId.values()].filter((one) => usedClasses.has(one.id)),
    subjects: [...subjects.byId.values()].filter((one) => usedSubjects.has(one.id)),
    teachers: [...teachers.byId.values()].flatMap((one) =>
      one !== null && usedTeachers.has(one.id) ? [one] : [],
    ),
    groups: [...lessons.groups.values()],
    courses,
    slots: cards.slots,
    problems: [],
  };
  return {
    ...timetable,
    problems: [
      ...periods.problems,
      ...classes.problems,
      ...subjects.problems,
      ...teachers.problems,
      ...lessons.problems,
      ...cards.problems,
      ...nothingPlaced(timetable),
      ...normalThings(timetable, document),
      ...teachersInTwoPlaces(timetable, lessons),
      ...periodsWithoutTimes(timetable),
    ].sort((a, b) => RANK[a.severity] - RANK[b.severity] || a.row - b.row),
  };
}

const RANK = { error: 0, warning: 1, note: 2 } as const;

function nothingPlaced(timetable: ImportedTimetable): Problem[] {
  if (timetable.slots.length > 0) return [];
  return [
    {
      severity: 'error',
      row: 1,
      words: 'В файле нет ни одного поставленного урока.',
      remedy: 'Составьте расписание в aSc (уроки должны стоять на своих местах) и выгрузите его ещё раз.',
    },
  ];
}

/** What is normal and said once, with its number, not lesson by lesson. */
function normalThings(timetable: ImportedTimetable, document: AscDocument): Problem[] {
  const placed = new Set(timetable.slots.map((slot) => slot.courseId));
  const teacherless = timetable.courses.filter((c) => c.teacherIds.length === 0 && placed.has(c.id)).length;
  const roomless = timetable.slots.filter((slot) => slot.room === '').length;
  const notes: [boolean, string, string][] = [
    [
      teacherless > 0,
      `Курсов без учителя: ${teacherless}.`,
      'Они войдут в расписание; учителя можно вписать в aSc позже.',
    ],
    [roomless > 0, `Уроков без кабинета: ${roomless}.`, 'Они войдут в расписание без кабинета.'],
    [
      document.students.length > 0,
      'В файле есть ученики.',
      'Состав классов и групп из расписания не переносится: его ведут в разделе классов.',
    ],
  ];
  return notes
    .filter(([isSo]) => isSo)
    .map(([, words, remedy]) => ({ severity: 'note', row: document.lessons[0]?.line ?? 1, words, remedy }));
}

/** One teacher at one time in two courses: taken as taught together, and said once for each pair and day. */
function teachersInTwoPlaces(timetable: ImportedTimetable, { lessons }: UnderstoodLessons): Problem[] {
  const teacherNames = new Map(timetable.teachers.map((teacher) => [teacher.id, teacher.name]));
  const places = new Map<string, { courseId: string; week: string }[]>();
  const clashes = new Map<
    string,
    { periods: number[]; weekday: number; row: number; courseIds: readonly [string, string] }
  >();
  for (const slot of timetable.slots) {
    for (const teacherId of lessons.get(slot.courseId)?.teacherIds ?? []) {
      const place = `${teacherId}/${slot.weekday}/${slot.period}`;
      const there = places.get(place) ?? [];
      places.set(place, [...there, slot]);
      for (const other of there) {
        const together = other.week === slot.week || other.week === 'every' || slot.week === 'every';
        if (!together || other.courseId === slot.courseId) continue;
        const key = `${teacherId}/${slot.weekday}/${other.courseId}/${slot.courseId}`;
        const clash = clashes.get(key) ?? {
          periods: [],
          weekday: slot.weekday,
          row: slot.row,
          courseIds: [other.courseId, slot.courseId],
        };
        clash.periods.push(slot.period);
        clashes.set(key, clash);
      }
    }
  }
  return [...clashes].map(([key, { periods, weekday, row, courseIds }]) => ({
    severity: 'warning',
    row,
    words: `${teacherNames.get(key.split('/')[0] ?? '') ?? ''} в одно время ведёт два урока: ${courseIds
      .map((id) => `«${lessons.get(id)?.label ?? ''}»`)
      .join(' и ')} (${placesWords(weekday, periods)}).`,
    remedy: 'Будем считать, что эти уроки идут вместе. Если это ошибка, исправьте её в aSc.',
  }));
}

function periodsWithoutTimes(timetable: ImportedTimetable): Problem[] {
  const timed = new Set(timetable.periods.map((period) => period.number));
  const untimed = [...new Set(timetable.slots.map((slot) => slot.period))].filter(
    (number) => !timed.has(number),
  );
  return untimed.map((number) => ({
    severity: 'warning',
    row: timetable.slots.find((slot) => slot.period === number)?.row ?? 1,
    words: `Для ${number}-го урока в файле нет времени.`,
    remedy: 'Время возьмём из звонков портала. Если и там его нет, расписание применить не получится.',
  }));
}
