import type { Actor } from '../access/actor.ts';
import type { ActionModel } from '../web/components.ts';
import { urls } from '../web/urls.ts';
import { type LessonRow, mayAnnounce } from './queries.ts';

/**
 * The ways from a lesson to what is asked about it: for the pupils of the lesson and their guardians a question to its
 * teacher, in the name of each child; for them and for whoever keeps the lesson, what the course may read.
 */
export function questionLinks(lesson: LessonRow, actor: Actor): ActionModel[] {
  const pupils = actor.permissions.has('question:ask') ? askers(lesson, actor) : [];
  const asking = pupils.map(({ child, name }): ActionModel => {
    const text = pupils.length > 1 && name !== '' ? `Спросить учителя: ${name}` : 'Спросить учителя';
    return { href: urls.questionNew({ lesson: lesson.id, child }), text, icon: 'message-square' };
  });
  const reads = actor.permissions.has('answer:read') && (pupils.length > 0 || mayAnnounce(actor, lesson));
  if (!reads) return asking;
  return [
    ...asking,
    { href: urls.courseAnswers(lesson.course_id), text: 'Вопросы и ответы', icon: 'circle-help' },
  ];
}

/** Whoever may ask about the lesson: the pupil themselves, or the guardian's children who are in it. */
function askers(lesson: LessonRow, actor: Actor): { child: number | undefined; name: string }[] {
  const isIn = (studentId: number) => lesson.own_students.includes(studentId);
  const own = actor.roles.has('student') && isIn(actor.personId) ? [{ child: undefined, name: '' }] : [];
  const children = actor.children.filter((child) => isIn(child.id));
  return [...own, ...children.map((child) => ({ child: child.id, name: child.name }))];
}
