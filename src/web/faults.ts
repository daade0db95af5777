import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { isUnavailable } from '../db/faults.ts';
import type { ErrorPageName } from './error-pages.ts';
import { Refusal, statusOf } from './errors.ts';
import { faultForLog } from './fault-for-log.ts';
import type { MountedSchool, MountOptions } from './mount.ts';
import { factsOf } from './request-facts.ts';
import type { SchoolInfo } from './route.ts';
import { type SendFacts, sendErrorPage } from './send.ts';

/** While the database is away nobody knows the school: the error page still has the portal's look. */
const unknownSchool: SchoolInfo = {
  name: 'Школьный портал',
  shortName: 'Школа',
  city: '',
  timeZone: 'UTC',
  supportPhone: '',
  supportEmail: '',
  supportHours: '',
  noticeLeadHours: 24,
  entryOpensMinutes: 10,
  entryClosesMinutes: 10,
  registerOpenDays: 14,
  absenceNoticeMinutes: 60,
  registerReminderAt: '17:00',
  daysPerWeek: 5,
  isDemo: false,
  linkHosts: [],
};

/** The page for every address that no route has. */
export function answerNotFound(school: MountedSchool, options: MountOptions): RequestHandler {
  return (request, response) => {
    response.setHeader('Cache-Control', 'no-store');
    sendErrorPage('notFound', 404, null, factsFor(request, response, school, options));
  };
}

/**
 * Turns whatever was thrown into a page with words and a short id that the log has too: a refusal's own status,
 * 503 with Retry-After while the database cannot serve, otherwise 500. What went wrong is told to the log alone.
 */
export function answerFaults(school: MountedSchool, options: MountOptions, log: Logger): ErrorRequestHandler {
  return (fault: unknown, request, response, next) => {
    if (response.headersSent) return next(fault);
    const facts = factsFor(request, response, school, options);
    response.setHeader('Cache-Control', 'no-store');
    // The rest of a body that was not read ends the connection: nobody may send the next request over it
    if (!request.complete) response.setHeader('Connection', 'close');
    if (isUnavailable(fault)) {
      log.warn({ requestId: facts.facts.id, message: messageOf(fault) }, 'database unavailable');
      response.setHeader('Retry-After', '5');
      return sendErrorPage('unavailable', 503, null, facts);
    }
    const status = statusOf(fault);
    if (status !== null) {
      const words = fault instanceof Refusal ? fault.message : null;
      return sendErrorPage(pageFor(status), status, words, facts);
    }
    log.error({ requestId: facts.facts.id, err: faultForLog(fault) }, 'request failed');
    return sendErrorPage('fault', 500, null, facts);
  };
}

function pageFor(status: number): ErrorPageName {
  if (status === 403) return 'forbidden';
  if (status === 404) return 'notFound';
  return status === 429 ? 'tooMany' : 'badRequest';
}

function factsFor(
  request: Request,
  response: Response,
  school: MountedSchool,
  options: MountOptions,
): SendFacts {
  const facts = factsOf(request, school.db);
  const info = school.lastInfo() ?? unknownSchool;
  return { request, response, school, info, actor: null, facts, options, keepAs: null };
}

function messageOf(fault: unknown): string {
  return fault instanceof Error ? fault.message : String(fault);
}
