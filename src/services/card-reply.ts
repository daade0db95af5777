import { lessonsLeft } from '../service-register/lessons-left.ts';
import type { FilledForm } from '../web/components.ts';
import { page, type Reply } from '../web/reply.ts';
import type { RouteContext } from '../web/route.ts';
import type { ServiceRow } from './find.ts';
import { servicePage } from './pages.ts';
import { dependentChannels, dependentLessons, listChanges } from './queries.ts';
import { toCardPage } from './to-card-page.ts';

/** A service's card with the form that lifts a suspension, as filled. */
export async function cardReply(
  context: RouteContext<unknown, unknown, unknown>,
  service: ServiceRow,
  resumption: FilledForm,
  status = 200,
): Promise<Reply> {
  const { db, actor, now, today, school } = context;
  const model = toCardPage(
    {
      service,
      channels: await dependentChannels(db, service.id, today),
      lessons: await dependentLessons(db, service.id, { from: today }),
      left: holdsThroughout(service) ? [] : await lessonsLeft(db, { now, today, serviceId: service.id }),
      changes: await listChanges(db, service.id),
      canEdit: actor.permissions.has('service:edit'),
      // the coordinator enters from the channel's own page
      canEnter: actor.roles.has('sysadmin'),
      now,
      today,
      timeZone: school.timeZone,
    },
    resumption,
  );
  return page(servicePage, model, { title: titleWith(service.name, resumption), status });
}

/** Whether the service is approved for video lessons today and on every day to come: no lesson can be left then. */
function holdsThroughout(service: ServiceRow): boolean {
  return (
    service.status === 'approved' &&
    service.valid_to === null &&
    service.withdrawn_from === null &&
    service.suspended_from === null &&
    service.purposes.includes('videoconference')
  );
}

/** A page's title, which says first that the form was refused. */
export function titleWith(title: string, form: FilledForm): string {
  return Object.keys(form.errors).length > 0 ? `Ошибка — ${title}` : title;
}
