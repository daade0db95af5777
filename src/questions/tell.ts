import sql from 'sql-template-tag';
import * as z from 'zod';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { notifyPeople } from '../notifying/notify-people.ts';
import { isYoungPupil } from '../people/young-pupil.ts';
import { sentence, shortName } from '../web/dates.ts';
import type { QuestionRow } from './find.ts';
import { aboutQuestion, pupilName } from './question-words.ts';

const ToldRow = z.object({ person_id: id, student_id: id });

/**
 * Who is told of what the school wrote: who asked, where a guardian may still see the child today; of a young child's
 * question the guardians of today as well.
 */
export function listFamily(tx: Db, questionIds: readonly number[], today: string) {
  return tx.rows(
    ToldRow,
    sql`
      select q.asked_by as person_id, q.student_id
      from question q left join guardianship g on g.guardian_id = q.asked_by and g.student_id = q.student_id
        and g.starts_on <= ${today} and (g.ends_on is null or g.ends_on >= ${today})
      where q.id = any(${questionIds}::bigint[]) and (q.asked_by = q.student_id or g.guardian_id is not null)
      union
      select g.guardian_id, q.student_id
      from question q join guardianship g on g.student_id = q.student_id
        and g.starts_on <= ${today} and (g.ends_on is null or g.ends_on >= ${today})
      where q.id = any(${questionIds}::bigint[]) and q.asked_by = q.student_id
        and ${isYoungPupil(sql`q.student_id`, today)}
    `,
  );
}

const SchoolRow = z.object({ person_id: id });

/** Who is told of what the family wrote: who has the question, and who wrote in it while standing in for them. */
function listSchool(tx: Db, questionId: number) {
  return tx.rows(
    SchoolRow,
    sql`
      select q.teacher_id as person_id from question q where q.id = ${questionId}
      union
      select m.author_id from question q join question_message m on m.question_id = q.id and m.side = 'school'
      where q.id = ${questionId} and exists (
        select from lesson_teacher t join lesson l on l.id = t.lesson_id
        where t.replaces_id = q.teacher_id and t.person_id = m.author_id and l.course_id = q.course_id)
    `,
  );
}

type Told = Pick<
  QuestionRow,
  'id' | 'subject' | 'teacher' | 'student' | 'class_name' | 'topic' | 'lesson_day' | 'is_young'
>;

interface Act {
  actorId: number;
  at: Temporal.Instant;
  today: string;
}

const familyTitles = {
  answer: 'Ответ на вопрос',
  ask_back: 'Учитель уточняет ваш вопрос',
  closing: 'Учитель закрыл ваш вопрос',
} as const;

/** Tells a family that the school wrote, or closed the question without. The title leaves the portal, so it says no more than that. */
export async function tellFamily(
  tx: Db,
  question: Told,
  kind: keyof typeof familyTitles,
  act: Act,
): Promise<void> {
  const told = await listFamily(tx, [question.id], act.today);
  const { family_name: family, given_name: given, patronymic } = question.teacher;
  await notifyPeople(tx, {
    kind: 'answer',
    title: familyTitles[kind],
    body: [
      aboutQuestion(question),
      sentence(`Вопрос ведёт ${shortName(family, given, patronymic)}`),
      ...(kind === 'closing' ? ['Если ответ ещё нужен, напишите в этом вопросе снова: он откроется.'] : []),
    ].join('\n'),
    about: { kind: 'question', id: question.id },
    to: told.map((one) => ({ personId: one.person_id, studentIds: [one.student_id] })),
    actorId: act.actorId,
    at: act.at,
  });
}

/** Tells many families at once that their questions have one answer. */
export async function tellFamiliesAtOnce(tx: Db, questionIds: readonly number[], act: Act): Promise<void> {
  const told = await listFamily(tx, questionIds, act.today);
  await notifyPeople(tx, {
    kind: 'answer',
    title: familyTitles.answer,
    body: 'Учитель ответил. Ответ — в вашем вопросе.',
    about: { kind: 'questions' },
    to: told.map((one) => ({ personId: one.person_id, studentIds: [one.student_id] })),
    actorId: act.actorId,
    at: act.at,
  });
}

const schoolTitles = { question: 'новый вопрос', reply: 'дополнение к вопросу' } as const;

/** Tells the teacher that a family wrote; the pupil is named in the text, which stays in the portal. */
export async function tellTeacher(
  tx: Db,
  question: Told,
  kind: 'question' | 'reply',
  act: Act,
): Promise<void> {
  const told = await listSchool(tx, question.id);
  const title = schoolTitles[kind];
  await notifyPeople(tx, {
    kind: 'question',
    title: question.class_name === '' ? title : `${question.class_name}: ${title}`,
    body: [sentence(pupilName(question)), aboutQuestion(question)].join('\n'),
    about: { kind: 'question', id: question.id },
    to: told.map((one) => ({ personId: one.person_id, studentIds: [] })),
    actorId: act.actorId,
    at: act.at,
  });
}
