import sql from 'sql-template-tag';
import * as z from 'zod';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import type { AnswerKeys } from '../feedback/answer-token.ts';
import { askedOn } from '../feedback/survey-audience.ts';
import { Ballot, boxSeal } from './ballot.ts';
import { keyId, shuffled, unseal } from './ballot-box.ts';
import { type Cell, namedRoles, toLeaves } from './leaves.ts';
import { FEWEST_ANSWERS } from './scale.ts';

const SurveyId = z.object({ id });
const Box = z.object({
  class_id: id.nullable(),
  grade: z.number().nullable(),
  key_id: z.instanceof(Buffer),
  sealed: z.instanceof(Buffer),
});
type Box = z.infer<typeof Box>;

/** What came out when a survey was closed. */
export interface Opening {
  answers: number;
  /** Boxes that did not open (sealed under another key, or damaged): they are kept, and their answers count nowhere. */
  shutBoxes: number;
}

/** No box of a survey opens: the key is not the one that they were sealed under. */
export class BoxesShut extends Error {
  constructor(surveyId: number) {
    super(
      `Ни одна урна опроса ${surveyId} не открылась: секрет портала (SESSION_SECRET) не тот, с которым собирали ответы`,
    );
    this.name = 'BoxesShut';
  }
}

/**
 * Closes an open survey and opens its boxes, in one transaction: answers and words stand apart from then on, each in an
 * order of no meaning, in sets of at least five; boxes and tokens are gone. Done twice it does nothing the second time.
 * @param today the school's local day, by which is counted how many were asked; the last one, where it is before the end
 * @param withoutAnswers close also where no box opens
 * @param isEnded close only where the last day is over: it may have been moved meanwhile
 * @returns null where the survey is not open (any more), or has not ended
 * Throws BoxesShut, and changes nothing, where there are boxes and none opens.
 */
export async function closeSurvey(
  tx: Db,
  surveyId: number,
  {
    keys,
    now,
    today,
    withoutAnswers = false,
    isEnded = false,
  }: { keys: AnswerKeys; now: Temporal.Instant; today: string; withoutAnswers?: boolean; isEnded?: boolean },
): Promise<Opening | null> {
  const open = await tx.maybeRow(
    SurveyId,
    sql`
      select id from survey
      where id = ${surveyId} and state = 'open' and opened_at is not null and (not ${isEnded} or closes_on < ${today})
      for update
    `,
  );
  if (open === null) return null;
  const boxes = await tx.rows(
    Box,
    sql`
      select b.class_id, k.grade, b.key_id, b.sealed
      from survey_box b left join class k on k.id = b.class_id where b.survey_id = ${surveyId}
      order by b.class_id
    `,
  );
  const { cast, opened } = unsealAll(boxes, surveyId, keys);
  if (boxes.length > 0 && opened.length === 0 && !withoutAnswers) throw new BoxesShut(surveyId);
  await keepBallots(tx, surveyId, cast);
  await keepTexts(tx, surveyId, cast);
  await countAnswers(tx, surveyId, cast, { now, today });
  await tx.run(sql`
    delete from survey_box
    where survey_id = ${surveyId} and key_id = ${keyId(keys.box)}
      and coalesce(class_id, 0) = any(${opened.map((box) => box.class_id ?? 0)}::bigint[])
  `);
  await tx.run(sql`delete from survey_token where survey_id = ${surveyId}`);
  return { answers: cast.length, shutBoxes: boxes.length - opened.length };
}

interface CastBallot extends Cell {
  choices: readonly number[];
  texts: Ballot['texts'];
}

/** All ballots, in one shuffled order, and the boxes that they came from. */
function unsealAll(boxes: readonly Box[], surveyId: number, keys: AnswerKeys) {
  const cast: CastBallot[] = [];
  const opened: Box[] = [];
  for (const box of boxes) {
    const ballots = unsealed(box, surveyId, keys);
    if (ballots === null) continue;
    opened.push(box);
    cast.push(...ballots.map((ballot) => ({ ...ballot, grade: box.grade, classId: box.class_id })));
  }
  return { cast: shuffled(cast), opened };
}

/** Null where the box stays shut: whoever closes the survey says so. */
function unsealed(box: Box, surveyId: number, keys: AnswerKeys): Ballot[] | null {
  if (!box.key_id.equals(keyId(keys.box))) return null;
  try {
    return unseal(Ballot, box.sealed, boxSeal(keys, surveyId, box.class_id));
  } catch {
    return null; // damaged: as shut as a box under another key
  }
}

