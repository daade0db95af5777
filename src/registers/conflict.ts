import { notHeldWords, type StudentMark } from '../attendance/mark.ts';
import { fieldId, type NoteModel } from '../web/components.ts';
import { counted, nb } from '../web/dates.ts';
import type { FormBody } from '../web/form.ts';
import type { ChangeRow } from './change-queries.ts';
import { fieldNames, filledFrom } from './forms.ts';
import { type SchoolMoment, savedSaid } from './history-model.ts';
import { type Marks, marksBefore, mergeMarks } from './merge-marks.ts';
import { pupilNames } from './pupil-names.ts';
import type { RegisterFacts, RegisterInput } from './register-model.ts';
import { markOf } from './roster-queries.ts';

/**
 * What the form holds for whoever saved second: both people's marks together, mine where both marked a pupil and
 * differently, with theirs beside it, and who saved when on top.
 * @param version from which the form was made @param mine what it said
 */
export function markConflict(
  facts: RegisterFacts,
  version: number,
  mine: readonly StudentMark[],
  moment: SchoolMoment,
): RegisterInput {
  const since = facts.changes.filter((change) => change.version > version);
  const now = marksOf(facts);
  const merged = mergeMarks(marksBefore(now, since), now, mine);
  const theirs = [...merged.theirs].map(([studentId, mark]) => {
    const change = since.findLast((one) => one.kind !== 'corrected' || one.student_id === studentId);
    return [
      studentId,
      { mark, by: change === undefined ? 'Другая отметка' : savedSaid(change, moment) },
    ] as const;
  });
  const called = pupilNames(facts.pupils);
  const names = facts.pupils
    .filter((row) => merged.theirs.has(row.student_id))
    .map((row) => ({
      text: `${called.get(row.student_id) ?? ''}: вы отметили по-разному`,
      href: `#${fieldId(fieldNames(row.student_id).attendance)}`,
    }));
  const text =
    names.length > 0
      ? 'Ваши отметки не потеряны и ещё не сохранены. Где вы отметили по-разному, стоит ваша отметка, а под именем — чужая. Проверьте и сохраните ещё раз.'
      : 'Ваши отметки не потеряны и ещё не сохранены: они соединены с тем, что сохранили без вас. Проверьте и сохраните ещё раз.';
  return {
    filled: new Map(merged.marks.map((mark) => [mark.student_id, filledFrom(mark)])),
    theirs: new Map(theirs),
    notes: [noteOf(since, text, names, moment)],
  };
}

/** The page for whoever says that the lesson did not take place, after somebody else has saved. */
export function notHeldConflict(
  facts: RegisterFacts,
  version: number,
  body: FormBody,
  moment: SchoolMoment,
): RegisterInput {
  const since = facts.changes.filter((change) => change.version > version);
  const text = 'Ваша запись не потеряна и ещё не сохранена. Посмотрите отметки и решите, состоялся ли урок.';
  return { notHeld: { values: body, errors: {} }, notes: [noteOf(since, text, [], moment)] };
}

function marksOf({ pupils }: RegisterFacts): Marks {
  return new Map(
    pupils.flatMap((row) => {
      const mark = markOf(row);
      return mark === null ? [] : [[row.student_id, mark] as const];
    }),
  );
}

function noteOf(
  since: readonly ChangeRow[],
  text: string,
  contested: readonly { text: string; href: string }[],
  moment: SchoolMoment,
): NoteModel {
  const saves = new Map(since.map((change) => [change.version, change]));
  const said = [...saves.values()].map((change) => {
    const corrections = since.filter((one) => one.version === change.version && one.kind === 'corrected');
    return { text: nb(`${savedSaid(change, moment)}: ${actSaid(change, corrections.length)}`) };
  });
  return {
    kind: 'warn',
    title: 'Пока вы заполняли журнал, его сохранили без вас',
    text: nb(text),
    items: [...said, ...contested],
  };
}

function actSaid(change: ChangeRow, corrections: number): string {
  switch (change.kind) {
    case 'filled':
      return 'журнал заполнен';
    case 'held':
      return 'журнал заполнен заново';
    case 'not_held':
      return `урок не состоялся, ${notHeldWords[change.after.reason]}`;
    case 'corrected':
      return counted(corrections, 'исправление', 'исправления', 'исправлений');
  }
}
