import { absenceReasonWords } from '../attendance/absence-words.ts';
import { dayShort, localMoment, nb, plural } from '../web/dates.ts';
import type { IconName } from '../web/icon-names.ts';
import type { RegisterRow } from './find.ts';
import type { PupilRow } from './roster-queries.ts';

/** What is known beside a name; never the mark. */
export interface HintModel {
  icon: IconName;
  text: string;
}

const stateWords: Readonly<Record<PupilRow['absences'][number]['state'], string>> = {
  announced: 'сообщили родители',
  confirmed: 'подтверждено',
  asked: 'классный руководитель уточняет',
};

/** The hints beside a pupil's name: absence announced, presses of Join, help asked for, the pasted list. */
export function hintsOf(row: PupilRow, register: RegisterRow, timeZone: string): HintModel[] {
  const time = (at: Temporal.Instant) => localMoment(at, timeZone).time;
  const hints: HintModel[] = row.absences.map((absence) => ({
    icon: 'mail',
    text: nb(absenceSaid(absence, register.day)),
  }));
  if (row.entered_at !== null) {
    const who = row.was_let_in_by_guardian ? ', нажали родители' : '';
    hints.push({
      icon: 'log-in',
      text: nb(`вход в ${time(row.entered_at)}${lateSaid(row.entered_at, register)}${who}`),
    });
  }
  if (row.refused > 0) {
    const text = `не пустили ${row.refused} ${plural(row.refused, 'раз', 'раза', 'раз')}`;
    hints.push({ icon: 'ban', text: nb(text) });
  }
  if (row.help_asked_at !== null) {
    hints.push({ icon: 'headphones', text: nb(`просили помочь со входом в ${time(row.help_asked_at)}`) });
  }
  return [...hints, ...pastedHints(row, register)];
}

function absenceSaid({ reason, words, state, ends_on, periods }: PupilRow['absences'][number], day: string) {
  const until =
    periods !== null
      ? `, ${periods.map((one) => `${one}-й`).join(', ')} урок`
      : ends_on > day
        ? `, по ${dayShort(ends_on)}`
        : '';
  const said = words === '' ? '' : ` («${words}»)`;
  return `${absenceReasonWords[reason]}${until}${said}: ${stateWords[state]}`;
}

/** «, на 8-й минуте»; nothing for an entry before the bell. */
function lateSaid(at: Temporal.Instant, register: RegisterRow): string {
  const minutes = Math.floor(at.since(register.starts_at).total('minutes'));
  return minutes < 1 ? '' : `, на ${minutes + 1}-\u2060й\u00a0минуте`;
}

function pastedHints(row: PupilRow, register: RegisterRow): HintModel[] {
  if (register.pasted_at === null) return [];
  if (row.seen.length === 0) return [{ icon: 'user-x', text: nb('в списке участников нет') }];
  const names = row.seen.map(({ name, degree }) => `«${name}»${degree === 'likely' ? ' (похоже)' : ''}`);
  return [{ icon: 'user-check', text: nb(`в списке участников: ${names.join(', ')}`) }];
}
