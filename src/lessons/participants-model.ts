import type { TagModel } from '../web/components.ts';
import { counted, localMoment, nb } from '../web/dates.ts';
import type { LessonLook } from './lesson-model.ts';
import type { LessonPage, ParticipantModel } from './pages.ts';
import type { ParticipantRow } from './queries.ts';

/** Who was told of a lesson, who came in by the portal, and who said that they cannot. */
export function participantsOf(
  rows: readonly ParticipantRow[],
  look: LessonLook,
): LessonPage['participants'] {
  const read = rows.filter((row) => row.has_read || row.guardians_read > 0).length;
  const entered = rows.filter((row) => row.entered_at !== null).length;
  const called = rows.filter((row) => row.called_at !== null).length;
  const unreached = rows.filter(
    (row) => !row.has_access && row.guardians_told === row.guardians_out_of_reach,
  ).length;
  const parts = [
    `Прочитали в ${read} из ${counted(rows.length, 'семьи', 'семей', 'семей')}`,
    `вошли ${entered}`,
    ...(called > 0 ? [`не могут войти ${called}`] : []),
    ...(unreached > 0 ? [`никак не предупреждены ${unreached}: позвоните им`] : []),
  ];
  return { summary: parts.join(', '), rows: rows.map((row) => participantModel(row, look)) };
}

function participantModel(row: ParticipantRow, look: LessonLook): ParticipantModel {
  const reachedBySomebody = row.has_access || row.guardians_told > row.guardians_out_of_reach;
  const told: TagModel = row.has_read
    ? { text: 'прочитано', kind: 'ok', icon: 'check' }
    : row.has_access
      ? { text: 'доставлено' }
      : reachedBySomebody
        ? { text: 'нет своего входа' }
        : { text: 'не дошло', kind: 'bad', icon: 'circle-alert' };
  const entered = row.entered_at === null ? '' : localMoment(row.entered_at, look.school.timeZone).time;
  return {
    name: `${row.family_name} ${row.given_name}`,
    told,
    guardians: row.guardians_told === 0 ? 'нет на портале' : `${row.guardians_read} из ${row.guardians_told}`,
    guardiansTag:
      row.guardians_told > 0 && row.guardians_told === row.guardians_out_of_reach
        ? { text: 'не дошло', kind: 'bad', icon: 'circle-alert' }
        : null,
    call: callTag(row, look),
    callWords: nb(row.call_words),
    entered: entered === '' ? (row.refused > 0 ? `не пустили: ${row.refused}` : '—') : nb(`в ${entered}`),
  };
}

function callTag({ called_at: at }: ParticipantRow, look: LessonLook): TagModel | null {
  if (at === null) return null;
  const { time } = localMoment(at, look.school.timeZone);
  return { text: nb(`не может войти, ${time}`), kind: 'warn', icon: 'wifi-off' };
}
