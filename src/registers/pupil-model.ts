import { activities, activityWords, attendances, attendanceWords, type Mark } from '../attendance/mark.ts';
import { markSaid } from '../attendance/mark-words.ts';
import { fieldId } from '../web/components.ts';
import { nb } from '../web/dates.ts';
import type { FormErrors } from '../web/form.ts';
import { type Filled, fieldNames } from './forms.ts';
import type { HintModel } from './hints.ts';
import type { PressModel, PupilModel } from './pages.ts';
import type { PupilRow } from './roster-queries.ts';

/** What the form shows of a pupil besides the row. */
export interface PupilState {
  place: number;
  name: string;
  filled: Filled;
  errors: FormErrors;
  hints: readonly HintModel[];
  theirs: { mark: Mark; by: string } | null;
}

/** A pupil in the register's form. */
export function toPupil(row: PupilRow, state: PupilState): PupilModel {
  const names = fieldNames(row.student_id);
  const { filled, errors, theirs } = state;
  const presses = (name: string, chosen: string, of: readonly Omit<PressModel, 'id' | 'checked'>[]) =>
    of.map((press, i) => ({
      ...press,
      id: i === 0 ? fieldId(name) : `${fieldId(name)}-${i + 1}`,
      checked: press.value === chosen,
    }));
  return {
    id: row.student_id,
    number: String(state.place),
    name: state.name,
    hints: state.hints,
    attendance: {
      name: names.attendance,
      presses: presses(names.attendance, filled.attendance, attendanceChoices),
    },
    minutes: {
      name: names.minutes,
      id: fieldId(names.minutes),
      value: filled.minutes,
      isWrong: errors[names.minutes] !== undefined,
    },
    activity: { name: names.activity, presses: presses(names.activity, filled.activity, activityChoices) },
    remark: { name: names.remark, id: fieldId(names.remark), value: filled.remark },
    isRemarkOpen: filled.remark !== '' || errors[names.remark] !== undefined,
    errors: Object.values(names).flatMap((name) => errors[name] ?? []),
    errorId: `e-${row.student_id}`,
    theirs: theirs === null ? null : nb(`${theirs.by}: ${markSaid(theirs.mark)}`),
  };
}

const attendanceChoices = attendances.map((value) => {
  const { brief, long } = attendanceWords[value];
  return { value, text: brief, about: brief.endsWith('.') || value === 'technical' ? long : '' };
});

const activityChoices = [
  { value: '', text: '—', about: 'активность не отмечена' },
  ...activities.map((one) => ({ value: String(one), text: String(one), about: activityWords[one] })),
];
