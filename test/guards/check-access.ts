import sql from 'sql-template-tag';
import * as z from 'zod';
import type { Db } from '../../src/db/db.ts';
import type { Route } from '../../src/web/route.ts';
import { type Answer, type Ask, formHeaders } from '../support/asker.ts';
import type { Access } from './access.ts';
import { fill, type Samples } from './samples.ts';

/** How an answer counts: let in, refused, not there, or led to the sign-in page. */
export type Verdict = 'in' | '403' | '404' | 'sign in' | `odd ${number}`;

export interface AccessCheck {
  /** The school's database, inside the test's transaction. */
  db: Db;
  ask: Ask;
  /** Cookie headers by login, of everybody who asks. */
  cookies: ReadonlyMap<string, string>;
  samples: Samples;
  routes: readonly Route[];
  table: Readonly<Record<string, Access>>;
}

export interface Checked {
  /** One line for each answer that is not as the table says, and each refusal that left a trace or none in the journal. */
  faults: string[];
  requests: number;
  refusals: number;
}

/** Tables that a refused request may write: who asked, and that it was refused. */
const FREE = ['audit_event', 'session', 'submission', 'throttle', 'consultation_entry', 'entry'];

/** Sends every request that the table speaks of, and compares the answers with it. */
export async function checkAccess(check: AccessCheck): Promise<Checked> {
  const found: Checked = { faults: missing(check), requests: 0, refusals: 0 };
  for (const [key, rule] of Object.entries(check.table)) {
    const route = check.routes.find((one) => keyOf(one) === key.replace(/\?.*/, ''));
    if (route !== undefined) await checkRoute(check, key, rule, found);
  }
  return found;
}

function keyOf(route: Route): string {
  return `${route.method.toUpperCase()} ${route.path}`;
}

function missing({ routes, table }: AccessCheck): string[] {
  return routes.flatMap((route) =>
    keyOf(route) in table ? [] : [`${keyOf(route)}: not in test/guards/access.ts`],
  );
}

async function checkRoute(check: AccessCheck, key: string, rule: Access, found: Checked): Promise<void> {
  const [method = '', path = ''] = key.split(' ');
  const objects = new Set([...Object.keys(rule.in), ...(path.includes(':') ? ['absent'] : [])]);
  for (const object of objects) {
    const known = { ...check, key, method, path: fill(path, check.samples, object), rule, allowed: 0 };
    const before = await written(check.db);
    const deniedBefore = await denials(check.db);
    let refused = 0;
    for (const who of [null, ...check.cookies.keys()]) {
      const expected = expectedFor(rule, object, who);
      const verdict = await verdictFor(known, who, expected);
      found.requests += 1;
      if (verdict === '403' || verdict === '404') refused += 1;
      if (verdict !== expected)
        found.faults.push(`${key} of ${object} as ${who ?? 'nobody'}: expected ${expected}, got ${verdict}`);
    }
    found.refusals += refused;
    const denied = (await denials(check.db)) - deniedBefore;
    if (denied !== refused)
      found.faults.push(`${key} of ${object}: ${refused} refusals, ${denied} in the journal`);
    const touched = (await written(check.db)) - before - known.allowed;
    if (touched > 0)
      found.faults.push(`${key} of ${object}: ${touched} rows were written by refused requests`);
  }
}

function expectedFor(rule: Access, object: string, who: string | null): Verdict {
  if (who === null) return rule.anyone ? 'in' : 'sign in';
  if (names(rule.in[object]).includes(who)) return 'in';
  if (object === 'absent') return '404';
  return rule.seen === undefined || names(rule.seen[object]).includes(who) ? '403' : '404';
}

function names(list: string | undefined): string[] {
  return (list ?? '').split(' ');
}

interface Known extends AccessCheck {
  key: string;
  method: string;
  path: string;
  rule: Access;
  /** Rows written by those who were let in with a form. */
  allowed: number;
}

class Undo extends Error {}

/** What somebody is answered. Whoever is let in with a form does it in a savepoint that is undone. */
async function verdictFor(known: Known, who: string | null, expected: Verdict): Promise<Verdict> {
  const { method, path, rule, cookies, ask, db } = known;
  const cookie = who === null ? {} : { Cookie: cookies.get(who) };
  if (method === 'GET') return judge(await ask('GET', path, { headers: cookie }), rule);
  const body = new URLSearchParams(rule.fields).toString();
  const send = () => ask('POST', path, { headers: { ...formHeaders, ...cookie }, body });
  if (expected !== 'in') return judge(await send(), rule);
  let verdict: Verdict = 'odd 0';
  const before = await written(db);
  const undone = db.transaction(async () => {
    verdict = judge(await send(), rule);
    throw new Undo();
  });
  await undone.catch((fault: unknown) => {
    if (!(fault instanceof Undo)) throw fault;
  });
  known.allowed += (await written(db)) - before;
  return verdict;
}

function judge({ status, headers }: Answer, rule: Access): Verdict {
  if (status === 401) return 'sign in';
  if (status === 403 || status === 404) return `${status}`;
  if (status === 303) return /^\/sign-in\b/.test(headers.location ?? '') && !rule.anyone ? 'sign in' : 'in';
  return status === 200 || status === 409 || status === 422 ? 'in' : `odd ${status}`;
}

const Total = z.object({ total: z.number() });

/** Rows that were inserted, changed or deleted since the transaction began, also in savepoints that were undone. */
async function written(db: Db): Promise<number> {
  const statement = sql`
    select coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::bigint as total
    from pg_stat_xact_user_tables where not relname = any(${FREE})
  `;
  return (await db.row(Total, statement)).total;
}

async function denials(db: Db): Promise<number> {
  const statement = sql`select count(*) as total from audit_event where action = 'access.denied'`;
  return (await db.row(Total, statement)).total;
}
