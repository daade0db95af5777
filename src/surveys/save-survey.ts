import sql from 'sql-template-tag';
import * as z from 'zod';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import type { AudienceLine } from './audience-choice.ts';

/** What a survey asks, of whom and when, as it was typed and found right. */
export interface SurveyContent {
  title: string;
  intro: string;
  opensOn: string;
  closesOn: string;
  statements: readonly string[];
  questions: readonly string[];
  audience: readonly AudienceLine[];
}

const SurveyId = z.object({ id });
const termOf = (day: string) =>
  sql`(select t.id from term t where t.starts_on <= ${day} order by t.starts_on desc limit 1)`;

/** Adds a draft. A survey belongs to the term in which it opens, or to the last one before. */
export async function addSurvey(
  tx: Db,
  content: SurveyContent,
  by: { personId: number; at: Temporal.Instant },
): Promise<number> {
  const { id: surveyId } = await tx.row(
    SurveyId,
    sql`
      insert into survey (title, intro, term_id, opens_on, closes_on, created_by, created_at)
      values (${content.title}, ${content.intro}, ${termOf(content.opensOn)}, ${content.opensOn}, ${content.closesOn},
        ${by.personId}, ${by.at})
      returning id
    `,
  );
  await writeContent(tx, surveyId, content);
  return surveyId;
}

/** Writes a survey anew that nobody was shown yet. @returns false where its version is another, or it was shown */
export async function editSurvey(
  tx: Db,
  { id: surveyId, version }: { id: number; version: number },
  content: SurveyContent,
): Promise<boolean> {
  const changed = await tx.run(sql`
    update survey set title = ${content.title}, intro = ${content.intro}, term_id = ${termOf(content.opensOn)},
      opens_on = ${content.opensOn}, closes_on = ${content.closesOn}, version = version + 1
    where id = ${surveyId} and version = ${version} and opened_at is null and state in ('draft', 'open')
  `);
  if (changed === 0) return false;
  await tx.run(sql`delete from survey_item where survey_id = ${surveyId}`);
  await tx.run(sql`delete from survey_audience where survey_id = ${surveyId}`);
  await writeContent(tx, surveyId, content);
  return true;
}

async function writeContent(tx: Db, surveyId: number, content: SurveyContent): Promise<void> {
  const items = [
    ...content.statements.map((text) => ({ kind: 'scale', text })),
    ...content.questions.map((text) => ({ kind: 'open', text })),
  ].map((item, position) => ({ ...item, position }));
  await tx.run(sql`
    insert into survey_item (survey_id, position, kind, text)
    select ${surveyId}::bigint, position, kind, text
    from jsonb_to_recordset(${JSON.stringify(items)}::jsonb) as t(position smallint, kind text, text text)
    order by position
  `);
  const audience = content.audience.map(({ role, grade, classId }) => ({ role, grade, class_id: classId }));
  await tx.run(sql`
    insert into survey_audience (survey_id, role, grade, class_id)
    select ${surveyId}::bigint, role, grade, class_id
    from jsonb_to_recordset(${JSON.stringify(audience)}::jsonb) as t(role text, grade smallint, class_id bigint)
  `);
}

/** Moves the end of a survey that is under way. @returns false where its version is another, or it has closed */
export async function moveEnd(
  tx: Db,
  { id: surveyId, version }: { id: number; version: number },
  closesOn: string,
): Promise<boolean> {
  const changed = await tx.run(sql`
    update survey set closes_on = ${closesOn}, version = version + 1
    where id = ${surveyId} and version = ${version} and state = 'open'
  `);
  return changed === 1;
}

/** Removes a survey that nobody was shown yet. @returns false where there is none such (any more) */
export async function removeSurvey(tx: Db, surveyId: number): Promise<boolean> {
  const removed = await tx.run(sql`
    delete from survey where id = ${surveyId} and opened_at is null and state in ('draft', 'open')
  `);
  return removed === 1;
}
