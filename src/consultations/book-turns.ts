import { writeAudit } from '../audit/audit.ts';
import type { NoteModel } from '../web/components.ts';
import { nb, shortName, timeOfMinutes } from '../web/dates.ts';
import type { PostContext } from '../web/route.ts';
import { holdTurns, takePlace } from './book.ts';
import type { ParentsDayRow } from './parents-day-find.ts';
import { type BusyRow, type Family, listBusy, listTurnsOf, type TurnOfOffer } from './plan-queries.ts';

/** A turn of a proposal: for which child. */
export interface AskedTurn {
  studentId: number;
  consultationId: number;
}

export type Booked = { ok: true } | { ok: false; note: NoteModel };

type Context = Pick<PostContext<unknown, unknown, unknown>, 'db' | 'actor' | 'now' | 'requestId'>;

/** Thrown to undo what was booked of a proposal, where the rest of it cannot be. */
class NotAll extends Error {}

/**
 * Books several turns of a parents' day for the children of a guardian: all of them, or none (always true 6). The
 * guardian is held by the caller; the turns are held in ascending order, so that two families never wait for each other.
 */
export async function bookTurns(
  context: Context,
  day: ParentsDayRow,
  family: Family,
  asked: readonly AskedTurn[],
): Promise<Booked> {
  const { db } = context;
  const turns = await listTurnsOf(
    db,
    day.id,
    asked.map((one) => one.consultationId),
  );
  const held = await holdTurns(
    db,
    asked.map((one) => one.consultationId),
  );
  const busy = await listBusy(db, day, family);
  const lost = asked.flatMap((one) => {
    const turn = turns.find((each) => each.id === one.consultationId);
    const row = held.get(one.consultationId);
    const isMine = family.children.some((child) => child.id === one.studentId);
    if (turn === undefined || row === undefined || !isMine || turn.teacher_id === family.personId)
      return ['Одной из бесед в этом дне больше нет.'];
    const isTaken = row.state === 'cancelled' || row.taken >= row.places;
    const hasBegun = Temporal.Instant.compare(row.starts_at, context.now) <= 0;
    if (isTaken || hasBegun) return [lostWords(turn, hasBegun ? 'уже началась' : 'время уже заняли')];
    return isCrossed(turn, one, busy, day) ? [lostWords(turn, 'мешает другой вашей беседе')] : [];
  });
  if (asked.length === 0) lost.push('Ни одной беседы не выбрано.');
  if (lost.length > 0) return { ok: false, note: changed(lost) };
  try {
    await db.transaction((tx) => take({ ...context, db: tx }, family, asked));
  } catch (fault) {
    if (!(fault instanceof NotAll)) throw fault;
    return { ok: false, note: changed(['На одну из бесед вы записались из другого окна.']) };
  }
  await noteBookings(context, day, asked, turns);
  return { ok: true };
}

/** Whether the family has something else then, needs the way from it, or has a talk with that teacher already. */
function isCrossed(
  turn: TurnOfOffer,
  asked: AskedTurn,
  busy: readonly BusyRow[],
  day: ParentsDayRow,
): boolean {
  return busy.some((one) => {
    if (one.kind === 'talk' && one.series_id === turn.series_id && one.student_id === asked.studentId)
      return true;
    const isNear = one.kind === 'talk' && !one.is_invited && one.room !== turn.room;
    const pause = isNear ? day.break_minutes : 0;
    return turn.start < one.end + pause && turn.end + pause > one.start;
  });
}

async function take({ db, actor, now }: Context, family: Family, asked: readonly AskedTurn[]): Promise<void> {
  for (const one of asked.toSorted((a, b) => a.consultationId - b.consultationId)) {
    const taken = await takePlace(db, {
      ...one,
      attendeeId: family.personId,
      words: '',
      madeBy: actor.personId,
      at: now,
      expiresAt: null,
    });
    if ('refusal' in taken) throw new NotAll(taken.refusal);
  }
}

function lostWords(turn: TurnOfOffer, why: string): string {
  const name = shortName(turn.family_name, turn.given_name, turn.patronymic);
  return nb(`${timeOfMinutes(turn.start)}, ${name}: ${why}`);
}

function changed(lost: readonly string[]): NoteModel {
  return {
    kind: 'warn',
    title: 'Пока вы смотрели, кое-что изменилось',
    text: nb('Мы никуда вас не записали. Вот что изменилось, а ниже — новый порядок:'),
    items: lost.map((text) => ({ text })),
    live: true,
  };
}

async function noteBookings(
  { db, actor, now, requestId }: Context,
  day: ParentsDayRow,
  asked: readonly AskedTurn[],
  turns: readonly TurnOfOffer[],
): Promise<void> {
  await writeAudit(db, {
    actorId: actor.personId,
    action: 'booking.made',
    subjectKind: 'parents_day',
    subjectId: day.id,
    details: {
      student_ids: [...new Set(asked.map((one) => one.studentId))],
      consultation_ids: turns.map((one) => one.id),
    },
    requestId,
    at: now,
  });
}
