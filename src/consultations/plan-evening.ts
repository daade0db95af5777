/** A turn that nobody has yet. Times are minutes since the school's midnight. */
export interface FreeTurn {
  id: number;
  start: number;
  /** Where it is: a room, or what stands for «online». From one place to another a family needs the break. */
  place: string;
}

/** A talk that a family wants: a teacher about a child. Its key is whatever the caller knows it by. */
export interface WantedTalk {
  key: string;
  turns: readonly FreeTurn[];
}

/** A time that is given away already: a booking of the same family. It stands in the line like any other talk. */
export interface FixedTalk {
  start: number;
  end: number;
  place: string;
}

export interface EveningWishes {
  /** At most `MOST_TALKS`. */
  talks: readonly WantedTalk[];
  /** All turns of a parents' day are of one length. */
  turnMinutes: number;
  breakMinutes: number;
  fixed: readonly FixedTalk[];
  /** Times when the family cannot come at all; no waiting is counted for them, no break kept. */
  away: readonly { start: number; end: number }[];
  notBefore: number;
  notAfter: number;
}

export interface EveningPlan {
  /** In the order of time. */
  talks: { key: string; turn: FreeTurn }[];
  /** What did not fit; `hasTurns` where there are turns within the wished hours, but none beside the others. */
  leftOut: { key: string; hasTurns: boolean }[];
  /** Minutes between the talks, the fixed ones too, from the first to the last. */
  waiting: number;
}

export const MOST_TALKS = 15;
/** Up to so many talks the plan is the best there is; beyond, only the most promising orders are followed. */
export const EXACT_TALKS = 8;
const BEAM = 100;
const DAY = 24 * 60;

/**
 * The order of a family's talks on a parents' day (always true 6): as many talks as can be, then the least waiting in
 * all, then the earliest end. All talks are of one length, so least waiting is the shortest line; for each moment at
 * which it could begin, the earliest end of each set of talks is found, set by set. Nothing is booked by it.
 */
export function planEvening(wishes: EveningWishes): EveningPlan {
  if (wishes.talks.length > MOST_TALKS) throw new Error(`More than ${MOST_TALKS} talks at once`);
  const board = layBoard(wishes);
  let best: Line | null = null;
  for (const start of board.starts) {
    const line = search(board, start, best);
    if (line !== null && (best === null || isBetter(board, line, best))) best = line;
  }
  return toPlan(board, best);
}

/** The turns of a talk that are in one place. */
interface Choice {
  talk: number;
  place: string;
  /** By minute of the day: the first turn that begins then or later. */
  next: readonly (FreeTurn | null)[];
}

interface Board {
  wishes: EveningWishes;
  choices: readonly Choice[];
  /** Moments at which a line can begin, each once, from early to late. */
  starts: readonly number[];
  fixedFrom: number;
  fixedTo: number;
}

/** A line of talks by its last one. Lines of the same talks that end in the same place differ in their end only. */
interface Line {
  before: Line | null;
  talk: number;
  turn: FreeTurn;
  /** The talks of the line, a bit each. */
  talks: number;
  count: number;
  start: number;
  end: number;
}

function layBoard(wishes: EveningWishes): Board {
  const choices: Choice[] = [];
  const starts = new Set<number>();
  wishes.talks.forEach(({ turns }, talk) => {
    const fit = turns.filter((turn) => fits(turn, wishes)).sort((a, b) => a.start - b.start || a.id - b.id);
    for (const turn of fit) starts.add(turn.start);
    for (const place of new Set(fit.map((turn) => turn.place)))
      choices.push({ talk, place, next: nextTurns(fit.filter((turn) => turn.place === place)) });
  });
  return {
    wishes,
    choices,
    starts: [...starts].sort((a, b) => a - b),
    fixedFrom: Math.min(DAY, ...wishes.fixed.map((one) => one.start)),
    fixedTo: Math.max(0, ...wishes.fixed.map((one) => one.end)),
  };
}

/** Whether a turn lies in the wished hours and leaves every fixed talk its break. */
function fits({ start, place }: FreeTurn, wishes: EveningWishes): boolean {
  const end = start + wishes.turnMinutes;
  if (start < wishes.notBefore || end > wishes.notAfter) return false;
  if (wishes.away.some((one) => start < one.end && end > one.start)) return false;
  return !wishes.fixed.some((one) => {
    const pause = one.place === place ? 0 : wishes.breakMinutes;
    return start < one.end + pause && end + pause > one.start;
  });
}

