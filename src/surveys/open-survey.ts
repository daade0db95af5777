import sql from 'sql-template-tag';
import * as z from 'zod';
import { day, id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { type AnswerKeys, answerToken, ofSurvey } from '../feedback/answer-token.ts';
import { askedOn } from '../feedback/survey-audience.ts';
import { notifyPeople } from '../notifying/notify-people.ts';
import { dayShort } from '../web/dates.ts';
import { askedRoles } from './scale.ts';

/**
 * Lets a draft go: from now on it opens by itself on its day.
 * @returns false where it is no draft (any more), or its version is another
 */
export async function releaseSurvey(tx: Db, surveyId: number, version: number): Promise<boolean> {
  const released = await tx.run(sql`
    update survey set state = 'open', version = version + 1
    where id = ${surveyId} and state = 'draft' and version = ${version}
  `);
  return released === 1;
}

const Opened = z.object({ id, title: z.string(), closes_on: day });
export type OpenedSurvey = z.infer<typeof Opened>;

/**
 * Opens what was let go and whose day has come, each survey once, and tells those who are asked: two notices a survey,
 * one for those who answer for themselves, one for guardians. Of two workers at once one waits and then finds nothing.
 * @param surveyId this survey alone; null: all
 */
export async function openDueSurveys(
  tx: Db,
  { now, today, surveyId = null }: { now: Temporal.Instant; today: string; surveyId?: number | null },
): Promise<OpenedSurvey[]> {
  const opened = await tx.rows(
    Opened,
    sql`
      update survey set opened_at = ${now}
      where state = 'open' and opened_at is null and opens_on <= ${today} and closes_on >= ${today}
        and (${surveyId}::bigint is null or id = ${surveyId})
      returning id, title, closes_on
    `,
  );
  for (const survey of opened) {
    const asked = await listAsked(tx, survey.id, today);
    await tellAsked(tx, survey, asked, { now, isAgain: false });
  }
  return opened;
}

const AskedPerson = z.object({
  role: z.enum(askedRoles),
  person_id: id,
  student_id: id.nullable(),
});
type AskedPerson = z.infer<typeof AskedPerson>;

/** Everybody who is asked, a row an answer. */
function listAsked(db: Db, surveyId: number, today: string): Promise<AskedPerson[]> {
  return db.rows(
    AskedPerson,
    sql`select q.role, q.person_id, q.student_id from ${askedOn(today)} q where q.survey_id = ${surveyId}`,
  );
}

const Token = z.object({ token: z.string() });

/**
 * Reminds those who have not answered yet. Who that is stands nowhere before: it comes from the key, and is forgotten
 * when the notice is written.
 */
export async function remindUnanswered(
  tx: Db,
  survey: OpenedSurvey,
  { keys, now, today }: { keys: Pick<AnswerKeys, 'token'>; now: Temporal.Instant; today: string },
): Promise<void> {
  const asked = await listAsked(tx, survey.id, today);
  const rows = await tx.rows(
    Token,
    sql`select encode(token, 'hex') as token from survey_token where survey_id = ${survey.id}`,
  );
  const given = new Set(rows.map((row) => row.token));
  const what = ofSurvey(survey.id);
  const left = asked.filter(
    (one) => !given.has(answerToken(keys, what, one.person_id, one.student_id).toString('hex')),
  );
  await tellAsked(tx, survey, left, { now, isAgain: true });
}

async function tellAsked(
  tx: Db,
  survey: OpenedSurvey,
  asked: readonly AskedPerson[],
  { now, isAgain }: { now: Temporal.Instant; isAgain: boolean },
): Promise<void> {
  const children = new Map<number, number[]>();
  const selves = new Set<number>();
  for (const { person_id: personId, student_id: studentId } of asked) {
    if (studentId === null) selves.add(personId);
    else children.set(personId, [...(children.get(personId) ?? []), studentId]);
  }
  const until = dayShort(survey.closes_on);
  const begin = isAgain ? `Ещё можно ответить: до ${until}.` : `Ответить можно до ${until}, это пара минут.`;
  const shared = {
    kind: 'survey',
    title: isAgain ? `Напоминание: ${survey.title}` : `Опрос: ${survey.title}`,
    about: { kind: 'survey', id: survey.id },
    actorId: null,
    at: now,
  } as const;
  await notifyPeople(tx, {
    ...shared,
    body: `${begin} Ответы без имён: школа увидит только общие итоги.`,
    to: [...selves].map((personId) => ({ personId, studentIds: [] })),
  });
  await notifyPeople(tx, {
    ...shared,
    body: `${begin} Если детей несколько, ответьте о каждом. Ответы без имён: школа увидит только общие итоги.`,
    to: [...children].map(([personId, studentIds]) => ({ personId, studentIds })),
  });
}
