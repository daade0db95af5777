import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Role } from '../../src/access/permissions.ts';
import { type TestSchool, testSchool } from '../support/school.ts';
import type { Visitor } from '../support/visitor.ts';
import { addPerson, PASSWORD, type Portal, portal, signInAs, visitorFrom } from './people.ts';

const ANOTHER = 'рыба-пила на велосипеде';

let school: TestSchool;
let app: Portal;
let orlova: number;

beforeEach(async () => {
  school = await testSchool();
  app = portal(school);
  orlova = await addPerson(school.db, { login: 'orlova', roles: ['teacher', 'parent'] });
});

const home = () => visitorFrom(app, '203.0.113.7');

async function signedIn(login = 'orlova'): Promise<Visitor> {
  const one = home();
  const done = await signInAs(one, login);
  expect(done.location).toBe('/');
  return one;
}

async function isIn(one: Visitor): Promise<boolean> {
  const shown = await one.open('/account');
  if (shown.status === 303) expect(shown.location).toMatch(/^\/sign-in/);
  return shown.status === 200;
}

describe('the account', () => {
  it('shows name, login, roles and where one is signed in', async () => {
    const one = await signedIn();
    const shown = await one.open('/account');
    for (const words of [
      'Орлова Наталья Игоревна',
      'orlova',
      'учитель, родитель',
      'Chrome, Android',
      'это устройство',
      'сегодня, 10:00',
    ]) {
      expect(shown.words).toContain(words);
    }
    expect((await home().open('/account')).location).toBe('/sign-in?to=%2Faccount');
  });

  it('does not list what nobody could use any more', async () => {
    await signedIn();
    school.clock.advance({ minutes: 59 });
    const one = await signedIn();
    expect((await one.open('/account')).$('.session-list li').length).toBe(2);
    school.clock.advance({ minutes: 1 });
    expect((await one.open('/account')).$('.session-list li').length).toBe(1);
  });

  it('v5.0.0-3.3.4: no session id is in any page or address', async () => {
    const one = await signedIn();
    await signedIn();
    const Ids = z.object({ sid: z.string() });
    const ids = await school.db.rows(Ids, sql`select sid from session`);
    expect(ids.length).toBe(2);
    for (const path of ['/account', '/account/password']) {
      const { html } = await one.open(path);
      for (const { sid } of ids) expect(html).not.toContain(sid);
    }
  });

  it('v5.0.0-7.5.2: one’s other sessions can be ended one by one, and nobody else’s', async () => {
    const one = await signedIn();
    const other = await signedIn();
    const form = (await one.open('/account')).$('form[action^="/account/sessions/"]');
    expect(form.length).toBe(1);
    const action = form.attr('action') ?? '';
    await addPerson(school.db, { login: 'belova', roles: ['parent'] });
    const belova = await signedIn('belova');
    expect((await belova.send(action)).status).toBe(404);
    expect(await isIn(other)).toBe(true);
    const done = await (await one.open('/account')).form(action).submit();
    expect((await done.follow()).words).toMatch(/На\sтом устройстве вход закрыт/);
    expect([await isIn(one), await isIn(other), await isIn(belova)]).toEqual([true, false, true]);
    expect((await one.send('/account/sessions/xyz/end')).status).toBe(404);
  });
});

describe('signing out', () => {
  it('v5.0.0-7.4.1, v5.0.0-14.3.1: ends the session on the server and clears what the browser kept', async () => {
    const one = await signedIn();
    const cookie = one.cookies().session ?? '';
    const done = await (await one.open('/account')).form('/sign-out').submit();
    expect(done.location).toBe('/sign-in');
    expect(done.headers['clear-site-data']).toBe('"cache", "storage"');
    const replay = home();
    replay.setCookie('session', cookie);
    expect(await isIn(replay)).toBe(false);
    expect((await replay.send('/sign-out')).location).toBe('/sign-in');
  });

  it('everywhere: all sessions of the person, and nobody else’s', async () => {
    const three = [await signedIn(), await signedIn(), await signedIn()] as const;
    await addPerson(school.db, { login: 'belova', roles: ['parent'] });
    const belova = await signedIn('belova');
    await (await three[0].open('/account')).form('/sign-out/everywhere').submit();
    for (const one of three) expect(await isIn(one)).toBe(false);
    expect(await isIn(belova)).toBe(true);
    const Event = z.object({ details: z.object({ sessions: z.number() }) });
    const event = await school.db.row(
      Event,
      sql`select details from audit_event where action = 'sign_out.everywhere'`,
    );
    expect(event.details.sessions).toBe(3);
  });

  it('v5.0.0-7.4.2: disabling an account, ending its roles or leaving the school ends all its sessions', async () => {
    const ends = [
      sql`update account set disabled_at = now() where person_id = ${orlova}`,
      sql`update person_role set ends_on = '2026-11-23' where person_id = ${orlova}`,
      sql`update person set left_on = '2026-11-23' where id = ${orlova}`,
    ];
    const backs = [
      sql`update account set disabled_at = null where person_id = ${orlova}`,
      sql`update person_role set ends_on = null where person_id = ${orlova}`,
      sql`update person set left_on = null where id = ${orlova}`,
    ];
    for (const [at, end] of ends.entries()) {
      const three = [await signedIn(), await signedIn(), await signedIn()];
      await school.db.run(end);
      for (const one of three) expect(await isIn(one)).toBe(false);
      const back = backs[at];
      if (back) await school.db.run(back);
      for (const one of three) expect(await isIn(one)).toBe(false);
    }
  });
});

