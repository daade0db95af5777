import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import { personOf, type Stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import { absenceRow, announceSonya, cardOf, noticesOf, quietStage } from './ground.ts';

let at: Stage;
let absence: number;

beforeEach(async () => {
  at = await quietStage();
  absence = await announceSonya(at.db);
});

describe('the card of an absence', () => {
  it('is seen by the guardians, the class teacher and the coordinator, and by nobody else', async () => {
    for (const login of ['belova', 'belov', 'kovaleva', 'ivanenko']) {
      const page = await cardOf(at, login, absence);
      expect(page.status, login).toBe(200);
      await expectValidHtml(page.html);
    }
    for (const login of ['sidorov', 'petrova', 'orlova', 'akhmetova', 'ershov', 'sonya', 'litvinov'])
      expect((await cardOf(at, login, absence)).status, login).toBe(404);
    expect((await (await at.as('belova')).open('/absences/999999')).status).toBe(404);
    expect((await (await at.as('belova')).open('/absences/one')).status).toBe(404);
  });

  it('keeps the words and the name of the other guardian to themselves', async () => {
    const father = await cardOf(at, 'belov', absence);
    expect(father.words).toContain('другой родитель');
    expect(father.words).toContain('24–27 ноября');
    expect(father.words).not.toContain('8 900 000-11-11');
    expect(father.words).not.toContain('Белова И');
    expect(father.$('main form')).toHaveLength(0);
    expect((await (await at.as('belov')).open('/absences')).words).not.toContain('8 900');
    const mother = await cardOf(at, 'belova', absence);
    expect(mother.words).toContain('вы, сегодня');
    expect(mother.words).toContain('8 900 000-11-11');
    expect((await cardOf(at, 'kovaleva', absence)).words).toContain('Белова И. Н., мать');
  });

  it('is gone for a guardian whose right has ended', async () => {
    const mother = await at.as('belova');
    expect((await mother.open('/absences')).words).toContain('Соня: 24–27 ноября');
    await at.db.run(
      sql`update guardianship set ends_on = '2026-11-23' where guardian_id = ${await personOf(at.db, 'belova')}`,
    );
    expect((await mother.open(`/absences/${absence}`)).status).toBe(404);
    expect((await mother.open('/absences')).words).not.toContain('Соня');
    expect((await mother.send(`/absences/${absence}/withdrawal`, { version: '1' })).status).toBe(404);
    expect((await absenceRow(at.db, absence)).state).toBe('announced');
  });
});

describe('a class teacher', () => {
  it('sees the absences of the class, those that wait first', async () => {
    const kovaleva = await at.as('kovaleva');
    const waiting = await kovaleva.open('/absences');
    await expectValidHtml(waiting.html);
    expect(waiting.words).toContain('Белова Софья, 7А');
    expect(waiting.words).toContain('24–27 ноября, болеет. звоните');
    expect((await (await at.as('ivanenko')).open('/absences')).words).toContain('Белова Софья, 7А');
    expect((await (await at.as('sidorov')).open('/absences')).words).not.toContain('Белова');
    const orlova = await (await at.as('orlova')).open('/absences');
    expect(orlova.words).not.toContain('Белова');
    await at.db.run(sql`update absence set state = 'confirmed', decided_at = '2026-11-24T06:00:00Z'`);
    expect((await kovaleva.open('/absences')).words).not.toContain('Белова Софья');
    expect((await kovaleva.open('/absences?show=all')).words).toContain('Белова Софья');
  });

  it('confirms', async () => {
    const done = await (await cardOf(at, 'kovaleva', absence))
      .form(`/absences/${absence}/confirmation`)
      .submit();
    expect(done.status).toBe(303);
    const page = await done.follow();
    expect(page.words).toContain('Пропуск подтверждён.');
    expect(page.words).toContain('Подтверждено Ковалёва Е. П., сегодня, 10:00');
    expect(page.$('main form')).toHaveLength(0);
    expect(await absenceRow(at.db, absence)).toMatchObject({ state: 'confirmed', version: 2 });
  });

  it('asks, the guardian answers, and it waits for a decision again', async () => {
    const asked = await (await cardOf(at, 'kovaleva', absence))
      .form(`/absences/${absence}/question`)
      .submit({ question: 'Будет справка?' });
    expect(asked.status).toBe(303);
    expect(await absenceRow(at.db, absence)).toMatchObject({ state: 'asked', question: 'Будет справка?' });
    expect(await noticesOf(at.db, 'absence_question')).toMatchObject([
      { login: 'belova', body: 'Будет справка?' },
    ]);
    expect((await cardOf(at, 'belov', absence)).words).not.toContain('справка');
    const mother = await cardOf(at, 'belova', absence);
    expect(mother.words).toContain('Школа спрашивает Будет справка?');
    await expectValidHtml(mother.html);
    const form = mother.form(`/absences/${absence}/answer`);
    expect((await form.submit({ answer: ' ' })).status).toBe(422);
    expect((await form.submit({ answer: 'Да, в пятницу' })).status).toBe(303);
    expect(await absenceRow(at.db, absence)).toMatchObject({ state: 'announced', answer: 'Да, в пятницу' });
    expect(await noticesOf(at.db, 'absence_announced')).toMatchObject([
      { login: 'kovaleva', title: '7А: ответ о пропуске' },
    ]);
    expect((await (await at.as('kovaleva')).open('/absences')).words).toContain('Ответ: Да, в пятницу');
  });

  it('cannot ask nothing; what was typed stays', async () => {
    const form = (await cardOf(at, 'kovaleva', absence)).form(`/absences/${absence}/question`);
    const refused = await form.submit({ question: 'я'.repeat(301) });
    expect(refused.status).toBe(422);
    expect(refused.form(`/absences/${absence}/question`).fields.question).toBe('я'.repeat(301));
    expect((await absenceRow(at.db, absence)).state).toBe('announced');
    expect(await noticesOf(at.db, 'absence_question')).toEqual([]);
  });

  it('decides once where the form is sent twice, and is told where somebody was first', async () => {
    const [first, second] = [await cardOf(at, 'kovaleva', absence), await cardOf(at, 'ivanenko', absence)];
    const form = first.form(`/absences/${absence}/confirmation`);
    expect((await form.submit()).status).toBe(303);
    expect((await form.submit()).status).toBe(303);
    expect((await absenceRow(at.db, absence)).version).toBe(2);
    const late = await second.form(`/absences/${absence}/question`).submit({ question: 'Почему?' });
    expect(late.status).toBe(409);
    expect(late.words).toContain('это сообщение изменили');
    expect(late.words).toContain('Подтверждено');
    await expectValidHtml(late.html);
    expect(await absenceRow(at.db, absence)).toMatchObject({ state: 'confirmed', question: '' });
  });

  it.each([
    ['belova', 403],
    ['sonya', 404],
    ['sidorov', 404],
    ['litvinov', 404],
  ])('alone decides: %s gets %i', async (login, status) => {
    const one = await at.as(login);
    for (const act of ['confirmation', 'question'])
      expect((await one.send(`/absences/${absence}/${act}`, { version: '1', question: 'а?' })).status).toBe(
        status,
      );
    expect((await absenceRow(at.db, absence)).state).toBe('announced');
  });
});
