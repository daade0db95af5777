import type { Express, Request, Response } from 'express';
import type * as z from 'zod';
import { type Actor, loadActor } from '../access/actor.ts';
import { writeAudit } from '../audit/audit.ts';
import type { Db } from '../db/db.ts';
import { isWorthRepeating } from '../db/faults.ts';
import { readBody } from './body.ts';
import { Refusal } from './errors.ts';
import type { FormBody } from './form.ts';
import { type Reply, redirect } from './reply.ts';
import { factsOf } from './request-facts.ts';
import type { PostContext, Route, SchoolInfo, UploadedFile } from './route.ts';
import { send } from './send.ts';
import { isOutlived, sessionHandle, sessionPersonId } from './session.ts';
import { claimSubmission, settleSubmission, submittedForm } from './submission.ts';
import { urls } from './urls.ts';
import type { NavItem } from './view.ts';
import { type VisitorPages, visitorKey } from './visitor-pages.ts';

/** What mounting needs to know of the school. */
export interface MountedSchool {
  db: Db;
  now(): Temporal.Instant;
  /** The school's row, at most a few seconds old. */
  info(): Promise<SchoolInfo>;
  /** The row that was read last, however old; undefined where none was read yet. */
  lastInfo(): SchoolInfo | undefined;
  /** Forgets the kept row: after a POST its settings may be others. */
  forgetInfo(): void;
  visitorPages: VisitorPages;
  publicUrl: string;
  secretFor(purpose: string): Buffer;
  secure: boolean;
}

/** What the portal as a whole adds to each page: navigation, and the words for a form that came too late. */
export interface MountOptions {
  navigation: (actor: Actor, path: string) => readonly NavItem[];
  /** Answers a POST whose session has ended: nothing that was typed is lost. */
  signedOutPost: (asked: { path: string; body: FormBody; hadFiles: boolean }) => Reply;
}

/** Turns routes into Express: the only place where a policy is decided and a reply becomes HTTP. */
export function mount(
  app: Express,
  routes: readonly Route[],
  school: MountedSchool,
  options: MountOptions,
): void {
  for (const route of routes) {
    app[route.method](route.path, (request, response) =>
      route.isRecorded && isFetchedAhead(request)
        ? turnAway(route, school, request, response)
        : serve(route, school, options, request, response),
    );
  }
}

/** A browser asks for what somebody may open next, and tells so. */
function isFetchedAhead(request: Request): boolean {
  return /\bprefetch\b/.test(request.get('sec-purpose') ?? request.get('purpose') ?? '');
}

/** The answer by which a browser throws away what it fetched ahead. */
function turnAway(route: Route, school: MountedSchool, request: Request, response: Response): void {
  factsOf(request, school.db).route = route.path;
  response.setHeader('Cache-Control', 'no-store');
  response.status(503).end();
}

async function serve(
  route: Route,
  school: MountedSchool,
  options: MountOptions,
  request: Request,
  response: Response,
): Promise<void> {
  const facts = factsOf(request, school.db);
  facts.route = route.path;
  if (request.originalUrl.includes('%00')) throw new Refusal(400, NUL_IN_ADDRESS);
  const info = await school.info();
  const keepAs = route.isSameForVisitors ? visitorKey(request) : null;
  const now = school.now();
  const today = localDay(now, info.timeZone);
  const actor = await actorOf(request, facts.db, now, today);
  const shellFacts = { request, response, school, info, actor, facts, options, keepAs };
  const answer = (reply: Reply) => send(reply, shellFacts);

  const { body, files } =
    route.method === 'post' ? await readBody(request, route.upload, actor !== null) : NOTHING;
  if (actor === null && route.policy.kind !== 'anyone') {
    if (route.method === 'get') return answer(redirect(urls.signIn(request.originalUrl)));
    return answer(
      options.signedOutPost({ path: request.originalUrl, body, hadFiles: Object.keys(files).length > 0 }),
    );
  }

  const params = parse(route.params, request.params);
  const query = parse(route.query, request.query);
  if (params === null || query === null) return answer({ kind: 'notFound' });

  const judged = await judge(route, actor, { db: facts.db, params, now, today });
  if (judged.verdict !== 'permitted') {
    await noteDenial(school.db, actor, route, judged.verdict, request.params, facts.id, now);
    return answer(judged.verdict === 'notFound' ? { kind: 'notFound' } : { kind: 'forbidden', words: null });
  }

  const context: PostContext<unknown, unknown, unknown> = {
    db: facts.db,
    actor: actor as Actor, // null only in routes for anyone, whose handlers are told to use `visitor`
    visitor: actor,
    params,
    query,
    subject: judged.subject,
    body,
    files: await examined(route, files, { db: facts.db, personId: actor?.personId ?? null, now }),
    now,
    today,
    school: info,
    session: sessionHandle(request, response, now.epochMilliseconds),
    requestId: facts.id,
    address: request.ip ?? '',
    userAgent: (request.get('user-agent') ?? '').slice(0, 300),
    cookie: (name) => readCookie(request, name),
    publicUrl: school.publicUrl,
    secretFor: school.secretFor,
  };
  const reply =
    route.method === 'post' && route.transaction
      ? await actOnce(route, context, actor, request.path)
      : await route.handle(context);
  if ((reply.kind === 'forbidden' || reply.kind === 'notFound') && route.policy.kind !== 'anyone') {
    await noteDenial(school.db, actor, route, reply.kind, request.params, facts.id, now);
  }
  if (route.method === 'post') school.forgetInfo();
  return answer(reply);
}

