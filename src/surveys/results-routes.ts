import * as z from 'zod';
import { idParam } from '../web/form.ts';
import { page } from '../web/reply.ts';
import { allow, get, type Route } from '../web/route.ts';
import { closedSurveyForReader, statementsOf } from './closed-survey.ts';
import { groupings } from './leaf-views.ts';
import { resultsPage } from './result-pages.ts';
import { toResultsPage } from './results-model.ts';
import { listAskedClasses, listTrend, loadLeaves } from './results-queries.ts';
import { askedRoles } from './scale.ts';

export const resultsRoutes: readonly Route[] = [
  get(
    '/surveys/:surveyId/results',
    {
      policy: allow('survey:read', closedSurveyForReader),
      params: z.object({ surveyId: idParam }),
      query: z.object({ by: z.enum(groupings).optional(), role: z.enum(askedRoles).optional() }),
    },
    async ({ db, subject: survey, query, school }) => {
      const choice = { by: query.by ?? null, role: query.role ?? null };
      const { term } = survey;
      const days = term === null ? null : { from: term.starts_on, to: term.ends_on };
      const texts = statementsOf(survey).map((item) => item.text);
      const asked = { id: survey.id, opensOn: survey.opens_on, closesOn: survey.closes_on };
      const model = toResultsPage(survey, choice, {
        leaves: await loadLeaves(db, survey.id),
        trend: choice.by === null && term !== null ? await listTrend(db, asked, texts, choice.role) : [],
        classes: choice.by === 'class' ? await listAskedClasses(db, asked, days, school.timeZone) : [],
      });
      return page(resultsPage, model, { title: model.head.title });
    },
  ),
];