const LeafRow = z.object({ place: z.number(), id });

/** Leaves and ballots; the ballots in one statement, in an order of no meaning. */
async function keepBallots(tx: Db, surveyId: number, cast: readonly CastBallot[]): Promise<void> {
  const { leaves } = toLeaves(cast);
  const sorted = leaves.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1)); // not by whose ballot was drawn first
  const given = sorted.map(({ role, grade, classId, members }, place) => ({
    place,
    role,
    grade,
    class_id: classId,
    answers: members.length,
  }));
  const rows = await tx.rows(
    LeafRow,
    sql`
      with given as (
        select place, role, grade, class_id, answers from jsonb_to_recordset(${JSON.stringify(given)}::jsonb)
          as t(place integer, role text, grade smallint, class_id bigint, answers integer)
      ), added as (
        insert into survey_leaf (survey_id, role, grade, class_id, answers)
        select ${surveyId}::bigint, role, grade, class_id, answers from given order by place
        returning id, role, grade, class_id
      )
      select g.place, a.id from added a join given g on g.role is not distinct from a.role
        and g.grade is not distinct from a.grade and g.class_id is not distinct from a.class_id
    `,
  );
  const leafOf = new Map<number, number>();
  for (const row of rows) for (const member of sorted[row.place]?.members ?? []) leafOf.set(member, row.id);
  // the last few are kept nowhere: whoever knows who answered would know what those few chose
  const ballots = cast.flatMap(({ choices }, place) => {
    const leafId = leafOf.get(place);
    return leafId === undefined ? [] : [{ leaf_id: leafId, choices }];
  });
  await tx.run(sql`
    insert into survey_ballot (survey_id, leaf_id, choices)
    select ${surveyId}::bigint, leaf_id, choices
    from rows from (jsonb_to_recordset(${JSON.stringify(shuffled(ballots))}::jsonb) as (leaf_id bigint, choices smallint[]))
      with ordinality as t(leaf_id, choices, place)
    order by place
  `);
}

function nameOf({ role, grade, classId }: Record<keyof Cell, string | number | null>): string {
  return `${role ?? ''} ${grade ?? ''} ${classId ?? ''}`;
}

/**
 * What was written in words, apart from the ballots: the role only, and only where five of it answered. Of fewer than
 * five answers in all no words are kept.
 */
async function keepTexts(tx: Db, surveyId: number, cast: readonly CastBallot[]): Promise<void> {
  if (cast.length < FEWEST_ANSWERS) return;
  const named = namedRoles(cast.map((ballot) => ballot.role));
  const texts = cast.flatMap(({ role, texts: written }) =>
    written.map(({ item, body }) => ({ item_id: item, role: named.has(role) ? role : null, body })),
  );
  await tx.run(sql`
    insert into survey_text (survey_id, item_id, role, body)
    select ${surveyId}::bigint, item_id, role, body
    from rows from (jsonb_to_recordset(${JSON.stringify(shuffled(texts))}::jsonb) as (item_id bigint, role text, body text))
      with ordinality as t(item_id, role, body, place)
    order by place
  `);
}

/** How many were asked, as of today, and whoever answered and has left since; and how many answered, role by role. */
async function countAnswers(
  tx: Db,
  surveyId: number,
  cast: readonly CastBallot[],
  { now, today }: { now: Temporal.Instant; today: string },
): Promise<void> {
  const roles = cast.map((ballot) => ballot.role);
  await tx.run(sql`
    insert into survey_response (survey_id, role, asked, answered)
    select ${surveyId}::bigint, r.role, greatest(r.asked, r.answered), r.answered
    from (
      select a.role,
        (select count(*) from ${askedOn(today)} q where q.survey_id = ${surveyId} and q.role = a.role) as asked,
        (select count(*) from unnest(${roles}::text[]) as c(role) where c.role = a.role) as answered
      from (select distinct role from survey_audience where survey_id = ${surveyId}) a
    ) r
  `);
  await tx.run(sql`
    update survey set state = 'closed', closed_at = ${now}, closes_on = least(closes_on, ${today}::date),
      answered = ${cast.length}, version = version + 1,
      asked = (select coalesce(sum(r.asked), 0) from survey_response r where r.survey_id = ${surveyId})
    where id = ${surveyId}
  `);
}
