import sql from 'sql-template-tag';
import * as z from 'zod';
import { day, id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { type AnswerKeys, answerKeys } from '../feedback/answer-token.ts';
import { pulseWeek } from '../feedback/pulse.ts';
import { defineJob } from '../jobs/job.ts';
import { addDays, localDay } from '../web/dates.ts';
import { keyId, shuffled, unseal } from './ballot-box.ts';
import { partInLeaves } from './leaves.ts';
import { PulseBallot, pulseSeal } from './pulse-ballot.ts';

/** Opens the boxes of «как прошёл урок» of the weeks that are over: every night, so that none is missed. */
export const openPulse = defineJob({
  name: 'pulse.open',
  payload: z.object({}),
  run: async (context) => {
    const { db, now, timeZone, log } = context;
    const thisWeek = pulseWeek(localDay(now, timeZone));
    const shut = await db.transaction((tx) => openPulseBoxes(tx, thisWeek, answerKeys(context)));
    if (shut > 0) log.warn({ boxes: shut }, 'boxes of «как прошёл урок» were sealed under another key');
  },
});

/** Boxes that nobody could open for so many days are thrown away: the key will not come back. */
const GIVEN_UP_DAYS = 28;

const Box = z.object({
  week: day,
  course_id: id,
  key_id: z.instanceof(Buffer),
  sealed: z.instanceof(Buffer),
});
type Box = z.infer<typeof Box>;

/**
 * Opens the boxes of all weeks before `thisWeek`: answers are parted into sets of at least five (course and service,
 * then what is left of a grade and service, of a service, of the school) and written in an order of no meaning. The
 * last few, fewer than five, are kept nowhere. Boxes and tokens of the week are gone then. A week of which no box opens
 * waits for its key. Does nothing the second time.
 * @param thisWeek the Monday of the week that is not over yet
 * @returns how many boxes did not open
 */
export async function openPulseBoxes(tx: Db, thisWeek: string, keys: AnswerKeys): Promise<number> {
  const boxes = await tx.rows(
    Box,
    sql`
      select week, course_id, key_id, sealed from pulse_box where week < ${thisWeek} order by week, course_id for update
    `,
  );
  const opened = boxes.map((box) => ({ box, ballots: unsealed(box, keys) }));
  const shut = opened.filter(({ ballots }) => ballots === null);
  const isGivenUp = (week: string) => week < addDays(thisWeek, -GIVEN_UP_DAYS);
  const waiting = [...Map.groupBy(opened, ({ box }) => box.week)]
    .filter(([week, group]) => group.every(({ ballots }) => ballots === null) && !isGivenUp(week))
    .map(([week]) => week);
  const cast = opened.flatMap(({ box, ballots }) =>
    (ballots ?? []).map((ballot) => ({ ...ballot, week: box.week, courseId: box.course_id })),
  );
  await keepPulse(tx, cast);
  await tx.run(sql`delete from pulse_box where week < ${thisWeek} and not week = any(${waiting}::date[])`);
  await tx.run(sql`delete from pulse_token where week < ${thisWeek}`);
  return shut.length;
}

/** Null where the box stays shut. */
function unsealed(box: Box, keys: AnswerKeys): PulseBallot[] | null {
  if (!box.key_id.equals(keyId(keys.box))) return null;
  try {
    return unseal(PulseBallot, box.sealed, pulseSeal(keys, box.week, box.course_id));
  } catch {
    return null; // damaged: as shut as a box under another key
  }
}

/** Where an answer of a week came from, as far as anybody will ever see. */
export interface PulseCell {
  week: string;
  courseId: number;
  grade: number | null;
  serviceId: number | null;
}

type PulseGroup = Omit<PulseCell, 'courseId'> & { courseId: number | null };

/** From the smallest to the largest; null where an answer has no place on the level. */
const PULSE_LEVELS: readonly ((cell: PulseCell) => PulseGroup | null)[] = [
  ({ week, courseId, grade, serviceId }) => ({ week, courseId, grade, serviceId }),
  ({ week, grade, serviceId }) => (grade === null ? null : { week, courseId: null, grade, serviceId }),
  ({ week, serviceId }) => ({ week, courseId: null, grade: null, serviceId }),
  ({ week }) => ({ week, courseId: null, grade: null, serviceId: null }),
];

const LeafRow = z.object({ place: z.number(), id });

async function keepPulse(tx: Db, cast: readonly (PulseBallot & PulseCell)[]): Promise<void> {
  const mixed = shuffled(cast);
  // by their names, not by whose ballot was drawn first
  const parted = partInLeaves(mixed, PULSE_LEVELS).leaves.toSorted((a, b) =>
    nameOf(a) < nameOf(b) ? -1 : 1,
  );
  if (parted.length === 0) return;
  const given = parted.map(({ week, courseId, grade, serviceId, members }, place) => ({
    place,
    week,
    course_id: courseId,
    grade,
    service_id: serviceId,
    answers: members.length,
  }));
  const rows = await tx.rows(
    LeafRow,
    sql`
      with given as (
        select place, week, course_id, grade, service_id, answers
        from jsonb_to_recordset(${JSON.stringify(given)}::jsonb)
          as t(place integer, week date, course_id bigint, grade smallint, service_id bigint, answers integer)
      ), added as (
        insert into pulse_leaf (week, course_id, grade, service_id, answers)
        select week, course_id, grade, service_id, answers from given order by place
        returning id, week, course_id, grade, service_id
      )
      select g.place, a.id from added a join given g on g.week = a.week
        and g.course_id is not distinct from a.course_id and g.grade is not distinct from a.grade
        and g.service_id is not distinct from a.service_id
    `,
  );
  const leafOf = new Map<number, number>();
  for (const row of rows) for (const member of parted[row.place]?.members ?? []) leafOf.set(member, row.id);
  const ballots = mixed.flatMap(({ connection, clarity, pace }, place) => {
    const leafId = leafOf.get(place);
    return leafId === undefined ? [] : [{ leaf_id: leafId, connection, clarity, pace }];
  });
  await tx.run(sql`
    insert into pulse_ballot (leaf_id, connection, clarity, pace)
    select leaf_id, connection, clarity, pace
    from rows from (jsonb_to_recordset(${JSON.stringify(shuffled(ballots))}::jsonb)
      as (leaf_id bigint, connection smallint, clarity smallint, pace smallint))
      with ordinality as t(leaf_id, connection, clarity, pace, place)
    order by place
  `);
}

function nameOf({ week, courseId, grade, serviceId }: PulseGroup): string {
  return [week, courseId ?? '', grade ?? '', serviceId ?? ''].join(' ');
}
