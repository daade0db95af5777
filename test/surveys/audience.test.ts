import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { loadActor } from '../../src/access/actor.ts';
import { answerKeys } from '../../src/feedback/answer-token.ts';
import { askedOfActor, askedOn } from '../../src/feedback/survey-audience.ts';
import type { AudienceLine } from '../../src/surveys/audience-choice.ts';
import { takeAnswer } from '../../src/surveys/ballot.ts';
import { personOf, type Stage, stage } from '../support/cast.ts';
import { openedSurvey } from './opened-survey.ts';

const Asked = z.object({ who: z.string() });
const TODAY = '2026-11-24';
let at: Stage;

beforeEach(async () => {
  at = await stage();
});

/** «belova о misha»: those of the named cast who are asked, in the order of the letters. */
async function askedIn(audience: readonly AudienceLine[], today = TODAY): Promise<string[]> {
  const survey = await openedSurvey(at.school, { audience });
  const rows = await at.db.rows(
    Asked,
    sql`
      select a.login || coalesce(' о ' || c.login, '') as who
      from ${askedOn(today)} q join account a on a.person_id = q.person_id left join account c on c.person_id = q.student_id
      where q.survey_id = ${survey.id}
        and a.login = any(${CAST}::text[]) and (c.login is null or c.login = any(${CAST}::text[]))
      order by who
    `,
  );
  return rows.map((row) => row.who);
}

const CAST =
  'ivanenko litvinov kovaleva orlova sidorov petrova sonya misha timur nikita dasha kirill belova belov akhmetova ershov gromov'.split(
    ' ',
  );
const line = (role: AudienceLine['role'], place: Partial<AudienceLine> = {}): AudienceLine => ({
  role,
  grade: null,
  classId: null,
  ...place,
});

const Class = z.object({ id: z.number() });
const classOf = async (name: string) =>
  (await at.db.row(Class, sql`select id from class where name = ${name}`)).id;

describe('who is asked', () => {
  it('is everybody of a role who can sign in, guardians about each child whom they may see', async () => {
    const everybody = await askedIn([line('parent'), line('student'), line('teacher')]);
    expect(everybody).toEqual(
      [
        'akhmetova о timur',
        'belov о misha',
        'belov о sonya',
        'belova о misha',
        'belova о sonya',
        'dasha',
        'kirill',
        'kovaleva',
        'misha',
        'nikita',
        'orlova',
        'orlova о dasha',
        'petrova',
        'sidorov',
        'sonya',
        'timur',
      ].toSorted(),
    );
  });

  it('is a grade or a class: teachers by what they teach there, or by leading it', async () => {
    const [a, third] = [await classOf('7А'), await classOf('3Б')];
    expect(await askedIn([line('parent', { grade: 3 })])).toEqual(['belov о misha', 'belova о misha']);
    expect(await askedIn([line('student', { classId: a })])).toEqual(['dasha', 'kirill', 'nikita', 'sonya']);
    expect(await askedIn([line('teacher', { classId: third })])).toEqual(['petrova']);
    expect(await askedIn([line('teacher', { grade: 7 })])).toEqual(['kovaleva', 'orlova', 'sidorov']);
    // lines that meet ask nobody twice
    expect(await askedIn([line('student', { classId: a }), line('student', { grade: 7 })])).toEqual([
      'dasha',
      'kirill',
      'nikita',
      'sonya',
      'timur',
    ]);
  });

  it('is by the relations of the day', async () => {
    const sonya = await personOf(at.db, 'sonya');
    await at.db.run(sql`
      update guardianship set ends_on = ${TODAY}
      where student_id = ${sonya} and guardian_id = ${await personOf(at.db, 'belov')}`);
    await at.db.run(
      sql`update person_role set ends_on = ${TODAY} where person_id = ${await personOf(at.db, 'petrova')}`,
    );
    await at.db.run(sql`update account set disabled_at = now() where login = 'nikita'`);
    await at.db.run(sql`update person set left_on = ${TODAY} where id = ${await personOf(at.db, 'timur')}`);
    const all = [line('parent'), line('student'), line('teacher')];
    const today = await askedIn(all);
    const tomorrow = await askedIn(all, '2026-11-25');
    expect(today).toContain('belov о sonya');
    expect(today).not.toContain('nikita');
    const gone = ['akhmetova о timur', 'belov о sonya', 'petrova', 'timur'];
    expect(today.filter((who) => !tomorrow.includes(who))).toEqual(gone);
  });
});

describe('what somebody is asked', () => {
  const actorOf = async (login: string) => {
    const actor = await loadActor(at.db, await personOf(at.db, login), TODAY, undefined);
    if (actor === null) throw new Error(`${login} is not there`);
    return actor;
  };
  const saidTo = async (login: string, secretFor = at.school.secretFor) => {
    const rows = await askedOfActor(at.db, await actorOf(login), TODAY, answerKeys({ secretFor }));
    return rows.map(({ title, role, hasAnswered }) => `${title}: ${role}${hasAnswered ? ' ✓' : ''}`);
  };

  it('is told to themselves, with what they have answered, in as many statements for many surveys', async () => {
    const survey = await openedSurvey(at.school, { title: 'Первый', to: '2026-11-30' });
    await openedSurvey(at.school, { title: 'Второй', audience: [line('teacher')] });
    await openedSurvey(at.school, { title: 'Черновик', isReleased: false });
    expect(await saidTo('orlova')).toEqual(['Первый: teacher', 'Первый: parent', 'Второй: teacher']);
    const given = {
      surveyId: survey.id,
      personId: await personOf(at.db, 'orlova'),
      studentId: null,
      classId: null,
    };
    const ballot = { role: 'teacher' as const, choices: [5, 5], texts: [] };
    await at.db.transaction((tx) =>
      takeAnswer(tx, { ...given, today: TODAY, ballot }, answerKeys(at.school)),
    );
    expect(await saidTo('orlova')).toEqual(['Первый: teacher ✓', 'Первый: parent', 'Второй: teacher']);
    expect(await saidTo('kovaleva')).toEqual(['Первый: teacher', 'Второй: teacher']);
    expect(await saidTo('ivanenko')).toEqual([]); // as the coordinator
    // whoever has every table and not the key finds nobody
    expect(await saidTo('orlova', () => Buffer.alloc(32))).toEqual([
      'Первый: teacher',
      'Первый: parent',
      'Второй: teacher',
    ]);
    const counted = at.db.counted();
    await askedOfActor(counted, await actorOf('orlova'), TODAY, answerKeys(at.school));
    expect(counted.statements).toBe(2);
    expect(await askedOfActor(at.db, await actorOf('orlova'), '2026-12-05', answerKeys(at.school))).toEqual(
      [],
    );
  });
});
