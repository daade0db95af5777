import type { RequestListener } from 'node:http';

/** A school's application and the host that it is served at; null: every host that no other school has. */
export interface HostedApp {
  readonly host: string | null;
  readonly app: RequestListener;
}

/** Leads each request to the school that its Host names; a host that no school has is answered 421. */
export function dispatchByHost(apps: readonly HostedApp[]): RequestListener {
  const byHost = new Map<string, RequestListener>();
  let other: RequestListener = refuseHost;
  for (const { host, app } of apps) {
    if (host === null) other = app;
    else byHost.set(host.toLowerCase(), app);
  }
  if (byHost.size === 0) return other;
  return (request, response) => {
    const host = (request.headers.host ?? '').toLowerCase().replace(/:\d+$/, '');
    (byHost.get(host) ?? other)(request, response);
  };
}

const refuseHost: RequestListener = (_request, response) => {
  response.writeHead(421, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end('По этому адресу портала нет.\n');
};
