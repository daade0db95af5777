import type { SummaryListModel, TagModel } from '../web/components.ts';
import { summaryRow } from '../web/components.ts';
import { capital, counted, dayLong, dayShort, nb, relativeDayLong, timeRange } from '../web/dates.ts';
import { cancelLimitSaid } from './booking-rule.ts';
import type { ParentsDayRow } from './parents-day-find.ts';
import { turnsBetween } from './turns-rule.ts';

/** «в пятницу, 27 ноября, 17:00–20:00»; farther off with the bare weekday. */
export function dayWhen(day: Pick<ParentsDayRow, 'day' | 'starts' | 'ends'>, today: string): string {
  const said = relativeDayLong(day.day, today);
  const when = said.startsWith(dayShort(day.day)) ? dayLong(day.day) : said;
  return nb(`${when}, ${timeRange(day.starts, day.ends)}`);
}

/** «Пятница, 27 ноября, 17:00–20:00», for notices, which are read later. */
export function dayWritten(day: Pick<ParentsDayRow, 'day' | 'starts' | 'ends'>): string {
  return `${capital(dayLong(day.day))}, ${timeRange(day.starts, day.ends)}`;
}

export function dayTag(day: Pick<ParentsDayRow, 'state' | 'day'>, today: string): TagModel {
  if (day.state === 'draft') return { text: 'Черновик', icon: 'pencil' };
  if (day.state === 'cancelled') return { text: 'Отменён', kind: 'bad', icon: 'ban' };
  if (day.day < today) return { text: 'Прошёл' };
  return { text: 'Идёт запись', kind: 'ok', icon: 'circle-check' };
}

/** When it is, how long a talk lasts, until when one cancels. */
export function dayFacts(day: ParentsDayRow, today: string): SummaryListModel {
  const turns = turnsBetween(day.starts, day.ends, day.turn_minutes).length;
  return {
    rows: [
      summaryRow('Когда', capital(dayWhen(day, today))),
      summaryRow(
        'Беседа',
        nb(
          `${counted(day.turn_minutes, 'минута', 'минуты', 'минут')}, у каждого учителя до ${counted(turns, 'беседы', 'бесед', 'бесед')}`,
        ),
      ),
      ...(day.break_minutes === 0
        ? []
        : [summaryRow('На переход', nb(counted(day.break_minutes, 'минута', 'минуты', 'минут')))]),
      summaryRow('Отменить запись', nb(cancelLimitSaid(day.cancel_hours))),
      ...(day.words === '' ? [] : [summaryRow('От школы', day.words)]),
    ],
  };
}

/** «Алгебра, Геометрия и ещё 2»: nobody reads seven subjects of one teacher. */
export function subjectsSaid(subjects: readonly string[], most = 2): string {
  const more = subjects.length - most;
  const named = subjects.slice(0, more === 1 ? subjects.length : most).join(', ');
  return more > 1 ? `${named} ${nb(`и ещё ${more}`)}` : named;
}

/** «каб. 214», «актовый зал», «онлайн, Сферум» */
export function placeWords(place: { room: string; service_name: string | null }): string {
  if (place.service_name !== null) return nb(`онлайн, ${place.service_name}`);
  return nb(/^\d/.test(place.room) ? `каб. ${place.room}` : place.room);
}
