import ical from 'ical-generator';
import type { DownloadedFile } from '../web/reply.ts';
import { placeSaid, teacherName } from './consultation-words.ts';
import type { ConsultationRow } from './find.ts';

/** What of a turn goes into a calendar. */
export type CalendarTurn = Pick<
  ConsultationRow,
  | 'id'
  | 'starts_at'
  | 'ends_at'
  | 'family_name'
  | 'given_name'
  | 'patronymic'
  | 'topic'
  | 'format'
  | 'service_name'
  | 'room'
>;

/** A turn in a calendar: of a family with the page of its booking, of the teacher with the page of the turn. */
export interface CalendarEvent {
  turn: CalendarTurn;
  /** The page of the portal to which it leads. */
  path: string;
  /** How the child is called; null where it is the teacher's own. */
  child: string | null;
}

/**
 * A calendar file (RFC 5545, moments in UTC). It may lie in a calendar that others see: it holds neither the address of
 * a call nor a family name of a child. An event keeps its number, so that a file that is opened again changes it.
 * @param origin the portal's own address, of the configuration
 */
export function calendarFile(
  events: readonly CalendarEvent[],
  school: { name: string; origin: string; now: Temporal.Instant },
): DownloadedFile {
  const calendar = ical({
    name: `Консультации, ${school.name}`,
    prodId: { company: 'Звонок', product: 'Консультации', language: 'RU' },
  });
  for (const { turn, path, child } of events) {
    calendar.createEvent({
      id: `consultation-${turn.id}@${new URL(school.origin).hostname}`,
      stamp: school.now,
      start: turn.starts_at,
      end: turn.ends_at,
      summary: child === null ? 'Консультация' : `Консультация: ${teacherName(turn)}`,
      location: placeSaid(turn).replaceAll('\u00a0', ' '),
      description: [
        ...(turn.topic === '' ? [] : [turn.topic]),
        ...(child === null ? [] : [`О ком: ${child}`]),
        ...(turn.format === 'online' ? ['Вход — кнопкой на портале.'] : []),
      ].join('\n'),
      url: `${school.origin}${path}`,
    });
  }
  return {
    fileName: 'Консультации.ics',
    latinName: 'consultations.ics',
    type: 'text/calendar; charset=utf-8',
    content: calendar.toString(),
  };
}
