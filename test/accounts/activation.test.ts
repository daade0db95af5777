import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { makeActivation } from '../../src/accounts/make-activation.ts';
import { instant } from '../../src/db/columns.ts';
import { ownSchool, type TestSchool, testSchool } from '../support/school.ts';
import type { Visitor } from '../support/visitor.ts';
import { addPerson, PASSWORD, type Portal, portal, type Somebody, signInAs, visitorFrom } from './people.ts';

const WAY = 'ёж несёт три яблока';
const Hashes = z.object({
  password_hash: z.string().nullable(),
  code_hash: z.string(),
  used_at: instant.nullable(),
});

async function stage(school: TestSchool) {
  const app = portal(school);
  const slipFor = async (who: Somebody, purpose: 'first' | 'reset' = 'first') => {
    const personId = await addPerson(school.db, { password: null, ...who });
    return {
      personId,
      slip: await makeActivation(school.db, { personId, purpose, madeBy: null, now: school.clock.now() }),
    };
  };
  return { app, slipFor };
}

async function giveCode(one: Visitor, login: string, code: string) {
  return (await one.open('/activation')).form('/activation').submit({ login, code });
}

describe('activation', () => {
  let school: TestSchool;
  let app: Portal;
  let slipFor: Awaited<ReturnType<typeof stage>>['slipFor'];

  beforeEach(async () => {
    school = await testSchool();
    ({ app, slipFor } = await stage(school));
  });
  const home = () => visitorFrom(app, '203.0.113.7');
  const rows = () =>
    school.db.rows(
      Hashes,
      sql`select a.password_hash, c.code_hash, c.used_at from account a
      join activation_code c on c.person_id = a.person_id order by c.id`,
    );

  it('v5.0.0-6.4.1: a code is given, a password of one’s own is chosen, and that is how one signs in', async () => {
    const { slip, personId } = await slipFor({
      login: 'ivanenko',
      roles: ['coordinator'],
      givenName: 'Татьяна',
      patronymic: 'Викторовна',
    });
    const one = home();
    const typed = slip.code.toLowerCase().replace('-', ' ');
    const next = await giveCode(one, ' Ivanenko', typed);
    expect(next.location).toBe('/activation/password');
    const page = await next.follow();
    expect(page.words).toContain('Здравствуйте, Татьяна Викторовна!');
    expect(page.words).toMatch(/Не\sменьше 12\sзнаков/);
    expect(page.$('.drawn-phrase').length).toBe(0);
    const weak = await page.form().submit({ password: 'Калининград26', repeated: 'Калининград26' });
    expect(weak.status).toBe(422);
    expect(weak.words).toContain('Название школы, города');
    const differing = await weak.form().submit({ password: WAY, repeated: `${WAY} ` });
    expect(differing.words).toMatch(/Пароли не\sсовпали/);
    expect((await rows())[0]).toMatchObject({ password_hash: null, used_at: null });
    const before = one.cookies().session;
    const done = await differing.form().submit({ password: WAY, repeated: WAY });
    expect(done.location).toBe('/');
    expect(one.cookies().session).not.toBe(before);
    expect((await one.open('/account')).words).toContain('ivanenko');
    const Event = z.object({ action: z.string(), actor_id: z.number().nullable() });
    const log = await school.db.rows(
      Event,
      sql`select action, actor_id from audit_event where subject_id = ${personId} order by id`,
    );
    expect(log).toEqual([
      { action: 'account.code_made', actor_id: null },
      { action: 'account.activated', actor_id: personId },
      { action: 'sign_in.succeeded', actor_id: personId },
    ]);
    expect((await signInAs(home(), 'ivanenko', WAY)).location).toBe('/');
    const again = await giveCode(home(), 'ivanenko', slip.code);
    expect(again.words).toContain('уже использован');
  });

  it('v5.0.0-6.5.2: a code is stored as Argon2id, and is no password', async () => {
    const { slip } = await slipFor({ login: 'sonya', roles: ['student'] });
    expect((await rows())[0]?.code_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect((await signInAs(home(), 'sonya', slip.code)).status).toBe(422);
  });

  it('a young pupil may take the three words that the portal draws', async () => {
    const { slip } = await slipFor({
      login: 'misha',
      roles: ['student'],
      givenName: 'Михаил',
      patronymic: 'Андреевич',
      isYoung: true,
    });
    const one = home();
    const page = await (await giveCode(one, 'misha', slip.code)).follow();
    expect(page.words).toContain('Здравствуйте, Михаил!');
    const phrase = page.$('.drawn-phrase').text();
    expect(phrase).toMatch(/^[а-я]+ [а-я]+ [а-я]+$/);
    const form = page.$('form').has('input[name=phrase]');
    const fields = Object.fromEntries(form.serializeArray().map(({ name, value }) => [name, value]));
    expect(fields.phrase).toBe(phrase);
    expect((await one.send('/activation/password', fields)).location).toBe('/');
    expect((await signInAs(home(), 'misha', phrase)).location).toBe('/');
  });

  it('says when a right code is past its time, and only then', async () => {
    const { slip } = await slipFor({ login: 'belova', roles: ['parent'] });
    expect(slip.expiresAt.since(school.clock.now()).total('hours')).toBe(336);
    school.clock.advance({ days: 14 });
    const shown = await giveCode(home(), 'belova', slip.code);
    expect(shown.status).toBe(422);
    expect(shown.words).toMatch(/Срок этого кода истёк/);
    const wrong = [
      await giveCode(home(), 'belova', 'BBBBB-BBBBB'),
      await giveCode(home(), 'nobody', 'BBBBB-BBBBB'),
      await giveCode(home(), 'belova', 'жжж'),
    ];
    for (const one of wrong) expect(one.words).toMatch(/Логин или\sкод не\sподошли/);
  });

  it('a code ends when another is made, and while a password is being chosen as well', async () => {
    const { slip, personId } = await slipFor({ login: 'belova', roles: ['parent'] });
    const one = home();
    const page = await (await giveCode(one, 'belova', slip.code)).follow();
    const now = school.clock.now();
    const second = await makeActivation(school.db, { personId, purpose: 'first', madeBy: null, now });
    const late = await page.form().submit({ password: WAY, repeated: WAY });
    expect(late.location).toBe('/activation');
    expect((await rows())[0]?.password_hash).toBeNull();
    expect((await giveCode(home(), 'belova', slip.code)).status).toBe(422);
    expect((await giveCode(home(), 'belova', second.code)).location).toBe('/activation/password');
  });

  it('v5.0.0-2.3.1: the second step cannot be made first, nor half an hour later', async () => {
    const { slip } = await slipFor({ login: 'belova', roles: ['parent'] });
    const one = home();
    expect((await one.open('/activation/password')).location).toBe('/activation');
    expect(
      (await one.send('/activation/password', { password: WAY, repeated: WAY, phrase: '' })).location,
    ).toBe('/activation');
    const page = await (await giveCode(one, 'belova', slip.code)).follow();
    school.clock.advance({ minutes: 31 });
    expect((await page.form().submit({ password: WAY, repeated: WAY })).location).toBe('/activation');
    expect((await rows())[0]).toMatchObject({ password_hash: null, used_at: null });
  });

  it('v5.0.0-6.6.3: of fifty wrong codes five are tried', async () => {
    const { slip } = await slipFor({ login: 'belova', roles: ['parent'] });
    const attacker = visitorFrom(app, '203.0.113.66');
    const statuses: number[] = [];
    for (let at = 0; at < 50; at += 1) {
      statuses.push((await attacker.send('/activation', { login: 'belova', code: 'BCHKM-PTX23' })).status);
    }
    expect(statuses.filter((status) => status === 422).length).toBe(5);
    expect((await giveCode(attacker, 'belova', slip.code)).status).toBe(429);
    expect((await giveCode(home(), 'belova', slip.code)).location).toBe('/activation/password');
  });

  it('v5.0.0-7.4.3: a reset ends all sessions when it is made, and the old password with the new one', async () => {
    const personId = await addPerson(school.db, { login: 'belova', roles: ['parent'] });
    const devices = [home(), home()];
    for (const one of devices) await signInAs(one, 'belova');
    const slip = await makeActivation(school.db, {
      personId,
      purpose: 'reset',
      madeBy: null,
      now: school.clock.now(),
    });
    expect(slip.expiresAt.since(school.clock.now()).total('hours')).toBe(24);
    for (const one of devices) expect((await one.open('/account')).location).toMatch(/^\/sign-in/);
    const page = await (await giveCode(home(), 'belova', slip.code)).follow();
    expect(page.status).toBe(200);
  });

  it('a disabled account is not activated', async () => {
    const { slip } = await slipFor({ login: 'gromov', roles: ['student'] });
    await school.db.run(sql`update account set disabled_at = now() where login = 'gromov'`);
    expect((await giveCode(home(), 'gromov', slip.code)).words).toMatch(/не\sподошли/);
  });
});

it('v5.0.0-6.5.1, v5.0.0-15.4.2: of four presses of one code at once exactly one gets in', async () => {
  const school = await ownSchool();
  const { app, slipFor } = await stage(school);
  for (let round = 0; round < 3; round += 1) {
    const login = `belova${round}`;
    const { slip } = await slipFor({ login, roles: ['parent'] });
    const pages = await Promise.all(
      [1, 2, 3, 4].map(async (at) =>
        (await giveCode(visitorFrom(app, `203.0.113.${at}`), login, slip.code)).follow(),
      ),
    );
    const passwords = pages.map((_page, at) => `${PASSWORD} ${at}`);
    const done = await Promise.all(
      pages.map((page, at) =>
        page.form().submit({ password: passwords[at] ?? '', repeated: passwords[at] ?? '' }),
      ),
    );
    const places = done.map((one) => one.location);
    expect(places.filter((place) => place === '/').length).toBe(1);
    expect(places.filter((place) => place === '/activation').length).toBe(3);
    const winner = passwords[places.indexOf('/')] ?? '';
    expect((await signInAs(visitorFrom(app, '198.51.100.1'), login, winner)).location).toBe('/');
  }
});
