import type { FigureCode } from '../../src/attendance/figures.ts';
import type { Everything, Lesson, MarkOf } from './read-everything.ts';

/**
 * The figures of reports computed a second time, from whole tables by plain loops, from the words of the definitions
 * and with nothing of the code that reports are made by.
 */
export interface Asked {
  from: string;
  to: string;
  grade?: number;
  class?: number;
  course?: number;
  subject?: number;
  teacher?: number;
  service?: number;
  student?: number;
}

/** Whoever looks: null sees all; a teacher own lessons, and of headed classes the parts of their pupils. */
export type Onlooker = { teacher: number; headed: number[] } | null;

function classesOfLesson(all: Everything, lesson: Lesson): Set<number> {
  return all.lessonClasses.get(lesson.id) ?? new Set();
}

/** Lessons and marks that a report is of. */
export function select(all: Everything, asked: Asked, who: Onlooker): Everything {
  const gradeOf = new Map(all.classes.map((one) => [one.id, one.grade]));
  const fits = (classId: number | null) =>
    (asked.class === undefined || classId === asked.class) &&
    (asked.grade === undefined || (classId !== null && gradeOf.get(classId) === asked.grade));
  const lessons: Lesson[] = [];
  const ofStudent = new Set<number>();
  for (const mark of all.marks) if (mark.student_id === asked.student) ofStudent.add(mark.lesson_id);
  for (const lesson of all.lessons) {
    if (lesson.day < asked.from || lesson.day > asked.to) continue;
    if (asked.course !== undefined && lesson.course_id !== asked.course) continue;
    if (asked.subject !== undefined && lesson.subject_id !== asked.subject) continue;
    if (asked.service !== undefined && lesson.service_id !== asked.service) continue;
    if (asked.teacher !== undefined && !lesson.teachers.includes(asked.teacher)) continue;
    const classes = [...classesOfLesson(all, lesson)];
    if (!classes.some(fits)) continue;
    if (
      who !== null &&
      !lesson.teachers.includes(who.teacher) &&
      !classes.some((one) => who.headed.includes(one))
    )
      continue;
    if (asked.student !== undefined && !ofStudent.has(lesson.id)) continue;
    lessons.push(lesson);
  }
  const chosen = new Set(lessons);
  const marks = all.marks.filter(
    (mark) =>
      chosen.has(mark.lesson) &&
      fits(mark.class_id) &&
      (asked.student === undefined || mark.student_id === asked.student) &&
      (who === null ||
        mark.lesson.teachers.includes(who.teacher) ||
        (mark.class_id !== null && who.headed.includes(mark.class_id))),
  );
  return { ...all, lessons, marks };
}

function mondayOf(day: string): string {
  const date = Temporal.PlainDate.from(day);
  return date.subtract({ days: date.dayOfWeek - 1 }).toString();
}

/** The rows of a report: what falls into each, by its key. */
export function rowsOf(
  all: Everything,
  chosen: Everything,
  by: string,
  asked: Asked,
  who: Onlooker,
): Map<string, Everything> {
  const rows = new Map<string, { lessons: Set<Lesson>; marks: MarkOf[] }>();
  const row = (key: string | number) => {
    const text = String(key);
    const found = rows.get(text) ?? { lessons: new Set(), marks: [] };
    rows.set(text, found);
    return found;
  };
  const gradeOf = new Map(all.classes.map((one) => [one.id, one.grade]));
  const keysOfLesson = (lesson: Lesson): (string | number)[] => {
    if (by === 'course') return [lesson.course_id];
    if (by === 'subject') return [lesson.subject_id];
    if (by === 'service') return [lesson.service_id ?? 0];
    if (by === 'week') return [mondayOf(lesson.day)];
    if (by === 'lesson') return [lesson.id];
    if (by === 'teacher')
      return lesson.teachers.filter((one) => asked.teacher === undefined || one === asked.teacher);
    const seen = [...classesOfLesson(all, lesson)].filter(
      (one) =>
        (asked.class === undefined || one === asked.class) &&
        (asked.grade === undefined || gradeOf.get(one) === asked.grade) &&
        (who === null || lesson.teachers.includes(who.teacher) || who.headed.includes(one)),
    );
    if (by === 'class') return seen;
    if (by === 'grade') return [...new Set(seen.map((one) => gradeOf.get(one) ?? 0))];
    return [];
  };
  if (by !== 'student' && asked.student === undefined)
    for (const lesson of chosen.lessons) for (const key of keysOfLesson(lesson)) row(key).lessons.add(lesson);
  for (const mark of chosen.marks) {
    const keys =
      by === 'student'
        ? [mark.student_id]
        : by === 'class'
          ? [mark.class_id ?? '']
          : by === 'grade'
            ? [gradeOf.get(mark.class_id ?? 0) ?? '']
            : keysOfLesson(mark.lesson);
    for (const key of keys) {
      row(key).marks.push(mark);
      row(key).lessons.add(mark.lesson);
    }
  }
  return new Map(
    [...rows].map(([key, value]) => [key, { ...all, lessons: [...value.lessons], marks: value.marks }]),
  );
}

