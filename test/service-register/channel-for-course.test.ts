import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { videoChannel } from '../../src/service-register/channel-for-course.ts';
import { addService } from '../services/register.ts';
import { type Stage, stage } from '../support/cast.ts';

let at: Stage;
let course: { id: number; group_id: number; class_id: number };
const DAY = '2026-11-26';

beforeEach(async () => {
  at = await stage();
  course = await at.db.row(
    z.object({ id: z.number(), group_id: z.number(), class_id: z.number() }),
    sql`
      select o.id, o.group_id, w.class_id from course o
      join study_group_class w on w.group_id = o.group_id and w.is_whole
      join course_teacher t on t.course_id = o.id join account a on a.person_id = t.person_id
      join class k on k.id = w.class_id
      where a.login = 'kovaleva' and k.name = '7А' order by o.id limit 1`,
  );
});

async function addChannel(column: 'group_id' | 'course_id', id: number, address: string, service = 'Сферум') {
  await at.db.run(sql`
    insert into channel (service_id, purpose, group_id, course_id, address, starts_on, created_at)
    select s.id, 'videoconference', ${column === 'group_id' ? id : null}::bigint,
      ${column === 'course_id' ? id : null}::bigint, ${address}, '2026-09-01', now()
    from service s where s.name = ${service}`);
}

const found = async (day = DAY) => (await videoChannel(at.db, course.id, day))?.address ?? null;

describe('the channel of a course’s video lessons', () => {
  it('is the course’s own, else the group’s, else the whole class’s', async () => {
    const ofClass = await found();
    expect(ofClass).toMatch(/^https:\/\/sferum\.ru\//);
    await addChannel('group_id', course.group_id, 'https://sferum.ru/group');
    expect(await found()).toBe('https://sferum.ru/group');
    await addChannel('course_id', course.id, 'https://sferum.ru/course');
    expect(await found()).toBe('https://sferum.ru/course');
    expect(await videoChannel(at.db, course.id, DAY)).toMatchObject({ serviceName: 'Сферум' });
  });

  it('is not the class’s where the group is a part of it, or joins several classes', async () => {
    await at.db.run(sql`update study_group_class set is_whole = false where group_id = ${course.group_id}`);
    expect(await found()).toBeNull();
    await at.db.run(sql`update study_group_class set is_whole = true where group_id = ${course.group_id}`);
    await at.db.run(sql`
      insert into study_group_class select ${course.group_id}, id, true from class where name = '7Б'`);
    expect(await found()).toBeNull();
  });

  it('is of a service that is approved on the day alone, and serves on that day', async () => {
    await at.db.run(
      sql`update service set suspended_from = '2026-11-26', suspended_to = '2026-11-26' where name = 'Сферум'`,
    );
    expect(await found('2026-11-25')).not.toBeNull();
    expect(await found('2026-11-26')).toBeNull();
    expect(await found('2026-11-27')).not.toBeNull();
    await addService(at.db, 'MAX');
    await addChannel('course_id', course.id, 'https://max.ru/course', 'MAX');
    expect(await found('2026-11-26')).toBe('https://max.ru/course');
    await at.db.run(sql`update channel set ends_on = '2026-11-25'`);
    expect(await found('2026-11-25')).toBe('https://max.ru/course');
    expect(await found('2026-11-27')).toBeNull();
  });
});
