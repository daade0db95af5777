import { createHash } from 'node:crypto';
import type pg from 'pg';
import sql from 'sql-template-tag';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { clientDb } from '../../src/db/db.ts';
import { createPool } from '../../src/db/pool.ts';
import { answerKeys, answerToken, ofSurvey } from '../../src/feedback/answer-token.ts';
import { closeSurvey } from '../../src/surveys/open-box.ts';
import { openPulseBoxes } from '../../src/surveys/open-pulse-job.ts';
import { urls } from '../../src/web/urls.ts';
import { lessonOf, personOf, type Stage, stageOf } from '../support/cast.ts';
import type { OwnDatabase } from '../support/database.ts';
import { runDueJobs } from '../support/jobs.ts';
import { ownSchool, type TestSchool } from '../support/school.ts';
import { type Dump, type DumpedRow, rowsOf, takeDump } from './database-dump.ts';
import { openedSurvey } from './opened-survey.ts';
import {
  joinByOrder,
  joinedByTransaction,
  meansOf,
  mostByGuessing,
  orderings,
  type Target,
} from './order-attack.ts';
import { type Answerer, addFamilies, signIn } from './whole-school.ts';

/**
 * «Nobody's answer can be known» (always true 7), against somebody who has the whole database with all rights, every
 * system column and every sequence, while answers come in and after they were opened; and who knows besides, from
 * elsewhere, who has answered, and in which order.
 */

const ROUNDS = 24;
const ANSWER_TABLES = ['survey_token', 'survey_box', 'survey_ballot', 'survey_text'];
const PULSE_TABLES = ['pulse_token', 'pulse_box', 'pulse_ballot'];
const STATEMENTS = ['Первое', 'Второе', 'Третье'];

/** Somebody who answered, and the answer. */
interface Answered extends Answerer {
  choices: readonly number[];
  words: string;
}

let school: TestSchool & { database: OwnDatabase };
let at: Stage;
let owners: pg.Pool;
let owner: pg.PoolClient;
let surveyId: number;
/** In the order in which they answered. */
const answered: Answered[] = [];
const lengths = new Set<number>();
let before: Dump;
let open: Dump;

const Length = z.object({ length: z.number() });

/** No two alike: whoever knows the answer knows the person, and the test can tell who was found. */
function choicesOf(place: number): number[] {
  return [place % 6, Math.floor(place / 6) % 6, (place * 5 + 1) % 6];
}

/** Words of their own, of all lengths, in no order. */
function wordsOf(place: number): string {
  const mark = createHash('sha256').update(`words ${place}`).digest('hex').slice(0, 12);
  return `${mark} ${'слово '.repeat((place * 7) % 40)}`.trim();
}

/** Who answers: two whole classes and a part of a third, of 7Б one parent, of 3Б two and a pupil, and four teachers. */
async function answerers(): Promise<Answerer[]> {
  const [seventhA, seventhB, third] = [
    await addFamilies(at.db, '7А', 6),
    await addFamilies(at.db, '7Б', 6),
    await addFamilies(at.db, '3Б', 2),
  ];
  const ofRole = (people: readonly Answerer[], role: string, count: number) =>
    people.filter((one) => one.role === role).slice(0, count);
  const teachers = await Promise.all(
    ['kovaleva', 'orlova', 'sidorov', 'petrova'].map(
      async (login): Promise<Answerer> => ({
        login,
        personId: await personOf(at.db, login),
        role: 'teacher',
        className: null,
        childId: null,
      }),
    ),
  );
  return [
    ...seventhA,
    ...ofRole(seventhB, 'student', 6),
    ...ofRole(seventhB, 'parent', 1),
    ...ofRole(third, 'parent', 2),
    ...ofRole(third, 'student', 1),
    ...teachers,
  ];
}

/** An order of no meaning that is the same in every run: classes and roles come mixed, as in life. */
function mixed<T>(things: readonly T[]): T[] {
  return things
    .map((thing, place) => ({ thing, key: (place * 7919 + 13) % 101 }))
    .sort((a, b) => a.key - b.key)
    .map(({ thing }) => thing);
}

