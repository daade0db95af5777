import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { ParticipantRow } from '../../src/registers/participant-queries.ts';
import { listParticipants } from '../../src/registers/participant-queries.ts';
import { urls } from '../../src/web/urls.ts';
import { lessonOf, personOf, type Stage, stage, stageOf } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import { ownSchool } from '../support/school.ts';
import type { Fields, Shown, Visitor } from '../support/visitor.ts';

const LIST =
  'Участники (6)\nСоня Белова\nНикита Захаров\nОрлова Даша, 11:31\nмама Кирилла\nСаша\nКовалёва Елена Петровна';

let at: Stage;
let lessonId: number;
let page: string;
let dasha: number;

beforeEach(async () => {
  at = await stage({ now: '2026-11-24T12:00' });
  lessonId = await lessonOf(at.db, 'kovaleva', '2026-11-24', 4);
  page = urls.register(lessonId);
  dasha = await personOf(at.db, 'dasha');
});

/** Presses «Сопоставить» on the page as it was rendered, with what was typed. */
async function paste(one: Visitor, list: string, typed: Fields = {}, shown?: Shown): Promise<Shown> {
  const { fields } = (shown ?? (await one.open(page))).form(page);
  return one.send(urls.registerParticipants(lessonId), { ...fields, ...typed, participants: list });
}

async function rows(): Promise<Pick<ParticipantRow, 'name' | 'degree' | 'student_id'>[]> {
  return (await listParticipants(at.db, lessonId)).map(({ name, degree, student_id }) => ({
    name,
    degree,
    student_id,
  }));
}

async function degrees(): Promise<string[]> {
  return (await rows()).map(({ name, degree }) => `${name}: ${degree}`);
}

function hintsOf(shown: Shown, studentId: number): string {
  return shown.$(`[data-pupil="${studentId}"] .reg-hints`).text().replace(/\s+/g, ' ');
}

const Marks = z.object({ marks: z.number(), registers: z.number() });

function saved() {
  return at.db.row(
    Marks,
    sql`
      select (select count(*)::int from mark where lesson_id = ${lessonId}) as marks,
        (select count(*)::int from register where lesson_id = ${lessonId}) as registers
    `,
  );
}

