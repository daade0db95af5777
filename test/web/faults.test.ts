import express from 'express';
import sql from 'sql-template-tag';
import request from 'supertest';
import { expect, it } from 'vitest';
import { answerFaults } from '../../src/web/faults.ts';
import { visitorPages } from '../../src/web/visitor-pages.ts';
import { testSchool } from '../support/school.ts';

async function portal() {
  const school = await testSchool();
  const app = express();
  const mounted = {
    db: school.db,
    now: () => school.clock.now(),
    info: () => Promise.reject(new Error('not asked for')),
    lastInfo: () => undefined,
    forgetInfo: () => undefined,
    visitorPages: visitorPages(),
    publicUrl: 'http://portal.test',
    secretFor: () => Buffer.alloc(32),
    secure: false,
  };
  const people = [
    sql`insert into person (family_name, given_name) values ('', 'Златовласка')`,
    sql`select ${'Златовласка'}::bigint`,
  ];
  app.get('/:at', async (asked) => {
    const statement = people[Number(asked.params.at)];
    if (statement) await school.db.transaction((tx) => tx.run(statement));
  });
  const options = { navigation: () => [], signedOutPost: () => ({ kind: 'notFound' as const }) };
  app.use(answerFaults(mounted, options, school.log));
  return { app, school };
}

it.each([0, 1])(
  'the log of a fault has its place and code, and quotes no row (v5.0.0-16.2.5): %i',
  async (at) => {
    const { app, school } = await portal();
    const shown = await request(app).get(`/${at}`);
    expect(shown.status).toBe(500);
    expect(shown.text).not.toContain('Златовласка');
    expect(school.logged).toHaveLength(1);
    expect(school.logged[0]).toMatchObject({
      msg: 'request failed',
      err: { code: expect.stringMatching(/^2[23]/) },
    });
    expect(JSON.stringify(school.logged[0])).toMatch(/faults\.test\.ts/);
    expect(JSON.stringify(school.logged[0])).not.toContain('Златовласка');
  },
);
