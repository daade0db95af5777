import { randomBytes } from 'node:crypto';
import sql from 'sql-template-tag';
import * as z from 'zod';
import { day, id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import type { AnswerKeys } from '../feedback/answer-token.ts';
import { pulseWeek } from '../feedback/pulse.ts';
import { keyId, seal } from '../surveys/ballot-box.ts';
import { openPulseBoxes } from '../surveys/open-pulse-job.ts';
import { type PulseBallot, pulseSeal } from '../surveys/pulse-ballot.ts';
import { luck } from './luck.ts';
import { random } from './random.ts';

const SEED = 23;
const WEEKS = 6;

const Told = z.object({ week: day, course_id: id, grade: z.number(), service_id: id, pupils: z.number() });

/** How online lessons of the last weeks went, as pupils told it: of each class one course a week, in sets of five. */
export async function writePulse(tx: Db, { today }: { today: string }): Promise<void> {
  const chance = random(SEED);
  // What is sealed here is opened at once: the key is thrown away
  const keys: AnswerKeys = { box: randomBytes(32), token: randomBytes(32) };
  const thisWeek = pulseWeek(today);
  const told = await tx.rows(
    Told,
    sql`
      select distinct on (date_trunc('week', l.day), k.id) date_trunc('week', l.day)::date as week, l.course_id, k.grade,
        l.service_id, (select count(*) from enrolment e where e.class_id = k.id and e.ends_on is null) as pupils
      from lesson l join course c on c.id = l.course_id
      join study_group_class g on g.group_id = c.group_id and g.is_whole join class k on k.id = g.class_id
      where l.format = 'online' and l.status = 'held' and l.service_id is not null
        and l.day >= ${thisWeek}::date - ${7 * WEEKS}::integer and l.day < ${thisWeek}
      order by date_trunc('week', l.day), k.id, ${luck(sql`l.id`, 47)}, l.id`,
  );
  const boxes = told.map(({ week, course_id: courseId, grade, service_id: serviceId, pupils }) => {
    const ballots = Array.from({ length: chance.between(3, Math.ceil(pupils * 0.6)) }, (): PulseBallot => {
      const connection = chance.chance(0.72) ? 3 : chance.chance(0.7) ? 2 : 1;
      const clarity = chance.chance(0.66) ? 3 : chance.chance(0.8) ? 2 : 1;
      const pace = chance.chance(0.75) ? 2 : chance.chance(0.6) ? 3 : 1;
      return { grade, serviceId, connection, clarity, pace };
    });
    const sealed = seal(ballots, pulseSeal(keys, week, courseId)).toString('base64');
    return { week, course_id: courseId, sealed };
  });
  await tx.run(sql`
    insert into pulse_box (week, course_id, key_id, sealed)
    select week, course_id, ${keyId(keys.box)}::bytea, decode(sealed, 'base64')
    from jsonb_to_recordset(${JSON.stringify(boxes)}::jsonb) as b(week date, course_id bigint, sealed text)`);
  await openPulseBoxes(tx, thisWeek, keys);
}