describe('a pasted list of participants', () => {
  it('stands as hints beside the names, and marks nobody', async () => {
    const one = await at.as('kovaleva');
    const shown = await paste(one, LIST);
    expect(shown.status).toBe(200);
    await expectValidHtml(shown.html);
    expect(shown.words).toContain('В списке 6 имён: узнано 3, похоже 1, не узнано 1, не с этого урока 1.');
    expect(hintsOf(shown, dasha)).toContain('в списке участников: «Орлова Даша»');
    expect(hintsOf(shown, await personOf(at.db, 'kirill'))).toContain('«мама Кирилла» (похоже)');
    expect(
      shown
        .$('[data-pupil]')
        .filter((_i, li) => shown.$(li).text().replace(/\s/g, ' ').includes('в списке участников нет'))
        .length,
    ).toBe(5);
    expect(await saved()).toEqual({ marks: 0, registers: 0 });
    expect((await one.open(page)).words).toContain('узнано 3 из 6');
  });

  it('keeps the marks that were typed, and the version they began from', async () => {
    const one = await at.as('kovaleva');
    const typed = {
      [`a_${dasha}`]: 'late',
      [`m_${dasha}`]: '7',
      [`v_${dasha}`]: '2',
      [`r_${dasha}`]: 'без камеры',
    };
    const shown = await paste(one, LIST, typed);
    expect(shown.form(page).fields).toMatchObject({ ...typed, version: '0' });
    expect(shown.$('form[data-register]').attr('data-register')).toBe('kept');
    const done = await shown.form(page).submit();
    expect(done.status).toBe(303);
    const Mark = z.object({ attendance: z.string(), minutes_late: z.number() });
    const mark = await at.db.row(
      Mark,
      sql`select attendance, minutes_late from mark where lesson_id = ${lessonId} and student_id = ${dasha}`,
    );
    expect(mark).toEqual({ attendance: 'late', minutes_late: 7 });
  });

  it('takes a choice by hand with either button, and keeps it when the same name comes again', async () => {
    const one = await at.as('kovaleva');
    const first = await paste(one, LIST);
    await paste(one, '', { who_5: String(dasha), who_4: 'stranger' }, first);
    expect((await rows())[4]).toEqual({ name: 'Саша', degree: 'chosen', student_id: dasha });
    expect(await degrees()).toContain('мама Кирилла: stranger');

    const again = await paste(one, 'Тимур\nсаша\nСаша\nмама Кирилла');
    expect(await degrees()).toEqual([
      'Тимур: unmatched',
      'саша: chosen',
      'Саша: unmatched',
      'мама Кирилла: stranger',
    ]);
    expect(hintsOf(again, dasha)).toContain('«саша»');

    await again.form(page).submit({ who_3: String(await personOf(at.db, 'nikita')), who_2: '' });
    expect(await degrees()).toEqual([
      'Тимур: unmatched',
      'саша: unmatched',
      'Саша: chosen',
      'мама Кирилла: stranger',
    ]);
  });

  it('is kept too where the register is saved before it was matched', async () => {
    const form = (await (await at.as('kovaleva')).open(page)).form(page);
    expect((await form.submit({ participants: LIST })).status).toBe(303);
    expect(await degrees()).toContain('Соня Белова: sure');
    expect(await saved()).toEqual({ marks: 9, registers: 1 });
  });

  it('that cannot be read does not keep the marks from being saved, and says so', async () => {
    const form = (await (await at.as('kovaleva')).open(page)).form(page);
    const shown = await (await form.submit({ participants: '12:05\n12:07' })).follow();
    expect(shown.words).toContain('Журнал сохранён');
    expect(shown.words).toContain('Список участников не сохранён. В списке не нашлось ни одного имени');
    expect(await rows()).toEqual([]);
    expect(await saved()).toEqual({ marks: 9, registers: 1 });
  });

  it('leaves likely ones likely until somebody says otherwise', async () => {
    const one = await at.as('kovaleva');
    await (await paste(one, LIST)).form(page).submit();
    expect(await degrees()).toContain('мама Кирилла: likely');
  });

  it('takes no choice for a list that somebody else has replaced, nor a pupil of another class', async () => {
    const one = await at.as('kovaleva');
    const first = await paste(one, LIST);
    at.school.clock.advance({ minutes: 1 });
    await paste(await at.as('ivanenko'), 'Один\nДва\nТри\nЧетыре\nПять');
    await paste(one, '', { who_5: String(dasha) }, first);
    expect(await degrees()).toEqual([
      'Один: unmatched',
      'Два: unmatched',
      'Три: unmatched',
      'Четыре: unmatched',
      'Пять: unmatched',
    ]);
    const { fields } = (await one.open(page)).form(page);
    const timur = String(await personOf(at.db, 'timur'));
    await one.send(urls.registerParticipants(lessonId), { ...fields, who_1: timur });
    expect(await degrees()).toContain('Один: unmatched');
  });

  it.each([
    ['', 'не нашлось ни одного имени'],
    ['Участники (0)\nПоиск', 'не нашлось ни одного имени'],
    ['Соня Белова\n'.repeat(201), 'не больше 200'],
    ['я'.repeat(20_001), 'слишком длинный'],
  ])('refuses what is no list, and keeps everything typed (%#)', async (list, words) => {
    const one = await at.as('kovaleva');
    const shown = await paste(one, list, { [`a_${dasha}`]: 'absent' });
    expect(shown.status).toBe(422);
    await expectValidHtml(shown.html);
    expect(shown.words).toContain(words);
    expect(shown.form(page).fields).toMatchObject({ [`a_${dasha}`]: 'absent' });
    expect(String(shown.$('textarea[name=participants]').val()).trim()).toBe(list.trim());
    expect(await rows()).toEqual([]);
  });

  it('is in the audit log by its number of names, without one of them', async () => {
    await paste(await at.as('kovaleva'), LIST);
    const Event = z.object({ details: z.record(z.string(), z.unknown()) });
    const event = await at.db.row(
      Event,
      sql`select details from audit_event where action = 'register.participants'`,
    );
    expect(event.details).toEqual({ names: 6 });
  });

  it('is for the lesson’s teachers and the coordinator', async () => {
    const send = async (login: string) =>
      (
        await (
          await at.as(login)
        ).send(urls.registerParticipants(lessonId), { participants: LIST, version: '0' })
      ).status;
    expect(await send('orlova')).toBe(404);
    expect(await send('belova')).toBe(404);
    expect(await send('sonya')).toBe(404);
    expect(await send('litvinov')).toBe(404);
    expect(await rows()).toEqual([]);
    expect(await send('ivanenko')).toBe(200);
    expect((await (await at.as('kovaleva')).send(urls.registerParticipants(999_999), {})).status).toBe(404);
    expect((await (await at.as('kovaleva')).send('/lessons/x/register/participants', {})).status).toBe(404);
  });

  it('is one list where two paste at once', async () => {
    const own = stageOf(await ownSchool({ template: 'school', now: '2026-11-24T12:00' }));
    const here = await lessonOf(own.db, 'kovaleva', '2026-11-24', 4);
    const send = async (login: string, participants: string) =>
      (await own.as(login)).send(urls.registerParticipants(here), { participants, version: '0' });
    const answers = await Promise.all([
      send('kovaleva', 'Соня Белова\nНикита Захаров\nОдин'),
      send('ivanenko', 'Соня Белова\nДва'),
    ]);
    expect(answers.map((one) => one.status)).toEqual([200, 200]);
    const names = (await listParticipants(own.db, here)).map((row) => row.name).join();
    expect(['Соня Белова,Никита Захаров,Один', 'Соня Белова,Два']).toContain(names);
  });

  it('waits until the lesson has begun', async () => {
    at.school.clock.set('2026-11-24T08:00');
    const one = await at.as('kovaleva');
    const answer = await one.send(urls.registerParticipants(lessonId), { participants: LIST, version: '0' });
    expect(answer.status).toBe(403);
    expect(await rows()).toEqual([]);
  });
});
