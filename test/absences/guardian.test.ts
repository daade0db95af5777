import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import { lessonOf, personOf, type Stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import { runDueJobs } from '../support/jobs.ts';
import { absenceRow, announceSonya, cardOf, noticesOf, quietStage } from './ground.ts';
import { mark } from './marks.ts';

let at: Stage;
let absence: number;

beforeEach(async () => {
  at = await quietStage();
  absence = await announceSonya(at.db);
});

describe('a guardian', () => {
  it('changes the days, and it is to be decided anew', async () => {
    await at.db.run(sql`update absence set state = 'confirmed', decided_at = '2026-11-24T06:00:00Z'`);
    const form = (await cardOf(at, 'belova', absence)).form(`/absences/${absence}`);
    expect(form.fields).toMatchObject({ from: '2026-11-24', to: '2026-11-27', reason: 'illness' });
    const done = await form.submit({ to: '2026-11-30' });
    expect(done.status).toBe(303);
    expect(await absenceRow(at.db, absence)).toMatchObject({ state: 'announced', version: 2 });
    expect(await noticesOf(at.db, 'absence_announced')).toMatchObject([
      { login: 'kovaleva', title: '7А: изменили сообщение о пропуске' },
    ]);
    const late = await form.submit({ to: '2026-11-25' });
    expect(late.location).toBe(done.location);
  });

  it('keeps the beginning of a long absence that began long ago', async () => {
    await at.db.run(sql`update absence set starts_on = '2026-11-02' where id = ${absence}`);
    const form = (await cardOf(at, 'belova', absence)).form(`/absences/${absence}`);
    expect((await form.submit({ to: '2026-11-28' })).status).toBe(303);
    const earlier = (await cardOf(at, 'belova', absence)).form(`/absences/${absence}`);
    expect((await earlier.submit({ from: '2026-11-01' })).status).toBe(422);
  });

  it('ends an absence that has begun on a day that is over, where the child came back sooner', async () => {
    await at.db.run(sql`update absence set starts_on = '2026-11-19' where id = ${absence}`);
    const form = (await cardOf(at, 'belova', absence)).form(`/absences/${absence}`);
    expect((await form.submit({ to: '2026-11-20' })).status).toBe(303);
    expect((await cardOf(at, 'kovaleva', absence)).words).toContain('19–20 ноября');
  });

  it('is refused days that cannot be, with what was typed', async () => {
    const form = (await cardOf(at, 'belova', absence)).form(`/absences/${absence}`);
    const refused = await form.submit({ to: '2026-11-23' });
    expect(refused.status).toBe(422);
    expect(refused.form(`/absences/${absence}`).fields.to).toBe('2026-11-23');
    await expectValidHtml(refused.html);
    expect((await absenceRow(at.db, absence)).version).toBe(1);
  });

  it('keeps what was typed where the class teacher was first, and sees what they asked before saving it', async () => {
    const path = `/absences/${absence}`;
    const form = (await cardOf(at, 'belova', absence)).form(path);
    const asking = (await cardOf(at, 'kovaleva', absence)).form(`${path}/question`);
    await asking.submit({ question: 'Есть ли справка?' });
    const refused = await form.submit({ to: '2026-11-23', words: 'Кашель' });
    expect(refused.status).toBe(422);
    const late = await refused.form(path).submit({ to: '2026-11-30' });
    expect(late.status).toBe(409);
    expect(late.words).toContain('Есть ли справка?');
    await expectValidHtml(late.html);
    expect(late.form(path).fields).toMatchObject({ to: '2026-11-30', words: 'Кашель' });
    expect(await absenceRow(at.db, absence)).toMatchObject({ state: 'asked', version: 2 });
    expect((await late.form(path).submit()).status).toBe(303);
  });

  it('takes it back, and the class teacher is told', async () => {
    const done = await (await cardOf(at, 'belova', absence)).form(`/absences/${absence}/withdrawal`).submit();
    expect(done.location).toBe('/absences');
    expect((await absenceRow(at.db, absence)).state).toBe('withdrawn');
    expect(await noticesOf(at.db, 'absence_announced')).toMatchObject([
      { login: 'kovaleva', title: '7А: сообщение о пропуске отозвано' },
    ]);
    const late = await (await at.as('kovaleva')).send(`/absences/${absence}/confirmation`, { version: '2' });
    expect(late.status).toBe(409);
  });

  it('who takes back an absence that covered a missed lesson is told of that lesson after the term', async () => {
    const algebra = await lessonOf(at.db, 'kovaleva', '2026-11-24', 4);
    await mark(at, algebra, { sonya: { attendance: 'absent' } });
    at.school.clock.advance({ minutes: 60 });
    await runDueJobs(at.school);
    expect(await noticesOf(at.db, 'absence')).toEqual([]);
    await (await cardOf(at, 'belova', absence)).form(`/absences/${absence}/withdrawal`).submit();
    at.school.clock.advance({ minutes: 59 });
    await runDueJobs(at.school);
    expect(await noticesOf(at.db, 'absence')).toEqual([]);
    at.school.clock.advance({ minutes: 1 });
    await runDueJobs(at.school);
    expect((await noticesOf(at.db, 'absence')).map((one) => one.login)).toEqual(['belov', 'belova']);
  });

  it('can change nothing once the days are over', async () => {
    at.school.clock.set('2026-11-28T09:00');
    const page = await cardOf(at, 'belova', absence);
    expect(page.$('main form')).toHaveLength(0);
    const mother = await at.as('belova');
    const done = await mother.send(`/absences/${absence}/withdrawal`, { version: '1' });
    expect((await done.follow()).words).toContain('изменить его нельзя');
    expect((await absenceRow(at.db, absence)).state).toBe('announced');
  });

  it('other than the one who announced it changes nothing', async () => {
    const father = await at.as('belov');
    for (const path of ['', '/withdrawal', '/answer'])
      expect((await father.send(`/absences/${absence}${path}`, { version: '1' })).status).toBe(403);
    expect((await absenceRow(at.db, absence)).version).toBe(1);
  });

  it('sees what registers say of online lessons, without remark and activity', async () => {
    const algebra = await lessonOf(at.db, 'kovaleva', '2026-11-24', 4);
    const reading = await lessonOf(at.db, 'petrova', '2026-11-24', 1);
    await mark(at, algebra, {
      sonya: { attendance: 'late', minutes_late: 5, remark: 'не слушает', activity: 0 },
    });
    await mark(at, reading, { misha: { attendance: 'absent' } }, { by: 'petrova' });
    at.school.clock.advance({ minutes: 60 });
    const page = await (await at.as('belova')).open('/absences');
    await expectValidHtml(page.html);
    expect(page.words).toContain('Алгебра, сегодня, 10:50 опоздание на 5 минут');
    expect(page.words).toContain('не было');
    expect(page.words).not.toMatch(/не слушает|молчал/);
    expect(page.$(`a[href="/lessons/${algebra}"]`)).toHaveLength(1);
    const misha = await personOf(at.db, 'misha');
    const own = await (await at.as('belova')).open(`/absences?child=${misha}`);
    expect(own.words).not.toContain('Алгебра');
    const foreign = await (await at.as('akhmetova')).open(`/absences?child=${misha}`);
    expect(foreign.status).toBe(404);
  });

  it('sees «не было» no sooner than it is told, while the mark may be a mistake', async () => {
    const algebra = await lessonOf(at.db, 'kovaleva', '2026-11-24', 4);
    await at.db.run(sql`delete from absence`);
    const missed = async () => (await (await at.as('belova')).open('/absences')).words.includes('не было');
    await mark(at, algebra, { sonya: { attendance: 'absent' } });
    at.school.clock.advance({ minutes: 59 });
    expect(await missed()).toBe(false);
    at.school.clock.advance({ minutes: 1 });
    expect(await missed()).toBe(true);
    await runDueJobs(at.school);
    // once told, another correction of the register does not hide it
    await mark(at, algebra, { sonya: { attendance: 'absent' }, dasha: { attendance: 'late' } });
    expect(await missed()).toBe(true);
  });
});
