import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type AudienceLine, audienceSaid, toAudience, toChoice } from '../../src/surveys/audience-choice.ts';
import { urls } from '../../src/web/urls.ts';
import { personOf, type Stage, stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import type { Visitor } from '../support/visitor.ts';
import { chosen, openedSurvey } from './opened-survey.ts';

const Survey = z.object({ id: z.number(), title: z.string(), state: z.string(), closes_on: z.string() });

describe('making a survey', () => {
  let at: Stage;
  let one: Visitor;
  const surveys = () => at.db.rows(Survey, sql`select id, title, state, closes_on from survey order by id`);

  beforeEach(async () => {
    at = await stage();
    one = await at.as('ivanenko');
  });

  it('goes from the template to a survey that people are told of, frozen from then on', async () => {
    const list = await one.open('/surveys');
    expectValidHtml(list.html);
    expect(list.words).toContain('опроса ещё не было');
    const page = await one.open('/surveys/new?template=term');
    expectValidHtml(page.html);
    const form = page.form('/surveys/new?template=term');
    expect(form.fields.statement_5).toContain('к кому обратиться');
    const saved = await form.submit({
      opens_on: '2026-11-24',
      closes_on: '2026-12-04',
      statement_6: 'Шестое',
    });
    expect((await form.submit({ title: 'Ещё раз' })).location).toBe(saved.location);
    const [draft] = await surveys();
    const surveyId = draft?.id ?? 0;
    expect(await surveys()).toHaveLength(1);
    const desk = await saved.follow();
    expectValidHtml(desk.html);
    expect(desk.words).toContain('Черновик');
    expect(desk.words).toContain('родители; ученики 7 класса; учителя');
    expect(desk.words).toContain('Шестое');

    const edit = (await one.open(urls.surveyEdit(surveyId))).form(urls.surveyEdit(surveyId));
    expect(edit.fields.roles).toEqual(['parent', 'student', 'teacher']);
    expect(edit.fields.skip_young).toBe('yes');
    await edit.submit({ title: 'Вторая четверть: как дела?', statement_6: '' });
    const outdated = await edit.submit({ title: 'Поверх чужого' });
    expect(outdated.location ?? '').toBe(urls.survey(surveyId)); // the same form, sent twice
    const stale = await one.send(urls.surveyEdit(surveyId), {
      ...edit.fields,
      _key: '',
      title: 'Поверх чужого',
    } as never);
    expect(stale.status).toBe(409);
    expect(stale.words).toContain('Вторая четверть: как дела?');
    expect(stale.$('[name=title]').attr('value')).toBe('Поверх чужого');

    const opening = (await one.open(urls.survey(surveyId))).form(urls.surveyOpening(surveyId));
    expect(
      (await one.send(urls.surveyOpening(surveyId), { version: '1' })).status, // not as it was looked through
    ).toBe(409);
    const opened = await opening.submit();
    expect((await opened.follow()).words).toContain('Опрос открыт, уведомления разосланы');
    expect((await opening.submit()).location).toBe(opened.location);
    const told = await (await at.as('belova')).open('/notices');
    expect(told.words.match(/Опрос: Вторая четверть: как дела\?/g)).toHaveLength(1);
    expect((await (await at.as('litvinov')).open('/notices')).words).not.toContain('Опрос');
    // what was shown does not change, and does not go away
    expect((await (await one.open(urls.surveyEdit(surveyId))).follow()).words).toContain('текст не меняется');
    expect(
      (await one.send(urls.surveyEdit(surveyId), { ...edit.fields, version: '3' } as never)).status,
    ).toBe(303);
    expect((await one.send(urls.surveyRemoval(surveyId), { version: '4' })).status).toBe(409);
    expect((await surveys()).map(({ title, state }) => [title, state])).toEqual([
      ['Вторая четверть: как дела?', 'open'],
    ]);
    expect((await one.open('/surveys')).words).not.toContain('опроса ещё не было');
  });

  it('refuses what is wrong, and keeps what was typed', async () => {
    const form = (await one.open('/surveys/new?template=own')).form('/surveys/new?template=own');
    const empty = await form.submit({ roles: [], opens_on: '2026-11-23', closes_on: 'завтра' });
    expect(empty.status).toBe(422);
    expectValidHtml(empty.html);
    for (const words of [
      'Напишите, как называется опрос',
      'Выберите, кого спрашиваем',
      'Укажите последний день',
    ])
      expect(empty.words).toContain(words);
    const good = { title: 'Питание', statement_1: 'Вкусно', closes_on: '2026-12-20' };
    for (const [wrong, words] of [
      [{ opens_on: '2026-11-23' }, 'Выберите сегодняшний день'],
      [{ closes_on: '2026-11-20' }, 'Последний день не может быть раньше первого'],
      [{ closes_on: '2027-03-01' }, 'не больше двух месяцев'],
      [{ statement_1: ' ' }, 'Напишите хотя бы одно утверждение'],
      [{ scope: 'grades' }, 'Выберите параллели'],
      [{ scope: 'classes' }, 'Выберите классы'],
      [{ scope: 'grades', grades: '3', roles: 'student' }, 'Отмечены только 1–4 классы'],
      [{ statement_1: 'а'.repeat(301) }, 'Сократите текст'],
    ] as const) {
      const refused = await form.submit({ ...good, ...wrong });
      expect([refused.status, words, refused.words.includes(words)]).toEqual([422, words, true]);
      expect(refused.$('[name=title]').attr('value')).toBe('Питание');
    }
    expect(await surveys()).toEqual([]);
    expect((await form.submit(good)).status).toBe(303);
  });

  it('opens on its day by itself, may be changed until then, and a draft is removed', async () => {
    const survey = await openedSurvey(at.school, { from: '2026-11-30', to: '2026-12-10' });
    const desk = await one.open(urls.survey(survey.id));
    expect(desk.words).toContain('Откроется: в понедельник');
    const edit = (await one.open(urls.surveyEdit(survey.id))).form(urls.surveyEdit(survey.id));
    expect((await edit.submit({ title: 'Исправлено' })).status).toBe(303);
    expect((await one.send(urls.surveyClosing(survey.id), { version: '3' })).status).toBe(409);
    const fresh = await one.open(urls.survey(survey.id));
    expect((await one.send(urls.surveyRemoval(survey.id))).status).toBe(422);
    const removed = await fresh.form(urls.surveyRemoval(survey.id)).submit();
    expect((await removed.follow()).words).toContain('Опрос удалён');
    expect(await surveys()).toEqual([]);
    expect((await one.open(urls.survey(survey.id))).status).toBe(404);
  });

  it('moves the end while it is open, or ends at once', async () => {
    const survey = await openedSurvey(at.school);
    const desk = await one.open(urls.survey(survey.id));
    expect(desk.words).toContain('ответили меньше пяти');
    const end = desk.form(urls.surveyEdit(survey.id));
    const early = await end.submit({ closes_on: '2026-11-23' });
    expect(early.status).toBe(422);
    expectValidHtml(early.html);
    await end.submit({ closes_on: '2026-12-11' });
    expect((await surveys())[0]?.closes_on).toBe('2026-12-11');
    const answer = urls.surveyAnswer(survey.id);
    const pupil = await at.as('sonya');
    const form = (await pupil.open(answer)).form(answer);
    const closing = (await one.open(urls.survey(survey.id))).form(urls.surveyClosing(survey.id));
    const closed = await (await closing.submit()).follow();
    expectValidHtml(closed.html);
    expect(closed.words).toContain('Опрос завершён: итоги открыты');
    expect(closed.$(`a[href="${urls.surveyResults(survey.id)}"]`).length).toBe(1);
    expect((await surveys())[0]?.closes_on).toBe('2026-11-24'); // the days that it was open
    expect((await form.submit(chosen(survey, 5))).status).toBe(409);
    expect((await pupil.open(urls.survey(survey.id))).words).toContain('Опрос завершён');
    // nothing of a closed survey is edited any more
    expect(
      (await one.send(urls.surveyEdit(survey.id), { version: '4', closes_on: '2026-12-20' })).status,
    ).toBe(409);
  });

  it('says where so few are asked that nothing can be shown', async () => {
    const Class = z.object({ id: z.number() });
    const { id: classId } = await at.db.row(Class, sql`select id from class where name = '7А'`);
    const line = (role: AudienceLine['role'], id: number | null): AudienceLine => ({
      role,
      grade: null,
      classId: id,
    });
    const few = await openedSurvey(at.school, { audience: [line('teacher', classId)], isReleased: false });
    const deskOf = async (id: number) => (await one.open(urls.survey(id))).words;
    await at.db.run(sql`
      update account set disabled_at = now() where person_id in (
        select person_id from person_role where role = 'teacher') and login not in ('kovaleva', 'orlova', 'ivanenko')`);
    expect(await deskOf(few.id)).toContain('Итогов не будет видно');
    const mixed = await openedSurvey(at.school, {
      audience: [line('teacher', null), line('student', null)],
      isReleased: false,
    });
    expect(await deskOf(mixed.id)).toContain('учителей меньше пяти');
  });

  it('is for the coordinator alone', async () => {
    const draft = await openedSurvey(at.school, { isReleased: false });
    for (const login of ['kovaleva', 'belova', 'sonya', 'litvinov']) {
      const other = await at.as(login);
      expect((await other.open('/surveys')).status).toBe(403);
      expect((await other.open(urls.survey(draft.id))).status).toBe(404);
      expect((await other.send(urls.surveyOpening(draft.id), { version: '1' })).status).toBe(404);
    }
    expect((await surveys())[0]?.state).toBe('draft');
    expect(await personOf(at.db, 'sonya')).toBeGreaterThan(0);
  });
});

describe('who is asked, as it is chosen', () => {
  const classes = [
    { id: 1, name: '3Б', grade: 3 },
    { id: 2, name: '7А', grade: 7 },
    { id: 3, name: '7Б', grade: 7 },
    { id: 4, name: '9А', grade: 9 },
  ];
  const choice = {
    roles: ['parent', 'student'],
    scope: 'all',
    grades: [],
    classIds: [],
    skipsYoung: false,
  } as const;

  it.each([
    ['all', choice, 'родители; ученики'],
    ['all but the young', { ...choice, skipsYoung: true }, 'родители; ученики 7, 9 классов'],
    ['a grade', { ...choice, scope: 'grades', grades: [7] }, 'родители 7 класса; ученики 7 класса'],
    [
      'grades, the young only by their parents',
      { ...choice, scope: 'grades', grades: [3, 7], skipsYoung: true },
      'родители 3, 7 классов; ученики 7 класса',
    ],
    ['classes', { ...choice, scope: 'classes', classIds: [1, 3] }, 'родители 3Б, 7Б; ученики 3Б, 7Б'],
    [
      'classes without the young',
      { ...choice, scope: 'classes', classIds: [1, 3], skipsYoung: true },
      'родители 3Б, 7Б; ученики 7Б',
    ],
    ['teachers alone', { ...choice, roles: ['teacher'], skipsYoung: true }, 'учителя'],
  ] as const)('%s', (_what, given, said) => {
    const lines = toAudience(given, classes);
    expect(audienceSaid(lines, classes)).toBe(said);
    // what the form shows again comes to the same
    expect(toAudience(toChoice(lines, classes), classes)).toEqual(lines);
  });
});
