import type { Actor } from '../access/actor.ts';

const LAST_YOUNG_GRADE = 4;

/**
 * Whether all these pupils are children of a guardian whom the guardian may enter for: those of grades 1 to 4.
 * For what a page offers; whether somebody is let in is decided when they press.
 */
export function areYoungChildren(actor: Pick<Actor, 'children'>, studentIds: readonly number[]): boolean {
  return (
    studentIds.length > 0 &&
    studentIds.every((one) => {
      const className = actor.children.find((child) => child.id === one)?.className ?? '';
      return Number.parseInt(className, 10) <= LAST_YOUNG_GRADE;
    })
  );
}
