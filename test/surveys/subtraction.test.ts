import type { CheerioAPI } from 'cheerio';
import sql from 'sql-template-tag';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { answerKeys } from '../../src/feedback/answer-token.ts';
import { takeAnswer } from '../../src/surveys/ballot.ts';
import { closeSurvey } from '../../src/surveys/open-box.ts';
import { openPulseBoxes } from '../../src/surveys/open-pulse-job.ts';
import { takePulse } from '../../src/surveys/pulse-ballot.ts';
import { toPulseLeaf } from '../../src/surveys/pulse-model.ts';
import { listPulseLeaves } from '../../src/surveys/pulse-queries.ts';
import { pulseGroupings, pulseRows } from '../../src/surveys/pulse-views.ts';
import { urls } from '../../src/web/urls.ts';
import { type Stage, stage } from '../support/cast.ts';
import type { Visitor } from '../support/visitor.ts';
import { alike, madeSurvey } from './made-survey.ts';
import { openedSurvey } from './opened-survey.ts';
import { smallSets } from './small-sets.ts';

type Role = 'parent' | 'student' | 'teacher';

/** How many answered, by role and class: cells of 1 to 4 beside cells of five and more, as a naive page would show. */
const CAST: readonly (readonly [Role, string | null, number])[] = [
  ['parent', '7А', 6],
  ['parent', '7Б', 2],
  ['parent', '3Б', 4],
  ['student', '7А', 5],
  ['student', '7Б', 7],
  ['student', '3Б', 1],
  ['teacher', null, 4],
  ['parent', '5А', 3],
  ['student', '5А', 5],
  ['parent', '5Б', 1],
  ['student', '5Б', 1],
];

const ANSWERS = CAST.reduce((sum, [, , count]) => sum + count, 0);

/** By their place in the cast: whose the answers are. */
const answers = CAST.flatMap(([role, className, count]) =>
  Array.from({ length: count }, () => ({ role, className, grade: className?.slice(0, -1) ?? null })),
);

const ClassRow = z.object({ id: z.number(), name: z.string() });

/**
 * A survey that all of them answered, and that was closed as the portal closes it. Each answer is the only one that
 * says anything under a statement of its own, so a number under a statement shows whether that answer is in it: what
 * the coordinator reads is the membership of every set.
 */
async function answeredSurvey(at: Stage): Promise<number> {
  await at.db.run(sql`
    insert into class (school_year_id, grade, letter)
    select k.school_year_id, 5, n.letter from class k, unnest(array['А', 'Б']) as n(letter) where k.name = '7А'`);
  const classes = new Map(
    (await at.db.rows(ClassRow, sql`select id, name from class`)).map((one) => [one.name, one.id]),
  );
  const statements = answers.map((_answer, place) => `Утверждение ${place + 1}`);
  const before = { statements, hasTerm: true, from: '2026-10-05', to: '2026-10-16' };
  await madeSurvey(at.db, {
    ...before,
    leaves: [
      {
        role: 'parent',
        grade: null,
        className: null,
        ballots: alike(
          5,
          statements.map(() => 3),
        ),
      },
    ],
  });
  const { id } = await openedSurvey(at.school, { statements, questions: [] });
  await at.db.run(sql`
    update survey set term_id = (select id from term where '2026-11-24' between starts_on and ends_on) where id = ${id}`);
  const keys = answerKeys(at.school);
  for (const [place, { role, className }] of answers.entries()) {
    const classId = className === null ? null : (classes.get(className) ?? null);
    const choices = statements.map((_statement, other) => (other === place ? 5 : 0));
    const answer = { surveyId: id, personId: 900_000 + place, studentId: null, classId, today: '2026-11-24' };
    await takeAnswer(at.db, { ...answer, ballot: { role, choices, texts: [] } }, keys);
  }
  await closeSurvey(at.db, id, { keys, now: at.school.clock.now(), today: '2026-11-24' });
  return id;
}

