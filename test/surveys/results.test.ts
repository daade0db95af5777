import sql from 'sql-template-tag';
import { describe, expect, it } from 'vitest';
import { mergedSaid } from '../../src/surveys/row-words.ts';
import { urls } from '../../src/web/urls.ts';
import { stage } from '../support/cast.ts';
import { alike, madeSurvey } from './made-survey.ts';

const LEAVES = [
  { role: 'parent', grade: 7, className: '7А', ballots: alike(6, [5, 4]) },
  { role: 'student', grade: 7, className: null, ballots: [...alike(4, [3, 0]), ...alike(3, [2, 1])] },
  { role: 'teacher', grade: null, className: null, ballots: alike(5, [4, 0]) },
] as const;

const RESPONSE = { parent: [20, 8], student: [30, 7], teacher: [9, 5] } as const;

describe('results of a survey', () => {
  it('shows the whole school, a role, grades and classes as sums of the same sets', async () => {
    const at = await stage();
    const id = await madeSurvey(at.db, { leaves: LEAVES, response: RESPONSE, texts: ['Больше примеров'] });
    const one = await at.as('ivanenko');
    await at.db.run(sql`update survey_audience set grade = 7 where survey_id = ${id} and role = 'student'`);

    const whole = await one.open(urls.surveyResults(id));
    expect(whole.status).toBe(200);
    expect(whole.words).toContain('20 ответов из 59 возможных');
    expect(whole.words).toContain('Родители: 8 из 20');
    // 6·5 + 4·3 + 3·2 + 5·4 = 68 of 18
    expect(whole.words).toContain('3,8 из 5');
    expect(whole.words).toContain('Ответов на этой странице: 18.');
    expect(whole.$('.chart-shares')).toHaveLength(2);

    const teachers = await one.open(urls.surveyResults(id, { role: 'teacher' }));
    expect(teachers.words).toContain('все затруднились ответить');

    const byClass = await one.open(urls.surveyResults(id, { by: 'class' }));
    const rows = byClass.$('#views-h').parent().find('tbody tr');
    expect(rows.map((_at, row) => byClass.$(row).text().replace(/\s+/g, ' ')).get()).toEqual([
      '7А родители65,04,0',
      '7-е классы, остальные вместе ученики72,61,0',
      'Учителя54,0—',
    ]);
    expect(byClass.words).toContain('Ответы учеников 7А, 7Б — вместе с параллелью');
    // pupils of the third grade were not asked
    expect(byClass.words.match(/Ответы учеников [^.]*/g)).toHaveLength(1);
    // of eight parents six are shown: the other two are kept nowhere
    expect(byClass.words).toContain('Ответы родителей 3Б, 7Б не показаны: даже вместе их меньше пяти.');
    expect(byClass.words).toContain('Ответы учеников 7А, 7Б — вместе с параллелью');
    // pupils of the third grade were not asked
    expect(byClass.words.match(/Ответы учеников [^.]*/g)).toHaveLength(1);
    // kovaleva, sidorov and orlova keep registers in the small school: attendance stands beside the answers
    expect(byClass.words).toContain('Рядом: как шли уроки');
    expect(byClass.$('#beside-h').parent().find('tbody tr')).toHaveLength(3);
  });

  it.each([
    ['of the role', 'parent', null, 'вместе с остальными по школе'],
    ['of all roles together', null, null, 'вместе с остальными по школе'],
    ['of all roles together, beside a role', null, 'parent', 'только в сумме по всей школе'],
  ] as const)('says where the few of a class are: in the rest %s', (_where, role, choice, said) => {
    const rest = { id: 1, role, grade: null, classId: null, className: null, answers: 5, counts: [] };
    const classes = [
      { id: 3, name: '7А', grade: 7, asked: ['parent'] },
      { id: 4, name: '7Б', grade: 7, asked: ['student'] },
    ] as const;
    const lines = mergedSaid([rest], classes, choice).filter((line) => !line.includes('учеников'));
    expect(lines.map((line) => line.replaceAll('\u00a0', ' '))).toEqual([
      `Ответы родителей 7А — ${said}: по классу их меньше пяти.`,
    ]);
  });

  it('shows nothing below five answers, and says why', async () => {
    const at = await stage();
    const id = await madeSurvey(at.db, { response: { parent: [20, 4] } });
    const one = await at.as('ivanenko');
    const shown = await one.open(urls.surveyResults(id));
    expect(shown.words).toContain('На опрос ответили меньше пяти раз');
    expect(shown.words).toContain('Родители: меньше пяти ответов из 20');
    expect(shown.words).toContain('Меньше пяти ответов из 20 возможных');
    expect(shown.words).not.toContain('4 ответа');
    expect(shown.$('.chart-shares')).toHaveLength(0);
    expect((await one.open(urls.surveyTexts(id))).words).toContain('меньше пяти');
  });

  it('compares the statements with earlier terms by their words', async () => {
    const at = await stage();
    const first = {
      leaves: [{ ...LEAVES[0], ballots: alike(5, [3, 3]) }],
      from: '2026-10-05',
      to: '2026-10-16',
    };
    await madeSurvey(at.db, { ...first, statements: ['На вопросы отвечают', 'Другое'] });
    const id = await madeSurvey(at.db, { leaves: LEAVES, response: RESPONSE });
    const shown = await (await at.as('ivanenko')).open(urls.surveyResults(id));
    const rows = shown.$('#trend-table-h').parent().find('tbody tr');
    expect(rows.map((_at, row) => shown.$(row).text()).get()).toEqual([
      '1. Уроки начинаются вовремя—3,8',
      expect.stringMatching(/^2\. На вопросы отвечают3,0/),
    ]);
    expect(shown.$('#trend-h').parent().find('svg')).toHaveLength(1);
  });

  it('is for the coordinator alone, and for closed surveys', async () => {
    const at = await stage();
    const id = await madeSurvey(at.db, { leaves: LEAVES, response: RESPONSE });
    expect((await (await at.as('kovaleva')).open(urls.surveyResults(id))).status).toBe(404);
    const one = await at.as('ivanenko');
    expect((await one.open(urls.surveyResults(999999))).status).toBe(404);
    expect((await one.open(`${urls.surveyResults(id)}?by=person`)).status).toBe(404);
  });
});
