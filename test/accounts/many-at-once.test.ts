import { expect, it } from 'vitest';
import { ownSchool } from '../support/school.ts';
import { addPerson, PASSWORD, portal, visitorFrom } from './people.ts';

it('v5.0.0-2.4.1: of a crowd that signs in at once some are asked to press again, and nothing breaks', {
  timeout: 30_000,
}, async () => {
  const school = await ownSchool();
  await addPerson(school.db, { login: 'orlova', roles: ['parent'] });
  const app = portal(school);
  const crowd = Array.from({ length: 140 }, (_, at) => visitorFrom(app, `203.0.113.${at}`));
  const answers = await Promise.all(
    crowd.map((one) => one.send('/sign-in', { login: 'orlova', password: PASSWORD, to: '/', kept: '' })),
  );
  const late = answers.filter((one) => one.status === 429);
  expect(answers.filter((one) => one.status === 303).length).toBe(answers.length - late.length);
  expect(late.length).toBeGreaterThan(0);
  for (const one of late) {
    expect(one.words).toMatch(/слишком много людей/);
    expect(one.form('/sign-in').fields.login).toBe('orlova');
  }
  // Who was asked to wait has lost no try by it
  const again = await late.at(0)?.form('/sign-in').submit({ password: PASSWORD });
  expect(again?.status).toBe(303);
});
