import type { ReplacedLessons } from '../timetable/replace-lessons.ts';
import { counted, dayNumeric, dayWithYear } from '../web/dates.ts';
import type { ImportPlan } from './build-plan.ts';
import type { ImportedTimetable } from './imported-timetable.ts';
import type { LostLesson } from './lost-lessons.ts';

/** The preview of a file as the command prints it for machines (`--json`). */
export interface CommandPreview {
  file: string;
  sha256: string;
  from: string;
  canApply: boolean;
  changesNothing: boolean;
  understood: Record<
    'classes' | 'notOfAGrade' | 'teachers' | 'subjects' | 'groups' | 'courses' | 'slots',
    number
  >;
  /** Names of classes, teachers and subjects that come and go; numbers of courses and slots of the week. */
  changes: {
    classes: ImportPlan['comparison']['classes'];
    teachers: ImportPlan['comparison']['teachers'];
    subjects: ImportPlan['comparison']['subjects'];
    courses: { added: number; gone: number; changed: number; kept: number };
    slots: { added: number; removed: number; changed: number; kept: number };
  };
  bells: { by: 'portal' | 'file'; missing: readonly number[]; differing: readonly number[] };
  /** Lessons with something attached that would be cancelled. */
  lost: readonly { lessonId: number; day: string; period: number; label: string }[];
  problems: ImportedTimetable['problems'];
  applied: { versionId: number; kept: number; made: number; deleted: number; cancelled: number } | null;
}

/** The preview of a plan, for the command. */
export function commandPreview(
  file: { name: string; sha256: string },
  timetable: ImportedTimetable,
  plan: ImportPlan,
  lost: readonly LostLesson[],
): CommandPreview {
  const { classes, teachers, subjects, courses, slots } = plan.comparison;
  return {
    file: file.name,
    sha256: file.sha256,
    from: plan.from,
    canApply: plan.canApply,
    changesNothing: plan.changesNothing,
    understood: {
      classes: timetable.classes.length,
      notOfAGrade: timetable.classes.filter((one) => one.grade === 0).length,
      teachers: timetable.teachers.length,
      subjects: timetable.subjects.length,
      groups: timetable.groups.length,
      courses: timetable.courses.length,
      slots: timetable.slots.length,
    },
    changes: {
      classes,
      teachers,
      subjects,
      courses: {
        added: courses.added.length,
        gone: courses.gone.length,
        changed: courses.changed.length,
        kept: courses.kept,
      },
      slots: {
        added: slots.added.length,
        removed: slots.removed.length,
        changed: slots.changed.length,
        kept: slots.kept,
      },
    },
    bells: { by: plan.bells.by, missing: plan.bells.missing, differing: plan.bells.differing },
    lost: lost.map(({ id: lessonId, day, period, label }) => ({ lessonId, day, period, label })),
    problems: plan.problems,
    applied: null,
  };
}

/** The same preview after the plan was applied. */
export function withApplied(
  preview: CommandPreview,
  { versionId, lessons }: { versionId: number; lessons: ReplacedLessons },
): CommandPreview {
  const { kept, made, deleted, cancelled } = lessons;
  return { ...preview, applied: { versionId, kept, made, deleted, cancelled } };
}

const SEVERITIES = { error: 'Ошибка', warning: 'Проверьте', note: 'К сведению' } as const;

/** The preview in words, a line each: what could not be kept, what is unclear, what was understood, what changes. */
export function previewLines(preview: CommandPreview): string[] {
  const { understood, changes, bells } = preview;
  const list = (what: string, { added, gone }: { added: readonly string[]; gone: readonly string[] }) => [
    ...(gone.length === 0 ? [] : [`  ${what}, которых не станет (${gone.length}): ${firstOf(gone)}`]),
    ...(added.length === 0 ? [] : [`  ${what}, которые появятся (${added.length}): ${firstOf(added)}`]),
  ];
  return [
    `${preview.file}: расписание с ${dayWithYear(preview.from)}`,
    ...(preview.lost.length === 0
      ? []
      : [
          `Не удаётся сохранить (${preview.lost.length}), эти уроки будут отменены:`,
          ...preview.lost.map((one) => `  ${dayNumeric(one.day)}, ${one.period}-й урок: ${one.label}`),
        ]),
    ...preview.problems.map(
      (one) => `${SEVERITIES[one.severity]}, строка ${one.row}: ${one.words} ${one.remedy}`,
    ),
    'Понято:',
    `  классов ${understood.classes}, из них вне параллелей ${understood.notOfAGrade}; учителей ${understood.teachers}; предметов ${understood.subjects}; групп ${understood.groups}`,
    `  курсов ${understood.courses}; уроков в неделю ${understood.slots}`,
    'Изменится:',
    ...list('классы', changes.classes),
    ...list('учителя', changes.teachers),
    ...list('предметы', changes.subjects),
    `  курсы: появится ${changes.courses.added}, снимется ${changes.courses.gone}, изменится ${changes.courses.changed}, останется ${changes.courses.kept}`,
    `  уроки недели: появится ${changes.slots.added}, снимется ${changes.slots.removed}, изменится ${changes.slots.changed}, останется ${changes.slots.kept}`,
    ...bellLines(bells),
    outcome(preview),
  ];
}

const MOST_NAMED = 10;

function firstOf(names: readonly string[]): string {
  const rest = names.length - MOST_NAMED;
  return `${names.slice(0, MOST_NAMED).join(', ')}${rest > 0 ? ` и ещё ${rest}` : ''}`;
}

function bellLines({ by, missing, differing }: CommandPreview['bells']): string[] {
  if (missing.length === 0 && differing.length === 0) return [];
  const why = [
    missing.length === 0 ? '' : `звонков портала нет для уроков ${missing.join(', ')}`,
    differing.length === 0 ? '' : `другое время в файле у уроков ${differing.join(', ')}`,
  ].filter((part) => part !== '');
  return [`Время уроков — ${by === 'file' ? 'из файла' : 'по звонкам портала'}: ${why.join('; ')}.`];
}

function outcome(preview: CommandPreview): string {
  const { applied } = preview;
  if (applied !== null) {
    const kept = counted(applied.kept, 'урок сохранён', 'урока сохранены', 'уроков сохранено');
    return `Применено: ${kept}, появилось ${applied.made}, снято ${applied.deleted}, отменено ${applied.cancelled}.`;
  }
  if (!preview.canApply) return 'Применить нельзя: сначала исправьте ошибки.';
  if (preview.changesNothing) return 'Это расписание уже действует: менять нечего.';
  return 'Ничего не записано. Чтобы применить, добавьте --apply.';
}
