import sql from 'sql-template-tag';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { castMember } from '../../src/demo/cast.ts';
import { sampleObjects } from '../guards/samples.ts';
import { stage } from '../support/cast.ts';
import { visitor } from '../support/visitor.ts';

const Kept = z.object({ rows: z.string().nullable() });

test('v5.0.0-16.2.5 and 14.2.1: no password, code, session or address of a lesson gets into the log or the journal', async () => {
  const at = await stage();
  const samples = await sampleObjects(at.db, at.school.clock.now());
  const lesson = samples.lessonId?.['7А'] ?? '';
  await at.db.run(
    sql`update lesson set link = 'https://sferum.ru/call/canary-link' where id = ${Number(lesson)}`,
  );

  const stranger = visitor(at.app);
  const signIn = (await stranger.open('/sign-in')).form('/sign-in');
  await signIn.submit({ login: 'sonya', password: 'canary-wrong-password' });
  await signIn.submit({ login: 'canary-no-such-login', password: 'canary-wrong-password' });
  await (await stranger.open('/activation'))
    .form('/activation')
    .submit({ login: 'sonya', code: 'CANARYCODE' });
  const sonya = await at.as('sonya');
  await sonya.send('/account/password', {
    present: castMember('sonya').password,
    password: 'canary-new-password-17',
    repeated: 'canary-other-password',
  });
  await sonya.send('/account/password?password=canary-query', { present: 'canary-present' });
  at.school.clock.set('2026-11-25T11:59');
  await sonya.send(`/lessons/${lesson}/entry`);
  const orlova = await at.as('orlova');
  const format = (await orlova.open(`/lessons/${lesson}/format`)).form(`/lessons/${lesson}/format`);
  await format.submit({ link: 'https://sferum.ru/call/canary-typed' });
  await orlova.open(`/nowhere/${encodeURIComponent('canary-address')}?canary=canary-query`);
  await orlova.open('/sign-in?to=/canary-to');

  const audited = await at.db.row(Kept, sql`select string_agg(e::text, ' ') as rows from audit_event e`);
  const throttled = await at.db.row(Kept, sql`select string_agg(t::text, ' ') as rows from throttle t`);
  const kept = {
    log: JSON.stringify(at.school.logged),
    journal: audited.rows ?? '',
    throttle: throttled.rows ?? '',
  };
  const cookies = [...Object.values(sonya.cookies()), ...Object.values(orlova.cookies())];
  const secrets = [
    /canary/i,
    new RegExp(castMember('sonya').password),
    /\$argon2/,
    /Белова|Софья|Орлова/,
    ...cookies.map(
      (cookie) => new RegExp((decodeURIComponent(cookie).slice(2).split('.')[0] ?? '').slice(0, 20)),
    ),
  ];
  expect(at.school.logged.length).toBeGreaterThan(10);
  for (const [where, text] of Object.entries(kept))
    for (const secret of secrets) expect(text, where).not.toMatch(secret);
});

test('v5.0.0-16.4.1: what somebody types makes no line of its own in the log', async () => {
  const at = await stage();
  const lines = at.school.logged.length;
  const forged = 'sonya\r\n{"level":50,"msg":"forged"}\u001b[31m';
  const one = visitor(at.app);
  one.always({ 'User-Agent': 'a {"msg":"forged"}' });
  await one.send('/sign-in', { login: forged, password: 'x' });
  await one.open(`/${encodeURIComponent(forged)}`);
  const fresh = at.school.logged.slice(lines);
  expect(fresh.length).toBeGreaterThan(0);
  expect(fresh.filter((line) => line.msg === 'forged')).toEqual([]);
});
