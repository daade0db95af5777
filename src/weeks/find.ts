import { type Actor, isStaff } from '../access/actor.ts';
import type { FindContext } from '../web/route.ts';
import { type ClassRow, findClass } from './queries.ts';

/** The classes of a family: a pupil's own, and those of a guardian's children. */
export function classesOfFamily(actor: Actor): number[] {
  const children = actor.children.flatMap((child) => (child.classId === null ? [] : [child.classId]));
  return [...new Set(actor.ownClass === null ? children : [actor.ownClass.id, ...children])];
}

/** A class through whoever asks: staff see all, families those of their own. */
export async function findClassForActor({
  db,
  actor,
  params,
}: FindContext<{ classId: number }>): Promise<ClassRow | null> {
  if (!isStaff(actor) && !classesOfFamily(actor).includes(params.classId)) return null;
  return findClass(db, params.classId);
}
