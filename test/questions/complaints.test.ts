import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { personOf, type Stage, stage, stageOf } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import { ownSchool } from '../support/school.ts';
import type { Visitor } from '../support/visitor.ts';
import { asked, courseOf, withoutQuestions } from './asked.ts';

let at: Stage;
let question: number;
let message: number;
let way: string;

const Found = z.object({ id: z.number() });
const RUDE = 'Стыдно не знать таблицу умножения в седьмом классе';

/** A message of the other side in a question. */
async function written(stageAt: Stage, of: number, login: string, body = RUDE): Promise<number> {
  const by = await personOf(stageAt.db, login);
  const { id } = await stageAt.db.row(
    Found,
    sql`
      insert into question_message (question_id, author_id, side, kind, body, at)
      values (${of}, ${by}, 'school', 'answer', ${body}, '2026-11-24T07:30:00Z') returning id
    `,
  );
  await stageAt.db.run(sql`update question set state = 'answered', waiting_since = null where id = ${of}`);
  return id;
}

const Told = z.object({ login: z.string(), title: z.string(), body: z.string(), about_kind: z.string() });
const told = (of: Stage = at) =>
  of.db.rows(
    Told,
    sql`
      select a.login, n.title, n.body, n.about_kind from notice n join recipient r on r.notice_id = n.id
      join account a on a.person_id = r.person_id where n.kind = 'complaint' order by n.id, a.login
    `,
  );

const Complaint = z.object({
  id: z.number(),
  login: z.string(),
  quote: z.string(),
  state: z.string(),
  outcome: z.string(),
});
const complaints = (of: Stage = at) =>
  of.db.rows(
    Complaint,
    sql`
      select c.id, a.login, c.quote, c.state, c.outcome from complaint c join account a on a.person_id = c.made_by
      order by c.id
    `,
  );

/** A question of Соня to the teacher of physics, whose answer hurt; the class teacher is another. */
beforeEach(async () => {
  at = await stage();
  await withoutQuestions(at.db);
  await at.db.run(sql`delete from notice where kind = 'complaint'`);
  question = await asked(at.db, {
    student: 'sonya',
    teacher: 'sidorov',
    courseId: await courseOf(at.db, 'sidorov', '7А'),
  });
  message = await written(at, question, 'sidorov');
  way = `/messages/${message}/complaint`;
});

async function complain(login = 'sonya') {
  const page = await (await at.as(login)).open(`/questions/${question}`);
  return page.form(way).submit();
}

