import { randomBytes } from 'node:crypto';
import sql from 'sql-template-tag';
import { describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import type { Db } from '../../src/db/db.ts';
import { answerKeys, answerToken, ofSurvey } from '../../src/feedback/answer-token.ts';
import type { School } from '../../src/school.ts';
import { takeAnswer } from '../../src/surveys/ballot.ts';
import { closeSurvey } from '../../src/surveys/open-box.ts';
import { reminderDays } from '../../src/surveys/reminder-rule.ts';
import { turnSurveys } from '../../src/surveys/turn-job.ts';
import { urls } from '../../src/web/urls.ts';
import { personOf, stage } from '../support/cast.ts';
import { ownSchool } from '../support/school.ts';
import { openedSurvey } from './opened-survey.ts';

const Count = z.object({ count: z.number() });
const Notice = z.object({ title: z.string(), login: z.string() });

function turn({ db, clock, timeZone, log, secretFor }: School): Promise<void> {
  return turnSurveys.perform({ db, now: clock.now(), timeZone, log, secretFor }, {});
}

const told = (db: Db) =>
  db.rows(
    Notice,
    sql`
      select n.title, a.login from notice n join recipient r on r.notice_id = n.id
      join account a on a.person_id = r.person_id where n.kind = 'survey' order by n.id, a.login
    `,
  );

/** Answers as somebody, for themselves or about a child, in the class that is theirs. */
async function answerAs(
  school: School,
  surveyId: number,
  login: string,
  { child = null, choice = 4, words = '' }: { child?: string | null; choice?: number; words?: string } = {},
): Promise<string> {
  const { db } = school;
  const personId = await personOf(db, login);
  const studentId = child === null ? null : await personOf(db, child);
  const Facts = z.object({ class_id: z.number().nullable(), item: z.number() });
  const { class_id: classId, item } = await db.row(
    Facts,
    sql`
      select (select e.class_id from enrolment e where e.student_id = ${studentId ?? personId} and e.ends_on is null) as class_id,
        (select i.id from survey_item i where i.survey_id = ${surveyId} and i.kind = 'open') as item
    `,
  );
  const role = child !== null ? 'parent' : classId === null ? 'teacher' : 'student';
  const texts = words === '' ? [] : [{ item, body: words }];
  const ballot = { role, choices: [choice, choice], texts } as const;
  const today = '2026-11-24';
  const given = {
    surveyId,
    personId,
    studentId,
    classId,
    today,
    ballot: { ...ballot, choices: [choice, choice] },
  };
  return db.transaction((tx) => takeAnswer(tx, given, answerKeys(school)));
}

describe('when a survey turns', () => {
  it.each([
    ['2026-11-24', '2026-12-08', ['2026-12-01', '2026-12-05']],
    ['2026-11-24', '2026-12-04', ['2026-11-29', '2026-12-01']],
    ['2026-11-24', '2026-11-30', ['2026-11-27']],
    ['2026-11-24', '2026-11-28', ['2026-11-25']],
    ['2026-11-24', '2026-11-27', ['2026-11-25']],
    ['2026-11-24', '2026-11-25', ['2026-11-25']],
    ['2026-11-24', '2026-11-24', []],
  ])('from %s to %s is reminded on %j', (from, to, days) => {
    expect(reminderDays(from, to)).toEqual(days);
  });

  it('opens in the morning, reminds twice only those who have not answered, closes the night after', async () => {
    const at = await stage({ now: '2026-11-23T15:00' });
    const { school, db } = at;
    const survey = await openedSurvey(school, { from: '2026-11-24', to: '2026-12-08' });
    expect(await told(db)).toEqual([]);
    school.clock.set('2026-11-24T07:05');
    await turn(school);
    expect(await told(db)).toEqual([]);
    school.clock.set('2026-11-24T08:05');
    await turn(school);
    await turn(school);
    const opening = await told(db);
    const who = (title: string, login: string) => (all: z.infer<typeof Notice>[]) =>
      all.filter((one) => one.title.startsWith(title) && one.login === login).length;
    expect(opening.every((one) => one.title === 'Опрос: Как мы общаемся')).toBe(true);
    expect(who('Опрос', 'belova')(opening)).toBe(1);
    expect(who('Опрос', 'orlova')(opening)).toBe(2); // as a teacher, and as a mother
    for (const login of ['ivanenko', 'litvinov', 'ershov']) expect(who('Опрос', login)(opening)).toBe(0);

    await answerAs(school, survey.id, 'sonya');
    await answerAs(school, survey.id, 'belova', { child: 'sonya' });
    await answerAs(school, survey.id, 'orlova');
    school.clock.set('2026-12-01T09:05');
    await turn(school);
    await turn(school);
    const halfway = await told(db);
    expect(who('Напоминание', 'sonya')(halfway)).toBe(0);
    expect(who('Напоминание', 'timur')(halfway)).toBe(1);
    expect(who('Напоминание', 'belova')(halfway)).toBe(1); // of Миша alone
    expect(who('Напоминание', 'orlova')(halfway)).toBe(1); // of Даша
    const Child = z.object({ login: z.string() });
    const about = await db.rows(
      Child,
      sql`
        select c.login from notice n join recipient r on r.notice_id = n.id
        join account a on a.person_id = r.person_id and a.login = 'belova'
        join recipient_student s on s.recipient_id = r.id join account c on c.person_id = s.student_id
        where n.title like 'Напоминание%'
      `,
    );
    expect(about).toEqual([{ login: 'misha' }]);
    await answerAs(school, survey.id, 'timur');
    school.clock.set('2026-12-06T10:05'); // the day before nobody ran
    await turn(school);
    const last = (await told(db)).slice(halfway.length);
    expect(who('Напоминание', 'timur')(last)).toBe(0);
    expect(who('Напоминание', 'nikita')(last)).toBe(1);

    school.clock.set('2026-12-08T23:05');
    await turn(school);
    const State = z.object({ state: z.string() });
    const state = async () =>
      (await db.row(State, sql`select state from survey where id = ${survey.id}`)).state;
    expect(await state()).toBe('open');
    school.clock.set('2026-12-09T00:05');
    await turn(school);
    expect(await state()).toBe('closed');
    expect((await told(db)).length).toBe(halfway.length + last.length);
    expect(school.logged.filter((line) => Number(line.level) >= 50)).toEqual([]);
    const Event = z.object({ action: z.string() });
    const events = sql`select action from audit_event where subject_kind = 'survey' and actor_id is null order by id`;
    expect((await db.rows(Event, events)).map((one) => one.action)).toEqual([
      'survey.opened',
      'survey.closed',
    ]);
  });
});

describe('a reminder', () => {
  it('is sent to nobody where the survey is being closed at that moment', async () => {
    const school = await ownSchool({ template: 'school' });
    const survey = await openedSurvey(school, { to: '2026-12-08' });
    await answerAs(school, survey.id, 'sonya');
    school.clock.set('2026-12-01T09:05');
    const [isClosing, mayEnd] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const closed = school.db.transaction(async (tx) => {
      const when = { keys: answerKeys(school), now: school.clock.now(), today: '2026-12-01' };
      await closeSurvey(tx, survey.id, when);
      isClosing.resolve();
      await mayEnd.promise;
    });
    await isClosing.promise;
    const turned = turn(school);
    const waiting = sql`select count(*) as count from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`;
    await vi.waitFor(async () => expect((await school.db.row(Count, waiting)).count).toBe(1));
    mayEnd.resolve();
    await Promise.all([closed, turned]);
    expect((await told(school.db)).filter((one) => one.title.startsWith('Напоминание'))).toEqual([]);
  });
});

describe('opening the boxes', () => {
  const Kept = z.object({
    ballots: z.number(),
    leaves: z.number(),
    texts: z.number(),
    boxes: z.number(),
    tokens: z.number(),
    answered: z.number(),
  });
  const kept = (db: Db, surveyId: number) =>
    db.row(
      Kept,
      sql`
        select (select count(*) from survey_ballot where survey_id = ${surveyId}) as ballots,
          (select count(*) from survey_leaf where survey_id = ${surveyId}) as leaves,
          (select count(*) from survey_text where survey_id = ${surveyId}) as texts,
          (select count(*) from survey_box where survey_id = ${surveyId}) as boxes,
          (select count(*) from survey_token where survey_id = ${surveyId}) as tokens, s.answered
        from survey s where s.id = ${surveyId}
      `,
    );
  const pupils = ['sonya', 'nikita', 'dasha', 'kirill', 'timur', 'misha'];

  it('counts each answer once, with two workers at once, after one that was killed', async () => {
    const school = await ownSchool({ template: 'school' });
    const survey = await openedSurvey(school);
    for (const login of pupils) await answerAs(school, survey.id, login, { words: `Слова: ${login}` });
    await answerAs(school, survey.id, 'kovaleva', { words: 'Слова учителя' });
    // whoever has left since was asked all the same
    await school.db.run(sql`
      update account set disabled_at = now() where person_id in (
        select person_id from person_role where role = 'teacher')`);
    const closing = { keys: answerKeys(school), now: school.clock.now(), today: '2026-12-05' };
    const killed = school.db.transaction(async (tx) => {
      await closeSurvey(tx, survey.id, closing);
      throw new Error('killed');
    });
    await expect(killed).rejects.toThrow('killed');
    expect(await kept(school.db, survey.id)).toMatchObject({ ballots: 0, texts: 0, boxes: 4, tokens: 7 });
    school.clock.set('2026-12-05T00:05');
    await Promise.all([turn(school), turn(school), turn(school)]);
    expect(await kept(school.db, survey.id)).toEqual({
      ballots: 5,
      leaves: 1, // the seventh grade; a pupil of the third and a teacher are in no set, and nothing is kept of them
      texts: 7,
      boxes: 0,
      tokens: 0,
      answered: 7,
    });
    const Text = z.object({ role: z.string().nullable() });
    const roles = await school.db.rows(
      Text,
      sql`select role from survey_text where survey_id = ${survey.id}`,
    );
    expect(new Set(roles.map((one) => one.role))).toEqual(new Set([null])); // «учитель» alone would be known
    const Response = z.object({ role: z.string(), asked: z.number(), answered: z.number() });
    const response = await school.db.rows(
      Response,
      sql`select role, asked, answered from survey_response where survey_id = ${survey.id} order by role`,
    );
    expect(response.map(({ role, answered }) => [role, answered])).toEqual([
      ['parent', 0],
      ['student', 6],
      ['teacher', 1],
    ]);
    expect(response.every(({ asked, answered }) => asked >= answered && asked > 0)).toBe(true);
  });

  it('gives an answer that comes with the closing to one side or the other, never to both or none', async () => {
    const school = await ownSchool({ template: 'school' });
    const survey = await openedSurvey(school);
    const closing = { keys: answerKeys(school), now: school.clock.now(), today: '2026-11-24' };
    const all = await Promise.all([
      ...pupils.map((login) => answerAs(school, survey.id, login)),
      ...pupils.map((login) => answerAs(school, survey.id, login, { choice: 1 })),
      school.db.transaction((tx) => closeSurvey(tx, survey.id, closing)),
    ]);
    const taken = all.filter((one) => one === 'taken').length;
    expect(await kept(school.db, survey.id)).toMatchObject({
      answered: taken,
      ballots: taken,
      boxes: 0,
      tokens: 0,
    });
    expect(taken).toBeLessThanOrEqual(pupils.length);
  });

  it('keeps boxes that were sealed under another key, and says so aloud', async () => {
    const at = await stage();
    const survey = await openedSurvey(at.school);
    const other: School = { ...at.school, secretFor: () => randomBytes(32) };
    const secret = randomBytes(32);
    const before: School = { ...other, secretFor: () => secret };
    await answerAs(before, survey.id, 'sonya', { choice: 1 });
    at.school.clock.set('2026-12-05T00:05');
    await turn(at.school);
    // nothing opens: the survey waits for its key, and the coordinator is told
    expect(await kept(at.db, survey.id)).toMatchObject({ ballots: 0, boxes: 1, tokens: 1 });
    expect(at.school.logged.filter((line) => line.level === 50).map((line) => line.msg)).toEqual([
      expect.stringContaining('SESSION_SECRET'),
    ]);
    const one = await at.as('ivanenko');
    const closing = (await one.open(urls.survey(survey.id))).form(urls.surveyClosing(survey.id));
    const shut = await closing.submit();
    expect(shut.status).toBe(409);
    expect(shut.words).toContain('Ответы не открываются');
    // under the key of today people answer again, and those answers open
    at.school.clock.set('2026-11-24T12:00');
    expect(await answerAs(at.school, survey.id, 'sonya')).toBe('taken');
    at.school.clock.set('2026-12-05T01:05');
    await turn(at.school);
    expect(await kept(at.db, survey.id)).toMatchObject({ answered: 1, boxes: 1, tokens: 0 });
    expect(at.school.logged.filter((line) => line.level === 50)).toHaveLength(2);
    expect((await (await at.as('ivanenko')).open(urls.survey(survey.id))).words).toContain(
      'Часть ответов не открылась',
    );
  });

  it('closes without answers when the key is gone for good and the coordinator says so', async () => {
    const at = await stage();
    const survey = await openedSurvey(at.school);
    const secret = randomBytes(32);
    await answerAs({ ...at.school, secretFor: () => secret }, survey.id, 'sonya');
    const one = await at.as('ivanenko');
    const shut = await (await one.open(urls.survey(survey.id))).form(urls.surveyClosing(survey.id)).submit();
    const done = await shut.form(urls.surveyClosing(survey.id)).submit();
    expect((await done.follow()).words).toContain('часть ответов не открылась');
    expect(await kept(at.db, survey.id)).toMatchObject({ ballots: 0, boxes: 1, tokens: 0, answered: 0 });
  });
});

describe('tokens', () => {
  it('are of one survey and are gone with it', async () => {
    const at = await stage();
    const first = await openedSurvey(at.school);
    const second = await openedSurvey(at.school, { title: 'Второй' });
    expect(await answerAs(at.school, first.id, 'sonya')).toBe('taken');
    expect(await answerAs(at.school, first.id, 'sonya')).toBe('again');
    expect(await answerAs(at.school, second.id, 'sonya')).toBe('taken');
    const token = answerToken(
      answerKeys(at.school),
      ofSurvey(first.id),
      await personOf(at.db, 'sonya'),
      null,
    );
    const found = sql`select count(*) as count from survey_token where token = ${token}`;
    expect((await at.db.row(Count, found)).count).toBe(1);
    const closing = { keys: answerKeys(at.school), now: at.school.clock.now(), today: '2026-11-24' };
    // where its end was moved while the job was on its way, it goes on
    const ended = await at.db.transaction((tx) => closeSurvey(tx, first.id, { ...closing, isEnded: true }));
    expect(ended).toBeNull();
    expect((await at.db.row(Count, found)).count).toBe(1);
    await at.db.transaction((tx) => closeSurvey(tx, first.id, closing));
    expect((await at.db.row(Count, found)).count).toBe(0);
  });
});
