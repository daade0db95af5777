import { channelsOfActor } from '../service-register/channels-of-actor.ts';
import { page } from '../web/reply.ts';
import { anyone, get, type Route } from '../web/route.ts';
import { rulesPage } from './pages.ts';
import { clausesInForce, responsiblePersons, servicesInUse } from './queries.ts';
import { toRulesPage } from './to-page.ts';

const rules = get(
  '/rules',
  { policy: anyone('Clause 4: everybody is informed of the rules and of whom to call, signed in or not') },
  async ({ db, visitor, today, school }) => {
    const model = toRulesPage({
      visitor,
      school,
      channels: visitor === null ? [] : await channelsOfActor(db, visitor, today),
      services: await servicesInUse(db, today),
      persons: await responsiblePersons(db, today),
      clauses: await clausesInForce(db, today),
    });
    return page(rulesPage, model, { title: model.head.title });
  },
);

/** «Правила и поддержка» (clauses 4 and 5). */
export const rulesRoutes: readonly Route[] = [rules];
