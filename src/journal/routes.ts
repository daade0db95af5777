import * as z from 'zod';
import { idParam, isDay } from '../web/form.ts';
import { page } from '../web/reply.ts';
import { allow, get } from '../web/route.ts';
import { type EventsAsked, listEvents } from './events.ts';
import { toJournalPage } from './journal-model.ts';
import { journalPage } from './pages.ts';

const JournalQuery = z.object({
  action: z.string().max(60).default(''),
  person: z.string().max(80).trim().default(''),
  day: z.string().max(20).trim().default(''),
  before: idParam.optional(),
  after: idParam.optional(),
});

/** The moments at which a local day begins and ends; null for what is no day. */
function momentsOf(day: string, timeZone: string): EventsAsked['between'] {
  if (!isDay(day)) return null;
  const date = Temporal.PlainDate.from(day);
  const start = (one: Temporal.PlainDate) => one.toZonedDateTime(timeZone).toInstant();
  return { from: start(date), to: start(date.add({ days: 1 })) };
}

function edgeOf(query: z.output<typeof JournalQuery>): EventsAsked['edge'] {
  if (query.before !== undefined) return { direction: 'older', eventId: query.before };
  return query.after === undefined ? null : { direction: 'newer', eventId: query.after };
}

export const journalRoutes = [
  get(
    '/journal',
    { policy: allow('audit:read'), query: JournalQuery },
    async ({ db, query, now, school, actor }) => {
      const { action, person, day } = query;
      const between = momentsOf(day, school.timeZone);
      const errors: Record<string, string> =
        day !== '' && between === null ? { day: 'Укажите день, например 24.11.2026' } : {};
      const asked = { action: action || null, person, between, edge: edgeOf(query) };
      const found = await listEvents(db, asked);
      const facts = {
        filter: { action, person, day },
        errors,
        ...found,
        now,
        timeZone: school.timeZone,
        seesPupils: actor.permissions.has('concern:read'),
      };
      return page(journalPage, toJournalPage(facts), { title: 'Журнал действий' });
    },
  ),
];