/** Every set of which the coordinator sees numbers: from all pages of results, in all their views, as HTML. */
async function readSets(one: Visitor, id: number): Promise<Set<number>[]> {
  const sets: Set<number>[] = [];
  for (const by of [undefined, 'role', 'grade', 'class'])
    for (const role of [undefined, 'parent', 'student', 'teacher']) {
      const { $, status } = await one.open(urls.surveyResults(id, { by, role }));
      expect(status).toBe(200);
      sets.push(...setsOf($));
    }
  const desk = await one.open(urls.surveyDecision(id));
  sets.push(...setsOf(desk.$));
  const words = { decision: 'Решение', changes: 'Изменение' };
  const decided = await (await desk.form(urls.surveyDecision(id)).submit(words)).follow();
  await decided.form(urls.surveyPublication(id)).submit();
  sets.push(...setsOf((await one.open(urls.surveyOutcome(id))).$));
  return sets.filter((set) => set.size > 0);
}

/** The sets on a page: its statements together, the rows of its table, the columns of its terms. */
function setsOf($: CheerioAPI): Set<number>[] {
  const says = (text: string) => text.includes('5,0');
  const where = (said: readonly boolean[]) => new Set(said.flatMap((is, place) => (is ? [place] : [])));
  const ofStatements = where(
    answers.map((_answer, place) => {
      const heading = $('.statement h3').filter((_at, h) => $(h).text() === `Утверждение ${place + 1}`);
      return says(heading.parent().find('.statement-mean').text());
    }),
  );
  const ofFindings = where(
    answers.map((_answer, place) =>
      $('section[aria-labelledby=found] li')
        .toArray()
        .some(
          (li) =>
            $(li)
              .text()
              .startsWith(`Утверждение ${place + 1} `) && says($(li).text()),
        ),
    ),
  );
  const rows = $('#views-h').parent().find('tbody tr').toArray();
  const ofRows = rows.map((row) => {
    const [count, ...cells] = $(row)
      .find('td')
      .toArray()
      .map((cell) => $(cell).text());
    const set = where(cells.map(says));
    expect(String(set.size)).toBe(count); // the number of answers that the row tells is the number that it is made of
    return set;
  });
  const terms = $('#trend-table-h').parent().find('tbody tr').toArray();
  const ofTerm = where(terms.map((row) => says($(row).find('td').last().text())));
  return [ofStatements, ofFindings, ...ofRows, ofTerm];
}

/** What a page would tell that shows cells of a role and class from five, and the sums beside them. */
function naiveSets(): Set<number>[] {
  const groups = ['role', 'className', 'grade'] as const;
  const views = [
    [...answers.keys()],
    ...groups.flatMap((group) => [
      ...Map.groupBy(answers.keys(), (place) => answers[place]?.[group]).values(),
    ]),
    ...Map.groupBy(
      answers.keys(),
      (place) => `${answers[place]?.role} ${answers[place]?.className}`,
    ).values(),
    ...Map.groupBy(answers.keys(), (place) => `${answers[place]?.role} ${answers[place]?.grade}`).values(),
  ];
  return views.filter((view) => view.length >= 5).map((view) => new Set(view));
}

