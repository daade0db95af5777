import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { createSchoolApp } from '../../src/app.ts';
import type { Db } from '../../src/db/db.ts';
import { addPerson, PASSWORD } from '../accounts/people.ts';
import { ownSchool } from '../support/school.ts';

/** The database as it is, but slow to write a session. */
function slowToKeepSessions(db: Db, kept: () => void): Db {
  return new Proxy(db, {
    get(target, name, receiver) {
      if (name !== 'rows') return Reflect.get(target, name, receiver);
      const rows: Db['rows'] = async (shape, statement) => {
        if (/^insert into "session"/i.test(statement.text)) {
          await new Promise((done) => setTimeout(done, 150));
          const result = await target.rows(shape, statement);
          kept();
          return result;
        }
        return target.rows(shape, statement);
      };
      return rows;
    },
  });
}

it('a redirect is not sent before the session that it relies on is written', async () => {
  const school = await ownSchool();
  await addPerson(school.db, { login: 'orlova', roles: ['parent'] });
  const order: string[] = [];
  const db = slowToKeepSessions(school.db, () => order.push('kept'));
  const server = createServer(createSchoolApp({ ...school, db }));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo; // it listens on a port
  try {
    await new Promise<void>((done, fail) => {
      const headers = {
        'Sec-Fetch-Site': 'same-origin',
        'Content-Type': 'application/x-www-form-urlencoded',
      };
      const asked = request(
        { port, host: '127.0.0.1', path: '/sign-in', method: 'POST', headers },
        (answer) => {
          order.push(`redirected ${answer.statusCode} ${answer.headers.location}`);
          answer.resume().on('end', done);
        },
      );
      asked.on('error', fail);
      asked.end(new URLSearchParams({ login: 'orlova', password: PASSWORD, to: '', kept: '' }).toString());
    });
  } finally {
    server.close();
  }
  expect(order.at(-1)).toBe('redirected 303 /');
  expect(order.filter((one) => one === 'kept').length).toBeGreaterThan(0);
});
