import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Count } from '../../src/db/db.ts';
import { lessonOf, personOf, type Stage, stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import { courseOf as courseIn, withoutQuestions } from './asked.ts';

let at: Stage;
let sonya: number;

const Question = z.object({
  student: z.string(),
  asker: z.string(),
  teacher: z.string(),
  topic: z.string(),
  state: z.string(),
  has_lesson: z.boolean(),
  body: z.string(),
});

const questions = () =>
  at.db.rows(
    Question,
    sql`
      select s.login as student, a.login as asker, t.login as teacher, q.topic, q.state,
        q.lesson_id is not null as has_lesson,
        (select m.body from question_message m where m.question_id = q.id order by m.id limit 1) as body
      from question q join account s on s.person_id = q.student_id join account a on a.person_id = q.asked_by
      join account t on t.person_id = q.teacher_id order by q.id
    `,
  );

const told = () =>
  at.db.rows(
    z.object({ login: z.string(), title: z.string(), body: z.string() }),
    sql`
      select a.login, n.title, n.body from notice n join recipient r on r.notice_id = n.id
      join account a on a.person_id = r.person_id where n.kind = 'question' order by n.id
    `,
  );

const Found = z.object({ id: z.number() });

const courseOf = (login: string, className: string) => courseIn(at.db, login, className);

const classOf = async (name: string) =>
  (await at.db.row(Found, sql`select id from class where name = ${name}`)).id;

beforeEach(async () => {
  at = await stage();
  sonya = await personOf(at.db, 'sonya');
  await withoutQuestions(at.db);
});

describe('asking', () => {
  it('from a lesson takes the question and one press, and the teacher is told once', async () => {
    const lesson = await lessonOf(at.db, 'kovaleva', '2026-11-24', 4);
    const pupil = await at.as('sonya');
    const page = await pupil.open(`/questions/new?lesson=${lesson}`);
    await expectValidHtml(page.html);
    expect(page.words).toContain('урок сегодня');
    expect(page.words).toContain('Ответит Ковалёва Елена Петровна');
    const form = page.form(`/questions/new?lesson=${lesson}`);
    expect(form.fields.topic).toBe('material');
    const filled = { body: 'Не понимаю, как сократить дробь.\nНомер 5' };
    const [first, again] = [await form.submit(filled), await form.submit(filled)];
    expect(first.status).toBe(303);
    expect(again.location).toBe(first.location);
    expect(await questions()).toEqual([
      {
        student: 'sonya',
        asker: 'sonya',
        teacher: 'kovaleva',
        topic: 'material',
        state: 'waiting',
        has_lesson: true,
        body: 'Не понимаю, как сократить дробь.\nНомер 5',
      },
    ]);
    const thread = await first.follow();
    await expectValidHtml(thread.html);
    expect(thread.words).toContain('Вопрос отправлен');
    expect(thread.words).toContain('Ещё не прочитано');
    const [notice, ...more] = await told();
    expect(more).toEqual([]);
    expect(notice).toMatchObject({ login: 'kovaleva', title: '7А: новый вопрос' });
    expect(notice?.body).toContain('Белова Софья');
    expect(notice?.body).not.toContain('дробь');
    const audit = await at.db.row(
      Count,
      sql`select count(*) as count from audit_event where action = 'question.asked'`,
    );
    expect(audit.count).toBe(1);
  });

  it('from home asks a mother first which child, then whom', async () => {
    const mother = await at.as('belova');
    const page = await mother.open('/questions/new');
    await expectValidHtml(page.html);
    expect(page.words).toContain('О ком вопрос?');
    expect(page.$('main form')).toHaveLength(0);
    const whom = await mother.open(`/questions/new?child=${sonya}`);
    await expectValidHtml(whom.html);
    expect(whom.words).toContain('Кому вопрос?');
    expect(whom.words).toContain('Ковалёва Елена Петровна');
    const headed = await classOf('7А');
    const link = `/questions/new?class=${headed}&child=${sonya}`;
    expect(whom.$(`a[href="${link}"]`).text()).toContain('Классный руководитель');
    const form = (await mother.open(link)).form(link);
    expect(form.fields.topic).toBe('organisation');
    expect((await form.submit({ body: 'Когда собрание?' })).status).toBe(303);
    expect(await questions()).toMatchObject([
      { student: 'sonya', asker: 'belova', teacher: 'kovaleva', has_lesson: false },
    ]);
    // of one child nothing is asked first
    expect((await (await at.as('akhmetova')).open('/questions/new')).words).toContain('Новый вопрос: Тимур');
  });

  it('goes to the one who gives the lesson, and of two teachers to the one chosen', async () => {
    const lesson = await lessonOf(at.db, 'kovaleva', '2026-11-24', 4);
    const [kovaleva, sidorov] = [await personOf(at.db, 'kovaleva'), await personOf(at.db, 'sidorov')];
    await at.db.run(sql`
      update lesson_teacher set person_id = ${sidorov}, replaces_id = ${kovaleva}, is_together = true
      where lesson_id = ${lesson}`);
    const pupil = await at.as('sonya');
    const form = (await pupil.open(`/questions/new?lesson=${lesson}`)).form();
    await form.submit({ body: 'Что было на уроке?' });
    const course = await courseOf('kovaleva', '7А');
    await at.db.run(
      sql`insert into course_teacher (course_id, person_id, position) values (${course}, ${sidorov}, 5)`,
    );
    const two = (await pupil.open(`/questions/new?course=${course}`)).form();
    expect(two.fields.teacher_id).toBe(String(kovaleva));
    await two.submit({ body: 'А это вам обоим', teacher_id: String(sidorov) });
    expect(await questions()).toMatchObject([{ teacher: 'sidorov' }, { teacher: 'sidorov' }]);
    // and nobody else can be made its teacher
    const petrova = String(await personOf(at.db, 'petrova'));
    const fresh = (await pupil.open(`/questions/new?course=${course}`)).form();
    const refused = await pupil.send(`/questions/new?course=${course}`, {
      ...fresh.fields,
      teacher_id: petrova,
      body: 'x',
    });
    expect(refused.status).toBe(422);
    expect(refused.words).toContain('Учитель изменился');
    expect(await questions()).toHaveLength(2);
  });

  it('says whom to ask where the teacher has left', async () => {
    const course = await courseOf('kovaleva', '7А');
    const pupil = await at.as('sonya');
    await at.db.run(sql`
      update person set left_on = '2026-11-23' where id = ${await personOf(at.db, 'kovaleva')}`);
    const page = await pupil.open(`/questions/new?course=${course}`);
    await expectValidHtml(page.html);
    expect(page.words).toContain('учителя сейчас нет на портале');
    expect(page.$('main form')).toHaveLength(0);
    const sent = await pupil.send(`/questions/new?course=${course}`, {
      body: 'x',
      topic: 'material',
      teacher_id: '1',
    });
    expect(sent.status).toBe(422);
    expect(await questions()).toEqual([]);
  });

  it('of a mother who teaches the course herself leaves her out', async () => {
    const course = await courseOf('orlova', '7А');
    const page = await (await at.as('orlova')).open(`/questions/new?course=${course}`);
    expect(page.$('main form')).toHaveLength(0);
    expect(page.$('main a[href^="/questions/new?class="]')).toHaveLength(1);
  });

  it.each([
    ['no words', { body: '  ' }, '#f-body', 'Напишите вопрос'],
    ['too many words', { body: 'а'.repeat(4001) }, '#f-body', 'не больше 4000'],
    ['a topic that is none', { topic: 'other', body: 'Что?' }, '#f-topic', 'о чём'],
  ])('is refused with %s, and keeps what was typed', async (_what, typed, field, words) => {
    const course = await courseOf('kovaleva', '7А');
    const form = (await (await at.as('sonya')).open(`/questions/new?course=${course}`)).form();
    const refused = await form.submit({ topic: 'organisation', ...typed });
    expect(refused.status).toBe(422);
    expect(refused.$('.errsum a').attr('href')).toBe(field);
    expect(refused.words).toContain(words);
    await expectValidHtml(refused.html);
    if (!('topic' in typed)) expect(refused.form().fields.topic).toBe('organisation');
    expect(await questions()).toEqual([]);
  });

  it('with a rude word comes back once with all that was typed, and nothing of it is kept', async () => {
    const course = await courseOf('kovaleva', '7А');
    const form = (await (await at.as('sonya')).open(`/questions/new?course=${course}`)).form();
    const before = await at.db.row(Count, sql`select count(*) as count from audit_event`);
    const back = await form.submit({ body: 'Что за хрень в номере 5?' });
    expect(back.status).toBe(422);
    await expectValidHtml(back.html);
    expect(back.words).toContain('«хрень»');
    expect(back.form().fields.body).toBe('Что за хрень в номере 5?');
    expect(await questions()).toEqual([]);
    expect(await at.db.row(Count, sql`select count(*) as count from audit_event`)).toEqual(before);
    const sent = await back.form().submit({}, { name: 'rude_ok', value: '1' });
    expect(sent.status).toBe(303);
    expect(await questions()).toMatchObject([{ body: 'Что за хрень в номере 5?' }]);
    const changed = (await form.submit({ body: 'Что за хрень?' })).form();
    expect((await changed.submit({ body: 'Что в номере 5?' })).status).toBe(303);
  });

  it('is for own courses, lessons and children of today alone', async () => {
    const [mine, other] = [await courseOf('kovaleva', '7А'), await courseOf('petrova', '3Б')];
    const lesson = await lessonOf(at.db, 'kovaleva', '2026-11-24', 4);
    const timur = await personOf(at.db, 'timur');
    const pupil = await at.as('sonya');
    const mother = await at.as('belova');
    expect((await pupil.open(`/questions/new?course=${other}`)).status).toBe(404);
    expect((await pupil.open(`/questions/new?class=${await classOf('3Б')}`)).status).toBe(404);
    expect((await (await at.as('timur')).open(`/questions/new?lesson=${lesson}`)).status).toBe(404);
    expect((await mother.open(`/questions/new?child=${timur}`)).status).toBe(404);
    expect((await mother.open(`/questions/new?course=${other}&child=${sonya}`)).status).toBe(404);
    const fields = { topic: 'material', body: 'x', teacher_id: String(await personOf(at.db, 'kovaleva')) };
    expect((await mother.send(`/questions/new?course=${mine}&child=${timur}`, fields)).status).toBe(404);
    const ershov = await at.as('ershov');
    expect((await ershov.open('/questions/new')).words).toContain('не открыт ни один ребёнок');
    const kirill = await personOf(at.db, 'kirill');
    expect((await ershov.send(`/questions/new?course=${mine}&child=${kirill}`, fields)).status).toBe(404);
    for (const login of ['kovaleva', 'ivanenko', 'litvinov'])
      expect((await (await at.as(login)).open('/questions/new')).status).toBe(403);
    expect(await questions()).toEqual([]);
  });
});
