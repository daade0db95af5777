import type { Actor } from '../access/actor.ts';
import type { Db } from '../db/db.ts';
import {
  type AddresseeRow,
  type AddresseeTeacher,
  type AskedLessonRow,
  findLessonToAsk,
  listAddressees,
} from './addressee-queries.ts';

/** What an address of /questions/new says. */
export interface AskQuery {
  lesson?: number | undefined;
  course?: number | undefined;
  class?: number | undefined;
  child?: number | undefined;
}

/** A pupil in whose name this person may ask. */
export interface Pupil {
  id: number;
  /** «Соня»; empty for whoever asks for themselves. */
  name: string;
  className: string | null;
}

/** Where a question goes: a course, at a lesson of it perhaps, or the class teacher. */
export interface Addressee {
  kind: 'course' | 'class';
  id: number;
  subject: string;
  lesson: AskedLessonRow | null;
  /** Who can be asked, the first by default; without the person who asks. */
  teachers: readonly AddresseeTeacher[];
}

/** How far the way to a teacher is told by the address. */
export type AskStep =
  | { kind: 'nobody' }
  | { kind: 'pupil'; pupils: readonly Pupil[] }
  | { kind: 'addressee'; pupil: Pupil; pupils: readonly Pupil[]; rows: readonly AddresseeRow[] }
  | { kind: 'form'; pupil: Pupil; pupils: readonly Pupil[]; to: Addressee; rows: readonly AddresseeRow[] };

/** The pupils in whose name somebody may ask today, themselves first. */
export function pupilsOf(actor: Actor): Pupil[] {
  const own = actor.roles.has('student')
    ? [{ id: actor.personId, name: '', className: actor.ownClass?.name ?? null }]
    : [];
  return [...own, ...actor.children.map(({ id, name, className }) => ({ id, name, className }))];
}

/**
 * Whose question it is and to whom it goes, as far as the address says; null where it names a child, a lesson, a course
 * or a class that is not theirs today.
 */
export async function findAddressee(
  db: Db,
  actor: Actor,
  query: AskQuery,
  today: string,
): Promise<AskStep | null> {
  const all = pupilsOf(actor);
  if (all.length === 0) return query.child === undefined ? { kind: 'nobody' } : null;
  const asked = query.child === undefined ? all : all.filter((one) => one.id === query.child);
  if (asked.length === 0) return null;
  const rows = await listAddressees(
    db,
    all.map((one) => one.id),
    today,
  );
  const to = await addresseeOf(db, { actor, query, today, rows, all });
  if (to === null) return null;
  const pupils = all.filter((one) => to.studentIds.includes(one.id));
  const able = asked.filter((one) => to.studentIds.includes(one.id));
  const pupil = able[0];
  if (pupil === undefined) return null;
  if (able.length > 1) return { kind: 'pupil', pupils: able };
  const own = rows.filter((row) => row.student_id === pupil.id);
  return to.addressee === null
    ? { kind: 'addressee', pupil, pupils, rows: own }
    : { kind: 'form', pupil, pupils, to: to.addressee, rows: own };
}

interface Found {
  addressee: Addressee | null;
  studentIds: readonly number[];
}

/** The addressee, and the pupils of this person who may ask there; null where there is none. */
async function addresseeOf(
  db: Db,
  given: {
    actor: Actor;
    query: AskQuery;
    today: string;
    rows: readonly AddresseeRow[];
    all: readonly Pupil[];
  },
): Promise<Found | null> {
  const { actor, query, rows, all } = given;
  const others = (teachers: readonly AddresseeTeacher[]) =>
    teachers.filter((one) => one.id !== actor.personId);
  const ids = all.map((one) => one.id);
  if (query.lesson !== undefined) {
    const lesson = await findLessonToAsk(db, query.lesson, ids, given.today);
    if (lesson === null) return null;
    const { course_id: id, subject, teachers } = lesson;
    return {
      addressee: { kind: 'course', id, subject, lesson, teachers: others(teachers) },
      studentIds: lesson.student_ids,
    };
  }
  const [kind, id] =
    query.course === undefined ? (['class', query.class] as const) : (['course', query.course] as const);
  if (id === undefined) return { addressee: null, studentIds: ids };
  const found = rows.filter((row) => row.kind === kind && row.id === id);
  const [first] = found;
  if (first === undefined) return null;
  return {
    addressee: { kind, id, subject: first.subject, lesson: null, teachers: others(first.teachers) },
    studentIds: found.map((row) => row.student_id),
  };
}
