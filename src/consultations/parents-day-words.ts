import type { SummaryListModel, TagModel } from '../web/components.ts';
import { summaryRow } from '../web/components.ts';
import { capital, counted, dayLong, nb, relativeDayLong, timeRange } from '../web/dates.ts';
import { cancelLimitSaid } from './booking-rule.ts';
import type { ParentsDayRow } from './parents-day-find.ts';
import { turnsBetween } from './turns-rule.ts';

/** «в пятницу, 27 ноября, 17:00–20:00» */
export function dayWhen(day: Pick<ParentsDayRow, 'day' | 'starts' | 'ends'>, today: string): string {
  return nb(`${relativeDayLong(day.day, today)}, ${timeRange(day.starts, day.ends)}`);
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

/** «каб. 214», «актовый зал», «онлайн, Сферум» */
export function placeWords(place: { room: string; service_name: string | null }): string {
  if (place.service_name !== null) return nb(`онлайн, ${place.service_name}`);
  return nb(/^\d/.test(place.room) ? `каб. ${place.room}` : place.room);
}
