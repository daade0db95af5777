import sql from 'sql-template-tag';
import request from 'supertest';
import { expect, it } from 'vitest';
import { createSchoolApp } from '../../src/app.ts';
import { addPerson, PASSWORD } from '../accounts/people.ts';
import { ownSchool } from '../support/school.ts';
import { visitor } from '../support/visitor.ts';

async function portal() {
  const school = await ownSchool();
  await addPerson(school.db, { login: 'orlova', roles: ['parent'] });
  return { school, app: createSchoolApp(school) };
}

it('the sign-in page is made once for all who bring no cookie, and each of them can sign in by it', async () => {
  const { app } = await portal();
  const first = await request(app).get('/sign-in');
  const second = await request(app).get('/sign-in');
  expect(second.text).toBe(first.text);
  const { date: _, ...headers } = first.headers;
  expect(second.headers).toMatchObject(headers);
  expect(first.headers['set-cookie']).toBeUndefined();
  for (const who of [visitor(app), visitor(app)]) {
    const shown = await who.open('/sign-in');
    const answer = await shown.form().submit({ login: 'orlova', password: PASSWORD });
    expect(answer.location).toBe('/');
    expect((await answer.follow()).status).toBe(200);
  }
});

it('another address, another look, another encoding are other pages', async () => {
  const { app } = await portal();
  const plain = await request(app).get('/sign-in');
  const led = await request(app).get('/sign-in?to=%2Fnotices');
  const dark = await request(app).get('/sign-in').set('Cookie', 'display=dark.100.0.onest.on');
  const identity = await request(app).get('/sign-in').set('Accept-Encoding', 'identity');
  expect(led.text).toContain('value="/notices"');
  expect(dark.text).not.toBe(plain.text);
  expect(plain.headers['content-encoding']).toBe('gzip');
  expect(identity.headers['content-encoding']).toBeUndefined();
});

it('whoever is signed in is led on, not shown what was kept', async () => {
  const { app } = await portal();
  await request(app).get('/sign-in');
  const who = visitor(app);
  await (await who.open('/sign-in')).form().submit({ login: 'orlova', password: PASSWORD });
  expect((await who.open('/sign-in')).location).toBe('/');
});

it('a change of the school’s settings is on the page as soon as it is on any', async () => {
  const { school } = await portal();
  const before = await request(createSchoolApp(school)).get('/sign-in');
  await school.db.run(sql`update school set support_phone = '+7 900 000-77-77'`);
  const app = createSchoolApp(school);
  expect(before.text).not.toContain('+7 900 000-77-77');
  expect((await request(app).get('/sign-in')).text).toContain('+7 900 000-77-77');
});

it('a look without a cookie begins no session unless it has words to keep', async () => {
  const { app, school } = await portal();
  const who = visitor(app);
  await who.open('/rules');
  await who.open('/activation');
  expect(who.cookies()).not.toHaveProperty('session');
  const led = await who.open('/activation/password');
  expect(who.cookies()).toHaveProperty('session');
  expect((await led.follow()).words).toContain('Введите логин и код ещё раз.');
  expect(await school.db.run(sql`select 1 from session`)).toBe(1);
});
