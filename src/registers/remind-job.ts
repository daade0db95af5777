import sql from 'sql-template-tag';
import * as z from 'zod';
import { hasUnfilledRegister } from '../attendance/unfilled-register.ts';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { defineJob } from '../jobs/job.ts';
import { notifyPeople } from '../notifying/notify-people.ts';
import { loadSchoolInfo } from '../people/school-info.ts';
import { addDays, localMoment } from '../web/dates.ts';

/** Lessons that nobody was reminded of within so many days (the portal did not run) are let be. */
const CATCH_UP_DAYS = 3;

/**
 * Reminds teachers of the registers that they have not filled by the end of the day (always true 5): from the school's
 * hour on of the lessons of that day that are over, and of those of the days before that nobody was reminded of. One
 * notice a teacher, and each lesson once.
 */
export const remindOfRegisters = defineJob({
  name: 'register.remind',
  payload: z.object({}),
  async run({ db, now, timeZone }) {
    const school = await loadSchoolInfo(db);
    if (school === null) return;
    const { day: today, time } = localMoment(now, timeZone);
    const lastDay = time >= school.registerReminderAt ? today : addDays(today, -1);
    await db.transaction(async (tx) => {
      const lessonIds = await claimLessons(tx, { now, today, lastDay });
      if (lessonIds.length === 0) return;
      const teachers = await teachersOf(tx, lessonIds, today);
      await notifyPeople(tx, {
        kind: 'register_due',
        title: 'Заполните журнал онлайн-урока',
        body: 'Есть онлайн-уроки, которые прошли, а журнал не заполнен. Отметьте, кто был, опоздал или не смог подключиться: это меньше минуты на урок.\nЕсли урок не состоялся, запишите причину в его журнале.',
        about: { kind: 'registers' },
        to: teachers.map((personId) => ({ personId, studentIds: [] })),
        actorId: null,
        at: now,
      });
    });
  },
});

const Claimed = z.object({ lesson_id: id });

/** Writes down of which lessons is reminded; two workers at once never take the same one. */
async function claimLessons(
  tx: Db,
  { now, today, lastDay }: { now: Temporal.Instant; today: string; lastDay: string },
): Promise<number[]> {
  const rows = await tx.rows(
    Claimed,
    sql`
      insert into register_reminder (lesson_id, at)
      select l.id, ${now} from lesson l
      where ${hasUnfilledRegister({ now, today })}
        and l.day between ${addDays(today, -CATCH_UP_DAYS)} and ${lastDay}
        and not exists (select from register_reminder d where d.lesson_id = l.id)
      on conflict do nothing
      returning lesson_id
    `,
  );
  return rows.map((row) => row.lesson_id);
}

const Teacher = z.object({ person_id: id });

async function teachersOf(tx: Db, lessonIds: readonly number[], today: string): Promise<number[]> {
  const rows = await tx.rows(
    Teacher,
    sql`
      select distinct t.person_id from lesson_teacher t join person p on p.id = t.person_id
      where t.lesson_id = any(${lessonIds}::bigint[]) and (p.left_on is null or p.left_on >= ${today})
    `,
  );
  return rows.map((row) => row.person_id);
}
