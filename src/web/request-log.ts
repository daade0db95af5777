import type { RequestHandler } from 'express';
import type { School } from '../school.ts';
import { factsOf } from './request-facts.ts';

/**
 * One line a request: the route's pattern (never the address itself), status, milliseconds, statements, and the
 * short id that an error page shows. Nothing about any person.
 */
export function requestLog(school: School): RequestHandler {
  return (request, response, next) => {
    const begun = performance.now();
    const facts = factsOf(request, school.db);
    response.on('close', () => {
      school.log.info(
        {
          requestId: facts.id,
          method: request.method,
          route: facts.route === '' ? 'none' : facts.route,
          status: response.writableFinished ? response.statusCode : 499,
          ms: Math.round((performance.now() - begun) * 10) / 10,
          statements: facts.db.statements,
        },
        'request',
      );
    });
    next();
  };
}
