/** The subjects of the demo's curriculum, who teaches them and how many lessons a week each grade has. */

/** A subject is taught by the teachers of one department; `class` are the teachers who lead the class. */
export type Department =
  | 'class'
  | 'russian'
  | 'maths'
  | 'english'
  | 'history'
  | 'geography'
  | 'biology'
  | 'chemistry'
  | 'physics'
  | 'informatics'
  | 'sport'
  | 'music'
  | 'art'
  | 'craft'
  | 'safety';

/** Whole class; halves of it; or boys and girls apart. */
export type Split = 'whole' | 'halves' | 'boys_and_girls';

export interface Subject {
  name: string;
  shortName: string;
  department: Department;
  /** Lessons a week by grade: the first number is grade 1. */
  hours: readonly number[];
  /** From which grade on the class is split. */
  split?: { by: Exclude<Split, 'whole'>; fromGrade: number };
}

/** In primary school the class's own teacher teaches the subjects of these departments. */
const TAUGHT_BY_CLASS_TEACHER: readonly Department[] = ['russian', 'maths', 'geography', 'art', 'craft'];

export const TALK = 'Разговоры о важном';
export const HORIZONS = 'Россия — мои горизонты';

export const SUBJECTS: readonly Subject[] = [
  {
    name: 'Русский язык',
    shortName: 'Рус. яз.',
    department: 'russian',
    hours: [5, 5, 5, 5, 5, 6, 4, 3, 3, 3, 3],
  },
  {
    name: 'Литературное чтение',
    shortName: 'Лит. чт.',
    department: 'russian',
    hours: [4, 4, 4, 4, 0, 0, 0, 0, 0, 0, 0],
  },
  {
    name: 'Литература',
    shortName: 'Лит-ра',
    department: 'russian',
    hours: [0, 0, 0, 0, 3, 3, 2, 2, 3, 3, 3],
  },
  { name: 'Математика', shortName: 'Матем.', department: 'maths', hours: [4, 4, 4, 4, 5, 5, 0, 0, 0, 0, 0] },
  { name: 'Алгебра', shortName: 'Алгебра', department: 'maths', hours: [0, 0, 0, 0, 0, 0, 3, 3, 3, 4, 4] },
  { name: 'Геометрия', shortName: 'Геом.', department: 'maths', hours: [0, 0, 0, 0, 0, 0, 2, 2, 2, 3, 3] },
  {
    name: 'Вероятность и статистика',
    shortName: 'Вер. и стат.',
    department: 'maths',
    hours: [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1],
  },
  {
    name: 'Иностранный язык (английский)',
    shortName: 'Англ. яз.',
    department: 'english',
    hours: [0, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3],
    split: { by: 'halves', fromGrade: 2 },
  },
  {
    name: 'Окружающий мир',
    shortName: 'Окр. мир',
    department: 'geography',
    hours: [2, 2, 2, 2, 0, 0, 0, 0, 0, 0, 0],
  },
  { name: 'История', shortName: 'История', department: 'history', hours: [0, 0, 0, 0, 3, 3, 3, 3, 2, 2, 2] },
  {
    name: 'Обществознание',
    shortName: 'Общ-зн.',
    department: 'history',
    hours: [0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2],
  },
  {
    name: 'Основы духовно-нравственной культуры народов России',
    shortName: 'ОДНКНР',
    department: 'history',
    hours: [0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0],
  },
  {
    name: 'География',
    shortName: 'Геогр.',
    department: 'geography',
    hours: [0, 0, 0, 0, 1, 1, 2, 2, 2, 1, 1],
  },
  { name: 'Биология', shortName: 'Биол.', department: 'biology', hours: [0, 0, 0, 0, 1, 1, 1, 2, 2, 1, 2] },
  { name: 'Химия', shortName: 'Химия', department: 'chemistry', hours: [0, 0, 0, 0, 0, 0, 0, 2, 2, 2, 2] },
  { name: 'Физика', shortName: 'Физика', department: 'physics', hours: [0, 0, 0, 0, 0, 0, 2, 2, 3, 3, 3] },
  {
    name: 'Информатика',
    shortName: 'Информ.',
    department: 'informatics',
    hours: [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1],
    split: { by: 'halves', fromGrade: 7 },
  },
  {
    name: 'Индивидуальный проект',
    shortName: 'Проект',
    department: 'informatics',
    hours: [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0],
  },
  {
    name: 'Физическая культура',
    shortName: 'Физ-ра',
    department: 'sport',
    hours: [3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3],
  },
  { name: 'Музыка', shortName: 'Музыка', department: 'music', hours: [1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0] },
  {
    name: 'Изобразительное искусство',
    shortName: 'ИЗО',
    department: 'art',
    hours: [1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0],
  },
  {
    name: 'Труд (технология)',
    shortName: 'Труд',
    department: 'craft',
    hours: [1, 1, 1, 1, 2, 2, 2, 1, 1, 0, 0],
    split: { by: 'boys_and_girls', fromGrade: 5 },
  },
  {
    name: 'Основы безопасности и защиты Родины',
    shortName: 'ОБЗР',
    department: 'safety',
    hours: [0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1],
  },
  { name: TALK, shortName: 'Разговоры', department: 'class', hours: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1] },
  { name: HORIZONS, shortName: 'Горизонты', department: 'class', hours: [0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1] },
];

/** Which department teaches the subject to a grade. */
export function departmentOf(subject: Subject, grade: number): Department {
  return grade <= 4 && TAUGHT_BY_CLASS_TEACHER.includes(subject.department) ? 'class' : subject.department;
}

/** How a class of the grade is split for the subject. */
export function splitOf(subject: Subject, grade: number): Split {
  return subject.split && grade >= subject.split.fromGrade ? subject.split.by : 'whole';
}

/** Lessons a week of the subject in the grade. */
export function hoursOf(subject: Subject, grade: number): number {
  return subject.hours[grade - 1] ?? 0;
}

/** The departments in which a half of a class, with a teacher of its own, is taught. */
export const SPLIT_DEPARTMENTS: readonly Department[] = ['english', 'informatics', 'craft'];

/** Where each department's teachers have their rooms: the number of the first. */
const FIRST_ROOMS: Readonly<Record<Exclude<Department, 'sport' | 'craft'>, number>> = {
  class: 101,
  music: 131,
  art: 135,
  safety: 139,
  russian: 201,
  maths: 221,
  informatics: 241,
  english: 301,
  history: 321,
  geography: 331,
  biology: 341,
  chemistry: 346,
  physics: 351,
};

const SPORT_ROOMS = [
  'Спортзал 1',
  'Спортзал 2',
  'Малый спортзал',
  'Зал гимнастики',
  'Тренажёрный зал',
  'Бассейн',
  'Стадион',
];

/** The room of a department's teacher by their place in the department; each has a room of their own. */
export function roomOf(department: Department, place: number): string {
  if (department === 'sport') return SPORT_ROOMS[place] ?? `Спортзал ${place + 1}`;
  if (department === 'craft') return `Мастерская ${place + 1}`;
  return `${FIRST_ROOMS[department] + place}`;
}