describe('lifetimes', () => {
  const roles: [Role, { minutes: number }, { hours: number }][] = [
    ['coordinator', { minutes: 30 }, { hours: 12 }],
    ['sysadmin', { minutes: 30 }, { hours: 12 }],
    ['teacher', { minutes: 60 }, { hours: 12 }],
    ['parent', { minutes: 14 * 24 * 60 }, { hours: 30 * 24 }],
    ['student', { minutes: 14 * 24 * 60 }, { hours: 30 * 24 }],
  ];

  it.each(roles)('v5.0.0-7.3.1: %s, unused for %o, must sign in again', async (role, idle) => {
    await addPerson(school.db, { login: 'somebody', roles: [role] });
    const one = await signedIn('somebody');
    school.clock.advance({ minutes: idle.minutes - 6 });
    expect(await isIn(one)).toBe(true);
    school.clock.advance({ minutes: idle.minutes - 6 });
    expect(await isIn(one)).toBe(true);
    school.clock.advance(idle);
    expect(await isIn(one)).toBe(false);
  });

  it.each(roles)(
    'v5.0.0-7.3.2: %s, in use all the time (%o), must sign in again after %o',
    async (role, idle, absolute) => {
      await addPerson(school.db, { login: 'somebody', roles: [role] });
      const one = await signedIn('somebody');
      const step = { minutes: Math.ceil(idle.minutes / 2) };
      const end = school.clock.now().add(absolute);
      let asked = 0;
      while (Temporal.Instant.compare(school.clock.now().add(step), end) < 0) {
        school.clock.advance(step);
        expect(await isIn(one)).toBe(true);
        asked += 1;
      }
      expect(asked).toBeGreaterThan(2);
      school.clock.set(end);
      expect(await isIn(one)).toBe(false);
    },
  );

  it('the strictest of several roles counts, whichever one works in', async () => {
    await addPerson(school.db, { login: 'ivanenko', roles: ['coordinator', 'teacher'] });
    const one = await signedIn('ivanenko');
    await one.send('/acting-role', { role: 'personal' });
    school.clock.advance({ minutes: 30 });
    expect(await isIn(one)).toBe(false);
  });
});

