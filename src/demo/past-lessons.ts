import { NO_PHYSICS } from './fates.ts';
import { type LateAnnouncement, QUARANTINE } from './online-lessons.ts';
import { type LessonsByDay, mayBeOnline, type PlannedLesson } from './pick-lessons.ts';

/** Online lessons of the weeks before: those of the cast, of every class, and of days on which all were at home. */
export interface PastLessons {
  picked: PlannedLesson[];
  late: Map<PlannedLesson, LateAnnouncement>;
}

/** The days are counted in school days before today. */
const CAST_PAST: readonly { className: string; teacher: string; steps: readonly number[] }[] = [
  { className: '7А', teacher: 'kovaleva', steps: [2, 5, 7, 13, 16, 20, 24, 28, 33, 38] },
  { className: '7А', teacher: 'orlova', steps: [3, 9, 18, 26, 35] },
  { className: '7Б', teacher: 'kovaleva', steps: [6, 14, 22] },
  { className: '3Б', teacher: 'petrova', steps: [4, 6, 9, 15, 21, 30] },
];

/** Physics is online for two weeks in the classes where a pupil misses it alone. */
const PHYSICS_STEPS = [2, 3, 4, 5, 6, 7, 8, 9];

/** In a large school each class has a lesson online on two of five days. */
const DAYS_OF_FIVE = 2;
const MOST_STEPS = 250;
const YESTERDAY = -1;

/** The day on which the whole school learned at home. */
const STORM = { step: -19, reason: 'штормовое предупреждение', hour: 7 };
/** The week of one class, from its first day to its last. */
const CLASS_AT_HOME = { className: '5В', from: -26, to: -22, hour: 8 };

/** Chooses the online lessons of the weeks before; what is in `taken` is online already. */
export function pickPastLessons(
  lessons: LessonsByDay,
  taken: readonly PlannedLesson[],
  isSmall: boolean,
): PastLessons {
  const picked = new Set<PlannedLesson>();
  const late = new Map<PlannedLesson, LateAnnouncement>();
  for (const one of [...ofCast(lessons), ...physicsOf(lessons)]) picked.add(one);
  if (!isSmall) {
    for (let step = YESTERDAY; step >= -MOST_STEPS; step -= 1) {
      const ofDay = lessons.ofStep(step).filter(mayBeOnline);
      if (ofDay.length === 0) break;
      if (step < YESTERDAY) for (const one of turnsOf(ofDay, -step)) picked.add(one);
      for (const one of atHome(ofDay, step)) {
        picked.add(one);
        if (step === STORM.step) late.set(one, { reason: STORM.reason, at: morningOf(one, STORM.hour) });
        else if (step === CLASS_AT_HOME.from) {
          late.set(one, { reason: QUARANTINE, at: morningOf(one, CLASS_AT_HOME.hour) });
        }
      }
    }
  }
  for (const one of taken) picked.delete(one);
  return { picked: [...picked], late };

  function morningOf(one: PlannedLesson, hour: number): Temporal.Instant {
    return lessons
      .times(one)
      .starts.toZonedDateTimeISO(lessons.timeZone)
      .with({ hour, minute: 10, second: 0 })
      .toInstant();
  }
}

function ofCast(lessons: LessonsByDay): PlannedLesson[] {
  return CAST_PAST.flatMap(({ className, teacher, steps }) =>
    steps.flatMap((step) => {
      const ofTeacher = lessons
        .ofStep(-step)
        .filter(
          (one) =>
            one.className === className &&
            one.teacherId === lessons.plan.cast.get(teacher) &&
            mayBeOnline(one) &&
            one.isWholeClass,
        );
      return ofTeacher.slice(0, 1);
    }),
  );
}

function physicsOf(lessons: LessonsByDay): PlannedLesson[] {
  return PHYSICS_STEPS.flatMap((step) =>
    lessons
      .ofStep(-step)
      .filter((one) => one.subject === 'Физика' && NO_PHYSICS.includes(one.className) && one.isWholeClass),
  );
}

/** One lesson of each class whose turn it is, another period each time. */
function turnsOf(ofDay: readonly PlannedLesson[], step: number): PlannedLesson[] {
  const byClass = Map.groupBy(ofDay, (one) => one.classId);
  return [...byClass].flatMap(([classId, its]) => {
    if ((classId * 2 + step * 3) % 5 >= DAYS_OF_FIVE) return [];
    const chosen = its[(classId * 5 + step * 7) % its.length];
    return chosen ? [chosen] : [];
  });
}

function atHome(ofDay: readonly PlannedLesson[], step: number): PlannedLesson[] {
  if (step === STORM.step) return [...ofDay];
  const isInWeek = step >= CLASS_AT_HOME.from && step <= CLASS_AT_HOME.to;
  return isInWeek ? ofDay.filter((one) => one.className === CLASS_AT_HOME.className) : [];
}
