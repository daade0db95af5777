import sql from 'sql-template-tag';
import * as z from 'zod';
import { id, instant } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import type { NoticeAbout } from '../notifying/notify-people.ts';
import { dayLong, localMoment } from '../web/dates.ts';
import { invitationUntil } from './booking-rule.ts';
import { whenWritten } from './consultation-words.ts';
import { tellFamily } from './tell.ts';

const CandidateRow = z.object({
  wait_id: id,
  consultation_id: id,
  student_id: id,
  attendee_id: id,
  starts_at: instant,
  day: z.string(),
  starts: z.string(),
  ends: z.string(),
});
type CandidateRow = z.output<typeof CandidateRow>;

/** A turn has no more free places than this to offer at once; the sweep offers what is left later. */
const MOST_OFFERS = 200;

/**
 * Offers places that are free to those who wait for them, in the order in which they asked: each gets an invitation
 * that holds the place for a while (invitationUntil). Where there is no time to answer any more nothing is held:
 * they are told that a place is free, once. Guardians whose right has ended, children who have a place already and
 * whoever is booked elsewhere at that time are passed over.
 * @param consultationIds turns that the transaction holds (holdTurns), with places that may be free
 */
export async function offerFreePlaces(
  tx: Db,
  consultationIds: readonly number[],
  now: { at: Temporal.Instant; timeZone: string; today: string },
): Promise<void> {
  const candidates = await listCandidates(tx, consultationIds, now);
  const offers = candidates.flatMap((one) => {
    const until = invitationUntil(one.starts_at, now.at);
    return until === null ? [] : [{ ...one, until }];
  });
  const late = candidates.filter((one) => invitationUntil(one.starts_at, now.at) === null);
  if (offers.length > 0) await invite(tx, offers, now);
  if (late.length > 0) await tellOfFreePlaces(tx, late, now);
}

function listCandidates(
  tx: Db,
  consultationIds: readonly number[],
  now: { at: Temporal.Instant; today: string },
): Promise<CandidateRow[]> {
  return tx.rows(
    CandidateRow,
    sql`
      with turn as (
        select c.id, c.series_id, c.day, c.starts_at, c.ends_at, c.during, c.places - c.taken as free
        from consultation c
        where c.id = any(${consultationIds}::bigint[]) and c.state = 'open' and c.taken < c.places
          and c.starts_at > ${now.at}
      ), waiting as (
        select distinct on (w.id) w.id as wait_id, t.id as consultation_id, w.student_id, w.attendee_id, w.asked_at
        from turn t join consultation_wait w on w.series_id = t.series_id and w.day = t.day and w.state = 'waiting'
          and (w.consultation_id is null or w.consultation_id = t.id)
        where (w.attendee_id = w.student_id or exists (
            select from guardianship g where g.guardian_id = w.attendee_id and g.student_id = w.student_id
              and g.starts_on <= ${now.today} and (g.ends_on is null or g.ends_on >= ${now.today})))
          and not exists (
            select from booking b where b.consultation_id = t.id and b.student_id = w.student_id
              and b.state in ('booked', 'invited'))
          and not exists (
            select from booking b where b.attendee_id = w.attendee_id and b.state = 'booked' and b.during && t.during)
        order by w.id, t.starts_at
      ), ranked as (
        select w.*, row_number() over (partition by w.consultation_id order by w.asked_at, w.wait_id) as place_in_line
        from waiting w
      )
      select r.wait_id, r.consultation_id, r.student_id, r.attendee_id, t.starts_at, t.day,
        to_char(t.starts_at at time zone o.time_zone, 'HH24:MI') as starts,
        to_char(t.ends_at at time zone o.time_zone, 'HH24:MI') as ends
      from ranked r join turn t on t.id = r.consultation_id cross join school o
      where r.place_in_line <= t.free
      order by r.asked_at, r.wait_id limit ${MOST_OFFERS}
    `,
  );
}

