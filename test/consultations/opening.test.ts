import sql from 'sql-template-tag';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { takenTimes } from '../../src/feedback/taken-times.ts';
import { personOf, type Stage, stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import { openTurns, videoService } from './opened.ts';

const Lesson = z.object({
  id: z.number(),
  day: z.string(),
  starts: z.string(),
  ends: z.string(),
  room: z.string(),
});

/** A lesson that kovaleva gives in the coming days. */
function lessonAhead(at: Stage): Promise<z.output<typeof Lesson>> {
  return at.db.row(
    Lesson,
    sql`
      select l.id, l.day, to_char(l.starts_at at time zone o.time_zone, 'HH24:MI') as starts,
        to_char(l.ends_at at time zone o.time_zone, 'HH24:MI') as ends, l.room
      from lesson l join lesson_teacher t on t.lesson_id = l.id join account a on a.person_id = t.person_id
      cross join school o
      where a.login = 'kovaleva' and l.day = '2026-11-26' and l.status = 'planned' and l.format = 'in_person'
      order by l.starts_at limit 1
    `,
  );
}

const Turn = z.object({ day: z.string(), starts: z.string(), room: z.string(), places: z.number() });

function turns(at: Stage): Promise<z.output<typeof Turn>[]> {
  return at.db.rows(
    Turn,
    sql`
      select c.day, to_char(c.starts_at at time zone o.time_zone, 'HH24:MI') as starts, c.room, c.places
      from consultation c cross join school o order by c.starts_at
    `,
  );
}

const fields = { first_day: '2026-11-26', starts: '16:00', ends: '16:30', room: '214' };

describe('opening consultations', () => {
  it('shows what would come of it, opens it at the second press, and once', async () => {
    const at = await stage();
    const kovaleva = await at.as('kovaleva');
    const shown = await kovaleva.open('/consultations/new');
    expectValidHtml(shown.html);
    const weekly = { ...fields, repeat: 'weekly', last_day: '2027-01-14' };
    const preview = await shown.form().submit(weekly);
    expect(preview.status).toBe(200);
    expectValidHtml(preview.html);
    expect(preview.words).toContain('каникулы');
    expect(await turns(at)).toEqual([]);
    const fingerprint = preview.$('button[name=confirmed]').attr('value') ?? '';
    const confirmed = { name: 'confirmed', value: fingerprint };
    // Changed since it was shown: it is shown anew
    const changed = await preview.form().submit({ ends: '17:00' }, confirmed);
    expect(changed.status).toBe(200);
    expect(await turns(at)).toEqual([]);
    const form = preview.form();
    const done = await form.submit({}, confirmed);
    expect(done.location).toBe('/consultations');
    expect((await form.submit({}, confirmed)).location).toBe('/consultations');
    const opened = await turns(at);
    expect(opened).toHaveLength(new Set(opened.map((one) => `${one.day} ${one.starts}`)).size);
    expect(opened.slice(0, 3)).toEqual([
      { day: '2026-11-26', starts: '16:00', room: '214', places: 1 },
      { day: '2026-11-26', starts: '16:15', room: '214', places: 1 },
      { day: '2026-12-03', starts: '16:00', room: '214', places: 1 },
    ]);
    expect(opened.map((one) => one.day)).not.toContain('2027-01-07');
  });

  it('refuses what clashes and keeps what was typed; the rest can be opened', async () => {
    const at = await stage();
    const lesson = await lessonAhead(at);
    const kovaleva = await at.as('kovaleva');
    const form = (await kovaleva.open('/consultations/new')).form();
    const refused = await form.submit({
      ...fields,
      starts: lesson.starts,
      ends: '15:00',
      turn_minutes: '20',
      topic: 'Итоги',
    });
    expect(refused.status).toBe(422);
    expectValidHtml(refused.html);
    expect(refused.words).toContain('Это время занято');
    expect(refused.words).toContain('у вас урок');
    expect(refused.form().fields.topic).toBe('Итоги');
    expect(await turns(at)).toEqual([]);
    const skipped = await refused.form().submit({ skip_taken: 'yes' });
    expect(skipped.status).toBe(200);
    const fingerprint = skipped.$('button[name=confirmed]').attr('value') ?? '';
    expect((await skipped.form().submit({}, { name: 'confirmed', value: fingerprint })).status).toBe(303);
    const opened = await turns(at);
    expect(opened.length).toBeGreaterThan(0);
    const teacherId = await personOf(at.db, 'kovaleva');
    const wanted = { teacherId, room: '', day: lesson.day, starts: lesson.starts, ends: lesson.ends };
    expect((await takenTimes(at.db, [wanted])).map((one) => one.kind)).toEqual(['teacher_lesson']);
  });

  it('takes an approved service and a link of its hosts alone, and no page shows the link', async () => {
    const at = await stage();
    const { id, host } = await videoService(at.db);
    const kovaleva = await at.as('kovaleva');
    const form = (await kovaleva.open('/consultations/new')).form();
    const online = { ...fields, format: 'online', channel_id: '', service_id: String(id) };
    const foreign = await form.submit({ ...online, link: 'https://meet.example.com/abc' });
    expect(foreign.status).toBe(422);
    expect(foreign.words).toContain('не относится к сервису');
    const preview = await form.submit({ ...online, link: `https://${host}/secret-call` });
    const fingerprint = preview.$('button[name=confirmed]').attr('value') ?? '';
    const done = await preview.form().submit({}, { name: 'confirmed', value: fingerprint });
    expect((await done.follow()).html).not.toContain('secret-call');
    const [turn] = await at.db.rows(z.object({ id: z.number() }), sql`select id from consultation limit 1`);
    expect((await kovaleva.open(`/consultations/${turn?.id}`)).html).not.toContain('secret-call');
    expect((await (await at.as('belova')).open(`/consultations/${turn?.id}`)).html).not.toContain(
      'secret-call',
    );
  });

  it('is for teachers; what is wrong comes back', async () => {
    const at = await stage();
    expect((await (await at.as('belova')).open('/consultations/new')).status).toBe(403);
    const orlova = await at.as('orlova');
    const form = (await orlova.open('/consultations/new')).form();
    const wrong = await form.submit({ ...fields, ends: '22:00', first_day: '2026-11-01' });
    expect(wrong.status).toBe(422);
    expect(wrong.words).toContain('Этот день уже прошёл');
    expect(wrong.words).toContain('Не позже 21:00');
    expect(wrong.form().fields.ends).toBe('22:00');
    const notHeaded = await orlova.send('/consultations/new', {
      ...form.fields,
      ...fields,
      audience: 'class',
    });
    expect(notHeaded.status).toBe(422);
  });
});

describe('what stands in the way of a time', () => {
  it('are lessons and consultations of the teacher and of the room', async () => {
    const at = await stage();
    const lesson = await lessonAhead(at);
    const sidorov = await personOf(at.db, 'sidorov');
    await openTurns(at.db, 'kovaleva', { room: '305' });
    const found = async (wanted: { teacherId: number; room: string; starts: string; ends: string }) =>
      (await takenTimes(at.db, [{ day: '2026-11-26', ...wanted }])).map((one) => one.kind);
    const kovaleva = await personOf(at.db, 'kovaleva');
    const evening = { starts: '16:10', ends: '16:20' };
    expect(await found({ teacherId: kovaleva, room: '', ...evening })).toEqual([
      'teacher_consultation',
      'teacher_consultation',
    ]);
    expect(await found({ teacherId: sidorov, room: '305', ...evening })).toEqual([
      'room_consultation',
      'room_consultation',
    ]);
    expect(await found({ teacherId: sidorov, room: '306', ...evening })).toEqual([]);
    // one room, however it is written: beside a word for it, a letter, another room of the same lesson
    for (const room of ['каб. 305', 'Кабинет № 305', 'к.305', ' 305 ', '306, 305'])
      expect(await found({ teacherId: sidorov, room, ...evening }), room).toHaveLength(2);
    await at.db.run(sql`update consultation set room = 'Малый  спортзал, 12А'`);
    for (const room of ['малый спортзал', 'каб. 12 а'])
      expect(await found({ teacherId: sidorov, room, ...evening }), room).toHaveLength(2);
    for (const room of ['12', 'спортзал', 'кабинет'])
      expect(await found({ teacherId: sidorov, room, ...evening }), room).toEqual([]);
    expect(await found({ teacherId: sidorov, room: '305', starts: '17:00', ends: '17:15' })).toEqual([]);
    const { starts, ends, room } = lesson;
    expect(await found({ teacherId: kovaleva, room: '', starts, ends })).toContain('teacher_lesson');
    expect(await found({ teacherId: 0, room, starts, ends })).toContain('room_lesson');
    expect(await found({ teacherId: 0, room: `каб. ${room}`, starts, ends })).toContain('room_lesson');
    await at.db.run(sql`update lesson set status = 'cancelled' where id = ${lesson.id}`);
    expect(await found({ teacherId: kovaleva, room: '', starts, ends })).toEqual([]);
  });

  it('includes a lesson that the teacher substitutes, which then stands over the consultation', async () => {
    const at = await stage();
    const { turns: own } = await openTurns(at.db, 'petrova', {
      day: '2026-11-27',
      starts: '18:00',
      ends: '18:30',
    });
    expect(own.length).toBe(2);
    const { id: moved } = await lessonAhead(at);
    const petrova = await personOf(at.db, 'petrova');
    await at.db.run(sql`
      update lesson set day = '2026-11-27', period = 9, starts_at = '2026-11-27T16:00:00Z',
        ends_at = '2026-11-27T16:40:00Z' where id = ${moved}`);
    await at.db.run(sql`
      insert into lesson_teacher (lesson_id, person_id, day, during, replaces_id)
      select l.id, ${petrova}, l.day, tstzrange(l.starts_at, l.ends_at), t.person_id
      from lesson l join lesson_teacher t on t.lesson_id = l.id where l.id = ${moved} limit 1`);
    const wanted = { teacherId: petrova, room: '', day: '2026-11-27', starts: '18:00', ends: '18:15' };
    expect((await takenTimes(at.db, [wanted])).map((one) => one.kind)).toContain('teacher_lesson');
    const page = await (await at.as('petrova')).open('/consultations');
    expectValidHtml(page.html);
    expect(page.words).toContain('Накладывается на урок');
    expect(page.words).not.toContain('Этот день стал выходным');
    await at.db.run(
      sql`insert into school_day (day, kind, name) values ('2026-11-27', 'off', 'Актированный день')`,
    );
    const belova = await at.as('belova');
    const booked = await belova.send(`/consultations/${own[1]}/bookings`, { attendee: 'self' });
    expect(booked.status).toBe(303);
    const off = await (await at.as('petrova')).open('/consultations');
    expect(off.words).toContain('Этот день стал выходным');
    expect(off.words).toContain('Пятница, 27 ноября');
  });

  it('stops a lesson from being moved onto a consultation of its teacher', async () => {
    const at = await stage();
    const lesson = await lessonAhead(at);
    const ivanenko = await at.as('ivanenko');
    const path = `/lessons/${lesson.id}/rearrangement`;
    const substitute = await personOf(at.db, 'petrova');
    await at.db.run(sql`delete from lesson_teacher where person_id = ${substitute} and day = ${lesson.day}`);
    await openTurns(at.db, 'petrova', { starts: lesson.starts, ends: lesson.ends, minutes: 10 });
    const refused = await (await ivanenko.open(path)).form(path).submit({ teacher_id: String(substitute) });
    expect(refused.status).toBe(422);
    expect(refused.words).toContain('У учителя в это время консультация');
  });
});
