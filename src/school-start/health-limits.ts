/** Limits of lesson length and screen time that a school begins with; minutes, by grade, from a day, by a source. */
export interface HealthLimit {
  kind: 'lesson_minutes' | 'lesson_screen_minutes' | 'day_screen_minutes';
  gradeFrom: number;
  gradeTo: number;
  minutes: number;
  validFrom: string;
  source: string;
}

const LESSON_SOURCE =
  'СП 2.4.3648-20, п. 3.5: урок с применением дистанционных технологий — не более 40 минут';
const SCREEN_SOURCE = 'СанПиН 1.2.3685-21, таблица 6.8';

function screen(gradeFrom: number, gradeTo: number, lesson: number, day: number): HealthLimit[] {
  const common = { gradeFrom, gradeTo, validFrom: '2021-03-01', source: SCREEN_SOURCE };
  return [
    { ...common, kind: 'lesson_screen_minutes', minutes: lesson },
    { ...common, kind: 'day_screen_minutes', minutes: day },
  ];
}

export const HEALTH_LIMITS: readonly HealthLimit[] = [
  {
    kind: 'lesson_minutes',
    gradeFrom: 1,
    gradeTo: 11,
    minutes: 40,
    validFrom: '2021-01-01',
    source: LESSON_SOURCE,
  },
  ...screen(1, 2, 20, 40),
  ...screen(3, 4, 25, 50),
  ...screen(5, 9, 30, 60),
  ...screen(10, 11, 35, 70),
];
