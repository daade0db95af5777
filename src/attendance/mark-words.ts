import { counted } from '../web/words.ts';
import { activities, activityWords, attendanceWords, type Mark } from './mark.ts';

/** A mark in words: «опоздание, 5 минут; активность 2: участвовал; «без микрофона»». */
export function markSaid(mark: Mark): string {
  const minutes =
    mark.minutes_late === null ? '' : `, ${counted(mark.minutes_late, 'минута', 'минуты', 'минут')}`;
  const activity = activities.find((one) => one === mark.activity);
  return [
    `${attendanceWords[mark.attendance].long}${minutes}`,
    ...(activity === undefined ? [] : [`активность ${activity}: ${activityWords[activity]}`]),
    ...(mark.remark === '' ? [] : [`«${mark.remark}»`]),
  ].join('; ');
}

/** What a correction changed, in words: «опоздание, 5 минут → не было». Parts that stayed are not told. */
export function correctionSaid(before: Mark, after: Mark): string {
  const parts: string[] = [];
  if (before.attendance !== after.attendance || before.minutes_late !== after.minutes_late) {
    parts.push(`${attendanceSaid(before)} → ${attendanceSaid(after)}`);
  }
  if (before.activity !== after.activity) {
    parts.push(`активность ${before.activity ?? '—'} → ${after.activity ?? '—'}`);
  }
  if (before.remark !== after.remark) {
    parts.push(after.remark === '' ? 'замечание убрано' : `замечание: «${after.remark}»`);
  }
  return parts.join('; ');
}

function attendanceSaid(mark: Mark): string {
  return markSaid({ ...mark, activity: null, remark: '' });
}