/** Each figure by its definition. 'few' and 'none' as the page says them. */
export function figuresOf({ lessons, marks }: Everything): Partial<Record<FigureCode, number | string>> {
  const count = (test: (mark: MarkOf) => boolean) => {
    let found = 0;
    for (const mark of marks) if (test(mark)) found += 1;
    return found;
  };
  let held = 0;
  let notHeld = 0;
  let filled = 0;
  let sameDay = 0;
  let marked = 0;
  for (const lesson of lessons) {
    if (lesson.reason !== null && lesson.reason !== '') notHeld += 1;
    else held += 1;
    if (lesson.reason !== null) filled += 1;
    if (lesson.filled_day === lesson.day) sameDay += 1;
    if (lesson.reason === '') marked += 1;
  }
  const share = (part: number, whole: number, of: number) =>
    of < 5 ? 'few' : whole === 0 ? 'none' : part / whole;
  const isThere = (mark: MarkOf) => mark.attendance === 'present' || mark.attendance === 'late';
  const late = count((mark) => mark.attendance === 'late');
  const active = count((mark) => isThere(mark) && mark.activity !== null && mark.activity > 0);
  const silent = count((mark) => isThere(mark) && mark.activity === 0);
  let minutes = 0;
  let activity = 0;
  for (const mark of marks) {
    minutes += mark.minutes_late ?? 0;
    activity += mark.activity ?? 0;
  }
  return {
    lessons: held,
    not_held: notHeld,
    filled,
    filled_share: share(filled, lessons.length, lessons.length),
    same_day: sameDay,
    marks: marks.length,
    attended: count(isThere),
    attendance: share(count(isThere), marks.length, marked),
    missed_share: share(
      count((mark) => !isThere(mark)),
      marks.length,
      marked,
    ),
    absent: count((mark) => mark.attendance === 'absent'),
    excused: count((mark) => mark.attendance === 'excused'),
    technical: count((mark) => mark.attendance === 'technical'),
    late,
    minutes_late: share(minutes, late, marked),
    active_share: share(active, active + silent, marked),
    silent_share: share(silent, active + silent, marked),
    activity: share(
      activity,
      count((mark) => mark.activity !== null),
      marked,
    ),
  };
}

/** Online minutes of a class on a day, minute by minute, against the limit of that day; null where there were none. */
export function screenDay(
  all: Everything,
  classId: number,
  day: string,
): { minutes: number; allowed: number } | null {
  const ofClass = all.classes.find((one) => one.id === classId);
  const busy = new Set<number>();
  for (const lesson of all.lessons) {
    if (lesson.day !== day || ofClass === undefined || !ofClass.group_ids.includes(lesson.group_id)) continue;
    if (lesson.reason !== null && lesson.reason !== '') continue;
    for (let at = lesson.starts; at < lesson.ends; at += 60) busy.add(at);
  }
  if (ofClass === undefined || busy.size === 0) return null;
  let allowed = Number.POSITIVE_INFINITY;
  for (const limit of all.limits)
    if (
      limit.grade_from <= ofClass.grade &&
      ofClass.grade <= limit.grade_to &&
      limit.valid_from <= day &&
      day <= limit.valid_to
    )
      allowed = limit.minutes;
  return { minutes: busy.size, allowed };
}
