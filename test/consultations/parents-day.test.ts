import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Count } from '../../src/db/db.ts';
import { personOf, type Stage, stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import { DAY, draftDay, lastDay, tableOf, toldOf, turnsOf } from './parents-day-ground.ts';

let at: Stage;

beforeEach(async () => {
  at = await stage();
});

const count = async (statement: ReturnType<typeof sql>) => (await at.db.row(Count, statement)).count;

describe('a parents’ day that is prepared', () => {
  it('is a draft that nobody else sees, with rooms suggested by the timetable', async () => {
    const dayId = await draftDay(at, { kovaleva: '214' });
    const one = await at.as('ivanenko');
    const page = await one.open(`/parents-days/${dayId}`);
    await expectValidHtml(page.html);
    expect(page.words).toContain('Принимают: 1. Семьи этот день пока не видят.');
    for (const login of ['kovaleva', 'belova', 'sonya'])
      expect((await (await at.as(login)).open(`/parents-days/${dayId}`)).status).toBe(404);
    expect((await (await at.as('belova')).open('/parents-days')).words).toContain('Здесь появится');
    expect((await (await at.as('litvinov')).open('/parents-days')).status).toBe(403);
    expect((await (await at.as('kovaleva')).open('/parents-days/new')).status).toBe(403);

    await (await one.open('/parents-days/new')).form('/parents-days').submit({ day: DAY });
    const fresh = (await one.open(`/parents-days/${await lastDay(at.db)}`)).form(
      `/parents-days/${await lastDay(at.db)}/teachers`,
    );
    const usual = await at.db.row(
      z.object({ room: z.string() }),
      sql`
        select l.room from lesson l join lesson_teacher t on t.lesson_id = l.id join account a on a.person_id = t.person_id
        where a.login = 'sidorov' and l.room <> '' and l.format = 'in_person'
          and l.day between '2026-11-13' and '2026-12-04'
        group by l.room order by count(*) desc, l.room limit 1
      `,
    );
    expect(fresh.fields[`room_${await personOf(at.db, 'sidorov')}`]).toBe(usual.room);
    expect(fresh.fields.teacher).toContain(String(await personOf(at.db, 'sidorov')));
  });

  it.each([
    ['no name', { name: ' ' }, 'Назовите день'],
    ['a day that is over', { day: '2026-11-23' }, 'Этот день уже прошёл'],
    ['a time that is over', { day: '2026-11-24', starts: '09:00', ends: '11:00' }, 'Это время уже прошло'],
    ['an end before the beginning', { starts: '18:00', ends: '17:00' }, 'Конец должен быть позже начала'],
    ['late in the evening', { ends: '22:30' }, 'Не позже 21:00'],
    ['no room for a single talk', { starts: '17:00', ends: '17:05' }, 'не помещается'],
    ['too many talks', { starts: '08:00', ends: '20:00' }, 'больше 60 бесед подряд'],
    ['a talk of two minutes', { turn_minutes: '2' }, 'от 5 до 60'],
    ['a day off', { day: '2027-01-01' }, 'В этот день школа закрыта'],
  ])('is refused with %s, and what was typed stays', async (_name, wrong, words) => {
    const form = (await (await at.as('ivanenko')).open('/parents-days/new')).form('/parents-days');
    const again = await form.submit({
      name: 'Вечер для родителей',
      day: DAY,
      starts: '17:00',
      ends: '20:00',
      ...wrong,
    });
    expect(again.status).toBe(422);
    expect(again.words).toContain(words);
    expect(again.form('/parents-days').fields).toMatchObject(wrong);
    expect(await count(sql`select count(*) as count from parents_day`)).toBe(0);
  });

  it('keeps its teachers only where they and the rooms are free; of what is refused nothing is lost', async () => {
    const one = await at.as('ivanenko');
    await (await one.open('/parents-days/new'))
      .form('/parents-days')
      .submit({ day: DAY, starts: '09:00', ends: '10:00' });
    const dayId = await lastDay(at.db);
    const path = `/parents-days/${dayId}/teachers`;
    const lesson = await at.db.row(
      z.object({ login: z.string(), room: z.string() }),
      sql`
        select a.login, l.room from lesson l join lesson_teacher t on t.lesson_id = l.id and t.is_active
        join account a on a.person_id = t.person_id
        where l.day = ${DAY} and l.format = 'in_person' and l.status = 'planned' and a.login in ('kovaleva', 'sidorov', 'petrova')
          and l.starts_at < '2026-11-27T08:00:00Z' and l.ends_at > '2026-11-27T07:00:00Z' limit 1
      `,
    );
    const form = (await one.open(`/parents-days/${dayId}`)).form(path);
    const send = async (rooms: Record<string, string>) =>
      form.submit(await tableOf(at.db, form.fields, rooms));
    const busy = await send({ [lesson.login]: '999' });
    expect(busy.status).toBe(422);
    await expectValidHtml(busy.html);
    expect(busy.words).toContain('У учителя в это время урок');
    expect(busy.form(path).fields[`room_${await personOf(at.db, lesson.login)}`]).toBe('999');
    const bare = await send({ orlova: '' });
    expect(bare.words).toContain('Укажите кабинет или выберите сервис');
    const free = ['kovaleva', 'sidorov', 'petrova', 'orlova'].filter((login) => login !== lesson.login);
    const twice = await send({ [free[0] ?? '']: '77', [free[1] ?? '']: 'каб. 77' });
    expect(twice.words).toContain('уже отдан другому учителю');
    const none = await send({});
    expect(none.words).toContain('Отметьте хотя бы одного учителя');
    expect(await count(sql`select count(*) as count from parents_day_teacher`)).toBe(0);
  });

  it('takes a teacher online by an approved service, and never shows the address', async () => {
    const dayId = await draftDay(at, { sidorov: '301' });
    const one = await at.as('ivanenko');
    const path = `/parents-days/${dayId}/teachers`;
    const id = await personOf(at.db, 'kovaleva');
    const service = await at.db.row(
      z.object({ id: z.number(), host: z.string() }),
      sql`
        select s.id, min(h.host) as host from service s join service_host h on h.service_id = s.id
        join service_purpose p on p.service_id = s.id and p.purpose = 'videoconference'
        where service_status(s, ${DAY}) = 'approved' group by s.id limit 1
      `,
    );
    const form = (await one.open(`/parents-days/${dayId}`)).form(path);
    const fields = { teacher: [String(id)], [`room_${id}`]: '', [`how_${id}`]: String(service.id) };
    const foreign = await form.submit({ ...fields, [`link_${id}`]: 'https://elsewhere.example/1' });
    expect(foreign.status).toBe(422);
    expect(foreign.words).toContain('не относится к сервису');
    const secret = `https://${service.host}/secret-evening`;
    expect((await form.submit({ ...fields, [`link_${id}`]: secret })).status).toBe(303);
    const kept = await one.open(`/parents-days/${dayId}`);
    expect(kept.html).not.toContain('secret-evening');
    expect(kept.words).toContain('Ссылка сохранена');
    // saved once more without typing it again
    expect((await kept.form(path).submit()).status).toBe(303);
    await (await one.open(`/parents-days/${dayId}`)).form(`/parents-days/${dayId}/announcement`).submit();
    const stored = await at.db.row(
      z.object({ link: z.string(), format: z.string() }),
      sql`select link, format from consultation_series where parents_day_id = ${dayId}`,
    );
    expect(stored).toEqual({ link: secret, format: 'online' });
    const shown = await (await at.as('belova')).open(`/parents-days/${dayId}`);
    expect(shown.words).toContain('онлайн, Сферум');
    expect(shown.html).not.toContain('secret-evening');
  });

  it('is changed by one at a time, and dropped', async () => {
    const dayId = await draftDay(at);
    const one = await at.as('ivanenko');
    const [first, second] = [
      await one.open(`/parents-days/${dayId}`),
      await one.open(`/parents-days/${dayId}`),
    ];
    expect((await first.form(`/parents-days/${dayId}`).submit({ ends: '19:00' })).status).toBe(303);
    for (const path of [
      `/parents-days/${dayId}`,
      `/parents-days/${dayId}/teachers`,
      `/parents-days/${dayId}/announcement`,
    ]) {
      const late = await second.form(path).submit();
      expect([path, late.status]).toEqual([path, 409]);
      expect(late.words).toContain('изменил кто-то ещё');
    }
    expect(await turnsOf(at.db, dayId)).toEqual([]);
    const drop = await (await one.open(`/parents-days/${dayId}`))
      .form(`/parents-days/${dayId}/cancellation`)
      .submit();
    expect((await drop.follow()).words).toContain('Черновик удалён');
    expect(await toldOf(at.db)).toEqual([]);
    expect((await (await at.as('belova')).open(`/parents-days/${dayId}`)).status).toBe(404);
  });
});
