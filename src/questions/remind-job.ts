import sql from 'sql-template-tag';
import * as z from 'zod';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { isReminderDue } from '../feedback/answer-due.ts';
import { loadWaits, mayAnswerOn } from '../feedback/waits.ts';
import { defineJob } from '../jobs/job.ts';
import { notifyPeople } from '../notifying/notify-people.ts';
import { localMoment } from '../web/dates.ts';

/**
 * Reminds whoever has a question, and whoever stands in for them, on the last day for an answer from 14:00 on (always
 * true 6). Each wait once, and one notice a person however many wait; what nobody answers after it is on the
 * coordinator's list the next day.
 */
export const remindOfQuestions = defineJob({
  name: 'question.remind',
  payload: z.object({}),
  async run({ db, now, timeZone }) {
    const local = localMoment(now, timeZone);
    await db.transaction(async (tx) => {
      const waits = await loadWaits(tx, sql`not ${isReminded}`, local.day);
      const due = [...waits]
        .filter(([, wait]) => isReminderDue(wait, local))
        .map(([questionId]) => questionId);
      const claimed = due.length === 0 ? [] : await claimWaits(tx, due, now);
      const people = claimed.flatMap((questionId) => {
        const wait = waits.get(questionId);
        return wait === undefined ? [] : [wait.teacherId, ...wait.standInIds];
      });
      const staying = people.length === 0 ? [] : await stillHere(tx, people, local.day);
      await notifyPeople(tx, {
        kind: 'question',
        title: 'Ответьте на вопросы сегодня',
        body: 'Есть вопросы, которые ждут второй учебный день. Сегодня последний день для ответа.\nЕсли отвечать не вам, передайте вопрос: семья узнает кому.',
        about: { kind: 'questions' },
        to: staying.map((personId) => ({ personId, studentIds: [] })),
        actorId: null,
        at: now,
      });
    });
  },
});

const isReminded = sql`exists (
  select from question_reminder r where r.question_id = q.id and r.waiting_since = q.waiting_since)`;

const Claimed = z.object({ question_id: id });

/** Writes down which waits are reminded of; two workers at once never take the same one. */
async function claimWaits(tx: Db, questionIds: readonly number[], now: Temporal.Instant): Promise<number[]> {
  const rows = await tx.rows(
    Claimed,
    sql`
      insert into question_reminder (question_id, waiting_since, at)
      select q.id, q.waiting_since, ${now} from question q
      where q.id = any(${questionIds}::bigint[]) and q.state = 'waiting'
      on conflict do nothing
      returning question_id
    `,
  );
  return rows.map((row) => row.question_id);
}

const Person = z.object({ id });

async function stillHere(tx: Db, personIds: readonly number[], today: string): Promise<number[]> {
  const rows = await tx.rows(
    Person,
    sql`
      select p.id from person p
      where p.id = any(${personIds}::bigint[]) and ${mayAnswerOn(sql`p.id`, today)} order by p.id
    `,
  );
  return rows.map((row) => row.id);
}
