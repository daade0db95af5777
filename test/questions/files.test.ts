import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Count } from '../../src/db/db.ts';
import { cleanUp } from '../../src/jobs/clean-up.ts';
import { addJob } from '../../src/jobs/job.ts';
import { phonePhoto, smallPdf } from '../attachments/made-files.ts';
import { type Stage, stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import { runDueJobs } from '../support/jobs.ts';
import type { ChosenFile, Shown, Visitor } from '../support/visitor.ts';
import { asked, courseOf, withoutQuestions } from './asked.ts';

let at: Stage;
let way: string;
let photo: ChosenFile;
const pdf: ChosenFile = { fileName: 'Дроби, стр. 5.pdf', content: smallPdf() };
const page: ChosenFile = { fileName: 'снимок.jpg', content: Buffer.from('<html><script>alert(1)</script>') };

const Kept = z.object({ id: z.number(), kind: z.string(), name: z.string(), is_sent: z.boolean() });
const kept = () =>
  at.db.rows(
    Kept,
    sql`
      select a.id, a.kind, a.name, m.message_id is not null as is_sent
      from attachment a left join message_attachment m on m.attachment_id = a.id order by a.id
    `,
  );
const questions = async () => (await at.db.row(Count, sql`select count(*) as count from question`)).count;

beforeEach(async () => {
  at = await stage();
  await withoutQuestions(at.db);
  await at.db.run(sql`delete from attachment`);
  way = `/questions/new?course=${await courseOf(at.db, 'kovaleva', '7А')}`;
  photo = { fileName: 'IMG_20261124.jpg', content: await phonePhoto() };
});

const boxes = (shown: Shown) =>
  shown
    .$('input[name=kept_files]')
    .map((_at, box) => shown.$(box).attr('value'))
    .get();

async function ask(pupil: Visitor, files: readonly ChosenFile[], body = 'Верно?'): Promise<Shown> {
  return (await pupil.open(way)).form(way).upload('files', files, { body });
}

describe('a question with files', () => {
  it('carries a photo and a PDF, which those who read it see, and nobody else', async () => {
    const pupil = await at.as('sonya');
    const form = await pupil.open(way);
    expect(form.words).toContain('До 3 файлов, каждый до 10 МБ');
    const sent = await ask(pupil, [photo, pdf]);
    expect(sent.status).toBe(303);
    const [one, two] = await kept();
    expect([one, two]).toMatchObject([
      { kind: 'image', name: 'Фото', is_sent: true },
      { kind: 'pdf', name: 'Дроби, стр. 5.pdf', is_sent: true },
    ]);
    const [shown, saved] = [`/attachments/${one?.id}`, `/attachments/${two?.id}`];

    const teacher = await at.as('kovaleva');
    const thread = await teacher.open(sent.location ?? '');
    await expectValidHtml(thread.html);
    expect(thread.$(`.message a[href="${shown}"] img`).attr()).toMatchObject({
      src: `${shown}?size=small`,
      width: '120',
      height: '160',
      alt: 'Фото',
    });
    expect(thread.$(`.message a[href="${saved}"]`).text()).toBe('Дроби, стр. 5.pdf');

    const picture = await teacher.open(shown);
    expect(picture.status).toBe(200);
    expect(picture.headers).toMatchObject({
      'content-type': 'image/jpeg',
      'content-disposition': 'inline; filename="photo.jpg"',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    const small = await teacher.open(`${shown}?size=small`);
    expect(small.headers['content-type']).toBe('image/jpeg');
    expect(Number(small.headers['content-length'])).toBeLessThan(Number(picture.headers['content-length']));
    const file = await teacher.open(saved);
    expect(file.headers['content-type']).toBe('application/pdf');
    expect(file.headers['content-disposition']).toMatch(/^attachment; filename="document-\d+\.pdf"/);

    for (const login of ['dasha', 'belova', 'sidorov', 'akhmetova', 'ershov'])
      for (const path of [shown, `${shown}?size=small`, saved])
        expect([login, (await (await at.as(login)).open(path)).status]).toEqual([login, 404]);
    expect((await (await at.as('litvinov')).open(shown)).status).toBe(404);
    for (const bad of ['/attachments/999999', '/attachments/x', '/attachments/0'])
      expect((await pupil.open(bad)).status).toBe(404);
    expect((await (await at.as('ivanenko')).open(shown)).status).toBe(200);
  });

  it('that is refused keeps the files that are in order, and takes those that stay ticked', async () => {
    const pupil = await at.as('sonya');
    const refused = await ask(pupil, [photo, page], 'Вот решение');
    expect(refused.status).toBe(422);
    await expectValidHtml(refused.html);
    expect(refused.words).toContain('«снимок.jpg»: Такие файлы портал не принимает');
    expect(refused.$('textarea').val()).toBe('Вот решение');
    expect(await questions()).toBe(0);
    const [one] = boxes(refused);
    expect(one).toMatch(/^\d+$/);
    expect((await pupil.open(`/attachments/${one}?size=small`)).status).toBe(200);
    expect((await (await at.as('kovaleva')).open(`/attachments/${one}`)).status).toBe(404);
    expect((await (await at.as('ivanenko')).open(`/attachments/${one}`)).status).toBe(404);

    const again = await refused.form(way).upload('files', pdf, { body: '' });
    expect(again.status).toBe(422);
    expect(boxes(again)).toHaveLength(2);
    const [, second = ''] = boxes(again);
    const sent = await again.form(way).submit({ body: 'Вот решение', kept_files: second });
    expect(sent.status).toBe(303);
    expect(await kept()).toMatchObject([
      { kind: 'image', is_sent: false },
      { kind: 'pdf', is_sent: true },
    ]);
    at.school.clock.set('2026-11-25T11:00');
    await addJob(at.db, cleanUp, {});
    await runDueJobs(at.school);
    expect(await kept()).toMatchObject([{ kind: 'pdf', is_sent: true }]);
  });

  it('takes three files a message, and none of somebody else’s', async () => {
    const pupil = await at.as('sonya');
    const refused = await ask(pupil, [pdf, pdf, pdf, pdf]);
    expect(refused.status).toBe(422);
    expect(refused.words).toContain('не больше чем 3 файла');
    expect(boxes(refused)).toHaveLength(3);
    const [foreign = ''] = boxes(refused);
    const other = await at.as('dasha');
    const form = (await other.open(way)).form(way);
    const sent = await other.send(way, { ...form.fields, body: 'И я', kept_files: foreign });
    expect(sent.status).toBe(303);
    expect((await kept()).map((one) => one.is_sent)).toEqual([false, false, false]);
  });

  it('keeps the words where a file is too large, and refuses a heap of them in words', async () => {
    const pupil = await at.as('sonya');
    const large = { fileName: 'большое.jpg', content: Buffer.alloc(12 * 1024 * 1024, 1) };
    const refused = await ask(pupil, [large], 'Посмотрите');
    expect(refused.status).toBe(422);
    expect(refused.words).toContain('«большое.jpg»: Файл больше 10 МБ');
    expect(refused.$('textarea').val()).toBe('Посмотрите');
    const heap = await ask(pupil, Array(41).fill(pdf));
    expect(heap.status).toBe(413);
    expect(heap.words).toContain('слишком много данных');
    expect(await kept()).toEqual([]);
    expect(await questions()).toBe(0);
  });

  it('takes sixty files a day of one person', async () => {
    const pupil = await at.as('sonya');
    await at.db.run(sql`
      insert into attachment (added_by, added_at, kind, name, byte_size, content)
      select person_id, '2026-11-24T07:00:00Z', 'pdf', 'a.pdf', 1, 'a' from account, generate_series(1, 60)
      where login = 'sonya'`);
    const refused = await ask(pupil, [pdf]);
    expect(refused.status).toBe(422);
    expect(refused.words).toContain('За сутки можно приложить не больше 60 файлов');
    expect((await ask(await at.as('dasha'), [pdf])).status).toBe(303);
  });

  it('of somebody who is signed out is not looked into', async () => {
    const pupil = await at.as('sonya');
    const form = (await pupil.open(way)).form(way);
    await (await pupil.open('/account')).form('/sign-out').submit();
    const answer = await form.upload('files', photo, { body: 'Верно?' });
    expect(answer.status).toBe(401);
    expect(answer.words).toContain('написанное сохранится. Файлы не сохранились');
    expect(answer.html).toContain('Верно?');
    expect(await kept()).toEqual([]);
  });
});

it('files of an answer are read by the class where it was published with them, and no longer when it is taken down', async () => {
  const question = await asked(at.db, {
    student: 'sonya',
    teacher: 'kovaleva',
    courseId: await courseOf(at.db, 'kovaleva', '7А'),
  });
  const { id } = await at.db.row(
    z.object({ id: z.number() }),
    sql`
      with answer as (
        insert into question_message (question_id, author_id, side, kind, body, at)
        select id, teacher_id, 'school', 'answer', 'Вот так', asked_at from question where id = ${question}
        returning id, author_id, at
      ), added as (
        insert into attachment (added_by, added_at, kind, name, byte_size, content)
        select author_id, at, 'pdf', 'a.pdf', 1, 'a' from answer returning id
      ), sent as (
        insert into message_attachment (message_id, attachment_id) select answer.id, added.id from answer, added
      ), published as (
        insert into published_answer (course_id, question_id, answer_id, question, answer, has_files, published_by, published_at)
        select q.course_id, q.id, a.id, 'Как?', 'Вот так', false, a.author_id, a.at from question q, answer a
        where q.id = ${question}
      )
      select id from added
    `,
  );
  const [classmate, other] = [await at.as('dasha'), await at.as('timur')];
  const look = async (one: Visitor) => (await one.open(`/attachments/${id}`)).status;
  expect([await look(classmate), await look(other)]).toEqual([404, 404]);
  await at.db.run(sql`update published_answer set has_files = true`);
  expect([await look(classmate), await look(other)]).toEqual([200, 404]);
  await at.db.run(sql`update published_answer set withdrawn_at = now()`);
  expect(await look(classmate)).toBe(404);
});

it('a message that is withdrawn takes its files along', async () => {
  const pupil = await at.as('sonya');
  const sent = await ask(pupil, [photo]);
  const [one] = await kept();
  const thread = await pupil.open(sent.location ?? '');
  const withdrawal = thread.$('form[action$="/withdrawal"]').attr('action') ?? '';
  expect((await thread.form(withdrawal).submit()).status).toBe(303);
  expect(await kept()).toEqual([]);
  expect((await pupil.open(`/attachments/${one?.id}`)).status).toBe(404);
});
