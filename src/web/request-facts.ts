import { randomBytes } from 'node:crypto';
import type { Request } from 'express';
import type { Db } from '../db/db.ts';

/** What the layers of one request tell each other: kept beside the request, not in it. */
export interface RequestFacts {
  /** Short, for the log and the error page. */
  id: string;
  /** The route's pattern, once one matched. */
  route: string;
  /** The school's database, counting this request's statements, those of the session left out. */
  db: Db & { readonly statements: number };
}

const known = new WeakMap<Request, RequestFacts>();

/** The facts of a request; made at the first call, over the school's database. */
export function factsOf(request: Request, db: Db): RequestFacts {
  let facts = known.get(request);
  if (facts === undefined) {
    facts = { id: nextId(), route: '', db: db.counted() };
    known.set(request, facts);
  }
  return facts;
}

const prefix = randomBytes(3).toString('hex');
let count = 0;

function nextId(): string {
  count = (count + 1) % 0xffffff;
  return `${prefix}-${count.toString(36)}`;
}
