import sql from 'sql-template-tag';
import { expect, test } from 'vitest';
import { sampleObjects } from '../guards/samples.ts';
import { personOf, stage } from '../support/cast.ts';

/** v5.0.0-8.3.2: who loses a child, a class, a role or the access loses the sight of it at the next request. */

test.each([
  {
    what: 'a guardian whose right to a child has ended',
    login: 'belova',
    path: '/lessons/:7А',
    end: sql`update guardianship g set ends_on = '2026-11-23' from account a
      where a.person_id = g.guardian_id and a.login = 'belova'`,
    after: 404,
  },
  {
    what: 'a pupil who went to another class',
    login: 'sonya',
    path: '/lessons/:7А',
    end: sql`update enrolment e set ends_on = '2026-11-23' from account a
      where a.person_id = e.student_id and a.login = 'sonya' and e.ends_on is null`,
    after: 404,
  },
  {
    what: 'a class teacher who leads the class no more',
    login: 'kovaleva',
    path: '/channels/:7А',
    end: sql`update class set class_teacher_id = null where name = '7А'`,
    after: 404,
  },
  {
    what: 'a teacher who teaches the lesson no more',
    login: 'orlova',
    path: '/lessons/:7А/format',
    end: sql`delete from lesson_teacher t using account a where a.person_id = t.person_id and a.login = 'orlova'`,
    after: 403,
  },
  {
    what: 'a coordinator whose role has ended',
    login: 'ivanenko',
    path: '/settings',
    end: sql`update person_role r set ends_on = '2026-11-23' from account a
      where a.person_id = r.person_id and a.login = 'ivanenko'`,
    after: 303,
  },
  {
    what: 'somebody whose account was disabled',
    login: 'litvinov',
    path: '/journal',
    end: sql`update account set disabled_at = '2026-11-24T08:00:00Z' where login = 'litvinov'`,
    after: 303,
  },
  {
    what: 'somebody who left the school',
    login: 'timur',
    path: '/week',
    end: sql`update person p set left_on = '2026-11-23' from account a where a.person_id = p.id and a.login = 'timur'`,
    after: 303,
  },
])('v5.0.0-8.3.2: $what is refused at the next request', async ({ login, path, end, after }) => {
  const at = await stage();
  const samples = await sampleObjects(at.db, at.school.clock.now());
  const kind = path.startsWith('/channels') ? 'channelId' : 'lessonId';
  const address = path.replace(':7А', samples[kind]?.['7А'] ?? '');
  const one = await at.as(login);
  expect((await one.open(address)).status).toBe(200);
  expect(await at.db.run(end)).toBeGreaterThan(0);
  expect((await one.open(address)).status).toBe(after);
  expect((await one.send(address)).status).not.toBe(200);
});

test('v5.0.0-8.2.3: what is known of a separated guardian is on no page of the other family', async () => {
  const at = await stage();
  const belov = await personOf(at.db, 'belov');
  await at.db.run(
    sql`update person set phone = '+7 900 000-42-42', email = 'hidden@canary.test' where id = ${belov}`,
  );
  for (const login of ['belova', 'sonya', 'orlova', 'akhmetova']) {
    const one = await at.as(login);
    for (const path of ['/', '/week', '/account', '/notices', '/classes', '/channels', '/rules']) {
      const { html } = await one.open(path);
      expect(html, `${path} as ${login}`).not.toMatch(/42-42|canary\.test|Белов Андрей/);
    }
  }
});

test('v5.0.0-8.2.3: the address of a lesson or a channel is on no page, whoever looks', async () => {
  const at = await stage();
  const marked = sql`update lesson set link = 'https://sferum.ru/call/canary-of-lesson' where link is not null`;
  expect(await at.db.run(marked)).toBeGreaterThan(0);
  await at.db.run(sql`update channel set address = 'https://sferum.ru/call/canary-of-channel'`);
  const samples = await sampleObjects(at.db, at.school.clock.now());
  const of = (kind: string, name: string) => samples[kind]?.[name] ?? '';
  for (const login of ['ivanenko', 'orlova', 'kovaleva', 'sonya', 'belova']) {
    const one = await at.as(login);
    const paths = [
      '/',
      '/week',
      '/notices',
      '/channels',
      '/online-lessons',
      '/journal',
      `/lessons/${of('lessonId', '7А')}`,
      `/lessons/${of('lessonId', '7А')}/format`,
      `/channels/${of('channelId', '7А')}`,
      `/notices/${of('noticeId', '7А')}`,
      `/classes/${of('classId', '7А')}/week`,
    ];
    for (const path of paths)
      expect((await one.open(path)).html, `${path} as ${login}`).not.toContain('canary-of-');
  }
});
