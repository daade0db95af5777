import type { RequestHandler } from 'express';
import { Refusal } from './errors.ts';

/**
 * Refuses what another site makes a browser send: a POST must say `Sec-Fetch-Site: same-origin`; where the
 * header is missing (plain http, old browsers) its Origin must be the portal's own. Neither: refused.
 * @param ownOrigins origins at which the portal is reached, such as `https://portal.example`
 */
export function refuseCrossSite(ownOrigins: readonly string[]): RequestHandler {
  return (request, _response, next) => {
    if (request.method === 'GET' || request.method === 'HEAD') return next();
    const site = request.get('sec-fetch-site');
    if (site === 'same-origin') return next();
    const origin = request.get('origin');
    const own = origin !== undefined && (ownOrigins.includes(origin) || origin === hostOrigin(request));
    if (site === undefined && own) return next();
    next(new Refusal(403, 'Эта форма отправлена не со страницы портала. Откройте портал и повторите.'));
  };
}

function hostOrigin(request: { protocol: string; get(name: string): string | undefined }): string {
  return `${request.protocol}://${request.get('host') ?? ''}`;
}
