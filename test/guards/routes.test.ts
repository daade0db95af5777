import { describe, expect, it } from 'vitest';
import type { Permission } from '../../src/access/permissions.ts';
import { createSchoolApp } from '../../src/app.ts';
import { routes } from '../../src/routes.ts';
import { testSchool } from '../support/school.ts';

/** Guards 2 and 3: what Express really serves is what routes.ts says, and policies fit what a route does. */

/** As much of Express's router as the guard looks at. */
interface Layer {
  name: string;
  /** True of a layer that every path passes. */
  slash?: boolean;
  route?: { path: string; methods: Record<string, boolean> };
}

/** After the routes come «not there» and the faults; health endpoints answer outside of Express. */
const AFTER = 2;

async function layersOf(): Promise<Layer[]> {
  const app = createSchoolApp(await testSchool({ template: 'school' }));
  return (app.router as unknown as { stack: Layer[] }).stack; // Express's types do not tell of its layers
}

const nameOf = (route: { method: string; path: string }) => `${route.method} ${route.path}`;

describe("Express's own stack", () => {
  it('has the routes of routes.ts, in their order, and none besides', async () => {
    const served = (await layersOf()).flatMap(({ route }) =>
      route === undefined
        ? []
        : Object.keys(route.methods).map((method) => nameOf({ method, path: route.path })),
    );
    expect(served).toEqual(routes.map(nameOf));
    expect(new Set(served).size).toBe(served.length);
  });

  it('has nothing beside them but what every request passes', async () => {
    const layers = await layersOf();
    const isRoute = layers.map((layer) => layer.route !== undefined);
    expect(layers.length - 1 - isRoute.lastIndexOf(true)).toBe(AFTER);
    expect(isRoute.slice(isRoute.indexOf(true), -AFTER)).not.toContain(false);
    expect(layers.map((layer) => layer.name)).not.toContain('router');
    // what stands before them is for every address, so it can serve none of its own by a path
    const early = layers.slice(0, isRoute.indexOf(true));
    expect(early.every((layer) => layer.slash === true)).toBe(true);
  });
});

/** Routes for whoever is not signed in, and why. */
const OPEN: Readonly<Record<string, string>> = {
  'get /sign-in': 'the way in',
  'post /sign-in': 'the way in',
  'post /sign-out': 'signing out of an ended session',
  'post /sign-out/everywhere': 'signing out of an ended session',
  'get /activation': 'the way in',
  'post /activation': 'the way in',
  'get /activation/password': 'the way in',
  'post /activation/password': 'the way in',
  'get /display': 'how pages look is chosen before signing in, too',
  'post /display': 'how pages look is chosen before signing in, too',
  'get /rules': 'Clause 4: everybody is informed of the rules and of whom to call, signed in or not',
};

/** GETs with a permission to change something: each shows that very form (the guard of pages opens them). */
const FORM_PAGES: Readonly<Record<string, Permission>> = {
  'get /settings/responsible-persons/:responsibleId/end': 'settings:edit',
  'get /settings/school-year/new': 'calendar:edit',
  'get /lessons/:lessonId/format': 'lesson:announce',
  'get /lessons/:lessonId/cancellation': 'lesson:announce',
  'get /lessons/:lessonId/rearrangement': 'lesson:rearrange',
  'get /online-periods/new': 'lesson:announce',
  'get /services/new': 'service:edit',
  'get /services/:serviceId/edit': 'service:edit',
  'get /services/:serviceId/suspension': 'service:edit',
  'get /services/:serviceId/withdrawal': 'service:edit',
  'get /channels/new': 'channel:edit',
  'get /absences/new': 'absence:announce',
  'get /consultations/new': 'consultation:open',
  'get /consultations/:consultationId/cancellation': 'consultation:cancel',
  'get /consultation-series/:seriesId': 'consultation:cancel',
  'get /bookings/:bookingId/move': 'consultation:book',
  'get /bookings/:bookingId/outcome': 'consultation:open',
  'get /parents-days/new': 'parents_day:edit',
  'get /parents-days/:dayId/plan': 'consultation:book',
  'get /parents-days/:dayId/families': 'parents_day:assist',
  'get /parents-days/:dayId/families/:guardianId': 'parents_day:assist',
  'get /parents-days/:dayId/families/:guardianId/plan': 'parents_day:assist',
  'get /concerns/:concernId/closing': 'concern:decide',
  'get /students/:studentId/measures/new': 'measure:edit',
  'get /reviews/new': 'review:edit',
  'get /questions/new': 'question:ask',
  'get /questions/shared-answer': 'question:answer',
  'get /questions/:questionId/handover': 'question:answer',
  'get /questions/:questionId/publication': 'answer:publish',
  'get /answer-templates': 'template:edit',
  'get /answer-templates/:templateId': 'template:edit',
  'get /surveys/new': 'survey:edit',
  'get /surveys/:surveyId/edit': 'survey:edit',
  'get /surveys/:surveyId/answer': 'survey:answer',
  'get /surveys/:surveyId/decision': 'survey:edit',
  'get /channels/:channelId': 'channel:edit',
  'get /timetables/new': 'timetable:import',
  'get /timetables/imports/:importId': 'timetable:import',
};

/** GETs that are saved as files: they change nothing, but not everybody who reads may take them along. */
const FILES: Readonly<Record<string, Permission>> = {
  'get /reports/table.csv': 'report:export',
  'get /reports/table.xlsx': 'report:export',
  'get /reports/term.pdf': 'report:submit',
};

describe('policies', () => {
  it('of POSTs never carry a permission to read', () => {
    const reading = routes.filter(
      ({ method, policy }) =>
        method === 'post' && policy.kind === 'allow' && policy.permission.endsWith(':read'),
    );
    expect(reading.map(nameOf)).toEqual([]);
  });

  it('of GETs carry a permission to change something only where the form for it is shown', () => {
    const editing = routes.flatMap((route) =>
      route.method === 'get' && route.policy.kind === 'allow' && !route.policy.permission.endsWith(':read')
        ? [[nameOf(route), route.policy.permission]]
        : [],
    );
    expect(Object.fromEntries(editing)).toEqual({ ...FORM_PAGES, ...FILES });
  });

  it('let anyone in only where it is listed, with its reason', () => {
    const open = routes.flatMap((route) =>
      route.policy.kind === 'anyone' ? [[nameOf(route), route.policy.reason]] : [],
    );
    expect(Object.fromEntries(open)).toEqual(OPEN);
  });

  it('have a finder wherever the path names an object, except for one’s own sessions', () => {
    const loose = routes.filter(
      ({ path, policy }) => path.includes(':') && !(policy.kind === 'allow' && policy.find !== null),
    );
    expect(loose.map(nameOf)).toEqual(['post /account/sessions/:key/end']);
  });
});