const MOST_ATTEMPTS = 3;

/** No database could hold it, and no page of the portal writes it. */
const NUL_IN_ADDRESS = 'В адресе страницы есть знак, которого в нём быть не может. Откройте страницу заново.';

const NOTHING: { body: FormBody; files: Record<string, UploadedFile[]> } = { body: {}, files: {} };

async function actorOf(
  request: Request,
  db: Db,
  now: Temporal.Instant,
  today: string,
): Promise<Actor | null> {
  const personId = sessionPersonId(request);
  if (personId === null) return null;
  const actor = await loadActor(db, personId, today, request.session.actingAs);
  if (actor !== null && !isOutlived(request, actor.heldRoles, now.epochMilliseconds)) return actor;
  // The old session ends and an empty one takes its place, so that this very request may begin another
  await new Promise<void>((resolve, reject) =>
    request.session.regenerate((fault) => (fault ? reject(fault) : resolve())),
  );
  delete request.user;
  return null;
}

/** The files as the route's own look at them found them; only those of somebody who is signed in are looked into. */
async function examined(
  route: Route,
  files: Record<string, UploadedFile[]>,
  sender: { db: Db; personId: number | null; now: Temporal.Instant },
): Promise<Record<string, readonly UploadedFile[]>> {
  const { db, personId, now } = sender;
  const examine = route.upload?.examine;
  if (examine === undefined || personId === null) return files;
  const found: Record<string, readonly UploadedFile[]> = Object.create(null);
  for (const [field, sent] of Object.entries(files))
    found[field] = await examine(sent, { db, personId, now });
  return found;
}

type Judgement = { verdict: 'permitted'; subject: unknown } | { verdict: 'notFound' | 'forbidden' };

/** The policy's decision: first whether the row is there for this actor, then whether they may. */
async function judge(
  route: Route,
  actor: Actor | null,
  found: { db: Db; params: unknown; now: Temporal.Instant; today: string },
): Promise<Judgement> {
  const { policy } = route;
  if (policy.kind === 'anyone') return { verdict: 'permitted', subject: null };
  if (actor === null) return { verdict: 'forbidden' };
  if (policy.kind === 'signedIn') return { verdict: 'permitted', subject: null };
  const subject = policy.find === null ? null : await policy.find({ ...found, actor });
  if (policy.find !== null && subject === null) return { verdict: 'notFound' };
  return actor.permissions.has(policy.permission)
    ? { verdict: 'permitted', subject }
    : { verdict: 'forbidden' };
}

/** A refused look or act is in the audit log (v5.0.0-16.3.2). */
async function noteDenial(
  db: Db,
  actor: Actor | null,
  route: Route,
  verdict: string,
  params: unknown,
  requestId: string,
  at: Temporal.Instant,
): Promise<void> {
  await writeAudit(db, {
    actorId: actor?.personId ?? null,
    action: 'access.denied',
    details: { method: route.method, route: route.path, verdict, params },
    requestId,
    at,
  });
}

/**
 * Runs an act and its submission key in one transaction: a form that is sent twice, also at the same time,
 * changes things once, and the second press is led to where the first one went. An act that PostgreSQL ends because
 * two waited for each other has written nothing, and is done again.
 */
async function actOnce(
  route: Route,
  context: PostContext<unknown, unknown, unknown>,
  actor: Actor | null,
  path: string,
): Promise<Reply> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await act(route, context, actor, path);
    } catch (fault) {
      if (attempt === MOST_ATTEMPTS || !isWorthRepeating(fault)) throw fault;
    }
  }
}

async function act(
  route: Route,
  context: PostContext<unknown, unknown, unknown>,
  actor: Actor | null,
  path: string,
): Promise<Reply> {
  const form = submittedForm(context.body, path);
  return context.db.transaction(async (tx) => {
    const earlier =
      form === null ? null : await claimSubmission(tx, form, actor?.personId ?? null, context.now);
    if (earlier !== null) return redirect(earlier);
    const reply = await route.handle({ ...context, db: tx });
    if (form !== null) await settleSubmission(tx, form, reply);
    return reply;
  });
}

function parse(schema: z.ZodObject | undefined, values: unknown): unknown {
  if (schema === undefined) return {};
  const parsed = schema.safeParse(values);
  return parsed.success ? parsed.data : null;
}

function readCookie(request: Request, name: string): string | null {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return null;
}

let lastMinute = Number.NaN;
const daysOfMinute = new Map<string, string>();

/** The local day of a moment; asked at every request, so it is worked out once a minute and time zone. */
function localDay(now: Temporal.Instant, timeZone: string): string {
  const minute = Math.floor(now.epochMilliseconds / 60_000);
  if (minute !== lastMinute) {
    daysOfMinute.clear();
    lastMinute = minute;
  }
  let day = daysOfMinute.get(timeZone);
  if (day === undefined) {
    day = now.toZonedDateTimeISO(timeZone).toPlainDate().toString();
    daysOfMinute.set(timeZone, day);
  }
  return day;
}
