import type { Actor, Child } from '../access/actor.ts';
import { absenceWhen } from '../attendance/absence-words.ts';
import {
  type ChipsModel,
  type ChoicesModel,
  choices,
  errorSummary,
  type FilledForm,
  field,
  freshForm,
  type NoteModel,
} from '../web/components.ts';
import { addDays, capital, nb, relativeDayLong } from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import { DAYS_BACK } from './absence-rule.ts';
import type { ChildLessonRow, OverlapRow } from './child-queries.ts';
import { MOST_WORDS } from './forms.ts';
import type { AnnouncePage } from './pages.ts';
import { reasonChoices } from './words.ts';

export const ANNOUNCE_TITLE = 'Сообщить о пропуске';

/** The page before a child is chosen, where a guardian has several, and where there is nobody to announce for. */
export function toChoicePage(actor: Actor): AnnouncePage {
  const isNobody = actor.children.length === 0;
  return {
    head: { title: ANNOUNCE_TITLE, lead: isNobody ? undefined : 'О ком вы сообщаете?', crumb: crumb() },
    summary: null,
    notes: isNobody
      ? [
          {
            kind: 'info',
            text: nb(
              'Сейчас вам не открыт ни один ребёнок. Если это ошибка, скажите классному руководителю.',
            ),
          },
        ]
      : [],
    chips: isNobody ? null : childChips(actor, null),
    form: null,
  };
}

/** The form for one child; `form` is what was typed, or what it begins with. */
export function toAnnouncePage(
  actor: Actor,
  child: Child,
  lessons: readonly ChildLessonRow[],
  today: string,
  form: FilledForm = beginning(lessons, today),
  notes: readonly NoteModel[] = [],
): AnnouncePage {
  const range = { min: addDays(today, -DAYS_BACK) };
  return {
    head: {
      title: `${ANNOUNCE_TITLE}: ${child.name}`,
      crumb: crumb(),
      lead: nb('Классный руководитель узнает сразу.'),
    },
    summary: errorSummary(form.errors),
    notes,
    chips: actor.children.length > 1 ? childChips(actor, child.id) : null,
    form: {
      action: urls.absenceNew(),
      studentId: child.id,
      when: choices(form, 'when', 'Когда не будет', whenChoices(lessons, today)),
      from: field(form, 'from', 'С какого дня', { type: 'date', ...range }),
      to: field(form, 'to', 'По какой день', { type: 'date', ...range }),
      lessons: lessonBoxes(form, lessons, today),
      reason: choices(form, 'reason', 'Почему', reasonChoices, { inline: true }),
      words: field(form, 'words', 'Подробнее (без диагноза)', { maxLength: MOST_WORDS }),
      cancel: urls.absences(),
    },
  };
}

function crumb() {
  return [{ text: 'Пропуски', href: urls.absences() }];
}

function childChips(actor: Actor, chosenId: number | null): ChipsModel {
  return {
    label: 'О ком сообщаете',
    chips: actor.children.map((child) => ({
      href: urls.absenceNew({ child: child.id }),
      text: child.className === null ? child.name : `${child.name}, ${child.className}`,
      current: child.id === chosenId,
    })),
  };
}

/** The next day with lessons; the next day of the calendar where none is known. */
function nextDay(lessons: readonly ChildLessonRow[], today: string): string {
  return lessons.find((lesson) => lesson.day > today)?.day ?? addDays(today, 1);
}

function whenChoices(lessons: readonly ChildLessonRow[], today: string) {
  const isToday = lessons.length === 0 || lessons.some((lesson) => lesson.day === today);
  const next = nextDay(lessons, today);
  return [
    ...(isToday ? [{ value: today, label: capital(relativeDayLong(today, today)) }] : []),
    { value: next, label: capital(relativeDayLong(next, today)) },
    { value: 'days', label: 'Несколько дней' },
    ...(lessons.length > 0 ? [{ value: 'lessons', label: 'Отдельные уроки' }] : []),
  ];
}

/** Today to begin with; where its lessons are over, or it has none, the next day. */
function beginning(lessons: readonly ChildLessonRow[], today: string): FilledForm {
  const isOpen = lessons.length === 0 || lessons.some((lesson) => lesson.day === today && !lesson.is_over);
  const first = isOpen ? today : nextDay(lessons, today);
  return freshForm({ when: first, from: first });
}

/** Boxes of each day's lessons. */
function lessonBoxes(form: FilledForm, lessons: readonly ChildLessonRow[], today: string): ChoicesModel[] {
  const days = [...new Set(lessons.map((lesson) => lesson.day))];
  return days.map((day) =>
    choices(
      form,
      day === today ? 'lessons_first' : 'lessons_next',
      `Уроки ${relativeDayLong(day, today)}`,
      lessons.filter((lesson) => lesson.day === day).map(lessonChoice),
    ),
  );
}

/** «3-й урок, 09:55, Алгебра» */
export function lessonChoice(lesson: ChildLessonRow): { value: string; label: string } {
  return {
    value: `${lesson.day}.${lesson.period}`,
    label: nb(`${lesson.period}-й урок, ${lesson.starts}, ${lesson.subject}`),
  };
}

/** Says that this was announced already, and leads there. */
export function overlapNote(overlap: OverlapRow, name: string, today: string): NoteModel {
  return {
    kind: 'warn',
    title: nb(`Об этом уже сообщили: ${name}, ${absenceWhen(overlap, today)}`),
    text: nb(
      'Второе сообщение о тех же днях не нужно. Посмотрите то, что есть: если изменились дни или причина, поправьте его.',
    ),
    link: { href: urls.absence(overlap.id), text: 'Открыть сообщение' },
  };
}
