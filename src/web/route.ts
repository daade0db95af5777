import type * as z from 'zod';
import type { Actor } from '../access/actor.ts';
import type { Permission } from '../access/permissions.ts';
import type { Db } from '../db/db.ts';
import type { FormBody } from './form.ts';
import type { Reply } from './reply.ts';
import type { SessionHandle } from './session.ts';

/** The names in a path: 'lessonId' of '/lessons/:lessonId/entry'. */
type ParamNames<P extends string> = P extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParamNames<`/${Rest}`>
  : P extends `${string}:${infer Name}`
    ? Name
    : never;

/** A schema that names exactly what the path names. */
type ParamsSchema<P extends string> = [ParamNames<P>] extends [never]
  ? undefined
  : z.ZodObject<{ [N in ParamNames<P>]: z.ZodType }>;

type Output<S> = S extends z.ZodType ? z.output<S> : Record<never, never>;

/** What the school is to a request: its settings, read from its row at most every few seconds. */
export interface SchoolInfo {
  name: string;
  shortName: string;
  city: string;
  timeZone: string;
  supportPhone: string;
  supportEmail: string;
  supportHours: string;
  /** Lessons must be announced this many hours ahead (clause 2.3). */
  noticeLeadHours: number;
  entryOpensMinutes: number;
  entryClosesMinutes: number;
  /** Days after a lesson in which its teachers correct the register; then the coordinator only. */
  registerOpenDays: number;
  /** Minutes from a mark to the word to the guardians. */
  absenceNoticeMinutes: number;
  /** Local time of day at which teachers are reminded of registers, '17:00'. */
  registerReminderAt: string;
  daysPerWeek: number;
  isDemo: boolean;
  /** Hosts to which a form of the portal may lead: those of all services in the register. */
  linkHosts: readonly string[];
}

/** What a finder knows: enough to load the row through whoever asks. */
export interface FindContext<Params> {
  db: Db;
  actor: Actor;
  params: Params;
  now: Temporal.Instant;
  /** The school's local day, '2026-09-01'. */
  today: string;
}

/** Loads the row that a route is about, through the actor: null where it is not there or not theirs (404). */
export type Finder<S, Params> = (context: FindContext<Params>) => Promise<S | null>;

export type Policy<S, Params> =
  | { kind: 'allow'; permission: Permission; find: Finder<S, Params> | null }
  | { kind: 'signedIn' }
  | { kind: 'anyone'; reason: string };

/**
 * Allowed with this permission, for the row that `find` loads through the actor: not found is 404; found but
 * not permitted is 403. The handler gets the row as `subject`.
 */
export function allow<S, Params>(permission: Permission, find: Finder<S, Params>): Policy<S, Params>;
export function allow(permission: Permission): Policy<null, unknown>;
export function allow<S, Params>(permission: Permission, find?: Finder<S, Params>): Policy<S | null, Params> {
  return { kind: 'allow', permission, find: find ?? null };
}

/** For whatever role, about themselves. */
export function signedIn(): Policy<null, unknown> {
  return { kind: 'signedIn' };
}

/** Open to the world; the reason is listed and guarded. */
export function anyone(reason: string): Policy<null, unknown> & { kind: 'anyone' } {
  return { kind: 'anyone', reason };
}

export interface RouteContext<Params, Query, S> {
  /** In a GET the pool; in a POST the transaction around the whole act. */
  db: Db;
  /** Who asks. Null in routes for `anyone` when nobody is signed in: there use `visitor`. */
  actor: Actor;
  /** Who asks, or null where nobody is signed in. */
  visitor: Actor | null;
  params: Params;
  query: Query;
  /** The row that the policy's finder loaded. */
  subject: S;
  now: Temporal.Instant;
  today: string;
  school: SchoolInfo;
  session: SessionHandle;
  /** Short id of the request, as the log has it. */
  requestId: string;
  /** The sender's address, as far as trusted proxies tell it. */
  address: string;
  userAgent: string;
  /** The value of a cookie of the portal's own, or null. */
  cookie(name: string): string | null;
  /** Origin of the portal's own links, from the configuration, never from the request. */
  publicUrl: string;
  /** A key of 32 bytes for this purpose, which the database does not hold. */
  secretFor(purpose: string): Buffer;
}

/** What a look into a file found: what of it may be kept, or words that say what to do. */
export type FileFinding =
  | {
      ok: true;
      kind: 'image' | 'pdf';
      content: Buffer;
      /** Pixels; null for a PDF. */
      width: number | null;
      height: number | null;
    }
  | { ok: false; words: string };

