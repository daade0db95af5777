import { randomBytes } from 'node:crypto';
import type { Request } from 'express';
import type { Db } from '../db/db.ts';

/** What the layers of one request tell each other: kept out of everybody else's sight. */
export interface RequestFacts {
  /** Short, for the log and the error page. */
  id: string;
  /** The route's pattern, once one matched. */
  route: string;
  /** The school's database, counting this request's statements, those of the session left out. */
  db: Db & { readonly statements: number };
}

/** A symbol that nobody else has; a WeakMap of requests took a quarter of a small page's time for the collector. */
const known = Symbol('facts');

/** The facts of a request; made at the first call, over the school's database. */
export function factsOf(request: Request & { [known]?: RequestFacts }, db: Db): RequestFacts {
  let facts = request[known];
  if (facts === undefined) {
    facts = { id: nextId(), route: '', db: db.counted() };
    request[known] = facts;
  }
  return facts;
}

const prefix = randomBytes(3).toString('hex');
let count = 0;

function nextId(): string {
  count = (count + 1) % 0xffffff;
  return `${prefix}-${count.toString(36)}`;
}
