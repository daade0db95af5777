import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type EveningPlan,
  type EveningWishes,
  EXACT_TALKS,
  MOST_TALKS,
  planEvening,
  type WantedTalk,
} from '../../src/consultations/plan-evening.ts';
import { minutesOf, timeOfMinutes } from '../../src/web/dates.ts';

const TURN = 10;

/** A talk by the times of its free turns: `talk('math', '214', '17:00 17:10')`. */
function talk(key: string, place: string, times: string): WantedTalk {
  const turns = times.split(' ').filter(Boolean);
  return {
    key,
    turns: turns.map((time, at) => ({ id: key.length * 1000 + at, start: minutesOf(time), place })),
  };
}

function wishes(talks: readonly WantedTalk[], more: Partial<EveningWishes> = {}): EveningWishes {
  return {
    talks,
    turnMinutes: TURN,
    breakMinutes: 5,
    fixed: [],
    away: [],
    notBefore: 0,
    notAfter: 24 * 60,
    ...more,
  };
}

/** «17:00 math, 17:15 physics; waiting 5; left out: art» */
function said(plan: EveningPlan): string {
  const line = plan.talks.map(({ key, turn }) => `${timeOfMinutes(turn.start)} ${key}`).join(', ');
  const left = plan.leftOut.map(({ key, hasTurns }) => (hasTurns ? key : `${key} (none)`)).join(', ');
  return `${line}; ${plan.waiting}${left === '' ? '' : `; without ${left}`}`;
}

const EVENING = '17:00 17:10 17:20 17:30 17:40 17:50 18:00';

describe('the order of an evening', () => {
  it.each<[string, EveningWishes, string]>([
    ['nothing wanted', wishes([]), '; 0'],
    ['one talk as early as can be', wishes([talk('math', '214', '17:20 17:00')]), '17:00 math; 0'],
    [
      'two in one room follow each other without a break',
      wishes([talk('math', '214', EVENING), talk('form', '214', EVENING)]),
      '17:00 math, 17:10 form; 0',
    ],
    [
      'two in two rooms leave the break',
      wishes([talk('math', '214', EVENING), talk('physics', '301', EVENING)]),
      '17:00 math, 17:20 physics; 10',
    ],
    [
      'the shortest line, though it begins later',
      wishes([talk('math', '214', '17:00 17:40'), talk('physics', '301', '17:25 18:00')]),
      '17:25 physics, 17:40 math; 5',
    ],
    [
      'of two equally short the one that ends first',
      wishes([talk('math', '214', '17:00 17:30'), talk('physics', '301', '17:15 17:45')]),
      '17:00 math, 17:15 physics; 5',
    ],
    [
      'siblings with one teacher',
      wishes([talk('sonya', '214', EVENING), talk('misha', '214', EVENING), talk('art', '101', '17:25')]),
      '17:00 sonya, 17:10 misha, 17:25 art; 5',
    ],
    [
      'within the wished hours',
      wishes([talk('math', '214', EVENING)], { notBefore: minutesOf('17:25'), notAfter: minutesOf('17:45') }),
      '17:30 math; 0',
    ],
    [
      'after the wished hours nothing',
      wishes([talk('math', '214', EVENING)], { notBefore: minutesOf('17:55'), notAfter: minutesOf('18:05') }),
      '; 0; without math (none)',
    ],
    [
      'as many as fit, and who is left out',
      wishes([talk('math', '214', '17:00'), talk('physics', '301', '17:00 17:05'), talk('art', '101', '')]),
      '17:00 math; 0; without physics, art (none)',
    ],
    [
      'most talks before least waiting',
      wishes([talk('math', '214', '17:00 19:00'), talk('physics', '301', '19:00')]),
      '17:00 math, 19:00 physics; 110',
    ],
    [
      'around a talk that is booked already, with the break on both sides',
      wishes([talk('math', '214', '17:10 17:20 17:30 17:40'), talk('art', '101', '16:50 17:00')], {
        fixed: [{ start: minutesOf('17:20'), end: minutesOf('17:30'), place: '301' }],
      }),
      '17:00 art, 17:40 math; 20',
    ],
    [
      'nearest to what is booked already',
      wishes([talk('math', '214', '17:00 17:40')], {
        fixed: [{ start: minutesOf('17:55'), end: minutesOf('18:05'), place: '301' }],
      }),
      '17:40 math; 5',
    ],
    [
      'not while the parent, a teacher, receives others',
      wishes([talk('math', '214', EVENING)], {
        away: [{ start: minutesOf('17:00'), end: minutesOf('17:35') }],
      }),
      '17:40 math; 0',
    ],
  ])('%s', (_name, asked, expected) => {
    expect(said(planEvening(asked))).toBe(expected);
  });

  it('counts what is booked already as the line where nothing is added', () => {
    const fixed = [
      { start: 1000, end: 1010, place: '1' },
      { start: 1030, end: 1040, place: '2' },
    ];
    expect(planEvening(wishes([], { fixed }))).toEqual({ talks: [], leftOut: [], waiting: 20 });
  });

  it('takes no more talks than it can weigh', () => {
    const many = Array.from({ length: MOST_TALKS + 1 }, (_, at) => talk(`t${at}`, `${at}`, EVENING));
    expect(() => planEvening(wishes(many))).toThrow('More than');
  });
});

