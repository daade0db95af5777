import sql from 'sql-template-tag';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createSchoolApp } from '../../src/app.ts';
import { routes } from '../../src/routes.ts';
import { type Stage, stageOf } from '../support/cast.ts';
import { htmlFaults } from '../support/html.ts';
import { testSchool } from '../support/school.ts';
import { type Shown, type Visitor, visitor } from '../support/visitor.ts';
import { watchedDb } from '../support/watched-db.ts';
import { doubleRows } from './more-rows.ts';
import { MOST_STATEMENTS, type PageSample, pages } from './pages.ts';
import { fill, sampleObjects } from './samples.ts';

/** Guards 4 and 11: every page opens, is valid HTML, shows the form that its permission is for, and asks little of the database. */

const Traces = z.object({ events: z.number() });

const gets = routes.filter((route) => route.method === 'get');
const opened = gets.flatMap((route) => {
  const listed = pages[`GET ${route.path}`];
  return Array.isArray(listed) ? listed.map((sample: PageSample) => ({ route, sample })) : [];
});

type Opened = (typeof opened)[number];
type Open = (one: Opened) => Promise<Shown>;
const said = ({ route, sample }: Opened) =>
  `GET ${route.path}${sample.query ?? ''} as ${sample.as ?? 'nobody'}`;

/** The small school whose statements are counted, and everybody who is needed, signed in. */
async function prepare(
  headers: Record<string, string> = {},
): Promise<{ at: Stage; statements: string[]; open: Open }> {
  const statements: string[] = [];
  const school = await testSchool({ template: 'school' });
  const db = watchedDb(school.db, ({ text }) => void statements.push(text));
  const watched = { ...school, db };
  const at = stageOf(watched, createSchoolApp(watched));
  const visitors = new Map<string, Visitor>();
  for (const login of new Set(opened.map(({ sample }) => sample.as)))
    if (login !== null) visitors.set(login, await at.as(login));
  for (const one of visitors.values()) one.always(headers);
  const samples = await sampleObjects(at.db, at.school.clock.now());
  const open: Open = ({ route, sample }) => {
    const who = sample.as === null ? undefined : visitors.get(sample.as);
    return (who ?? visitor(at.app)).open(fill(route.path + (sample.query ?? ''), samples, sample.of ?? ''));
  };
  return { at, statements, open };
}

describe('every page', () => {
  it('is listed in test/guards/pages.ts, and no other; what is skipped has not expired', () => {
    expect(Object.keys(pages).sort()).toEqual(gets.map((route) => `GET ${route.path}`).sort());
    const today = Temporal.Now.plainDateISO().toString();
    const expired = Object.entries(pages).filter(([, one]) => 'expires' in one && one.expires < today);
    expect(expired).toEqual([]);
  });

  it('opens for somebody, is valid HTML, and shows the form that its permission is for', {
    timeout: 90_000,
  }, async () => {
    const { open } = await prepare();
    const faults: string[] = [];
    for (const one of opened) {
      const { route, sample } = one;
      const page = await open(one);
      if (page.status !== (sample.leads ? 303 : 200)) faults.push(`${said(one)}: ${page.status}`);
      const isFile = String(page.headers['content-disposition'] ?? '').startsWith('attachment');
      if (isFile !== (sample.file ?? false)) faults.push(`${said(one)}: ${isFile ? 'a file' : 'no file'}`);
      if (page.status !== 200 || isFile) continue;
      faults.push(...(await htmlFaults(page.html)).map((fault) => `${said(one)}: ${fault}`));
      const isForForm = route.policy.kind === 'allow' && !route.policy.permission.endsWith(':read');
      if (isForForm && page.$('main form').length === 0) faults.push(`${said(one)}: no form`);
      if (page.$('h1').length !== 1) faults.push(`${said(one)}: ${page.$('h1').length} headings h1`);
    }
    expect(faults).toEqual([]);
  });

  it('leaves no trace where a browser only fetches it ahead', { timeout: 90_000 }, async () => {
    const { at, open } = await prepare({ 'Sec-Purpose': 'prefetch;prerender' });
    const traces = () => at.db.row(Traces, sql`select count(*) as events from audit_event`);
    const faults: string[] = [];
    for (const one of opened) {
      const before = await traces();
      const page = await open(one);
      const { events } = await traces();
      if (events !== before.events) faults.push(`${said(one)}: ${events - before.events} events`);
      if (one.route.isRecorded !== (page.status === 503)) faults.push(`${said(one)}: ${page.status}`);
    }
    expect(faults).toEqual([]);
  });

  it('issues few statements, and as many when there are twice the rows', { timeout: 90_000 }, async () => {
    const { at, statements, open } = await prepare();
    const count = async (one: Opened): Promise<number> => {
      statements.length = 0;
      await open(one);
      // the school's row is kept for some seconds, and read again by whichever page comes then
      return statements.filter((text) => !text.includes('as link_hosts')).length;
    };
    const first: number[] = [];
    for (const one of opened) first.push(await count(one));
    await doubleRows(at.db);
    const faults: string[] = [];
    for (const [i, one] of opened.entries()) {
      const { sample } = one;
      const [once = 0, twice] = [first[i], await count(one)];
      const most = sample.most?.statements ?? MOST_STATEMENTS;
      if (once > most) faults.push(`${said(one)}: ${once} statements, at most ${most}`);
      if (twice !== once) faults.push(`${said(one)}: ${once} statements, with twice the rows ${twice}`);
      if (sample.most !== undefined && once <= MOST_STATEMENTS)
        faults.push(`${said(one)}: needs no exception`);
    }
    expect(faults).toEqual([]);
  });
});
