import type { Actor } from '../access/actor.ts';
import type { LessonsOf } from '../timetable/lesson-rows.ts';
import type { ChipsModel } from '../web/components.ts';
import { calledName, shortName } from '../web/dates.ts';
import { urls } from '../web/urls.ts';

/** Whose lessons a week shows, and how it says so. */
export interface WhoseWeek {
  of: LessonsOf;
  /** Names by pupil, where the lessons of several people are shown together. */
  names: ReadonlyMap<number, string> | null;
  crumb: { text: string; href?: string | undefined };
  chips: ChipsModel | null;
  /** What the week's own links carry on. */
  query: { child?: number | undefined; show?: 'own' | undefined };
}

interface Part {
  key: string;
  label: string;
  crumb: { text: string; href?: string | undefined };
  studentIds: readonly number[];
  teacherId: number | null;
  query: WhoseWeek['query'];
}

/**
 * Whose week is shown: somebody's own lessons (as a pupil or a teacher), their children's, or all of it.
 * @returns null where a child is asked for who is not theirs, or somebody has no lessons of any kind
 */
export function whoseWeek(
  actor: Actor,
  query: { child?: number | undefined; show?: 'own' | undefined; week?: string | undefined },
): WhoseWeek | null {
  const parts = partsOf(actor);
  const asked = query.child === undefined ? query.show : `child-${query.child}`;
  const chosen = asked === undefined ? parts : parts.filter((part) => part.key === asked);
  const [first] = chosen;
  if (first === undefined) return null;
  const isOne = chosen.length === 1;
  return {
    of: {
      studentIds: chosen.flatMap((part) => part.studentIds),
      teacherId: chosen.find((part) => part.teacherId !== null)?.teacherId ?? null,
      classIds: [],
    },
    names: isOne ? null : namesOf(actor),
    crumb: isOne ? first.crumb : { text: chosen.map((part) => part.label).join(', ') },
    chips: parts.length < 2 ? null : chipsOf(parts, asked, query.week),
    query: isOne && parts.length > 1 ? first.query : {},
  };
}

function partsOf(actor: Actor): Part[] {
  const own = calledName(actor.givenName, null);
  const parts: Part[] = [];
  if (actor.roles.has('teacher')) {
    parts.push({
      key: 'own',
      label: 'Мои уроки',
      crumb: { text: shortName(actor.familyName, actor.givenName, actor.patronymic) },
      studentIds: [],
      teacherId: actor.personId,
      query: { show: 'own' },
    });
  } else if (actor.roles.has('student')) {
    parts.push({
      key: 'own',
      label: 'Мои уроки',
      crumb: withClass(own, actor.ownClass?.name ?? null, actor.ownClass?.id ?? null),
      studentIds: [actor.personId],
      teacherId: null,
      query: { show: 'own' },
    });
  }
  for (const child of actor.children) {
    parts.push({
      key: `child-${child.id}`,
      label: child.name,
      crumb: withClass(child.name, child.className, child.classId),
      studentIds: [child.id],
      teacherId: null,
      query: { child: child.id },
    });
  }
  return parts;
}

function namesOf(actor: Actor): ReadonlyMap<number, string> {
  return new Map(actor.children.map((child) => [child.id, child.name]));
}

function withClass(name: string, className: string | null, classId: number | null) {
  if (className === null || classId === null) return { text: name };
  return { text: `${name}, ${className}`, href: urls.classWeek(classId) };
}

function chipsOf(parts: readonly Part[], asked: string | undefined, week: string | undefined): ChipsModel {
  const isMixed = parts.some((part) => part.key === 'own');
  return {
    label: 'Чьё расписание',
    chips: [
      { text: isMixed ? 'Всё вместе' : 'Все дети', href: urls.week({ week }), current: asked === undefined },
      ...parts.map((part) => ({
        text: part.label,
        href: urls.week({ week, ...part.query }),
        current: part.key === asked,
      })),
    ],
  };
}
