/** The times of a lesson of a file, 'HH:MM' in the school's zone; one table for the whole school. */
export interface ImportedPeriod {
  number: number;
  name: string;
  startsAt: string;
  endsAt: string;
}

export interface ImportedClass {
  id: string;
  /** As the file has it. */
  fileName: string;
  /** «8А»: Cyrillic, no blanks; for what is no class of a grade, the file's name. */
  name: string;
  /** 1 to 11; 0 for what a timetable calls a class and is none («Группа 18»). */
  grade: number;
  /** «А»; for grade 0 the whole name. */
  letter: string;
  row: number;
}

export interface ImportedSubject {
  id: string;
  name: string;
  shortName: string;
  row: number;
}

export interface ImportedTeacher {
  id: string;
  /** Family name, given name, patronymic with single blanks. */
  name: string;
  shortName: string;
  familyName: string;
  givenName: string;
  patronymic: string;
  row: number;
}

/** Who sits together in a course: whole classes, parts of classes, or both, of one or several classes. */
export interface ImportedGroup {
  /** The file's ids of its parts, sorted and joined by '+'. */
  key: string;
  /** «7А», «7А, 7Б», «7А · 1 группа». */
  name: string;
  members: readonly { classId: string; isWhole: boolean }[];
}

/** Subject × group × teachers; the external id is the file's lesson id. */
export interface ImportedCourse {
  id: string;
  subjectId: string;
  groupKey: string;
  teacherIds: readonly string[];
  /** Lessons a week as the file counts them, and how many of them stand in the timetable. */
  perWeek: number;
  placed: number;
  row: number;
}

export type Week = 'every' | 'a' | 'b';

export interface ImportedSlot {
  courseId: string;
  /** 1 Monday to 7 Sunday. */
  weekday: number;
  period: number;
  week: Week;
  /** Names of rooms, joined by ', '; '' where none is given. */
  room: string;
  row: number;
}

/**
 * What is unclear in a file. `error`: applying would lose something, so nothing is applied; `warning`: applied,
 * but somebody should look; `note`: normal, said once.
 */
export interface Problem {
  severity: 'error' | 'warning' | 'note';
  /** The line of the file, counted from 1. */
  row: number;
  /** What stands there and why it is unclear. */
  words: string;
  /** What to do about it. */
  remedy: string;
}

/** A timetable as a file tells it, whatever program wrote it. Rows of the file that nobody uses are left out. */
export interface ImportedTimetable {
  periods: readonly ImportedPeriod[];
  classes: readonly ImportedClass[];
  subjects: readonly ImportedSubject[];
  teachers: readonly ImportedTeacher[];
  groups: readonly ImportedGroup[];
  courses: readonly ImportedCourse[];
  slots: readonly ImportedSlot[];
  problems: readonly Problem[];
}
