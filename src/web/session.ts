import connectPgSimple from 'connect-pg-simple';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import session from 'express-session';
import { Authenticator } from 'passport';
import { Strategy as LocalStrategy } from 'passport-local';
import * as z from 'zod';
import type { ActingAs } from '../access/actor.ts';
import type { Role } from '../access/permissions.ts';
import type { Db } from '../db/db.ts';
import type { Flash } from './reply.ts';

declare module 'express-session' {
  interface SessionData {
    passport: { user: number };
    /** Milliseconds of the school's clock. */
    createdAt: number;
    seenAt: number;
    actingAs: ActingAs;
    flash: Flash[];
    notes: Record<string, string>;
  }
}

/** What a handler may do with the session; nothing else of it is reachable. */
export interface SessionHandle {
  /** Tries a login and a password by passport-local; what the check answers comes back as it is. */
  checkPassword(login: string, password: string): Promise<unknown>;
  /** Signs a person in under a new session id; the old session is gone. */
  signIn(personId: number): Promise<void>;
  /** Ends this session on the server. */
  signOut(): Promise<void>;
  /** The session's id in the database; null where there is none yet. */
  readonly id: string | null;
  setActingAs(role: ActingAs): void;
  /** A short note kept with the session until it ends («device», an unfinished activation). */
  note(key: string): string | null;
  setNote(key: string, value: string | null): void;
}

/** Decides about a login and a password; whatever it answers is handed on. */
export type PasswordCheck = (login: string, password: string) => Promise<unknown>;

