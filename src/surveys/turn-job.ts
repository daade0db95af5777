import sql from 'sql-template-tag';
import * as z from 'zod';
import type { AuditAction } from '../audit/action-words.ts';
import { writeAudit } from '../audit/audit.ts';
import { day, id, instant } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { answerKeys } from '../feedback/answer-token.ts';
import { defineJob, type JobContext } from '../jobs/job.ts';
import { localDay, localMoment } from '../web/dates.ts';
import { BoxesShut, closeSurvey } from './open-box.ts';
import { openDueSurveys, remindUnanswered } from './open-survey.ts';
import { reminderDays } from './reminder-rule.ts';

/** Local time from which people are told that a survey has opened, and reminded: nobody at night. */
const DAY_BEGINS = '08:00';

/**
 * The turns that surveys take by the clock: those whose last day is over are closed and their boxes opened; in the day,
 * those whose first day has come are opened, and whoever has not answered is reminded, halfway and three days before the
 * end. Each turn is taken once, however many workers there are and wherever one was killed.
 */
export const turnSurveys = defineJob({
  name: 'survey.turn',
  payload: z.object({}),
  async run(context) {
    const { db, now, timeZone } = context;
    const { day: today, time } = localMoment(now, timeZone);
    await closeEnded(context, today);
    if (time < DAY_BEGINS) return;
    await db.transaction(async (tx) => {
      for (const survey of await openDueSurveys(tx, { now, today }))
        await note(tx, 'survey.opened', survey, now);
    });
    await remind(context, today);
  },
});

const Ended = z.object({ id, title: z.string() });

/** One survey a transaction: where the boxes of one stay shut, the others close. */
async function closeEnded(context: JobContext, today: string): Promise<void> {
  const { db, now, log } = context;
  const keys = answerKeys(context);
  const ended = await db.rows(
    Ended,
    sql`select id, title from survey where state = 'open' and opened_at is not null and closes_on < ${today} order by id`,
  );
  for (const survey of ended) {
    const { id: surveyId } = survey;
    try {
      const done = await db.transaction(async (tx) => {
        const opening = await closeSurvey(tx, surveyId, { keys, now, today, isEnded: true });
        if (opening !== null) await note(tx, 'survey.closed', survey, now);
        return opening;
      });
      if (done !== null && done.shutBoxes > 0)
        log.error({ surveyId, boxes: done.shutBoxes }, 'boxes of a survey did not open and are kept');
    } catch (fault) {
      if (!(fault instanceof BoxesShut)) throw fault;
      log.error({ surveyId }, fault.message);
    }
  }
}

/** Writes a turn that nobody pressed into the journal. */
function note(
  tx: Db,
  action: AuditAction,
  survey: { id: number; title: string },
  at: Temporal.Instant,
): Promise<void> {
  const details = { lines: [survey.title] };
  return writeAudit(tx, { actorId: null, action, subjectKind: 'survey', subjectId: survey.id, details, at });
}

const Running = z.object({
  id,
  title: z.string(),
  opens_on: day,
  closes_on: day,
  opened_at: instant,
  reminded_on: day.nullable(),
});

async function remind(context: JobContext, today: string): Promise<void> {
  const { db, timeZone } = context;
  const running = await db.rows(
    Running,
    sql`
      select s.id, s.title, s.opens_on, s.closes_on, s.opened_at,
        (select max(r.day) from survey_reminder r where r.survey_id = s.id) as reminded_on
      from survey s where s.state = 'open' and s.opened_at is not null and s.closes_on >= ${today} order by s.id
    `,
  );
  for (const survey of running) {
    const since = survey.reminded_on ?? localDay(survey.opened_at, timeZone);
    const due = reminderDays(survey.opens_on, survey.closes_on).findLast(
      (one) => one <= today && one > since,
    );
    if (due !== undefined) await remindOnce(context, survey, due, today);
  }
}

/**
 * Whoever writes the day down reminds; another worker at that moment waits, and finds it written. Where the survey is
 * being closed nobody is: who has answered is forgotten then, and all would be reminded.
 */
async function remindOnce(
  context: JobContext,
  survey: { id: number; title: string; closes_on: string },
  due: string,
  today: string,
): Promise<void> {
  await context.db.transaction(async (tx: Db) => {
    const isFirst = await tx.run(sql`
      insert into survey_reminder (survey_id, day)
      select s.id, ${due} from survey s where s.id = ${survey.id} and s.state = 'open' for share
      on conflict do nothing
    `);
    if (isFirst === 1)
      await remindUnanswered(tx, survey, { keys: answerKeys(context), now: context.now, today });
  });
}
