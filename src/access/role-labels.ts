import type { ActingAs, Actor } from './actor.ts';
import type { Role } from './permissions.ts';

export const roleLabels: Readonly<Record<Role, string>> = {
  coordinator: 'координатор по ИТ',
  sysadmin: 'технический специалист',
  teacher: 'учитель',
  student: 'ученик',
  parent: 'родитель',
};

/** What a choice of acting role is called: «координатор по ИТ», or the other roles together: «учитель, родитель». */
export function actingLabel(acting: ActingAs, held: readonly Role[]): string {
  if (acting !== 'personal') return roleLabels[acting];
  return held
    .filter((role) => role !== 'coordinator' && role !== 'sysadmin')
    .map((role) => roleLabels[role])
    .join(', ');
}

/** In which roles somebody works now, in words for the top of the page. */
export function actorLabel(actor: Actor): string {
  return actingLabel(actor.actingAs, actor.heldRoles);
}
