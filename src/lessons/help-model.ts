import { mayCallForHelp } from '../attendance/help-rule.ts';
import { localMoment, nb, phoneSaid } from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import { phoneHref } from '../web/words.ts';
import type { LessonLook } from './lesson-model.ts';
import type { LessonPage } from './pages.ts';
import type { LessonRow } from './queries.ts';

/**
 * «Не могу войти» for the pupil, and for a guardian by child: a press where nobody has said so yet, words where it is
 * known. Null for everybody else, and before the entry opens and after the day.
 */
export function helpModel(lesson: LessonRow, { actor, now, today, school }: LessonLook): LessonPage['help'] {
  if (!mayCallForHelp(lesson, school.entryOpensMinutes, now, today)) return null;
  if (!actor.permissions.has('ticket:open')) return null;
  const own = [
    ...(actor.roles.has('student') && lesson.own_students.includes(actor.personId)
      ? [{ studentId: actor.personId, name: null }]
      : []),
    ...actor.children
      .filter((child) => lesson.own_students.includes(child.id))
      .map((child) => ({ studentId: child.id, name: child.name })),
  ];
  if (own.length === 0) return null;
  const isOver = Temporal.Instant.compare(now, lesson.ends_at) > 0;
  const known = new Map(lesson.calls.map((call) => [call.student_id, call.at]));
  return {
    action: urls.lessonHelp(lesson.id),
    buttons: own
      .filter((one) => !known.has(one.studentId))
      .map(({ studentId, name }) => ({ studentId, label: labelOf(name, isOver) })),
    call: callOf(school),
    said: own.flatMap(({ studentId, name }) => {
      const at = known.get(studentId);
      if (at === undefined) return [];
      const who = name === null ? 'вы не можете войти' : `${name} не может войти`;
      const { time } = localMoment(Temporal.Instant.from(at), school.timeZone);
      return [nb(`В ${time} портал передал учителю и техническому специалисту: ${who}.`)];
    }),
  };
}

/** What the press says; after the lesson, that it did not work. */
function labelOf(name: string | null, isOver: boolean): string {
  const words = isOver ? 'Не получилось войти' : name === null ? 'Не могу войти' : 'Не может войти';
  return name === null ? words : `${words}: ${name}`;
}

/** Whom to call, as the school has set it; where it has set nothing, words alone. */
function callOf(school: LessonLook['school']): NonNullable<LessonPage['help']>['call'] {
  const { supportPhone: phone, supportHours: hours } = school;
  if (phone === '') return { words: nb('Если не получается, позвоните классному руководителю.'), link: null };
  const when = hours === '' ? '' : `, ${hours}`;
  return {
    words: nb(`Если не получается, позвоните в поддержку${when}:`),
    link: { href: phoneHref(phone), text: phoneSaid(phone) },
  };
}
