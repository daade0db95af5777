import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { dispatchByHost, type HostedApp } from '../../src/hosts.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

const school = (host: string | null, name: string): HostedApp => ({
  host,
  app: (_request, response) => response.end(name),
});

async function ask(apps: HostedApp[], host: string): Promise<string> {
  const server = createServer(dispatchByHost(apps));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => server.close());
  const { port } = server.address() as AddressInfo; // a TCP server
  return new Promise((resolve, reject) => {
    const asked = request({ port, host: '127.0.0.1', headers: { Host: host }, agent: false }, (response) => {
      response
        .setEncoding('utf8')
        .on('data', (text) => resolve(response.statusCode === 200 ? text : `${response.statusCode}`));
    });
    asked.on('error', reject).end();
  });
}

describe('hosts', () => {
  const two = [school('eleven.example', 'school 11'), school('twelve.example', 'school 12')];

  it.each([
    ['eleven.example', 'school 11'],
    ['TWELVE.example:8080', 'school 12'],
    ['thirteen.example', '421'],
  ])('%s is answered by %s', async (host, answer) => {
    expect(await ask(two, host)).toBe(answer);
  });

  it('are all those of the one school that names none', async () => {
    expect(await ask([school(null, 'the school')], 'whatever.example')).toBe('the school');
  });
});