/** @param turns of one place, by their start */
function nextTurns(turns: readonly FreeTurn[]): (FreeTurn | null)[] {
  const next = new Array<FreeTurn | null>(DAY + 1).fill(null);
  let from = 0;
  for (const turn of turns) {
    next.fill(turn, from, turn.start + 1);
    from = Math.max(from, turn.start + 1);
  }
  return next;
}

/**
 * The best line that begins at `start` or later; null where no line from here is better than the known one. The first
 * search, from the earliest start, shows how many talks can be held at all.
 */
function search(board: Board, start: number, known: Line | null): Line | null {
  const most = known?.count ?? board.wishes.talks.length;
  let reached = extend(board, [null], start);
  for (let count = 1; count < most; count += 1) {
    const worth = reached.filter(
      (line) => known === null || waitingSoFar(board, line) < waitingInAll(board, known),
    );
    const further = extend(board, worth, start);
    if (further.length === 0) break;
    reached = further;
  }
  return reached.reduce<Line | null>(
    (best, line) => (best === null || line.end < best.end ? line : best),
    null,
  );
}

/** The lines with one talk more; of those with the same talks and the same last place, the one that ends first. */
function extend(board: Board, lines: readonly (Line | null)[], start: number): Line[] {
  const { choices, wishes } = board;
  const found = new Map<number, Line>();
  for (const before of lines) {
    for (const [at, { talk, place, next }] of choices.entries()) {
      const done = before?.talks ?? 0;
      if (done & (1 << talk)) continue;
      const pause = before === null || before.turn.place === place ? 0 : wishes.breakMinutes;
      const turn = next[(before?.end ?? start) + pause] ?? null;
      if (turn === null) continue;
      const talks = done | (1 << talk);
      const end = turn.start + wishes.turnMinutes;
      const key = talks * choices.length + at;
      const rival = found.get(key);
      if (rival !== undefined && rival.end <= end) continue;
      const count = (before?.count ?? 0) + 1;
      found.set(key, { before, talk, turn, talks, count, start: before?.start ?? turn.start, end });
    }
  }
  const all = [...found.values()];
  if (wishes.talks.length <= EXACT_TALKS || all.length <= BEAM) return all;
  return all.sort((a, b) => a.end - b.end || a.talks - b.talks).slice(0, BEAM);
}

function isBetter(board: Board, one: Line, other: Line): boolean {
  if (one.count !== other.count) return one.count > other.count;
  const [waiting, known] = [waitingInAll(board, one), waitingInAll(board, other)];
  return waiting !== known ? waiting < known : one.end < other.end;
}

/** Minutes waited from the beginning of a line until its last talk is over; it never falls as the line grows. */
function waitingSoFar(board: Board, { start, end, count }: Line): number {
  return waiting(board, Math.min(start, board.fixedFrom), end, count);
}

/** The same until the last of the fixed talks is over too. */
function waitingInAll(board: Board, { start, end, count }: Line): number {
  return waiting(board, Math.min(start, board.fixedFrom), Math.max(end, board.fixedTo), count);
}

function waiting({ wishes }: Board, from: number, to: number, count: number): number {
  let held = count * wishes.turnMinutes;
  for (const fixed of wishes.fixed) if (fixed.end <= to) held += fixed.end - fixed.start;
  return to - from - held;
}

function toPlan(board: Board, last: Line | null): EveningPlan {
  const { wishes, choices, fixedFrom, fixedTo } = board;
  const talks: EveningPlan['talks'] = [];
  for (let line = last; line !== null; line = line.before)
    talks.unshift({ key: wishes.talks[line.talk]?.key ?? '', turn: line.turn });
  const held = last?.talks ?? 0;
  const isEmpty = last === null && wishes.fixed.length === 0;
  return {
    talks,
    leftOut: wishes.talks.flatMap(({ key }, talk) =>
      held & (1 << talk) ? [] : [{ key, hasTurns: choices.some((choice) => choice.talk === talk) }],
    ),
    waiting: isEmpty ? 0 : last === null ? waiting(board, fixedFrom, fixedTo, 0) : waitingInAll(board, last),
  };
}
