import sql from 'sql-template-tag';
import * as z from 'zod';
import type { School } from '../../src/school.ts';
import type { AudienceLine } from '../../src/surveys/audience-choice.ts';
import { openDueSurveys, releaseSurvey } from '../../src/surveys/open-survey.ts';
import { addSurvey } from '../../src/surveys/save-survey.ts';
import { localDay } from '../../src/web/dates.ts';
import { personOf } from '../support/cast.ts';

export interface Wanted {
  title?: string;
  from?: string;
  to?: string;
  audience?: readonly AudienceLine[];
  statements?: readonly string[];
  questions?: readonly string[];
  /** False: a draft. */
  isReleased?: boolean;
}

export const everybodyAsked: readonly AudienceLine[] = (['parent', 'student', 'teacher'] as const).map(
  (role) => ({
    role,
    grade: null,
    classId: null,
  }),
);

const Item = z.object({ id: z.number(), kind: z.string() });

/** A survey as the coordinator makes and opens it; it opens at once where its first day has come. */
export async function openedSurvey(
  school: Pick<School, 'db' | 'clock' | 'timeZone'>,
  wanted: Wanted = {},
): Promise<{ id: number; choices: string[]; texts: string[] }> {
  const { db } = school;
  const now = school.clock.now();
  const today = localDay(now, school.timeZone);
  const surveyId = await addSurvey(
    db,
    {
      title: wanted.title ?? 'Как мы общаемся',
      intro: '',
      opensOn: wanted.from ?? today,
      closesOn: wanted.to ?? '2026-12-04',
      statements: wanted.statements ?? ['Об уроках узнаю вовремя', 'На вопросы отвечают'],
      questions: wanted.questions ?? ['Что изменить?'],
      audience: wanted.audience ?? everybodyAsked,
    },
    { personId: await personOf(db, 'ivanenko'), at: now },
  );
  if (wanted.isReleased !== false) {
    await releaseSurvey(db, surveyId, 1);
    await openDueSurveys(db, { now, today, surveyId });
  }
  const items = await db.rows(
    Item,
    sql`select id, kind from survey_item where survey_id = ${surveyId} order by position`,
  );
  const named = (kind: string, name: string) =>
    items.filter((item) => item.kind === kind).map((item) => `${name}_${item.id}`);
  return { id: surveyId, choices: named('scale', 'choice'), texts: named('open', 'text') };
}

/** The fields of an answer that says the same under every statement. */
export function chosen(survey: { choices: string[]; texts: string[] }, choice: number, words = '') {
  return {
    ...Object.fromEntries(survey.choices.map((name) => [name, String(choice)])),
    ...Object.fromEntries(survey.texts.map((name) => [name, words])),
  };
}