export interface SessionOptions {
  db: Db;
  secret: string;
  /** True where the portal is reached by https: the cookie is `__Host-` and Secure then. */
  secure: boolean;
  checkPassword: PasswordCheck;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Idle and absolute lifetimes in milliseconds by role (security.md, Accounts); the strictest held role counts. */
export const lifetimes: Readonly<Record<Role, { idle: number; absolute: number }>> = {
  coordinator: { idle: HOUR / 2, absolute: 12 * HOUR },
  sysadmin: { idle: HOUR / 2, absolute: 12 * HOUR },
  teacher: { idle: HOUR, absolute: 12 * HOUR },
  student: { idle: 14 * DAY, absolute: 30 * DAY },
  parent: { idle: 14 * DAY, absolute: 30 * DAY },
};

/** The session is written at most this often for being used: a write per request halves the throughput. */
const TOUCH_EVERY = 5 * 60_000;

/**
 * Session and passport as middleware; one authenticator an app, so that schools in one process stay apart. A page
 * that is asked for without a session's cookie begins one only when something is put into it.
 */
export function sessionMiddleware(options: SessionOptions): RequestHandler {
  const authenticator = new Authenticator();
  authenticator.serializeUser((user, done) => done(null, user));
  // The number alone: mount.ts loads the person, with the statement that also reads roles and relations.
  authenticator.deserializeUser((id: number, done) => done(null, id));
  authenticator.use(
    new LocalStrategy({ usernameField: 'login', passwordField: 'password' }, (login, password, done) => {
      options.checkPassword(login, password).then((answer) => done(null, { answer }), done);
    }),
  );
  const cookieName = options.secure ? '__Host-session' : 'session';
  const withSession = session({
    name: cookieName,
    secret: options.secret,
    resave: false,
    saveUninitialized: false,
    rolling: false,
    // Not «destroy»: where the session could not be read for a moment, it would be deleted as soon as it could
    unset: 'keep',
    cookie: { httpOnly: true, secure: options.secure, sameSite: 'lax', path: '/', maxAge: 30 * DAY },
    store: sessionStore(options.db),
  });
  const passportSession = authenticator.session() as RequestHandler; // passport's types know only its own request
  const parts: SessionParts = { authenticator, withSession };
  return (request: WithParts, response, next) => {
    request[ownParts] = parts;
    const isLook = request.method === 'GET' || request.method === 'HEAD';
    if (isLook && !request.headers.cookie?.includes(`${cookieName}=`)) {
      return next();
    }
    withSession(request, response, (fault?: unknown) =>
      fault === undefined ? passportSession(request, response, next) : next(fault),
    );
  };
}

/** What the middleware hands on to the functions below, under a symbol that nobody else has. */
interface SessionParts {
  authenticator: InstanceType<typeof Authenticator>;
  withSession: RequestHandler;
}
const ownParts = Symbol('session parts');
type WithParts = Request & { [ownParts]?: SessionParts };

/** The session, begun where there is none yet: without a cookie that takes no look at the database. */
function sessionOf(request: WithParts): Request['session'] {
  const { res } = request;
  if (request.session === undefined && res) request[ownParts]?.withSession(request, res, () => undefined);
  return request.session;
}

const AnyRow = z.record(z.string(), z.unknown());

/**
 * The sessions in the database. One that was read is only ever written over its row: a request that began before
 * the row was deleted (signed out elsewhere, a new password) would otherwise bring the session back.
 */
function sessionStore(db: Db): session.Store {
  const Rows = connectPgSimple(session);
  const wasRead = new WeakSet<object>();
  class Sessions extends Rows {
    override createSession(request: Request, data: session.SessionData) {
      const made = super.createSession(request, data);
      wasRead.add(made);
      return made;
    }

    override set(sid: string, data: session.SessionData, done: (fault?: unknown) => void = () => undefined) {
      if (!wasRead.has(data)) return super.set(sid, data, done);
      const expires = data.cookie.expires instanceof Date ? data.cookie.expires.toISOString() : null;
      const text = 'update session set sess = $1, expire = coalesce($2::timestamptz, expire) where sid = $3';
      db.run({ text, values: [JSON.stringify(data), expires, sid] }).then(() => done(), done);
    }
  }
  return new Sessions({
    pool: storePool(db),
    tableName: 'session',
    disableTouch: true,
    pruneSessionInterval: false,
    errorLog: () => undefined, // express-session hands the fault on to the error page, which logs it
  });
}

/** connect-pg-simple's idea of a pool, over the school's database, so that its statements are prepared too. */
function storePool(db: Db) {
  const query = async (text: string, values: unknown[] = []) => {
    try {
      return { rows: await db.rows(AnyRow, { text, values }) };
    } catch (fault) {
      if ((fault as { code?: unknown } | null)?.code !== 'ENOENT') throw fault;
      // PostgreSQL's socket is gone; express-session would take this code for «no such session»
      throw Object.assign(new Error('The database is away', { cause: fault }), { code: 'ECONNREFUSED' });
    }
  };
  return { query } as unknown as NonNullable<connectPgSimple.PGStoreOptions['pool']>; // of a pool it calls query alone
}

/** Who is signed in by the session's own word, before the account is looked at. */
export function sessionPersonId(request: Request): number | null {
  const user: unknown = request.user;
  return typeof user === 'number' ? user : null;
}

/**
 * Whether the session has outlived its idle or absolute time for these roles; where it has not, notes its use.
 * @param now milliseconds of the school's clock
 */
export function isOutlived(request: Request, roles: readonly Role[], now: number): boolean {
  const { createdAt = 0, seenAt = 0 } = request.session;
  const idle = Math.min(...roles.map((role) => lifetimes[role].idle));
  const absolute = Math.min(...roles.map((role) => lifetimes[role].absolute));
  if (now - createdAt >= absolute || now - seenAt >= idle) return true;
  if (now - seenAt >= TOUCH_EVERY) request.session.seenAt = now;
  return false;
}

/** The handle of a request's session. @param now milliseconds of the school's clock */
export function sessionHandle(request: Request, response: Response, now: number): SessionHandle {
  return {
    checkPassword: (login, password) => authenticate(request, response, login, password),
    async signIn(personId) {
      await promised((done) => request.logIn(personId as unknown as Express.User, done)); // the user is a number here
      request.session.createdAt = now;
      request.session.seenAt = now;
    },
    async signOut() {
      if (request.session !== undefined) await promised((done) => request.session.destroy(done));
    },
    get id() {
      return sessionPersonId(request) === null ? null : request.sessionID;
    },
    setActingAs(role) {
      sessionOf(request).actingAs = role;
    },
    note: (key) => request.session?.notes?.[key] ?? null,
    setNote(key, value) {
      const notes = { ...sessionOf(request).notes };
      if (value === null) delete notes[key];
      else notes[key] = value;
      request.session.notes = notes;
    },
  };
}

function authenticate(
  request: WithParts,
  response: Response,
  login: string,
  password: string,
): Promise<unknown> {
  const authenticator = request[ownParts]?.authenticator;
  if (authenticator === undefined) throw new Error('No session middleware before this route');
  request.body = { login, password };
  return new Promise((resolve, reject) => {
    const handler = authenticator.authenticate(
      'local',
      { session: false },
      (fault: unknown, user: unknown) => {
        if (fault) reject(fault);
        // No user: passport-local saw an empty login or password
        else resolve(user ? (user as { answer: unknown }).answer : null); // the strategy above wraps its answer so
      },
    ) as RequestHandler; // passport's types know only its own request
    handler(request, response, ((fault: unknown) => (fault ? reject(fault) : resolve(null))) as NextFunction);
  });
}

function promised(call: (done: (fault?: unknown) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => call((fault) => (fault ? reject(fault) : resolve())));
}

/** Words for the next page that is shown. */
export function addFlash(request: Request, flash: Flash): void {
  const current = sessionOf(request);
  current.flash = [...(current.flash ?? []), flash];
}

/** The words kept for this page; they are shown once. */
export function takeFlash(request: Request): readonly Flash[] {
  const flash = request.session?.flash;
  if (flash === undefined) return [];
  delete request.session.flash;
  return flash;
}
