import type { ChipsModel } from '../web/components.ts';
import { dayRange, nb, number } from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import { besideTable } from './beside-model.ts';
import { type ClosedSurvey, statementsOf } from './closed-survey.ts';
import {
  type Grouping,
  groupings,
  type Leaf,
  type LeafRow,
  leavesOfRole,
  rowsBy,
  viewOf,
} from './leaf-views.ts';
import type { FiguresModel, ResultsPage } from './result-pages.ts';
import type { ClassRow, TrendRow } from './results-queries.ts';
import { mergedSaid, rowLabel } from './row-words.ts';
import { type AskedRole, askedRoles, FEWEST_ANSWERS } from './scale.ts';
import { meanShort, responseSaid, statementModels } from './statement-model.ts';
import { trendModel } from './trend-model.ts';

/** What a page of results shows: of whom, and in which rows. */
export interface ResultsChoice {
  role: AskedRole | null;
  by: Grouping | null;
}

export interface ResultsFacts {
  leaves: readonly Leaf[];
  trend: readonly TrendRow[];
  classes: readonly ClassRow[];
}

/** «Родители», «Ученики», «Учителя». */
const roleTitles: Readonly<Record<AskedRole, string>> = {
  parent: 'Родители',
  student: 'Ученики',
  teacher: 'Учителя',
};

const byTitles: Readonly<Record<Grouping, string>> = {
  role: 'По ролям',
  grade: 'По параллелям',
  class: 'По классам',
};

/**
 * The results of a survey as its reader sees them: sums of leaves and nothing else. The choice of a role and a grouping
 * leads to other sums of the same leaves.
 */
export function toResultsPage(survey: ClosedSurvey, choice: ResultsChoice, facts: ResultsFacts): ResultsPage {
  const statements = statementsOf(survey);
  const leaves = leavesOfRole(facts.leaves, choice.role);
  const shown = viewOf(leaves, statements.length);
  const hasResults = shown.answers >= FEWEST_ANSWERS && statements.length > 0;
  const rows = choice.by === null ? [] : rowsBy(leaves, choice.by, statements.length);
  return {
    head: {
      title: 'Что показал опрос',
      crumb: [
        { text: 'Опросы', href: urls.surveys() },
        { text: survey.title, href: urls.survey(survey.id) },
      ],
      lead: nb(`${survey.title}. Опрос шёл ${dayRange(survey.opens_on, survey.closes_on)}.`),
      actions: [
        { href: urls.surveyDecision(survey.id), text: 'Решение', icon: 'clipboard-check', main: true },
        ...(survey.items.some((item) => item.kind === 'open')
          ? [{ href: urls.surveyTexts(survey.id), text: 'Ответы своими словами' }]
          : []),
      ],
    },
    response: responseLines(survey),
    tooFew: hasResults ? null : tooFew(choice.role),
    whose: facts.leaves.length === 0 ? null : roleChips(survey, choice),
    groupings: hasResults ? byChips(survey, choice) : null,
    shown: hasResults ? shownSaid(choice, shown.answers, survey) : '',
    statements: hasResults && choice.by === null ? statementModels(survey, shown) : [],
    table: choice.by === null || !hasResults ? null : viewTable(survey, choice, rows, facts),
    trend: hasResults && choice.by === null ? trendModel(statements, facts.trend) : null,
    beside:
      survey.term !== null && hasResults && choice.by === 'class'
        ? besideTable(survey, rows, facts.classes)
        : null,
  };
}

function tooFew(role: AskedRole | null): NonNullable<ResultsPage['tooFew']> {
  const whose =
    role === null ? 'На опрос ответили меньше пяти раз' : `${roleTitles[role]} ответили меньше пяти раз`;
  return {
    icon: 'lock',
    text: nb(
      `${whose}. Чтобы никто не узнал чужой ответ, портал показывает только то, что сложено не меньше чем из пяти ответов. Меньше пяти не видит никто, и координатор тоже.`,
    ),
  };
}

/** A line a role: how many answered of those asked. A number below five is not told. */
function responseLines(survey: ClosedSurvey): string[] {
  const byRole = askedRoles.flatMap((role) => {
    const row = survey.response.find((one) => one.role === role);
    if (row === undefined) return [];
    const answered = row.answered < FEWEST_ANSWERS ? 'меньше пяти ответов' : number(row.answered);
    return [nb(`${roleTitles[role]}: ${answered} из ${number(row.asked)}`)];
  });
  return [responseSaid(survey), ...byRole];
}

function roleChips(survey: ClosedSurvey, { role, by }: ResultsChoice): ChipsModel {
  const grouping = by === 'role' ? undefined : (by ?? undefined);
  const asked = askedRoles.filter((one) => survey.response.some((row) => row.role === one));
  return {
    label: 'Чьи ответы',
    chips: [
      { text: 'Все', href: urls.surveyResults(survey.id, { by: by ?? undefined }), current: role === null },
      ...asked.map((one) => ({
        text: roleTitles[one],
        href: urls.surveyResults(survey.id, { role: one, by: grouping }),
        current: role === one,
      })),
    ],
  };
}

function byChips(survey: ClosedSurvey, { role, by }: ResultsChoice): ChipsModel {
  const offered = groupings.filter((one) => role === null || (one !== 'role' && role !== 'teacher'));
  return {
    label: 'Как показать',
    chips: [
      {
        text: 'Все вместе',
        href: urls.surveyResults(survey.id, { role: role ?? undefined }),
        current: by === null,
      },
      ...offered.map((one) => ({
        text: byTitles[one],
        href: urls.surveyResults(survey.id, { by: one, role: role ?? undefined }),
        current: by === one,
      })),
    ],
  };
}

/** How many answers are on the page, and that the few are left out. */
function shownSaid({ role }: ResultsChoice, answers: number, survey: ClosedSurvey): string {
  const whose = role === null ? 'Ответов на этой странице' : `${roleTitles[role]}, ответов на этой странице`;
  const row = survey.response.find((one) => one.role === role);
  const all = role === null ? survey.answered : (row?.answered ?? answers);
  const left =
    all > answers
      ? role === null
        ? ' Остальных набралось меньше пяти: их ответы не показаны нигде.'
        : ' Остальных набралось меньше пяти: их ответы есть только в общей сумме по школе или не показаны вовсе.'
      : '';
  return nb(`${whose}: ${number(answers)}.${left}`);
}

function viewTable(
  survey: ClosedSurvey,
  choice: ResultsChoice,
  rows: readonly LeafRow[],
  { leaves, classes }: ResultsFacts,
): FiguresModel {
  const statements = statementsOf(survey);
  return {
    id: 'views',
    title: choice.by === null ? '' : byTitles[choice.by],
    lead: 'В клетках — средняя оценка от 1 до 5; «затрудняюсь ответить» в неё не входит.',
    first: 'Чьи ответы',
    columns: ['Ответов', ...statements.map((item, at) => `${at + 1}. ${item.text}`)],
    rows: rows.map((row) => {
      const { label, detail } = rowLabel(row, choice.role);
      return {
        label,
        detail,
        cells: [number(row.answers), ...row.counts.map((counts) => meanShort(counts))],
      };
    }),
    notes: choice.by === 'class' ? mergedSaid(leaves, classes, choice.role) : [],
  };
}