export interface UploadedFile {
  fileName: string;
  /** Empty where it was larger than the route takes. */
  content: Buffer;
  isTooLarge: boolean;
  /** What the route's `examine` found, or why the file was dropped before; null where neither. */
  finding: FileFinding | null;
}

/** Who sends files: for the look at them before the act. */
export interface FileSender {
  db: Db;
  personId: number;
  now: Temporal.Instant;
}

export interface UploadOptions {
  /** The most bytes of one file. */
  maxBytes: number;
  /** So many files a field; one unless told. Those beyond are read by nobody and come as too many. */
  maxFiles?: number;
  /**
   * Looks into the files, after the policy has let the sender in and before the act's transaction begins: a picture
   * takes a second to be written anew. With it, a file that is too large comes back as such instead of as a refusal.
   */
  examine?: (files: readonly UploadedFile[], sender: FileSender) => Promise<UploadedFile[]>;
}

export interface PostContext<Params, Query, S> extends RouteContext<Params, Query, S> {
  body: FormBody;
  /** Files by field name, in the order in which they were chosen; only in routes that declare `upload`. */
  files: Readonly<Record<string, readonly UploadedFile[]>>;
}

export interface PostOptions {
  /** False: the handler opens transactions itself (where it hashes, or must keep what it wrote on a refusal). */
  transaction?: boolean;
  /** Takes files. */
  upload?: UploadOptions;
}

export interface GetOptions {
  /**
   * The page is the same for everybody who brings no cookie, so it may be kept for some seconds. For pages for
   * anyone whose forms are posted to routes without a transaction: the forms' keys are kept with the page.
   */
  isSameForVisitors?: boolean;
  /**
   * That it was looked at is in the audit log: a browser that fetches it ahead is turned away, and asks again when
   * somebody opens it.
   */
  isRecorded?: boolean;
}

/** A route as the rest of the portal sees it: data. */
export interface Route {
  method: 'get' | 'post';
  path: string;
  policy: Policy<unknown, unknown>;
  params: z.ZodObject | undefined;
  query: z.ZodObject | undefined;
  transaction: boolean;
  upload: UploadOptions | null;
  isSameForVisitors: boolean;
  isRecorded: boolean;
  handle: (context: PostContext<unknown, unknown, unknown>) => Promise<Reply> | Reply;
}

type Spec<P extends string, Params extends ParamsSchema<P>, Query extends z.ZodObject | undefined, S> = {
  policy: Policy<S, Output<Params>>;
  query?: Query;
} & ([ParamNames<P>] extends [never] ? { params?: undefined } : { params: Params });

/** A page. It has no effect: whatever changes something is a POST. */
export function get<
  const P extends string,
  Params extends ParamsSchema<P>,
  Query extends z.ZodObject | undefined = undefined,
  S = null,
>(
  path: P,
  spec: Spec<P, Params, Query, S> & GetOptions,
  handle: (context: RouteContext<Output<Params>, Output<Query>, S>) => Promise<Reply> | Reply,
): Route {
  return toRoute('get', path, spec, spec, handle);
}

/** An act. It runs in one transaction with its submission key, which commits when a reply is returned. */
export function post<
  const P extends string,
  Params extends ParamsSchema<P>,
  Query extends z.ZodObject | undefined = undefined,
  S = null,
>(
  path: P,
  spec: Spec<P, Params, Query, S> & PostOptions,
  handle: (context: PostContext<Output<Params>, Output<Query>, S>) => Promise<Reply> | Reply,
): Route {
  return toRoute('post', path, spec, spec, handle);
}

function toRoute(
  method: 'get' | 'post',
  path: string,
  spec: { policy: unknown; params?: unknown; query?: unknown },
  options: PostOptions & GetOptions,
  handle: unknown,
): Route {
  return {
    method,
    path,
    // mount.ts parses params and query by these very schemas before it calls the finder and the handler,
    // so what they get is what their types say
    policy: spec.policy as Policy<unknown, unknown>,
    params: spec.params as z.ZodObject | undefined,
    query: spec.query as z.ZodObject | undefined,
    transaction: options.transaction ?? true,
    upload: options.upload ?? null,
    isSameForVisitors: options.isSameForVisitors ?? false,
    isRecorded: options.isRecorded ?? false,
    handle: handle as Route['handle'],
  };
}