describe('subtracting what is shown of a survey', () => {
  it('never comes to a set of one to four answers, by any sum of any views', async () => {
    const at = await stage();
    const id = await answeredSurvey(at);
    const sets = await readSets(await at.as('ivanenko'), id);
    expect(sets.length).toBeGreaterThan(20);
    expect(Math.min(...sets.map((set) => set.size))).toBeGreaterThanOrEqual(5);
    expect(new Set(sets.flatMap((set) => [...set])).size).toBe(ANSWERS); // all are shown somewhere
    expect(smallSets(sets, ANSWERS)).toEqual([]);
  });

  it('would come to one where small cells are merely left blank', () => {
    const sets = naiveSets();
    expect(Math.min(...sets.map((set) => set.size))).toBeGreaterThanOrEqual(5);
    const found = smallSets(sets, ANSWERS).map((set) => set.length);
    expect(found.length).toBeGreaterThan(3);
    expect(Math.min(...found)).toBeLessThan(5);
  });

  it.each([
    [
      'two sets that differ by one',
      [
        [0, 1, 2, 3, 4],
        [0, 1, 2, 3, 4, 5],
      ],
      [[5]],
    ],
    [
      'a sum and its parts',
      [
        [0, 1, 2, 3, 4, 5, 6],
        [2, 3, 4, 5, 6],
      ],
      [[0, 1]],
    ],
    [
      'three sets whose sum is twice one',
      [
        [0, 1, 2, 3, 4],
        [4, 5, 6, 7, 8],
        [0, 1, 2, 3, 5, 6, 7, 8],
      ],
      [[0, 1, 2, 3], [4], [5, 6, 7, 8]],
    ],
    [
      'sets that share nothing',
      [
        [0, 1, 2, 3, 4],
        [5, 6, 7, 8, 9],
      ],
      [],
    ],
    [
      'sets that overlap and say nothing',
      [
        [0, 1, 2, 3, 4],
        [4, 5, 6, 7, 8],
      ],
      [],
    ],
  ])('finds, and only finds, what follows from %s', (_what, sets, found) => {
    expect(
      smallSets(
        sets.map((set) => new Set(set)),
        10,
      ),
    ).toEqual(found);
  });
});

const CourseRow = z.object({ id: z.number() });
const ServiceRow = z.object({ id: z.number() });

describe('subtracting what is shown of «как прошёл урок»', () => {
  it('never comes to one to four answers, by weeks, courses, grades and services', async () => {
    const at = await stage();
    const courses = await at.db.rows(CourseRow, sql`select id from course order by id limit 4`);
    const services = await at.db.rows(ServiceRow, sql`select id from service order by id limit 2`);
    const keys = answerKeys(at.school);
    // by week, course and service: how many told
    const told = [
      [0, 0, 0, 7], [0, 1, 0, 3], [0, 1, 1, 5], [0, 2, 1, 2], [0, 3, 0, 4], [0, 3, 1, 1],
      [1, 0, 0, 5], [1, 1, 0, 1], [1, 2, 0, 2], [1, 3, 1, 3], [1, 3, 0, 1],
    ]; // biome-ignore format: a table
    for (const [line, [week = 0, course = 0, service = 0, many = 0]] of told.entries())
      for (let one = 0; one < many; one += 1) {
        const ballot = { grade: course < 3 ? 7 : null, connection: 3, clarity: 2, pace: 2 };
        await takePulse(
          at.db,
          {
            week: ['2026-11-09', '2026-11-16'][week] ?? '',
            courseId: courses[course]?.id ?? 0,
            studentId: 900_000 + 100 * line + one,
            ballot: { ...ballot, serviceId: services[service]?.id ?? null },
          },
          keys,
        );
      }
    await openPulseBoxes(at.db, '2026-11-23', keys);
    const periods = [
      { from: '2026-11-09', to: '2026-11-15' },
      { from: '2026-11-16', to: '2026-11-22' },
      { from: '2026-11-09', to: '2026-11-22' },
    ];
    const placeOf = new Map<number, number[]>();
    let places = 0;
    const sets: Set<number>[] = [];
    for (const period of periods) {
      const leaves = (await listPulseLeaves(at.db, period)).map(toPulseLeaf);
      for (const leaf of leaves)
        if (!placeOf.has(leaf.id)) {
          placeOf.set(
            leaf.id,
            Array.from({ length: leaf.answers }, (_answer, place) => places + place),
          );
          places += leaf.answers;
        }
      for (const by of pulseGroupings)
        for (const row of pulseRows(leaves, by)) {
          expect(row.answers).toBeGreaterThanOrEqual(5);
          expect(Object.values(row.counts).map((counts) => counts.reduce((a, b) => a + b))).toEqual([
            row.answers,
            row.answers,
            row.answers,
          ]);
          sets.push(new Set(row.leafIds.flatMap((leaf) => placeOf.get(leaf) ?? [])));
        }
    }
    expect(places).toBeGreaterThan(25);
    expect(smallSets(sets, places)).toEqual([]);
  });
});
