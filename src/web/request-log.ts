import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { Db } from '../db/db.ts';
import { factsOf } from './request-facts.ts';

/** Counts a finished request. @param seconds from the request's first byte to the answer's last */
export type RequestMeter = (request: {
  method: string;
  route: string;
  status: number;
  seconds: number;
}) => void;

/**
 * One line a request, when its answer has gone out: the route's pattern (never the address, whose numbers and
 * query tell about people), status, milliseconds, statements, and the short id that error pages show. Files
 * that answered well are counted, not logged.
 */
export function requestLog(school: { db: Db; log: Logger; meter: RequestMeter }): RequestHandler {
  return (request, response, next) => {
    const started = performance.now();
    response.once('close', () => {
      const facts = factsOf(request, school.db);
      const { method } = request;
      const { statusCode: status } = response;
      const milliseconds = performance.now() - started;
      const route = facts.route || NO_ROUTE;
      school.meter({ method, route, status, seconds: milliseconds / 1000 });
      if (route === NO_ROUTE && status < 400 && response.writableFinished) return;
      const line = {
        id: facts.id,
        method,
        route,
        status,
        ms: Math.round(milliseconds * 10) / 10,
        statements: facts.db.statements,
      };
      school.log.info(response.writableFinished ? line : { ...line, aborted: true }, 'request');
    });
    next();
  };
}

const NO_ROUTE = '-';
