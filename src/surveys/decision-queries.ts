import sql from 'sql-template-tag';
import * as z from 'zod';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { askedOn } from '../feedback/survey-audience.ts';
import type { Finder } from '../web/route.ts';
import { type ClosedSurvey, findClosedSurvey } from './closed-survey.ts';

export interface DecisionWords {
  decision: string;
  changes: string;
}

/** @returns false where somebody else saved it since that version */
export async function saveDecision(
  tx: Db,
  survey: { id: number; version: number },
  words: DecisionWords,
  by: { personId: number; at: Temporal.Instant },
): Promise<boolean> {
  const touched = await tx.run(sql`
    update survey set decision = ${words.decision}, changes = ${words.changes}, decided_by = ${by.personId},
      decided_at = ${by.at}, version = version + 1
    where id = ${survey.id} and version = ${survey.version} and state in ('closed', 'published')
  `);
  return touched === 1;
}

/**
 * Shows the decision and what changed to those who were asked.
 * @returns false where it was published before, or somebody saved another decision since that version
 */
export async function publishSurvey(
  tx: Db,
  survey: { id: number; version: number },
  at: Temporal.Instant,
): Promise<boolean> {
  const touched = await tx.run(sql`
    update survey set state = 'published', published_at = ${at}, version = version + 1
    where id = ${survey.id} and version = ${survey.version} and state = 'closed' and decision <> '' and changes <> ''
  `);
  return touched === 1;
}

const Asked = z.object({ person_id: id, student_ids: z.array(id) });

/**
 * Everybody who is asked by a survey as of today, whether they answered or not, guardians with their children: for a
 * notice.
 */
export async function listAskedPeople(
  db: Db,
  surveyId: number,
  today: string,
): Promise<{ personId: number; studentIds: readonly number[] }[]> {
  const rows = await db.rows(
    Asked,
    sql`
      select q.person_id, coalesce(array_agg(distinct q.student_id) filter (where q.student_id is not null), '{}') as student_ids
      from ${askedOn(today)} q where q.survey_id = ${surveyId}
      group by q.person_id order by q.person_id
    `,
  );
  return rows.map((row) => ({ personId: row.person_id, studentIds: row.student_ids }));
}

const Found = z.object({ is_asked: z.boolean() });

/**
 * A survey whose decision is published, for those who are asked today in the roles in which they work now, and for
 * whoever reads results.
 */
export const publishedSurveyForActor: Finder<ClosedSurvey, { surveyId: number }> = async ({
  db,
  actor,
  params,
  today,
}) => {
  if (!actor.permissions.has('survey:read')) {
    const children = actor.children.map((child) => child.id);
    const { is_asked: isAsked } = await db.row(
      Found,
      sql`
        select exists (
          select from ${askedOn(today)} q where q.survey_id = ${params.surveyId} and q.person_id = ${actor.personId}
            and q.role = any(${[...actor.roles]}::text[])
            and (q.student_id is null or q.student_id = any(${children}::bigint[]))) as is_asked
      `,
    );
    if (!isAsked) return null;
  }
  const survey = await findClosedSurvey(db, params.surveyId);
  return survey?.state === 'published' ? survey : null;
};
