import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import { Count } from '../../src/db/db.ts';
import { personOf, type Stage, stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import { announcedDay, bookedOn, draftDay, seriesOf, toldOf, turnsOf } from './parents-day-ground.ts';

let at: Stage;

beforeEach(async () => {
  at = await stage();
});

const count = async (statement: ReturnType<typeof sql>) => (await at.db.row(Count, statement)).count;

describe('a parents’ day that is announced', () => {
  it('opens all turns at once, and tells all guardians in one notice, and the teachers', async () => {
    const dayId = await draftDay(at);
    const page = await (await at.as('ivanenko')).open(`/parents-days/${dayId}`);
    const form = page.form(`/parents-days/${dayId}/announcement`);
    const [done, again] = [await form.submit(), await form.submit()];
    expect(again.location).toBe(done.location);
    expect(await turnsOf(at.db, dayId)).toEqual([
      { teacher: 'kovaleva', room: '214', open: 6, first: '17:00' },
      { teacher: 'petrova', room: '105', open: 6, first: '17:00' },
      { teacher: 'sidorov', room: '301', open: 6, first: '17:00' },
    ]);
    const [families, teachers, ...more] = await toldOf(at.db);
    expect(more).toEqual([]);
    expect(families?.title.replaceAll('\u00a0', ' ')).toBe('Родительский день 27 ноября');
    expect(families?.to).toEqual(expect.arrayContaining(['akhmetova', 'belov', 'belova', 'orlova']));
    expect(families?.to).not.toContain('ershov');
    expect(teachers?.to).toEqual(['kovaleva', 'petrova', 'sidorov']);
    expect(
      await count(sql`select count(*) as count from audit_event where action = 'parents_day.announced'`),
    ).toBe(1);
    const notice = await (await at.as('belova')).open('/notices');
    expect(notice.words).toContain('Родительский день');
    const shown = await (await at.as('sonya')).open(`/parents-days/${dayId}`);
    expect(shown.status).toBe(200);
    expect(shown.words).not.toContain('С кем поговорить');
  });

  it('is not announced once a teacher or a room has been taken meanwhile', async () => {
    const dayId = await draftDay(at, { kovaleva: '214', sidorov: '301' });
    const other = await draftDay(at, { petrova: '214', sidorov: '302' });
    const one = await at.as('ivanenko');
    const announce = async (id: number) =>
      (await one.open(`/parents-days/${id}`)).form(`/parents-days/${id}/announcement`).submit();
    expect((await announce(other)).status).toBe(303);
    const refused = await announce(dayId);
    expect(refused.status).toBe(422);
    expect(refused.words).toContain('В кабинете уже принимает другой учитель');
    expect(refused.words).toContain('Учитель в это время уже принимает');
    expect(await turnsOf(at.db, dayId)).toEqual([]);
  });

  it('gets another teacher, another room, and loses a teacher; whoever is booked is told', async () => {
    const dayId = await announcedDay(at, { kovaleva: '214', petrova: '105' });
    const sonya = await personOf(at.db, 'sonya');
    const misha = await personOf(at.db, 'misha');
    const talks = `${sonya}.${await seriesOf(at.db, dayId, 'kovaleva')},${misha}.${await seriesOf(at.db, dayId, 'petrova')}`;
    await (await (await at.as('belova')).open(`/parents-days/${dayId}/plan?talk=${talks}`)).form().submit();
    await at.db.run(sql`delete from delivery`);
    await at.db.run(sql`delete from recipient_student`);
    await at.db.run(sql`delete from recipient`);
    const one = await at.as('ivanenko');
    const path = `/parents-days/${dayId}/teachers`;
    const post = async (fields: Record<string, string>) => {
      const page = await one.open(`/parents-days/${dayId}`);
      const { _key, version } = page.form(path).fields;
      return one.send(path, { _key: String(_key), version: String(version), ...fields });
    };
    const kovaleva = String(await personOf(at.db, 'kovaleva'));
    const sidorov = String(await personOf(at.db, 'sidorov'));

    expect((await post({ act: 'add', teacher_id: sidorov, room: '105' })).words).toContain(
      'уже принимает другой учитель',
    );
    expect((await post({ act: 'add', teacher_id: sidorov, room: '301' })).status).toBe(303);
    expect(
      (
        await post({
          act: 'move',
          teacher_id: kovaleva,
          [`room_${kovaleva}`]: '301',
          [`how_${kovaleva}`]: '',
        })
      ).status,
    ).toBe(422);
    const moved = await post({
      act: 'move',
      teacher_id: kovaleva,
      [`room_${kovaleva}`]: '220',
      [`how_${kovaleva}`]: '',
    });
    expect((await moved.follow()).words).toContain('Узнают 1 семья и учитель');
    expect((await post({ act: 'remove', teacher_id: kovaleva })).words).toContain('Напишите коротко, почему');
    const out = await post({ act: 'remove', teacher_id: kovaleva, [`reason_${kovaleva}`]: 'заболела' });
    expect(out.status).toBe(303);
    expect(await turnsOf(at.db, dayId)).toEqual([
      { teacher: 'kovaleva', room: '220', open: 0, first: '17:00' },
      { teacher: 'petrova', room: '105', open: 6, first: '17:00' },
      { teacher: 'sidorov', room: '301', open: 6, first: '17:00' },
    ]);
    expect((await bookedOn(at.db, dayId)).map((b) => `${b.teacher} ${b.state}`).sort()).toEqual([
      'kovaleva cancelled',
      'petrova booked',
    ]);
    const told = (await toldOf(at.db)).map((n) => `${n.title.split(': ')[1]} → ${n.to.join(' ')}`);
    expect(told).toEqual([
      'вы принимаете родителей → sidorov',
      'другое место → belova kovaleva',
      'учитель не сможет принять → belova kovaleva',
    ]);
    const family = await (await at.as('belova')).open(`/parents-days/${dayId}`);
    expect(family.words).toContain('Вы записаны: 1 беседа');
    // she is well again: the same turns are open, in another room
    expect((await post({ act: 'add', teacher_id: kovaleva, room: '221' })).status).toBe(303);
    expect(await turnsOf(at.db, dayId)).toContainEqual({
      teacher: 'kovaleva',
      room: '221',
      open: 6,
      first: '17:00',
    });
    expect((await post({ act: 'move', teacher_id: '999999', room_999999: '1' })).status).toBe(422);
  });

  it('is called off with a reason: bookings go, everybody is told', async () => {
    const dayId = await announcedDay(at, { kovaleva: '214' });
    const talk = `${await personOf(at.db, 'sonya')}.${await seriesOf(at.db, dayId, 'kovaleva')}`;
    await (await (await at.as('belova')).open(`/parents-days/${dayId}/plan?talk=${talk}`)).form().submit();
    const one = await at.as('ivanenko');
    const path = `/parents-days/${dayId}/cancellation`;
    const form = (await one.open(`/parents-days/${dayId}`)).form(path);
    expect((await form.submit({ reason: '' })).status).toBe(422);
    const done = await (await one.open(`/parents-days/${dayId}`))
      .form(path)
      .submit({ reason: 'карантин в школе' });
    expect(done.status).toBe(303);
    expect(await bookedOn(at.db, dayId)).toMatchObject([{ state: 'cancelled' }]);
    const last = (await toldOf(at.db)).at(-1);
    expect(last?.body).toContain('Карантин в школе');
    expect(last?.to).toEqual(expect.arrayContaining(['akhmetova', 'belova', 'kovaleva']));
    const family = await at.as('belova');
    const shown = await family.open(`/parents-days/${dayId}`);
    await expectValidHtml(shown.html);
    expect(shown.words).toContain('День отменён Карантин в школе.');
    expect(shown.words).not.toContain('С кем поговорить');
    expect((await family.open(`/parents-days/${dayId}/plan?talk=${talk}`)).status).toBe(409);
    expect((await one.send(`/parents-days/${dayId}/teachers`, { act: 'add' })).status).toBe(409);
  });
});
