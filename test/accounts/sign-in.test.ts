import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type TestSchool, testSchool } from '../support/school.ts';
import { addPerson, PASSWORD, type Portal, portal, signInAs, visitorFrom } from './people.ts';

let school: TestSchool;
let app: Portal;
let orlova: number;

beforeEach(async () => {
  school = await testSchool();
  app = portal(school);
  orlova = await addPerson(school.db, { login: 'orlova', roles: ['teacher', 'parent'] });
});

const Event = z.object({
  action: z.string(),
  actor_id: z.number().nullable(),
  subject_id: z.number().nullable(),
});
const events = () =>
  school.db.rows(
    Event,
    sql`select action, actor_id, subject_id from audit_event where action like 'sign%' order by id`,
  );
const home = () => visitorFrom(app, '203.0.113.7');

describe('signing in', () => {
  it('leads home, or to the page that was asked for', async () => {
    const one = home();
    expect((await signInAs(one, 'orlova')).location).toBe('/');
    expect((await one.open('/account')).words).toContain('Орлова Наталья Игоревна');
    const other = home();
    const asked = await other.open('/account/password');
    expect(asked.location).toBe('/sign-in?to=%2Faccount%2Fpassword');
    const page = await asked.follow();
    expect(page.words).toContain('Чтобы открыть эту страницу, войдите');
    const done = await page.form('/sign-in').submit({ login: ' Orlova ', password: PASSWORD });
    expect(done.location).toBe('/account/password');
    expect((await other.open('/sign-in?to=/account')).location).toBe('/account');
  });

  it('v5.0.0-3.7.2: leads to no other site', async () => {
    const elsewhere = [
      '//evil.test',
      '/\\evil.test',
      'https://evil.test',
      'https:evil.test',
      '/..//evil.test',
      'javascript:1',
    ];
    for (const to of [
      ...elsewhere,
      '/.//evil.test',
      '/%0d%0aLocation:x',
      '/\t/evil.test',
      '\\\\evil.test',
      'account',
    ]) {
      const page = await home().open(`/sign-in?to=${encodeURIComponent(to)}`);
      const done = await page.form('/sign-in').submit({ to, login: 'orlova', password: PASSWORD });
      expect(done.status).toBe(303);
      expect(new URL(done.location ?? '', 'http://portal.test').origin, to).toBe('http://portal.test');
      expect(done.location, to).toMatch(/^\/(?![/\\])/);
    }
    expect((await home().open('/sign-in?to=/account&to=//evil.test')).status).toBe(200);
  });

  it('v5.0.0-7.2.4: makes a new session id, and the old one is dead', async () => {
    const one = home();
    one.setCookie('session', 's%3Afixed.by-somebody-else');
    await signInAs(one, 'orlova');
    const first = one.cookies().session ?? '';
    expect(first).not.toContain('fixed');
    await one.send('/sign-in', { login: 'orlova', password: PASSWORD, to: '/', kept: '' });
    expect(one.cookies().session).not.toBe(first);
    const old = home();
    old.setCookie('session', first);
    expect((await old.open('/account')).location).toMatch(/^\/sign-in/);
  });

  it('v5.0.0-6.3.8: answers alike for a wrong password, no such login, a disabled or not activated account', async () => {
    await addPerson(school.db, { login: 'gromov', roles: ['student'] });
    await school.db.run(sql`update account set disabled_at = now() where login = 'gromov'`);
    await addPerson(school.db, { login: 'newone', roles: ['parent'], password: null });
    await addPerson(school.db, { login: 'noroles', roles: [] });
    const answers = [];
    for (const [login, password] of [
      ['orlova', 'не тот пароль'],
      ['nobody', PASSWORD],
      ['gromov', PASSWORD],
      ['newone', PASSWORD],
      ['noroles', PASSWORD],
    ] as const) {
      const shown = await signInAs(home(), login, password);
      expect(shown.form('/sign-in').fields.login).toBe(login);
      const html = shown.html.replaceAll(login, 'LOGIN').replace(/name="_key" value="[^"]+"/g, '');
      answers.push({ status: shown.status, html });
    }
    expect(answers[0]?.status).toBe(422);
    expect(answers[0]?.html).toMatch(/Логин или\sпароль не\sподошли/);
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  it('works in the very request that finds the old session ended', async () => {
    for (const path of ['/sign-in', '/activation']) {
      const one = home();
      await signInAs(one, 'orlova');
      school.clock.advance({ hours: 2 });
      const shown = await one.send(path, {
        login: 'orlova',
        password: PASSWORD,
        code: 'BCHKM-PTX23',
        to: '',
        kept: '',
      });
      expect(shown.status, path).toBe(path === '/sign-in' ? 303 : 422);
    }
    const one = home();
    await signInAs(one, 'orlova');
    school.clock.advance({ hours: 2 });
    expect((await one.open('/activation/password')).location).toBe('/activation');
  });

  it('asks for what is missing, and keeps what was typed', async () => {
    const page = await home().open('/sign-in?to=/account');
    const shown = await page.form('/sign-in').submit({ login: 'orlova', password: '' });
    expect(shown.status).toBe(422);
    expect(shown.words).toContain('Введите пароль');
    expect(shown.form('/sign-in').fields).toMatchObject({ login: 'orlova', to: '/account' });
    expect((await home().send('/sign-in', { login: ['a', 'b'], password: ['c'] })).status).toBe(422);
    expect(
      (await home().send('/sign-in', { login: 'x'.repeat(5000), password: 'y'.repeat(9000) })).status,
    ).toBe(422);
  });

  it('v5.0.0-6.3.2: knows no standard accounts', async () => {
    for (const login of ['admin', 'root', 'test', 'user', 'administrator', 'demo']) {
      for (const password of [login, 'admin', 'password', '']) {
        expect((await signInAs(home(), login, password)).status).not.toBe(303);
      }
    }
  });

  it('v5.0.0-16.3.1: each success and failure is logged, without what was typed', async () => {
    await signInAs(home(), 'orlova', 'не тот пароль');
    await signInAs(home(), 'лодка-секрет', 'не тот пароль');
    await signInAs(home(), 'orlova');
    expect(await events()).toEqual([
      { action: 'sign_in.failed', actor_id: null, subject_id: orlova },
      { action: 'sign_in.failed', actor_id: null, subject_id: null },
      { action: 'sign_in.succeeded', actor_id: orlova, subject_id: orlova },
    ]);
    const Details = z.object({ text: z.string() });
    const rows = await school.db.rows(Details, sql`select details::text as text from audit_event`);
    const said = JSON.stringify([rows, school.logged]);
    for (const secret of ['не тот пароль', 'лодка-секрет', PASSWORD]) expect(said).not.toContain(secret);
  });
});

describe('delays', () => {
  it('v5.0.0-6.1.1: 200 wrong passwords from one address do not keep the owner out', async () => {
    const known = visitorFrom(app, '198.51.100.1');
    await signInAs(known, 'orlova');
    await (await known.open('/account')).form('/sign-out').submit();

    const attacker = visitorFrom(app, '203.0.113.66');
    let verified = 0;
    for (let at = 0; at < 200; at += 1) {
      const shown = await attacker.send('/sign-in', { login: 'orlova', password: `guess ${at}` });
      if (shown.status === 422) verified += 1;
      else expect(shown.words).toMatch(/Слишком много неверных попыток\. Подождите \d+ секунд/);
    }
    expect(verified).toBe(5);
    expect((await signInAs(attacker, 'orlova')).status).toBe(429);
    // From another address, and from the known device at the attacker's own address
    expect((await signInAs(visitorFrom(app, '198.51.100.2'), 'orlova')).status).toBe(303);
    known.always({ 'X-Forwarded-For': '203.0.113.66' });
    expect((await signInAs(known, 'orlova')).status).toBe(303);
  });

  it('double with each failure, end by themselves, and a success forgets them', async () => {
    const one = home();
    for (let at = 0; at < 5; at += 1) expect((await signInAs(one, 'orlova', 'нет')).status).toBe(422);
    expect((await signInAs(one, 'orlova')).status).toBe(429);
    school.clock.advance({ seconds: 1 });
    expect((await signInAs(one, 'orlova', 'нет')).status).toBe(422);
    school.clock.advance({ seconds: 1 });
    expect((await signInAs(one, 'orlova')).status).toBe(429);
    school.clock.advance({ seconds: 1 });
    expect((await signInAs(one, 'orlova')).status).toBe(303);
    const again = home();
    for (let at = 0; at < 5; at += 1) expect((await signInAs(again, 'orlova', 'нет')).status).toBe(422);
  });

  it('v5.0.0-6.3.1: one password for a thousand logins is tried 300 times', async () => {
    const attacker = visitorFrom(app, '2001:db8:0:1::1');
    const tries = async (count: number) => {
      const statuses: number[] = [];
      for (let at = 0; at < count; at += 1) {
        attacker.always({ 'X-Forwarded-For': `2001:db8:0:1::${at.toString(16)}` });
        statuses.push(
          (await attacker.send('/sign-in', { login: `user${at}`, password: 'Spring2026!!' })).status,
        );
      }
      return statuses.filter((status) => status === 422).length;
    };
    expect(await tries(5)).toBe(5);
    await school.db.run(sql`update throttle set failures = 297 where failures = 5`);
    expect(await tries(100)).toBe(3);
    // Another network is not held up, and the window ends
    expect((await signInAs(visitorFrom(app, '2001:db8:0:2::1'), 'orlova')).status).toBe(303);
    expect((await signInAs(attacker, 'orlova')).status).toBe(429);
    school.clock.advance({ minutes: 10 });
    expect((await signInAs(attacker, 'orlova')).status).toBe(303);
  }, 30_000);

  it('successes from one address count for nothing: a school is one address', async () => {
    const Count = z.object({ failures: z.number() });
    for (let at = 0; at < 4; at += 1) await signInAs(home(), 'orlova');
    const rows = await school.db.rows(Count, sql`select failures from throttle`);
    expect(rows.every(({ failures }) => failures === 0)).toBe(true);
  });

  it('a device’s cookie made up, or taken from another account, is no known device', async () => {
    await addPerson(school.db, { login: 'belova', roles: ['parent'] });
    const belova = home();
    await signInAs(belova, 'belova');
    const device = belova.cookies().device ?? '';
    expect(device).toMatch(/^[\w-]{22}\.[\w-]{22}$/);
    const attacker = visitorFrom(app, '203.0.113.66');
    for (const cookie of [
      device,
      'A'.repeat(22),
      `${'A'.repeat(22)}.${'B'.repeat(22)}`,
      device.replace('.', '.A'),
    ]) {
      attacker.setCookie('device', cookie);
      await attacker.send('/sign-in', { login: 'orlova', password: 'нет', to: '', kept: '' });
      await attacker.send('/sign-in', { login: 'orlova', password: 'нет', to: '', kept: '' });
    }
    attacker.setCookie('device', device);
    expect((await signInAs(attacker, 'orlova')).status).toBe(429);
  });
});

describe('a form that came after its session had ended', () => {
  it('is there after signing in, and goes where it was meant to go', async () => {
    await addPerson(school.db, { login: 'ivanenko', roles: ['coordinator', 'teacher'] });
    const one = home();
    await signInAs(one, 'ivanenko');
    school.clock.advance({ hours: 2 });
    const late = await one.send('/acting-role', {
      role: 'personal',
      remark: ['«да» & <нет>', 'два'],
      _key: 'x',
    });
    expect(late.status).toBe(401);
    expect(late.words).toMatch(/всё, что вы\sзаполнили, сохранится/);
    const wrong = await late.form('/sign-in').submit({ login: 'ivanenko', password: 'нет' });
    const kept = await wrong.form('/sign-in').submit({ login: 'ivanenko', password: PASSWORD });
    expect(kept.words).toContain('форма сохранилась');
    const resent = kept.form('/acting-role');
    expect(resent.fields).toMatchObject({ role: 'personal', remark: ['«да» & <нет>', 'два'] });
    expect(resent.fields._key).not.toBe('x');
    expect((await resent.submit()).location).toBe('/');
    expect((await one.open('/account')).words).toContain('Сейчас вы работаете как учитель');
  });

  it('is not carried along with a password in it', async () => {
    const one = home();
    await signInAs(one, 'orlova');
    const form = (await one.open('/account/password')).form('/account/password');
    school.clock.advance({ hours: 2 });
    const late = await form.submit({ present: PASSWORD, password: 'совсем другой пароль', repeated: '' });
    expect(late.words).toMatch(/отправьте форму ещё раз/);
    for (const secret of [PASSWORD, 'совсем другой пароль']) expect(late.html).not.toContain(secret);
  });

  it('is not made up by a crafted one: it leads to the portal alone', async () => {
    for (const kept of [
      '{"path":"https://evil.test","fields":[]}',
      '{"path":"//evil.test","fields":[]}',
      'nonsense',
      '[]',
    ]) {
      const done = await home().send('/sign-in', { login: 'orlova', password: PASSWORD, to: '', kept });
      expect(done.location).toBe('/');
    }
  });
});