beforeAll(async () => {
  school = await ownSchool({ template: 'school' });
  at = stageOf(school);
  const { ownerUrl } = school.database;
  owners = createPool({
    connectionString: ownerUrl,
    max: 1,
    applicationName: 'whoever has the whole database',
  });
  owner = await owners.connect();
  const survey = await openedSurvey(school, { statements: STATEMENTS });
  surveyId = survey.id;
  const people = mixed(await answerers());
  before = await takeDump(owner);
  for (const [place, person] of people.entries()) {
    const one = person.role === 'teacher' ? await at.as(person.login) : await signIn(at, person.login);
    const path = urls.surveyAnswer(surveyId, person.childId === null ? {} : { child: person.childId });
    const [choices, words] = [choicesOf(place), wordsOf(place)];
    const fields = Object.fromEntries([
      ...survey.choices.map((name, statement) => [name, String(choices[statement])]),
      ...survey.texts.map((name) => [name, words]),
    ]);
    const done = await (await one.open(path)).form(path).submit(fields);
    expect(done.status).toBe(303);
    await done.follow();
    answered.push({ ...person, choices, words });
    for (const { length } of await at.db.rows(Length, sql`select length(sealed) as length from survey_box`))
      lengths.add(length);
  }
  open = await takeDump(owner);
}, 60_000);

afterAll(async () => {
  owner.release();
  await owners.end();
});

const people = () => new Set(answered.map((one) => one.personId));

/** The set that a person's answer ends in, as anybody can work out who knows who answered. */
function cellOf(
  person: Answerer,
  leaves: readonly DumpedRow[],
  classIds: ReadonlyMap<string, number>,
): string {
  const { role, className } = person;
  const classId = className === null ? null : (classIds.get(className) ?? null);
  const grade = className === null ? null : Number.parseInt(className, 10);
  const levels = [
    { role, grade, class_id: classId },
    { role, grade, class_id: null },
    { role, grade: null, class_id: null },
    { role: null, grade: null, class_id: null },
  ];
  for (const level of levels) {
    const leaf = leaves.find(({ columns }) =>
      Object.entries(level).every(([name, value]) => columns[name] === value),
    );
    if (leaf !== undefined) return String(leaf.columns.id);
  }
  throw new Error(`${person.login} is in no leaf`);
}

/** The orders in which an attacker can put the people: by what the open database tells, and by what they know. */
function peopleInOrders(targets: readonly Target[]): Record<string, Target[]> {
  const keys = answerKeys(school);
  const tokenOf = new Map(
    answered.map((one) => [
      one.personId,
      answerToken(keys, ofSurvey(surveyId), one.personId, one.childId).toString('hex'),
    ]),
  );
  const sessions = rowsOf(open, 'session').map((row) => Number(row.columns.person_id));
  const by = (key: (target: Target) => number | string) =>
    targets.toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
  return {
    time: [...targets],
    person: by((target) => target.personId),
    token: by((target) => tokenOf.get(target.personId) ?? ''),
    session: by((target) => sessions.indexOf(target.personId)),
  };
}

/** Does something in a transaction of the owner, looks at what it left, and undoes it. */
async function undone<T>(work: () => Promise<T>): Promise<T> {
  await owner.query('begin');
  try {
    return await work();
  } finally {
    await owner.query('rollback');
  }
}

const Class = z.object({ id: z.number(), name: z.string() });

describe('a survey that is open', () => {
  it('holds no word and no choice of anybody, in no column of no table', () => {
    const all = JSON.stringify(open.rows.map((row) => row.columns));
    for (const { words } of answered) {
      const [mark = ''] = words.split(' ');
      const bytes = Buffer.from(mark);
      for (const form of [mark, bytes.toString('hex'), bytes.toString('base64').replace(/=+$/, '')])
        expect(all).not.toContain(form);
    }
    expect(rowsOf(open, 'survey_ballot')).toEqual([]);
    expect(rowsOf(open, 'survey_text')).toEqual([]);
    // a box a class, whatever is in it; a token an answer
    expect(rowsOf(open, 'survey_box').map((row) => Object.keys(row.columns).sort())).toEqual(
      Array.from({ length: 4 }, () => ['class_id', 'key_id', 'sealed', 'survey_id']),
    );
    expect(rowsOf(open, 'survey_token')).toHaveLength(answered.length);
  });

  it('is written by transactions that write nothing about whoever answers', () => {
    expect(joinedByTransaction(open, ANSWER_TABLES, people())).toEqual([]);
    const written = new Set(ANSWER_TABLES.flatMap((table) => rowsOf(open, table).map((row) => row.xmin)));
    const tables = open.rows.filter((row) => written.has(row.xmin)).map((row) => row.table);
    expect([...new Set(tables)].sort()).toEqual(['survey_box', 'survey_token']);
  });

  it('counts nothing up, and its boxes are as long with one answer as with twelve', () => {
    const ofSurveys = (dump: Dump) =>
      Object.entries(dump.sequences).filter(([name]) => /^(survey|pulse)/.test(name));
    expect(ofSurveys(open)).toEqual(ofSurveys(before));
    expect([...lengths]).toHaveLength(1);
  });
});