describe('a complaint', () => {
  it('takes one press, is told to the coordinator and the class teacher, who then reads the question', async () => {
    const head = await at.as('kovaleva');
    const others: Visitor[] = [];
    for (const login of ['orlova', 'petrova', 'belova', 'dasha']) others.push(await at.as(login));
    expect((await head.open(`/questions/${question}`)).status).toBe(404);

    const pupil = await at.as('sonya');
    const page = await pupil.open(`/questions/${question}`);
    const form = page.form(way);
    const [first, again] = [await form.submit(), await form.submit()];
    expect([first.status, again.status]).toEqual([303, 303]);
    const after = await first.follow();
    await expectValidHtml(after.html);
    expect(after.words).toContain('Учитель не узнает, что пожаловались вы');
    expect(after.words).toContain('Вы пожаловались на это сообщение');
    expect(after.$(`form[action="${way}"]`)).toHaveLength(0);

    const made = await complaints();
    expect(made).toMatchObject([{ login: 'sonya', quote: RUDE, state: 'open' }]);
    expect(await told()).toMatchObject([
      { login: 'ivanenko', about_kind: 'complaint' },
      { login: 'kovaleva', about_kind: 'question', title: 'Жалоба в вашем классе' },
    ]);
    expect(JSON.stringify(await told())).not.toMatch(/Бел|Сидоров|Стыдно/);
    const audit = await at.db.rows(
      z.object({ subject_id: z.number() }),
      sql`select subject_id from audit_event where action = 'complaint.made'`,
    );
    expect(audit).toEqual([{ subject_id: made[0]?.id }]);

    const seen = await head.open(`/questions/${question}`);
    expect(seen.status).toBe(200);
    expect(seen.words).toContain(RUDE);
    expect(seen.words).not.toContain('Пожаловаться');
    for (const one of others) expect((await one.open(`/questions/${question}`)).status).toBe(404);
    expect((await (await at.as('sidorov')).open(`/questions/${question}`)).words).not.toMatch(/ожаловались/);
  });

  it('about the class teacher promises no other reader than the coordinator', async () => {
    question = await asked(at.db, { student: 'sonya', teacher: 'kovaleva', className: '7А' });
    way = `/messages/${await written(at, question, 'kovaleva')}/complaint`;
    const after = await (await complain()).follow();
    expect(after.words).toContain('он прочитает этот разговор');
    const [made] = await complaints();
    const card = await (await at.as('ivanenko')).open(`/complaints/${made?.id}`);
    expect(card.words).not.toContain('классный руководитель');
    await card.form().submit({ outcome: 'Поговорили' });
    expect((await told()).map((one) => one.login)).toEqual(['ivanenko', 'sonya']);
  });

  it('of what a family wrote is the teacher’s, and opens nothing to the class teacher', async () => {
    const asking = await at.db.row(
      Found,
      sql`select id from question_message where question_id = ${question} and side = 'family'`,
    );
    const teacher = await at.as('sidorov');
    const page = await teacher.open(`/questions/${question}`);
    expect(page.$('form[action$="/complaint"]')).toHaveLength(1);
    expect((await page.form(`/messages/${asking.id}/complaint`).submit()).status).toBe(303);
    expect(await complaints()).toMatchObject([{ login: 'sidorov', quote: 'Как складывать дроби?' }]);
    expect((await (await at.as('kovaleva')).open(`/questions/${question}`)).status).toBe(404);
    expect((await told()).map((one) => one.login)).toEqual(['ivanenko']);
  });

  it('is for the other side’s messages of questions that one reads, and for no other role', async () => {
    const own = await (await at.as('sidorov')).send(way);
    expect([own.status, own.words]).toEqual([403, expect.stringContaining('другая сторона')]);
    for (const login of ['dasha', 'belova', 'akhmetova', 'kovaleva', 'litvinov'])
      expect([login, (await (await at.as(login)).send(way)).status]).toEqual([login, 404]);
    expect((await (await at.as('ivanenko')).send(way)).status).toBe(403);
    const pupil = await at.as('sonya');
    for (const bad of ['/messages/999999/complaint', '/messages/x/complaint'])
      expect((await pupil.send(bad)).status).toBe(404);
    await at.db.run(sql`update question_message set withdrawn_at = at, body = '' where id = ${message}`);
    const gone = await (await pupil.send(way)).follow();
    expect(gone.words).toContain('сообщение уже отозвали');
    expect(await complaints()).toEqual([]);
    expect(await told()).toEqual([]);
  });

  it('keeps the message as it stood, also when it is withdrawn, with its files for the coordinator alone', async () => {
    const file = await at.db.row(
      Found,
      sql`
        insert into attachment (added_by, added_at, kind, name, byte_size, content)
        select author_id, at, 'pdf', 'a.pdf', 1, 'a' from question_message where id = ${message} returning id
      `,
    );
    await at.db.run(
      sql`insert into message_attachment (message_id, attachment_id) values (${message}, ${file.id})`,
    );
    await complain();
    const teacher = await at.as('sidorov');
    const thread = await teacher.open(`/questions/${question}`);
    await thread.form(`/messages/${message}/withdrawal`).submit();
    const [made] = await complaints();
    const coordinator = await at.as('ivanenko');
    const page = await coordinator.open(`/complaints/${made?.id}`);
    await expectValidHtml(page.html);
    expect(page.$('blockquote').text()).toBe(RUDE);
    expect(page.words).toContain('Автор потом отозвал сообщение');
    const path = `/attachments/${file.id}`;
    expect((await coordinator.open(path)).status).toBe(200);
    for (const login of ['sonya', 'sidorov', 'kovaleva'])
      expect([login, (await (await at.as(login)).open(path)).status]).toEqual([login, 404]);
    await page.form().submit({ outcome: 'Поговорили' });
    expect((await coordinator.open(path)).status).toBe(404);
  });
});

