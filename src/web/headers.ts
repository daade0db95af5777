import type { RequestHandler } from 'express';
import helmet from 'helmet';

/**
 * The headers of every answer, errors and static files included: a strict CSP with Trusted Types (no foreign
 * script, style, font, frame or connection), nosniff, no framing, no referrer to others, COOP, and HSTS where
 * the portal has TLS. Helmet decides once; the values do not depend on the request, so they are set as they are.
 * @param secure true where the portal is reached by https
 */
export function securityHeaders(secure: boolean): RequestHandler {
  const headers = collect(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          formAction: ["'self'"],
          defaultSrc: ["'none'"],
          scriptSrc: ["'self'"],
          styleSrc: ["'self'"],
          imgSrc: ["'self'"],
          fontSrc: ["'self'"],
          connectSrc: ["'self'"],
          manifestSrc: ["'self'"],
          workerSrc: ["'self'"],
          objectSrc: ["'none'"],
          baseUri: ["'none'"],
          frameAncestors: ["'none'"],
          requireTrustedTypesFor: ["'script'"],
          trustedTypes: ['portal'],
        },
      },
      referrerPolicy: { policy: 'same-origin' },
      strictTransportSecurity: secure ? { maxAge: 31_536_000, includeSubDomains: true } : false,
      crossOriginEmbedderPolicy: false,
    }),
  );
  strictPolicy = headers.find(([name]) => name === 'Content-Security-Policy')?.[1] ?? '';
  return (_request, response, next) => {
    for (const [name, value] of headers) response.setHeader(name, value);
    next();
  };
}

let strictPolicy = '';
const policies = new WeakMap<readonly string[], string>();

/**
 * The same policy for a page with forms: browsers hold `form-action` against the whole way of a form, and an
 * entry ends at a service's page, so the hosts of the register are allowed as ends of a form, and nothing else.
 */
export function contentSecurityPolicy(linkHosts: readonly string[]): string {
  let policy = policies.get(linkHosts);
  if (policy === undefined) {
    const hosts = linkHosts.map((host) => `https://${host}`).join(' ');
    policy = strictPolicy.replace("form-action 'self'", `form-action 'self' ${hosts}`);
    policies.set(linkHosts, policy);
  }
  return policy;
}

function collect(handler: ReturnType<typeof helmet>): [string, string][] {
  const headers: [string, string][] = [];
  const response = {
    setHeader: (name: string, value: string) => headers.push([name, value]),
    removeHeader: () => undefined,
  };
  // Helmet's handler reads nothing of the request and only sets headers
  handler(
    {} as Parameters<typeof handler>[0],
    response as unknown as Parameters<typeof handler>[1],
    (fault) => {
      if (fault) throw fault;
    },
  );
  return headers;
}