describe('a survey that has closed', () => {
  it('cannot be joined with those who answered, by any order of people and answers', async () => {
    const keys = answerKeys(school);
    const byOrder: Record<string, number>[] = [];
    const byWords: Record<string, number>[] = [];
    const wordsWithChoices: number[] = [];
    let cells: number[] = [];
    const classes = await at.db.rows(Class, sql`select id, name from class`);
    const classIds = new Map(classes.map((one) => [one.name, one.id]));
    for (let round = 0; round < ROUNDS; round += 1)
      await undone(async () => {
        const when = { keys, now: school.clock.now(), today: '2026-11-24' };
        await closeSurvey(clientDb(owner), surveyId, when);
        const dump = await takeDump(owner, ['survey_leaf', 'survey_ballot', 'survey_text']);
        const leaves = rowsOf(dump, 'survey_leaf');
        const ballots = rowsOf(dump, 'survey_ballot');
        const texts = rowsOf(dump, 'survey_text');
        expect(ballots).toHaveLength(answered.length);
        const targets = answered.map((one) => ({
          personId: one.personId,
          cell: cellOf(one, leaves, classIds),
          answer: JSON.stringify(one.choices),
        }));
        cells = [...Map.groupBy(targets, (target) => target.cell).values()].map((group) => group.length);
        const choices = orderings(ballots, ({ columns }) => ({
          cell: String(columns.leaf_id),
          answer: JSON.stringify(columns.choices),
        }));
        byOrder.push(joinByOrder(peopleInOrders(targets), choices));
        const named = new Set(texts.map(({ columns }) => columns.role));
        const writers = answered.map((one) => ({
          personId: one.personId,
          cell: named.has(one.role) ? one.role : 'bare',
          answer: one.words,
        }));
        const words = orderings(texts, ({ columns }) => ({
          cell: columns.role === null ? 'bare' : String(columns.role),
          answer: String(columns.body),
        }));
        byWords.push(joinByOrder(peopleInOrders(writers), words));
        wordsWithChoices.push(
          texts.filter(({ columns }, place) => {
            const author = answered.find((one) => one.words === columns.body);
            return JSON.stringify(author?.choices) === JSON.stringify(ballots[place]?.columns.choices);
          }).length,
        );
      });
    expect(Math.min(...cells)).toBeGreaterThanOrEqual(5);
    const best = Math.max(...Object.values(meansOf(byOrder)));
    const most = mostByGuessing(cells.length, ROUNDS);
    const groups = new Set(answered.map((one) => one.role)).size;
    const bestWords = Math.max(...Object.values(meansOf(byWords)));
    const bestPairs = wordsWithChoices.reduce((sum, count) => sum + count) / ROUNDS;
    console.info(
      `Of ${answered.length} answers in cells of ${cells.join(', ')} the best of ${Object.keys(byOrder[0] ?? {}).length} attacks by order joins ${best.toFixed(1)} on the average of ${ROUNDS} closings (guessing within the cells: ${cells.length}), words ${bestWords.toFixed(1)}, words with choices ${bestPairs.toFixed(1)}`,
    );
    expect(best).toBeLessThanOrEqual(most);
    expect(bestWords).toBeLessThanOrEqual(mostByGuessing(groups, ROUNDS));
    expect(bestPairs).toBeLessThanOrEqual(mostByGuessing(1, ROUNDS));
  });

  it('keeps answers in sets of five, with no time, no person and no token, written by one transaction', async () => {
    school.clock.set('2026-12-05T09:00');
    await at.db.run(sql`select graphile_worker.add_job('survey.turn', '{}'::json)`);
    await runDueJobs(school);
    const closed = await takeDump(owner);
    const ballots = rowsOf(closed, 'survey_ballot');
    const leaves = rowsOf(closed, 'survey_leaf');
    expect(rowsOf(closed, 'survey_token')).toEqual([]);
    expect(rowsOf(closed, 'survey_box')).toEqual([]);
    expect(new Set(ballots.map((row) => row.xmin)).size).toBe(1);
    expect(Object.keys(ballots[0]?.columns ?? {}).sort()).toEqual(['choices', 'leaf_id', 'survey_id']);
    const [text] = rowsOf(closed, 'survey_text');
    expect(Object.keys(text?.columns ?? {}).sort()).toEqual(['body', 'id', 'item_id', 'role', 'survey_id']);
    const sizes = leaves.map(
      (leaf) => ballots.filter((row) => row.columns.leaf_id === leaf.columns.id).length,
    );
    expect(sizes.toSorted((a, b) => a - b)).toEqual([6, 6, 6, 8]); // the last: what was left of everybody
    expect(sizes.reduce((sum, size) => sum + size)).toBe(answered.length);
    expect(joinedByTransaction(closed, ANSWER_TABLES, people())).toEqual([]);
  });
});

