import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import { urls } from '../../src/web/urls.ts';
import { lessonOf, personOf, type Stage, stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import { savedMarks, savedRegister } from './marks.ts';

let at: Stage;
let lesson: number;

beforeEach(async () => {
  at = await stage({ now: '2026-11-24T11:40' });
  lesson = await lessonOf(at.db, 'kovaleva', '2026-11-24', 4);
});

describe('a lesson that did not take place', () => {
  it('is a filled register with a reason', async () => {
    const kovaleva = await at.as('kovaleva');
    const form = (await kovaleva.open(urls.register(lesson))).form(urls.registerNotHeld(lesson));
    const page = await (await form.submit({ reason: 'technical', words: 'Сферум не открывался' })).follow();
    await expectValidHtml(page.html);
    expect(page.words).toContain(
      'Урок не состоялся: не работал сервис или интернет («Сферум не открывался»)',
    );
    expect(await savedRegister(at.db, lesson)).toEqual({
      version: 1,
      not_held_reason: 'technical',
      changes: 1,
      events: 1,
    });
    expect((await savedMarks(at.db, lesson)).size).toBe(0);
    expect((await kovaleva.open('/registers')).$(`a[href="${urls.register(lesson)}"]`)).toHaveLength(0);
    expect((await kovaleva.open('/')).$('.todo').text()).not.toContain(urls.register(lesson));
  });

  it('is asked for its reason, and keeps what was written', async () => {
    const kovaleva = await at.as('kovaleva');
    const form = (await kovaleva.open(urls.register(lesson))).form(urls.registerNotHeld(lesson));
    const page = await form.submit({ reason: '', words: 'свет' });
    expect(page.status).toBe(422);
    await expectValidHtml(page.html);
    expect(page.$('.errsum').text()).toContain('Выберите, почему урок не состоялся');
    expect(page.$('details.reg-off[open]')).toHaveLength(1);
    expect(page.form(urls.registerNotHeld(lesson)).fields.words).toBe('свет');
    expect((await form.submit({ reason: 'boredom' })).status).toBe(422);
    expect(await savedRegister(at.db, lesson)).toBeNull();
  });

  it('puts marks that were there into the history, and is turned back by filling them', async () => {
    const kovaleva = await at.as('kovaleva');
    const dasha = await personOf(at.db, 'dasha');
    const open = async () => kovaleva.open(urls.register(lesson));
    await (await open()).form(urls.register(lesson)).submit({ [`a_${dasha}`]: 'late', [`m_${dasha}`]: '5' });
    await (await open()).form(urls.registerNotHeld(lesson)).submit({ reason: 'nobody_came' });
    expect((await savedMarks(at.db, lesson)).size).toBe(0);

    const again = (await open()).form(urls.register(lesson));
    expect(again.fields[`a_${dasha}`]).toBe('present');
    const page = await (await again.submit({ [`a_${dasha}`]: 'absent' })).follow();
    expect(page.words).toContain('Урок всё-таки был');
    expect(page.words).toContain('Урок не состоялся: никто не пришёл');
    expect((await savedMarks(at.db, lesson)).get('Орлова Дарья')?.attendance).toBe('absent');
    expect(await savedRegister(at.db, lesson)).toEqual({
      version: 3,
      not_held_reason: '',
      changes: 3,
      events: 3,
    });
  });

  it('is not written over marks that somebody saved meanwhile', async () => {
    const kovaleva = await at.as('kovaleva');
    const notHeld = (await kovaleva.open(urls.register(lesson))).form(urls.registerNotHeld(lesson));
    const coordinator = await at.as('ivanenko');
    await (await coordinator.open(urls.register(lesson))).form(urls.register(lesson)).submit();
    const page = await notHeld.submit({ reason: 'event', words: 'олимпиада' });
    expect(page.status).toBe(409);
    await expectValidHtml(page.html);
    expect(page.words).toContain('Иваненко Т. В. в 11:40: журнал заполнен');
    expect(page.form(urls.registerNotHeld(lesson)).fields).toMatchObject({
      version: '1',
      words: 'олимпиада',
    });
    expect((await savedMarks(at.db, lesson)).size).toBe(9);
    expect((await page.form(urls.registerNotHeld(lesson)).submit()).status).toBe(303);
    expect(await savedRegister(at.db, lesson)).toMatchObject({ version: 2, not_held_reason: 'event' });
  });

  it('is not written over them either where its reason was forgotten at first', async () => {
    const kovaleva = await at.as('kovaleva');
    const notHeld = (await kovaleva.open(urls.register(lesson))).form(urls.registerNotHeld(lesson));
    const coordinator = await at.as('ivanenko');
    await (await coordinator.open(urls.register(lesson))).form(urls.register(lesson)).submit();
    const asked = await notHeld.submit({ reason: '' });
    expect(asked.status).toBe(422);
    const page = await asked.form(urls.registerNotHeld(lesson)).submit({ reason: 'event' });
    expect(page.status).toBe(409);
    expect((await savedMarks(at.db, lesson)).size).toBe(9);
  });

  it('is written also where the group had no pupils, so that nobody is reminded of it for ever', async () => {
    await at.db.run(sql`
      update enrolment set ends_on = '2026-11-23' where class_id = (select id from class where name = '7А' limit 1)`);
    const page = await (await at.as('kovaleva')).open(urls.register(lesson));
    expect(page.words).toContain('не было ни одного ученика');
    expect(page.$('form[data-register]')).toHaveLength(0);
    const done = await page
      .form(urls.registerNotHeld(lesson))
      .submit({ reason: 'other', words: 'нет группы' });
    expect(done.status).toBe(303);
    expect(await savedRegister(at.db, lesson)).toMatchObject({ version: 1, not_held_reason: 'other' });
  });
});
