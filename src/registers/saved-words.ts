import { type Attendance, attendances, type StudentMark } from '../attendance/mark.ts';
import { localMoment, nb, relativeDay } from '../web/dates.ts';
import type { SchoolInfo } from '../web/route.ts';

const countWords: Readonly<Record<Attendance, string>> = {
  present: 'на уроке',
  late: 'опоздали',
  absent: 'не было',
  excused: 'уважительная причина',
  technical: 'не смогли подключиться',
};

/**
 * What a save did, for whoever saved: how many of each, and when guardians are told of the unexcused absences.
 * @param announced pupils whose absence guardians announced themselves: they are not told of it
 * @param at when it was saved
 */
export function savedWords(
  marks: readonly StudentMark[],
  announced: ReadonlySet<number>,
  at: Temporal.Instant,
  school: SchoolInfo,
): string {
  const counts = attendances.flatMap((kind) => {
    const count = marks.filter((mark) => mark.attendance === kind).length;
    return count === 0 ? [] : [`${countWords[kind]} ${count}`];
  });
  const saved = `Журнал сохранён: ${counts.join(', ')}.`;
  const isTold = marks.some((mark) => mark.attendance === 'absent' && !announced.has(mark.student_id));
  if (!isTold) return nb(saved);
  return nb(`${saved} ${toldSaid(at, school)}`);
}

function toldSaid(at: Temporal.Instant, { absenceNoticeMinutes, timeZone }: SchoolInfo): string {
  if (absenceNoticeMinutes === 0) return 'Родители тех, кого не было, получают уведомление.';
  const told = localMoment(at.add({ minutes: absenceNoticeMinutes }), timeZone);
  const today = localMoment(at, timeZone).day;
  const day = told.day === today ? '' : `${relativeDay(told.day, today)} `;
  return `Родители тех, кого не было, узнают ${day}в ${told.time}: до этого отметки можно исправить.`;
}