const Course = z.object({ course_id: z.number() });

describe('«как прошёл урок»', () => {
  it('cannot be joined with those who told either', async () => {
    school.clock.set('2026-11-16T18:00');
    const lessonId = await lessonOf(at.db, 'kovaleva', '2026-11-16', 6);
    const pupils = answered.filter((one) => one.role === 'student' && one.className === '7Б');
    const told: Target[] = [];
    for (const [place, { login, personId }] of pupils.entries()) {
      const one = await signIn(at, login);
      const chosen = [1 + (place % 3), 1 + (Math.floor(place / 3) % 3), 1 + ((place * 2) % 3)];
      const [connection, clarity, pace] = chosen.map(String);
      const form = (await one.open(urls.lesson(lessonId))).form(urls.lessonPulse(lessonId));
      const fields = { connection: connection ?? '', clarity: clarity ?? '', pace: pace ?? '' };
      const twice = await Promise.all([form.submit(fields), form.submit(fields)]);
      expect(twice.map((done) => done.status)).toEqual([303, 303]);
      told.push({ personId, cell: 'course', answer: JSON.stringify(chosen) });
    }
    const dump = await takeDump(owner);
    const { course_id: courseId } = await at.db.row(
      Course,
      sql`select course_id from lesson where id = ${lessonId}`,
    );
    expect(rowsOf(dump, 'pulse_box').map((row) => row.columns.course_id)).toEqual([courseId]);
    expect(joinedByTransaction(dump, PULSE_TABLES, people())).toEqual([]);
    const rounds: Record<string, number>[] = [];
    for (let round = 0; round < ROUNDS; round += 1)
      await undone(async () => {
        const tx = clientDb(owner);
        await openPulseBoxes(tx, '2026-11-23', answerKeys(school));
        const opened = await takeDump(owner, ['pulse_leaf', 'pulse_ballot', 'pulse_token']);
        expect(rowsOf(opened, 'pulse_token')).toEqual([]);
        expect(rowsOf(opened, 'pulse_ballot')).toHaveLength(told.length); // pressed twice at once is told once
        const found = orderings(rowsOf(opened, 'pulse_ballot'), ({ columns }) => ({
          cell: 'course',
          answer: JSON.stringify([columns.connection, columns.clarity, columns.pace]),
        }));
        rounds.push(joinByOrder({ time: told, backwards: told.toReversed() }, found));
      });
    const best = Math.max(...Object.values(meansOf(rounds)));
    expect(best).toBeLessThanOrEqual(mostByGuessing(1, ROUNDS));
  });
});

describe('the attacks', () => {
  it('find everybody in a table that is filled as answers come, beside a log of who pressed', async () => {
    await owner.query('create table naive_ballot (cell text, choices jsonb)');
    await owner.query('create table naive_log (person_id bigint)');
    for (const one of answered) {
      await owner.query('begin');
      await owner.query('insert into naive_ballot values ($1, $2)', [
        `${one.role} ${one.className}`,
        JSON.stringify(one.choices),
      ]);
      await owner.query('insert into naive_log values ($1)', [one.personId]);
      await owner.query('commit');
    }
    const dump = await takeDump(owner, ['naive_ballot', 'naive_log']);
    const targets = answered.map((one) => ({
      personId: one.personId,
      cell: `${one.role} ${one.className}`,
      answer: JSON.stringify(one.choices),
    }));
    const found = orderings(rowsOf(dump, 'naive_ballot'), ({ columns }) => ({
      cell: String(columns.cell),
      answer: JSON.stringify(columns.choices),
    }));
    const hits = joinByOrder({ time: targets }, found);
    expect(hits['time × place on the disk']).toBe(answered.length);
    expect(hits['time × transaction']).toBe(answered.length);
    expect(answered.length).toBeGreaterThan(mostByGuessing(4, ROUNDS));
    expect(joinedByTransaction(dump, ['naive_ballot'], people())).toHaveLength(answered.length);
  });

  it('would tell a short answer from a long one by the length of a box that is not padded', () => {
    const plain = answered.map((one) => JSON.stringify([one.choices, one.words]).length);
    expect(new Set(plain).size).toBeGreaterThan(20);
  });
});
