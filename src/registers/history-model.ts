import { notHeldWords } from '../attendance/mark.ts';
import { correctionSaid } from '../attendance/mark-words.ts';
import { localMoment, momentSaid, nb, shortName } from '../web/dates.ts';
import type { SchoolInfo } from '../web/route.ts';
import type { ChangeRow } from './change-queries.ts';
import type { RegisterHistory } from './pages.ts';

/** Now, and where: how long ago a save was is said from here. */
export interface SchoolMoment {
  now: Temporal.Instant;
  timeZone: string;
}

/** Who saved what in a register, the newest save first. */
export function toHistory(
  changes: readonly ChangeRow[],
  names: ReadonlyMap<number, string>,
  { now, school }: { now: Temporal.Instant; school: SchoolInfo },
): RegisterHistory {
  const saves = new Map<number, { when: string; who: string; lines: string[] }>();
  for (const change of changes) {
    const save = saves.get(change.version) ?? {
      when: momentSaid(change.at, now, school.timeZone),
      who: savedBy(change),
      lines: [],
    };
    save.lines.push(nb(lineOf(change, names)));
    saves.set(change.version, save);
  }
  return { saves: [...saves.values()].reverse() };
}

function lineOf(change: ChangeRow, names: ReadonlyMap<number, string>): string {
  switch (change.kind) {
    case 'filled':
      return 'Журнал заполнен';
    case 'held':
      return 'Урок всё-таки был: отмечены все ученики';
    case 'not_held': {
      const { reason, words } = change.after;
      return `Урок не состоялся: ${notHeldWords[reason]}${words === '' ? '' : ` («${words}»)`}`;
    }
    case 'corrected': {
      const { student, student_id, before, after } = change;
      const name = names.get(student_id) ?? `${student.family_name} ${student.given_name}`;
      return `${name}: ${correctionSaid(before, after)}`;
    }
  }
}

/** Who saved: «Орлова Н. И.»; «Портал» where nobody did. */
function savedBy({ by }: Pick<ChangeRow, 'by'>): string {
  return by === null ? 'Портал' : shortName(by.family_name, by.given_name, by.patronymic);
}

/** «Орлова Н. И. в 10:52»; on another day «Орлова Н. И., вчера, 10:52» */
export function savedSaid(change: ChangeRow, { now, timeZone }: SchoolMoment): string {
  const { day, time } = localMoment(change.at, timeZone);
  return day === localMoment(now, timeZone).day
    ? `${savedBy(change)} в\u00a0${time}`
    : `${savedBy(change)}, ${momentSaid(change.at, now, timeZone)}`;
}