describe('changing the password', () => {
  const change = async (one: Visitor, present: string, password: string, repeated = password) =>
    (await one.open('/account/password')).form('/account/password').submit({ present, password, repeated });

  it('v5.0.0-6.2.2, v5.0.0-7.4.3: ends the other sessions, and this one goes on under a new id', async () => {
    const one = await signedIn();
    const other = await signedIn();
    const before = one.cookies().session ?? '';
    const done = await change(one, PASSWORD, ANOTHER);
    expect(done.location).toBe('/account');
    expect((await done.follow()).words).toContain('Пароль изменён');
    expect(await isIn(other)).toBe(false);
    expect(one.cookies().session).not.toBe(before);
    const old = home();
    old.setCookie('session', before);
    expect(await isIn(old)).toBe(false);
    expect((await signInAs(home(), 'orlova')).status).toBe(422);
    expect((await signInAs(home(), 'orlova', ANOTHER)).status).toBe(303);
    const Event = z.object({ action: z.string() });
    expect(
      await school.db.maybeRow(
        Event,
        sql`select action from audit_event where action = 'account.password_changed' and actor_id = ${orlova}`,
      ),
    ).not.toBeNull();
  });

  it('v5.0.0-6.2.3: needs the present one', async () => {
    const one = await signedIn();
    for (const present of ['', 'не тот', `${PASSWORD} `]) {
      const shown = await change(one, present, ANOTHER);
      expect(shown.status).toBe(422);
      expect(shown.html).not.toContain(ANOTHER);
    }
    expect((await signInAs(home(), 'orlova')).status).toBe(303);
  });

  it('has the same delays as signing in', async () => {
    const one = await signedIn();
    for (let at = 0; at < 5; at += 1) await change(one, 'не тот', ANOTHER);
    const shown = await change(one, PASSWORD, ANOTHER);
    expect(shown.status).toBe(429);
    expect(shown.words).toContain('Подождите');
  });

  it.each([
    ['короткий', 'короткий', /Здесь 8\sзнаков: нужно не\sменьше 12/],
    ['Орлова Наталья', 'Орлова Наталья', /Ваше имя знают все/],
    [ANOTHER, `${ANOTHER}!`, /не\sсовпали/],
    [PASSWORD, PASSWORD, /нынешний пароль/],
  ])('refuses «%s», «%s»', async (password, repeated, words) => {
    const one = await signedIn();
    const shown = await change(one, PASSWORD, password, repeated);
    expect(shown.status).toBe(422);
    expect(shown.words).toMatch(words);
    expect((await signInAs(home(), 'orlova')).status).toBe(303);
  });

  it('v5.0.0-6.2.9: 10 kB are refused in a moment', async () => {
    const one = await signedIn();
    await change(one, PASSWORD, 'короткий');
    const page = await one.open('/account/password');
    const started = performance.now();
    const shown = await page
      .form('/account/password')
      .submit({ present: 'не тот', password: 'щ'.repeat(10_000), repeated: '' });
    expect(shown.status).toBe(422);
    expect(performance.now() - started).toBeLessThan(500);
  });

  it('v5.0.0-6.2.7: the fields are named for password managers, and nothing forbids pasting', async () => {
    const one = await signedIn();
    const { $ } = await one.open('/account/password');
    const kinds = $('main input:not([type=hidden])')
      .map((_at, input) => $(input).attr('autocomplete'))
      .get();
    expect(kinds).toEqual(['username', 'current-password', 'new-password', 'new-password']);
    const entrance = await home().open('/sign-in');
    expect(entrance.$('#f-login').attr('autocomplete')).toBe('username');
    expect(entrance.$('#f-password').attr('autocomplete')).toBe('current-password');
  });

  it('is done once however often it is sent, and is nobody else’s', async () => {
    const one = await signedIn();
    await addPerson(school.db, { login: 'belova', roles: ['parent'] });
    const belova = await signedIn('belova');
    const form = (await one.open('/account/password')).form('/account/password');
    const recorded = { ...form.fields, present: PASSWORD, password: ANOTHER, repeated: ANOTHER };
    expect((await one.send('/account/password', recorded)).location).toBe('/account');
    expect((await one.send('/account/password', recorded)).location).toBe('/account');
    // v5.0.0-8.3.1: replayed by somebody else it concerns that person's own account only
    await belova.send('/account/password', { ...recorded, login: 'orlova', person_id: String(orlova) });
    expect((await signInAs(home(), 'orlova', ANOTHER)).status).toBe(303);
    const Event = z.object({ count: z.number() });
    const count = sql`select count(*) from audit_event where action = 'account.password_changed' and actor_id = ${orlova}`;
    expect((await school.db.row(Event, count)).count).toBe(1);
  });

  it('v5.0.0-3.5.1: is not done for another site', async () => {
    const one = await signedIn();
    const fields = { present: PASSWORD, password: ANOTHER, repeated: ANOTHER };
    for (const site of ['cross-site', 'same-site', 'none']) {
      expect((await one.send('/account/password', fields, { 'Sec-Fetch-Site': site })).status).toBe(403);
      expect((await one.send('/sign-out', {}, { 'Sec-Fetch-Site': site })).status).toBe(403);
    }
    expect(await isIn(one)).toBe(true);
    expect((await signInAs(home(), 'orlova')).status).toBe(303);
  });
});

describe('working in a role', () => {
  it('is chosen among those that one holds, and logged', async () => {
    await addPerson(school.db, { login: 'ivanenko', roles: ['coordinator', 'teacher', 'parent'] });
    const one = await signedIn('ivanenko');
    const shown = await one.open('/account');
    expect(shown.words).toContain('Сейчас вы работаете как координатор по ИТ');
    const done = await shown.form('/acting-role').submit({}, { name: 'role', value: 'personal' });
    expect(done.location).toBe('/');
    expect((await one.open('/account')).words).toContain('Сейчас вы работаете как учитель, родитель');
    const Event = z.object({ details: z.record(z.string(), z.string()) });
    const event = await school.db.row(
      Event,
      sql`select details from audit_event where action = 'account.acting_role_chosen'`,
    );
    expect(event.details).toEqual({ from: 'coordinator', to: 'personal' });
    expect((await one.send('/acting-role', { role: 'sysadmin' })).status).toBe(404);
    expect((await one.open('/account')).words).toContain('Сейчас вы работаете как учитель, родитель');
    expect((await one.send('/acting-role', { role: 'director' })).status).toBe(404);
  });
});