describe('the coordinator', () => {
  it('sees what waits first, decides in words, and they are told', async () => {
    await complain();
    const coordinator = await at.as('ivanenko');
    const list = await coordinator.open('/complaints');
    await expectValidHtml(list.html);
    expect(list.words).toContain('На сообщение: Сидоров');
    expect(list.words).toContain(RUDE);
    const [made] = await complaints();
    const card = await coordinator.open(`/complaints/${made?.id}`);
    expect(card.words).toContain('Белова Софья');
    expect(card.words).toContain('классный руководитель, Ковалёва Елена Петровна');
    expect(card.$(`a[href="/questions/${question}"]`)).toHaveLength(1);

    const empty = await card.form().submit({ outcome: ' ' });
    expect(empty.status).toBe(422);
    await expectValidHtml(empty.html);
    expect(empty.words).toContain('Напишите, чем кончилось');
    const [first, second] = [card.form(), (await coordinator.open(`/complaints/${made?.id}`)).form()];
    const done = await first.submit({ outcome: 'Поговорили с учителем, он извинится.' });
    expect(done.status).toBe(303);
    const late = await second.submit({ outcome: 'Ничего' });
    expect(late.status).toBe(409);
    expect(late.words).toContain('уже рассмотрели');
    expect(await complaints()).toMatchObject([
      { state: 'closed', outcome: 'Поговорили с учителем, он извинится.' },
    ]);
    const words = { body: 'Поговорили с учителем, он извинится.', about_kind: 'question' };
    expect((await told()).slice(2)).toEqual([
      { login: 'sonya', title: 'Ваша жалоба рассмотрена', ...words },
      { login: 'kovaleva', title: 'Рассмотрена жалоба в вашем классе', ...words },
    ]);
    expect((await coordinator.open('/complaints')).words).toContain('Жалоб, которые ждут решения, нет');
    expect((await coordinator.open('/complaints?show=closed')).words).toContain(RUDE);
  });

  it('tells the author only where it is ticked, and never who complained', async () => {
    await complain();
    const [made] = await complaints();
    const card = await (await at.as('ivanenko')).open(`/complaints/${made?.id}`);
    await card.form().submit({ outcome: 'Поговорили', tell: 'author' });
    const author = (await told()).filter((one) => one.login === 'sidorov');
    expect(author).toMatchObject([{ title: 'На ваше сообщение жаловались', about_kind: 'question' }]);
    expect(JSON.stringify(author)).not.toMatch(/Бел|Соф|Сон/);
  });

  it('is the only one who sees complaints', async () => {
    await complain();
    const [made] = await complaints();
    for (const login of ['kovaleva', 'sidorov', 'sonya', 'belova', 'litvinov']) {
      const one = await at.as(login);
      expect([login, (await one.open('/complaints')).status]).toEqual([login, 403]);
      expect([login, (await one.open(`/complaints/${made?.id}`)).status]).toEqual([login, 404]);
      expect((await one.send(`/complaints/${made?.id}/closing`, { outcome: 'x', version: '1' })).status).toBe(
        404,
      );
    }
    const coordinator = await at.as('ivanenko');
    for (const bad of ['/complaints/999999', '/complaints/x'])
      expect((await coordinator.open(bad)).status).toBe(404);
    expect((await complaints())[0]?.state).toBe('open');
  });
});

it('is one complaint however often and at once it is pressed', async () => {
  const own = stageOf(await ownSchool({ template: 'school' }));
  const of = await asked(own.db, {
    student: 'sonya',
    teacher: 'sidorov',
    courseId: await courseOf(own.db, 'sidorov', '7А'),
  });
  const path = `/messages/${await written(own, of, 'sidorov')}/complaint`;
  const before = (await told(own)).length;
  const pupil = await own.as('sonya');
  const answers = await Promise.all(Array.from({ length: 8 }, () => pupil.send(path)));
  expect(answers.map((answer) => answer.status)).toEqual(Array(8).fill(303));
  expect((await complaints(own)).filter((one) => one.quote === RUDE)).toHaveLength(1);
  expect(await told(own)).toHaveLength(before + 2);
});