const someTalks = (most: number) =>
  fc
    .array(
      fc.record({
        place: fc.constantFrom('1', '2', '3', ''),
        starts: fc.uniqueArray(fc.integer({ min: 0, max: 12 }), { maxLength: 5 }),
      }),
      { minLength: 1, maxLength: most },
    )
    .map((all) =>
      all.map(({ place, starts }, at) => ({
        key: `${at}`,
        turns: starts.map((step, turn) => ({ id: at * 100 + turn, start: 1000 + step * 5, place })),
      })),
    );

const someWishes = (most: number) =>
  fc
    .record({
      talks: someTalks(most),
      breakMinutes: fc.constantFrom(0, 5, 10),
      fixed: fc.array(fc.record({ step: fc.integer({ min: 0, max: 3 }), place: fc.constantFrom('1', '9') }), {
        maxLength: 2,
      }),
      notBefore: fc.constantFrom(0, 1010),
      notAfter: fc.constantFrom(1050, 1440),
    })
    .map(({ fixed, ...rest }) =>
      wishes(rest.talks, {
        ...rest,
        // never two at one time: a family cannot have booked that
        fixed: fixed.map(({ step, place }, at) => {
          const start = 1000 + step * 5 + at * 40;
          return { start, end: start + 15, place };
        }),
      }),
    );

/** Whether these stand one after another with the breaks that they need. */
function isLine(all: readonly { start: number; end: number; place: string }[], pause: number): boolean {
  const line = all.toSorted((a, b) => a.start - b.start);
  return line.every((one, at) => {
    const before = line[at - 1];
    return before === undefined || one.start >= before.end + (before.place === one.place ? 0 : pause);
  });
}

const asLine = (asked: EveningWishes, turns: readonly { start: number; place: string }[]) => [
  ...turns.map(({ start, place }) => ({ start, end: start + asked.turnMinutes, place })),
  ...asked.fixed,
];

function waitingOf(all: readonly { start: number; end: number }[]): number {
  if (all.length === 0) return 0;
  const held = all.reduce((sum, one) => sum + one.end - one.start, 0);
  return Math.max(...all.map((one) => one.end)) - Math.min(...all.map((one) => one.start)) - held;
}

