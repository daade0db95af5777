import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Count } from '../../src/db/db.ts';
import { lessonOf, personOf, type Stage, stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import type { Shown } from '../support/visitor.ts';
import { asked, courseOf, withoutQuestions } from './asked.ts';

let at: Stage;
let question: number;
let path: string;

const State = z.object({ state: z.string(), waiting: z.string().nullable() });

const state = (number = question) =>
  at.db.row(
    State,
    sql`select state, to_char(waiting_since at time zone 'UTC', 'DD HH24:MI') as waiting from question where id = ${number}`,
  );

const messages = () =>
  at.db.rows(
    z.object({ login: z.string(), kind: z.string(), body: z.string(), is_read: z.boolean() }),
    sql`
      select a.login, m.kind, m.body, m.read_at is not null as is_read
      from question_message m join account a on a.person_id = m.author_id where m.question_id = ${question} order by m.id
    `,
  );

/** Who was told that something was written, by the notices' titles. */
const told = async () =>
  (
    await at.db.rows(
      z.object({ login: z.string(), title: z.string() }),
      sql`
        select a.login, n.title from notice n join recipient r on r.notice_id = n.id
        join account a on a.person_id = r.person_id where n.kind in ('question', 'answer') order by n.id, a.login
      `,
    )
  ).map(({ login, title }) => `${login}: ${title}`);

const open = async (login: string, number = question) => (await at.as(login)).open(`/questions/${number}`);
const words = (page: Shown) => page.words.replaceAll('\u00a0', ' ');
/** Writes by the form that stands on the page. */
const write = async (login: string, body: string, kind?: 'answer' | 'ask_back') =>
  (await open(login))
    .form(`${path}/messages`)
    .submit({ body }, kind === undefined ? undefined : { name: 'kind', value: kind });

beforeEach(async () => {
  at = await stage();
  await withoutQuestions(at.db);
  await at.db.run(sql`delete from recipient_student where recipient_id in (
    select r.id from recipient r join notice n on n.id = r.notice_id where n.kind in ('question', 'answer'))`);
  const courseId = await courseOf(at.db, 'kovaleva', '7А');
  question = await asked(at.db, {
    student: 'sonya',
    teacher: 'kovaleva',
    courseId,
    words: 'Как сложить дроби?',
  });
  path = `/questions/${question}`;
});

describe('a question', () => {
  it('is asked back, replied to, answered and closed, and each side is told', async () => {
    const teacher = await open('kovaleva');
    await expectValidHtml(teacher.html);
    expect(words(teacher)).toContain('Белова Софья, 7А');
    expect((await write('kovaleva', 'В каком номере?', 'ask_back')).status).toBe(303);
    expect(await state()).toEqual({ state: 'asked_back', waiting: null });
    at.school.clock.set('2026-11-24T11:00');
    const asker = await open('sonya');
    await expectValidHtml(asker.html);
    expect(words(asker)).toContain('Ответить учителю');
    expect(words(asker)).toContain('Прочитано сегодня, 10:00');
    expect((await write('sonya', 'В пятом')).status).toBe(303);
    expect(await state()).toEqual({ state: 'waiting', waiting: '24 09:00' });
    at.school.clock.set('2026-11-24T12:00');
    await write('sonya', 'И в шестом');
    expect(await state()).toEqual({ state: 'waiting', waiting: '24 09:00' });
    await write('kovaleva', 'Приведите к общему знаменателю', 'answer');
    expect(await state()).toEqual({ state: 'answered', waiting: null });
    const done = await (await open('sonya')).form(`${path}/closing`).submit();
    expect((await done.follow()).words).toContain('Вопрос закрыт');
    expect((await state()).state).toBe('closed');
    await write('sonya', 'А если знаменатели разные?');
    expect((await state()).state).toBe('waiting');
    expect(await messages()).toEqual([
      { login: 'sonya', kind: 'question', body: 'Как сложить дроби?', is_read: true },
      { login: 'kovaleva', kind: 'ask_back', body: 'В каком номере?', is_read: true },
      { login: 'sonya', kind: 'reply', body: 'В пятом', is_read: true },
      { login: 'sonya', kind: 'reply', body: 'И в шестом', is_read: true },
      { login: 'kovaleva', kind: 'answer', body: 'Приведите к общему знаменателю', is_read: true },
      { login: 'sonya', kind: 'reply', body: 'А если знаменатели разные?', is_read: false },
    ]);
    expect(await told()).toEqual([
      'sonya: Учитель уточняет ваш вопрос',
      'kovaleva: 7А: дополнение к вопросу',
      'kovaleva: 7А: дополнение к вопросу',
      'sonya: Ответ на вопрос',
      'kovaleva: 7А: дополнение к вопросу',
    ]);
  });

  it('is read by a press of the one it is for, and by no look', async () => {
    const reading = `${path}/reading`;
    const teacher = await open('kovaleva');
    expect((await messages())[0]?.is_read).toBe(false);
    expect(words(await open('sonya'))).toContain('Ещё не прочитано');
    expect((await teacher.form(reading).submit()).status).toBe(303);
    at.school.clock.set('2026-11-24T15:00');
    expect((await (await at.as('kovaleva')).send(reading)).status).toBe(303);
    const page = await open('sonya');
    expect(words(page)).toContain('Прочитано сегодня, 10:00');
    expect(page.$(`form[action="${reading}"]`)).toHaveLength(0);
    await write('kovaleva', 'Так и так', 'answer');
    const unread = await open('sonya');
    expect(unread.$('.message.is-unread')).toHaveLength(1);
    await unread.form(reading).submit();
    expect((await messages()).every((one) => one.is_read)).toBe(true);
    const notices = await at.db.row(
      Count,
      sql`select count(*) as count from recipient r join notice n on n.id = r.notice_id
          where n.about_kind = 'question' and n.about_id = ${question} and r.read_at is null`,
    );
    expect(notices.count).toBe(0);
  });

  it('of a young child is seen by the parents, who are told, and whose look does not count', async () => {
    const courseId = await courseOf(at.db, 'petrova', '3Б');
    question = await asked(at.db, { student: 'misha', teacher: 'petrova', courseId });
    path = `/questions/${question}`;
    await write('petrova', 'Молодец, что спросил', 'answer');
    expect((await told()).sort()).toEqual(
      ['belov', 'belova', 'misha'].map((one) => `${one}: Ответ на вопрос`),
    );
    const mother = await open('belova');
    await expectValidHtml(mother.html);
    expect(mother.words).toContain('Молодец, что спросил');
    expect(mother.$(`form[action^="${path}"]`)).toHaveLength(0);
    const one = await at.as('belova');
    for (const act of ['messages', 'reading', 'closing'])
      expect((await one.send(`${path}/${act}`, { version: '2', kind: 'reply', body: 'x' })).status).toBe(403);
    expect((await messages()).map((each) => each.is_read)).toEqual([true, false]);
    await at.db.run(sql`update account set is_young = false where login = 'misha'`);
    await at.db.run(sql`update class set grade = 5 where name = '3Б'`);
    expect((await one.open(path)).status).toBe(404);
  });

  it('is for its asker and its teacher; the coordinator’s look is in the journal', async () => {
    const courseId = await courseOf(at.db, 'kovaleva', '7А');
    const mothers = await asked(at.db, { student: 'sonya', by: 'belova', teacher: 'kovaleva', courseId });
    for (const login of ['belova', 'belov', 'dasha', 'sidorov', 'orlova', 'litvinov', 'ershov'])
      expect([login, (await open(login)).status]).toEqual([login, 404]);
    for (const login of ['sonya', 'belov'])
      expect([login, (await open(login, mothers)).status]).toEqual([login, 404]);
    expect(words(await open('kovaleva', mothers))).toContain('Спрашивает Белова Ирина Николаевна (мать).');
    const looks = () =>
      at.db.row(Count, sql`select count(*) as count from audit_event where action = 'question.looked_at'`);
    expect((await looks()).count).toBe(0);
    const look = await open('ivanenko');
    await expectValidHtml(look.html);
    expect(look.words).toContain('Как сложить дроби?');
    expect(words(look)).toContain('Отвечает Ковалёва Е. П.');
    expect((await looks()).count).toBe(1);
    const ahead = await at.as('ivanenko');
    ahead.always({ 'Sec-Purpose': 'prefetch' });
    expect((await ahead.open(path)).status).toBe(503);
    expect((await looks()).count).toBe(1);
    const sent = { version: '1', kind: 'answer', body: 'x' };
    expect((await (await at.as('ivanenko')).send(`${path}/messages`, sent)).status).toBe(403);
    expect((await (await at.as('sidorov')).send(`${path}/messages`, sent)).status).toBe(404);
    expect((await open('kovaleva', 999_999)).status).toBe(404);
    await at.db.run(sql`update guardianship set ends_on = '2026-11-23'
      where guardian_id = ${await personOf(at.db, 'belova')}`);
    expect((await open('belova', mothers)).status).toBe(404);
  });

  it('is answered by who stands in, and stays with whoever wrote in it when it is handed on', async () => {
    const [kovaleva, sidorov, orlova] = [
      await personOf(at.db, 'kovaleva'),
      await personOf(at.db, 'sidorov'),
      await personOf(at.db, 'orlova'),
    ];
    await at.db.run(sql`
      update lesson_teacher set person_id = ${sidorov}, replaces_id = ${kovaleva}, is_together = true
      where lesson_id = ${await lessonOf(at.db, 'kovaleva', '2026-11-24', 4)}`);
    const page = await open('sidorov');
    expect(words(page)).toContain('Отвечает Ковалёва Е. П.');
    expect((await write('sidorov', 'В каком номере?', 'ask_back')).status).toBe(303);
    await write('sonya', 'В пятом');
    expect((await told()).slice(1)).toEqual([
      'kovaleva: 7А: дополнение к вопросу',
      'sidorov: 7А: дополнение к вопросу',
    ]);
    await write('kovaleva', 'Это к Наталье Игоревне', 'answer');
    await at.db.run(sql`insert into question_handover (question_id, from_id, to_id, by_id, at, words)
      values (${question}, ${kovaleva}, ${orlova}, ${kovaleva}, '2026-11-24T08:00:00Z', 'Это по русскому')`);
    await at.db.run(
      sql`update question set teacher_id = ${orlova}, version = version + 1 where id = ${question}`,
    );
    const before = await open('kovaleva');
    await expectValidHtml(before.html);
    expect(words(before)).toContain('Вы передали этот вопрос');
    expect(words(before)).toContain('отвечает не Ковалёва Е. П., а Орлова Н. И.: Это по русскому');
    const sent = { version: '5', kind: 'answer', body: 'x' };
    expect((await (await at.as('kovaleva')).send(`${path}/messages`, sent)).status).toBe(403);
    expect((await write('orlova', 'Отвечаю я', 'answer')).status).toBe(303);
  });

  it('takes from each side what is theirs to write, keeps what was refused, and shows what came meanwhile', async () => {
    expect(
      (await (await at.as('sonya')).send(`${path}/messages`, { version: '1', kind: 'answer', body: 'x' }))
        .status,
    ).toBe(403);
    const form = (await open('sonya')).form(`${path}/messages`);
    expect((await form.submit({ body: ' ' })).status).toBe(422);
    const rude = await form.submit({ body: 'Ну ёбаный номер' });
    expect(rude.status).toBe(422);
    expect(rude.words).toContain('«ёбаный»');
    expect(rude.form(`${path}/messages`).fields.body).toBe('Ну ёбаный номер');
    await expectValidHtml(rude.html);
    await write('kovaleva', 'Ответ первый', 'answer');
    const late = await form.submit({ body: 'Номер пятый' });
    expect(late.status).toBe(409);
    await expectValidHtml(late.html);
    expect(late.words).toContain('Ответ первый');
    expect(late.form(`${path}/messages`).fields.body).toBe('Номер пятый');
    const [first, again] = [
      await late.form(`${path}/messages`).submit(),
      await late.form(`${path}/messages`).submit(),
    ];
    expect([first.status, again.status]).toEqual([303, 303]);
    expect((await messages()).map((one) => one.body)).toEqual([
      'Как сложить дроби?',
      'Ответ первый',
      'Номер пятый',
    ]);
    // a teacher's rude words come back as well
    const teacher = await write('kovaleva', 'Ну ты и дурак', 'answer');
    expect(teacher.status).toBe(422);
    expect(
      (await teacher.form(`${path}/messages`).submit({ rude_ok: '1' }, { name: 'kind', value: 'answer' }))
        .status,
    ).toBe(303);
  });

  it('keeps the place of a message that was withdrawn, and its words for nobody', async () => {
    await write('kovaleva', 'Приведите к знаменателю', 'answer');
    const Id = z.object({ id: z.number() });
    const answer = await at.db.row(
      Id,
      sql`select max(id) as id from question_message where question_id = ${question}`,
    );
    const withdrawal = `/messages/${answer.id}/withdrawal`;
    expect((await (await at.as('sonya')).send(withdrawal)).status).toBe(404);
    const done = await (await open('kovaleva')).form(withdrawal).submit();
    expect(done.status).toBe(303);
    const page = await open('sonya');
    await expectValidHtml(page.html);
    expect(words(page)).toContain('Сообщение отозвано сегодня, 10:00');
    expect(page.html).not.toContain('знаменателю');
    // it waits again, as long as before
    expect(await state()).toEqual({ state: 'waiting', waiting: '24 07:00' });
    expect((await (await at.as('kovaleva')).send(withdrawal)).status).toBe(303);
    const first = await at.db.row(
      Id,
      sql`select min(id) as id from question_message where question_id = ${question}`,
    );
    await (await open('sonya')).form(`/messages/${first.id}/withdrawal`).submit();
    expect((await state()).state).toBe('closed');
    const withdrawn = await at.db.row(
      Count,
      sql`select count(*) as count from audit_event where action = 'message.withdrawn'`,
    );
    expect(withdrawn.count).toBe(2);
  });

  it('stands in the list of its asker, with what is not read yet', async () => {
    const mother = await at.as('belova');
    const courseId = await courseOf(at.db, 'petrova', '3Б');
    await asked(at.db, { student: 'misha', teacher: 'petrova', courseId, words: 'Что задали?' });
    await asked(at.db, {
      student: 'sonya',
      by: 'belova',
      teacher: 'kovaleva',
      className: '7А',
      words: 'Когда собрание?',
    });
    const list = await mother.open('/questions');
    await expectValidHtml(list.html);
    expect(list.$('.question-rows li')).toHaveLength(2);
    expect(words(list)).toContain('Соня: Классному руководителю');
    expect(words(list)).toContain('спрашивает Миша');
    const sonya = await personOf(at.db, 'sonya');
    expect((await mother.open(`/questions?child=${sonya}`)).$('.question-rows li')).toHaveLength(1);
    expect((await mother.open(`/questions?child=${await personOf(at.db, 'timur')}`)).status).toBe(404);
    await write('kovaleva', 'Так и так', 'answer');
    const pupil = await (await at.as('sonya')).open('/questions');
    await expectValidHtml(pupil.html);
    expect(pupil.$('.question-rows .is-new')).toHaveLength(1);
    expect(words(pupil)).toContain('Есть ответ');
    expect(words(pupil)).not.toContain('Когда собрание?');
    const own = await (await at.as('orlova')).open('/questions?show=own');
    await expectValidHtml(own.html);
    expect(own.words).toContain('Мои вопросы');
    const courseOfDasha = await courseOf(at.db, 'kovaleva', '7А');
    for (let count = 0; count < 31; count += 1)
      await asked(at.db, { student: 'dasha', by: 'orlova', teacher: 'kovaleva', courseId: courseOfDasha });
    const first = await (await at.as('orlova')).open('/questions?show=own');
    expect(first.$('.question-rows li')).toHaveLength(30);
    expect(first.$('a[href="/questions?show=own&page=2"]')).toHaveLength(1);
  });
});
