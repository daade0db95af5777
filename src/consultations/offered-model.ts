import type { Actor } from '../access/actor.ts';
import type { EmptyModel } from '../web/components.ts';
import { counted, nb } from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import { BETWEEN, dayHeading, placeSaid, teacherName } from './consultation-words.ts';
import type { OfferedTurn } from './list-queries.ts';
import type { ConsultationsPage, SlotModel, SlotsOfDay } from './pages.ts';

/** How a child is called; null where it is none of the actor's. */
export function childName(actor: Actor, studentId: number): string | null {
  return actor.children.find((child) => child.id === studentId)?.name ?? null;
}

/** What can be booked for the children, by teacher and day, as times to press. */
export function toOffered(
  actor: Actor,
  offered: readonly OfferedTurn[],
  childId: number | null,
  today: string,
): NonNullable<ConsultationsPage['offered']> {
  const meant = offered.filter((one) => childId === null || one.students.includes(childId));
  const teachers = Map.groupBy(meant, (one) => one.teacher_id);
  return {
    title: 'Можно записаться',
    teachers: [...teachers].map(([teacherId, turns]) => ({
      id: `teacher-${teacherId}`,
      title: turns[0] === undefined ? '' : teacherName(turns[0]),
      days: [...Map.groupBy(turns, (turn) => `${turn.day} ${turn.series_id}`).values()].map((ofDay) =>
        toOfferedDay(actor, ofDay, childId, today),
      ),
    })),
    empty: meant.length > 0 ? null : nothingOffered(),
  };
}

function nothingOffered(): EmptyModel {
  return {
    text: nb('Сейчас учителя не открыли время для консультаций. Когда откроют, оно появится здесь.'),
    icon: 'calendar-clock',
  };
}

/** The times of one day, to press: free ones, and full ones, behind which is the waiting list. */
function toOfferedDay(
  actor: Actor,
  turns: readonly OfferedTurn[],
  childId: number | null,
  today: string,
): SlotsOfDay {
  const [first] = turns;
  const names = (first?.students ?? []).flatMap((one) => childName(actor, one) ?? []);
  const isAmbiguous = actor.children.length > 1 && childId === null && names.length > 0;
  return {
    title: first === undefined ? '' : dayHeading(first.day, today),
    about:
      first === undefined
        ? ''
        : [placeSaid(first), first.topic, isAmbiguous ? names.join(', ') : ''].filter(Boolean).join(BETWEEN),
    slots: turns.map((turn) => toSlot(turn, childId)),
  };
}

function toSlot(turn: OfferedTurn, childId: number | null): SlotModel {
  const href = urls.consultation(turn.id, childId === null ? {} : { child: childId });
  const free = turn.places - turn.taken;
  if (turn.is_waiting) return { href, time: turn.starts, word: 'вы в очереди', state: 'waiting' };
  if (free <= 0) return { href, time: turn.starts, word: 'занято', state: 'full' };
  const word = turn.places === 1 ? '' : counted(free, 'место', 'места', 'мест');
  return { href, time: turn.starts, word, state: 'free' };
}