/** The best by trying everything: how many talks, how little waiting, how early the end. */
function bestOf(asked: EveningWishes): [number, number, number] {
  let best: [number, number, number] = [0, waitingOf(asked.fixed), 0];
  const isLess = (a: readonly number[], b: readonly number[]) => {
    const at = a.findIndex((value, place) => value !== b[place]);
    return at >= 0 && (a[at] ?? 0) < (b[at] ?? 0);
  };
  const go = (at: number, turns: { start: number; place: string }[]) => {
    const all = asLine(asked, turns);
    if (!isLine(all, asked.breakMinutes)) return;
    const score: [number, number, number] = [
      -turns.length,
      waitingOf(all),
      Math.max(0, ...turns.map((turn) => turn.start)),
    ];
    if (turns.length > 0 && isLess(score, best)) best = score;
    for (let next = at; next < asked.talks.length; next += 1)
      for (const turn of asked.talks[next]?.turns ?? [])
        if (turn.start >= asked.notBefore && turn.start + TURN <= asked.notAfter)
          go(next + 1, [...turns, turn]);
  };
  go(0, []);
  return [Math.abs(best[0]), best[1], best[2]];
}

describe('whatever is asked', () => {
  it('nobody is in two places, breaks are kept, each talk is held once, in the wished hours', () => {
    fc.assert(
      fc.property(someWishes(12), (asked) => {
        const plan = planEvening(asked);
        const turns = plan.talks.map((one) => one.turn);
        expect(isLine(asLine(asked, turns), asked.breakMinutes)).toBe(true);
        expect(new Set([...plan.talks, ...plan.leftOut].map((one) => one.key)).size).toBe(asked.talks.length);
        expect(plan.talks.length + plan.leftOut.length).toBe(asked.talks.length);
        for (const { key, turn } of plan.talks) {
          expect(asked.talks.find((one) => one.key === key)?.turns).toContain(turn);
          expect(turn.start).toBeGreaterThanOrEqual(asked.notBefore);
          expect(turn.start + TURN).toBeLessThanOrEqual(asked.notAfter);
        }
        expect(turns.map((turn) => turn.start)).toEqual(
          turns.map((turn) => turn.start).toSorted((a, b) => a - b),
        );
        expect(plan.waiting).toBe(waitingOf(asLine(asked, turns)));
      }),
      { numRuns: 300 },
    );
  });

  it('no order of few talks is better than the proposed one', () => {
    fc.assert(
      fc.property(someWishes(4), (asked) => {
        const plan = planEvening(asked);
        const lastStart = plan.talks.at(-1)?.turn.start ?? 0;
        const [count, waiting, end] = bestOf(asked);
        expect([plan.talks.length, plan.waiting]).toEqual([count, waiting]);
        // beside later fixed talks the end of the line is theirs
        if (asked.fixed.length === 0) expect(lastStart).toBe(end);
      }),
      { numRuns: 400 },
    );
  });
});

/** Teachers whose turns are partly taken, as on a real evening. */
function busyEvening(talks: number, turns: number, seed: number): EveningWishes {
  let state = seed;
  const luck = () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648;
  };
  return wishes(
    Array.from({ length: talks }, (_, at) => ({
      key: `${at}`,
      turns: Array.from({ length: turns }, (_turn, n) => ({
        id: at * 1000 + n,
        start: 900 + n * TURN,
        place: `${at}`,
      })).filter(() => luck() < 0.5),
    })),
  );
}

describe('the time it takes', () => {
  it('weighs eight talks of forty turns while a page is made, and fifteen too', () => {
    const took = (talks: number) => {
      const times = Array.from({ length: 9 }, (_, seed) => {
        const asked = busyEvening(talks, 40, seed + 1);
        const from = performance.now();
        const plan = planEvening(asked);
        expect(plan.talks).toHaveLength(talks);
        return performance.now() - from;
      });
      return times.toSorted((a, b) => a - b)[4] ?? 0;
    };
    const [eight, fifteen] = [took(EXACT_TALKS), took(MOST_TALKS)];
    console.info(
      `A plan of ${EXACT_TALKS} talks takes ${eight.toFixed(1)} ms, of ${MOST_TALKS} ${fifteen.toFixed(1)} ms`,
    );
    // a page takes a few milliseconds; the bound leaves room for a busy machine
    expect(eight).toBeLessThan(60);
    expect(fifteen).toBeLessThan(250);
  });
});
