import express from 'express';
import sql from 'sql-template-tag';
import request from 'supertest';
import { describe, expect, it } from 'vitest';
import { factsOf } from '../../src/web/request-facts.ts';
import { requestLog } from '../../src/web/request-log.ts';
import { testSchool } from '../support/school.ts';

async function portal() {
  const school = await testSchool();
  const counted: { route: string; status: number }[] = [];
  const app = express();
  app.use(requestLog({ ...school, meter: ({ route, status }) => void counted.push({ route, status }) }));
  app.get('/people/:personId', async (asked, answer) => {
    const facts = factsOf(asked, school.db);
    facts.route = '/people/:personId';
    await facts.db.run(sql`select 1`);
    await facts.db.run(sql`select 2`);
    answer.send('ok');
  });
  app.get('/css/portal.css', (_asked, answer) => void answer.send('a {}'));
  return { app, counted, lines: () => school.logged.filter((line) => line.msg === 'request') };
}

describe('the log of requests', () => {
  it('has one line each: pattern, status, time, statements, and nothing about people (v5.0.0-14.2.1)', async () => {
    const { app, lines } = await portal();
    await request(app).get('/people/4711?name=Белова').set('Cookie', 'session=secret').expect(200);
    expect(lines()).toHaveLength(1);
    expect(lines()[0]).toMatchObject({
      method: 'GET',
      route: '/people/:personId',
      status: 200,
      statements: 2,
      id: expect.stringMatching(/^[0-9a-f]{6}-[0-9a-z]+$/),
      ms: expect.any(Number),
    });
    expect(JSON.stringify(lines())).not.toMatch(/4711|Белова|%D0|secret|127\.0\.0\.1/);
  });

  it('counts files without a line each, and has one for what is not there', async () => {
    const { app, counted, lines } = await portal();
    await request(app).get('/css/portal.css').expect(200);
    expect(lines()).toHaveLength(0);
    await request(app).get('/wp-login.php?user=a%0d%0ainjected').expect(404);
    expect(lines()).toMatchObject([{ route: '-', status: 404 }]);
    expect(counted).toEqual([
      { route: '-', status: 200 },
      { route: '-', status: 404 },
    ]);
  });
});