/** Gives each a free place as an invitation and ends their waiting. */
async function invite(
  tx: Db,
  offers: readonly (CandidateRow & { until: Temporal.Instant })[],
  now: { at: Temporal.Instant; timeZone: string; today: string },
): Promise<void> {
  const given = offers.map((one) => ({
    wait_id: one.wait_id,
    consultation_id: one.consultation_id,
    student_id: one.student_id,
    attendee_id: one.attendee_id,
    until: one.until.toString(),
  }));
  await tx.run(sql`
    with given as (
      select g.*, row_number() over (partition by g.consultation_id order by g.wait_id) as rank
      from jsonb_to_recordset(${JSON.stringify(given)}::jsonb)
        as g(wait_id bigint, consultation_id bigint, student_id bigint, attendee_id bigint, until timestamptz)
    ), free as (
      select c.id as consultation_id, n as place, row_number() over (partition by c.id order by n) as rank, c.during
      from consultation c cross join lateral generate_series(1, c.places) n
      where c.id in (select consultation_id from given) and not exists (
        select from booking b where b.consultation_id = c.id and b.place = n and b.state in ('booked', 'invited'))
    ), invited as (
      insert into booking (consultation_id, student_id, attendee_id, place, during, state, made_by, made_at, changed_at,
        expires_at)
      select g.consultation_id, g.student_id, g.attendee_id, f.place, f.during, 'invited', g.attendee_id, ${now.at},
        ${now.at}, g.until
      from given g join free f on f.consultation_id = g.consultation_id and f.rank = g.rank
      returning consultation_id
    ), counted as (
      update consultation c set taken = c.taken + i.count
      from (select consultation_id, count(*)::int as count from invited group by 1) i where i.consultation_id = c.id
    )
    update consultation_wait w set state = 'offered' from given g where w.id = g.wait_id
  `);
  await tellOffered(tx, offers, now);
}

/** What is offered and until when: by the turn where it is one, otherwise by the list of consultations. */
async function tellOffered(
  tx: Db,
  offers: readonly (CandidateRow & { until: Temporal.Instant })[],
  now: { at: Temporal.Instant; timeZone: string; today: string },
): Promise<void> {
  const turn = onlyTurn(offers);
  const until = turn === null ? null : localMoment(turn.until, now.timeZone);
  await tellFamily(
    tx,
    offers,
    {
      title: 'Освободилось место на консультации',
      lines: [
        ...(turn === null ? [] : [`Вы ждали место: ${whenWritten(turn)}.`]),
        `${until === null ? 'Место пока за вами.' : `Место за вами до ${until.time}, ${dayLong(until.day)}.`} Откройте консультации и примите приглашение. Если не ответить, место предложат следующим.`,
      ],
      about: aboutTurn(turn),
    },
    { actorId: null, at: now.at, today: now.today },
  );
}

/** It is too late to hold a place: they are told that one is free, and whoever is first has it. */
async function tellOfFreePlaces(
  tx: Db,
  late: readonly CandidateRow[],
  now: { at: Temporal.Instant; today: string },
): Promise<void> {
  const turn = onlyTurn(late);
  await tellFamily(
    tx,
    late,
    {
      title: 'На консультации есть свободное место',
      lines: [
        ...(turn === null ? [] : [`Вы ждали место: ${whenWritten(turn)}.`]),
        'Времени до начала мало, поэтому место не держим: кто запишется первым, того оно и будет.',
      ],
      about: aboutTurn(turn),
    },
    { actorId: null, at: now.at, today: now.today },
  );
  await tx.run(sql`
    update consultation_wait set state = 'offered' where id = any(${late.map((one) => one.wait_id)}::bigint[])
  `);
}

/** The turn that all of them are about; null where there are several. */
function onlyTurn<T extends CandidateRow>(rows: readonly T[]): T | null {
  const [first] = rows;
  return first !== undefined && rows.every((row) => row.consultation_id === first.consultation_id)
    ? first
    : null;
}

function aboutTurn(turn: CandidateRow | null): NoticeAbout {
  return turn === null ? { kind: 'consultations' } : { kind: 'consultation', id: turn.consultation_id };
}
