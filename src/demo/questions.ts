import { readFileSync } from 'node:fs';
import sql from 'sql-template-tag';
import type { Db } from '../db/db.ts';
import { castQuestions } from './cast-questions.ts';
import { SUBJECTS } from './curriculum.ts';
import type { LessonsByDay } from './pick-lessons.ts';
import { momentBefore, type PlannedQuestion, type Said } from './planned-question.ts';
import { PAIRS, type Pair, TEMPLATES, THANKS } from './question-words.ts';
import { type Random, random } from './random.ts';
import { drawIds } from './write-school.ts';

const SEED = 17;
/** Questions of others than the cast, and how many school days back they reach. */
const OTHERS = 160;
const DAYS_BACK = 28;
/** So many of them wait longer than they may. */
const OVERDUE = 3;

/** Questions of the last weeks in every state, with what was published, one complaint, and templates. */
export async function writeQuestions(
  tx: Db,
  { lessons, now }: { lessons: LessonsByDay; now: Temporal.Instant },
): Promise<void> {
  const questions = [...castQuestions(lessons), ...otherQuestions(lessons)].sort((a, b) =>
    Temporal.Instant.compare(firstOf(a).at, firstOf(b).at),
  );
  await writeRows(tx, questions);
  await writePhoto(tx, questions);
  await writePublished(tx, lessons, questions);
  await writeComplaint(tx, lessons, now);
  await tx.run(sql`
    insert into answer_template (person_id, title, body)
    select ${lessons.plan.cast.get('kovaleva') ?? 0}, t.title, t.body
    from jsonb_to_recordset(${JSON.stringify(TEMPLATES)}::jsonb) as t(title text, body text)`);
}

function firstOf({ said }: PlannedQuestion): Said {
  const [first] = said;
  if (first === undefined) throw new Error('A question without words');
  return first;
}

/** What pupils and guardians of all classes asked: mostly answered within a day, some waiting since yesterday. */
function otherQuestions(lessons: LessonsByDay): PlannedQuestion[] {
  const chance = random(SEED);
  const { rows, cast } = lessons.plan;
  const known = new Set(cast.values());
  const teachers = new Map(rows.course_teacher.map((one) => [one.course_id, one.person_id]));
  const classes = new Map(
    rows.study_group_class.filter((one) => one.is_whole).map((one) => [one.group_id, one.class_id]),
  );
  const pupils = Map.groupBy(
    rows.enrolment.filter((one) => one.ends_on === null && !known.has(one.student_id)),
    (one) => one.class_id,
  );
  const guardians = new Map(
    rows.guardianship.filter((one) => one.ends_on === null).map((one) => [one.student_id, one.guardian_id]),
  );
  return Array.from({ length: OTHERS }, (_one, place): PlannedQuestion[] => {
    const pair = chance.pick(PAIRS);
    const courses = rows.course.filter(
      (one) => SUBJECTS[one.subject_id - 1]?.name.startsWith(pair.subject) && classes.has(one.group_id),
    );
    if (courses.length === 0) return [];
    const course = chance.pick(courses);
    const pupil = chance.pick(pupils.get(classes.get(course.group_id) ?? 0) ?? [null])?.student_id;
    const teacherId = teachers.get(course.id);
    if (pupil === undefined || teacherId === undefined) return [];
    const guardian = guardians.get(pupil);
    const askedBy = guardian !== undefined && chance.chance(0.4) ? guardian : pupil;
    const state = saidOf(pair, { place, askedBy, teacherId }, lessons, chance);
    if (state === null) return [];
    const base = {
      studentId: pupil,
      askedBy,
      topic: pair.topic,
      courseId: course.id,
      classId: null,
      teacherId,
    };
    return [{ ...base, ...state }];
  }).flat();
}

/** What was said; null where the year has not so many days yet. */
function saidOf(
  pair: Pair,
  { place, askedBy, teacherId }: { place: number; askedBy: number; teacherId: number },
  lessons: LessonsByDay,
  chance: Random,
): Pick<PlannedQuestion, 'said' | 'isClosed' | 'published'> | null {
  const isOverdue = place < OVERDUE;
  const days = isOverdue ? 4 : chance.between(1, DAYS_BACK);
  const minutes = chance.between(0, 59);
  const at = momentBefore(lessons, days, `${chance.between(14, 19)}:${String(minutes).padStart(2, '0')}`);
  const answeredAt = momentBefore(
    lessons,
    days - 1,
    `${chance.between(13, 16)}:${String(minutes).padStart(2, '0')}`,
  );
  if (at === null) return null;
  const question = { kind: 'question' as const, by: askedBy, at, body: pair.question, isRead: days > 1 };
  if (days === 1 || isOverdue || answeredAt === null) return { said: [question] };
  const answer = {
    kind: 'answer' as const,
    by: teacherId,
    at: answeredAt,
    body: pair.answer,
    isRead: chance.chance(0.85),
  };
  const thanked = chance.chance(0.3);
  const isPublished = chance.chance(0.35);
  return {
    said: [
      question,
      answer,
      ...(thanked && answer.isRead
        ? [
            {
              kind: 'reply' as const,
              by: askedBy,
              at: answeredAt.add({ minutes: chance.between(10, 45) }),
              body: chance.pick(THANKS),
              isRead: true,
            },
          ]
        : []),
    ],
    isClosed: thanked || chance.chance(0.4),
    published: isPublished ? { question: pair.question, answer: pair.answer } : null,
  };
}

async function writeRows(tx: Db, questions: readonly PlannedQuestion[]): Promise<void> {
  const rows = questions.map((one, index) => ({ id: index + 1, ...rowOf(one) }));
  await tx.run(sql`
    insert into question (id, student_id, asked_by, asked_at, topic, course_id, class_id, teacher_id, state,
      waiting_since) overriding system value
    select id, student_id, asked_by, asked_at, topic, course_id, class_id, teacher_id, state, waiting_since
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as q(id bigint, student_id bigint, asked_by bigint,
      asked_at timestamptz, topic text, course_id bigint, class_id bigint, teacher_id bigint, state text,
      waiting_since timestamptz)`);
  await drawIds(tx, 'question', rows.length);
  const said = questions.flatMap((one, index) =>
    one.said.map(({ by, isRead, ...words }) => ({
      ...words,
      question_id: index + 1,
      author_id: by,
      read_at: isRead ? words.at.add({ minutes: 35 }) : null,
    })),
  );
  await tx.run(sql`
    insert into question_message (question_id, author_id, side, kind, body, at, read_at)
    select question_id, author_id, case when kind in ('question', 'reply') then 'family' else 'school' end, kind, body, at,
      read_at
    from jsonb_to_recordset(${JSON.stringify(said)}::jsonb) as m(question_id bigint, author_id bigint, kind text,
      body text, at timestamptz, read_at timestamptz)
    order by question_id, at`);
  const handed = questions.flatMap((one, index) =>
    one.handedFrom === undefined
      ? []
      : [
          {
            question_id: index + 1,
            from_id: one.handedFrom,
            to_id: one.teacherId,
            at: firstOf(one).at.add({ minutes: 50 }),
          },
        ],
  );
  await tx.run(sql`
    insert into question_handover (question_id, from_id, to_id, by_id, at, words)
    select question_id, from_id, to_id, from_id, at, 'Это по русскому языку, передаю вам.'
    from jsonb_to_recordset(${JSON.stringify(handed)}::jsonb)
      as h(question_id bigint, from_id bigint, to_id bigint, at timestamptz)`);
}

function rowOf(one: PlannedQuestion) {
  const first = firstOf(one);
  const last = one.said.at(-1) ?? first;
  const turn = last.kind === 'answer' ? 'answered' : last.kind === 'ask_back' ? 'asked_back' : 'waiting';
  const state = one.isClosed === true ? 'closed' : turn;
  return {
    student_id: one.studentId,
    asked_by: one.askedBy,
    asked_at: first.at,
    topic: one.topic,
    course_id: one.courseId,
    class_id: one.classId,
    teacher_id: one.teacherId,
    state,
    waiting_since: state === 'waiting' ? last.at : null,
  };
}

/** A page of a notebook, drawn, with the first message of whoever took a photo. */
async function writePhoto(tx: Db, questions: readonly PlannedQuestion[]): Promise<void> {
  const of = questions.findIndex((one) => one.hasPhoto === true) + 1;
  if (of === 0) return;
  const content = readFileSync(new URL('notebook-page.jpg', import.meta.url));
  await tx.run(sql`
    with photo as (
      insert into attachment (added_by, added_at, kind, name, byte_size, width, height, content)
      select q.asked_by, q.asked_at, 'image', 'Фото', ${content.length}::int, 640, 460, ${content}::bytea
      from question q where q.id = ${of} returning id
    )
    insert into message_attachment (message_id, attachment_id)
    select (select min(m.id) from question_message m where m.question_id = ${of}), photo.id from photo`);
}

/** What courses and classes may read: a question is published once a course, however many asked it. */
async function writePublished(
  tx: Db,
  lessons: LessonsByDay,
  questions: readonly PlannedQuestion[],
): Promise<void> {
  const seen = new Set<string>();
  const rows = questions.flatMap((one, index) => {
    const answer = one.said.find((each) => each.kind === 'answer');
    const key = `${one.courseId} ${one.published?.question}`;
    if (answer === undefined || !one.published || seen.has(key)) return [];
    seen.add(key);
    const at = answer.at.add({ minutes: 20 });
    return [{ ...one.published, question_id: index + 1, course_id: one.courseId, by: one.teacherId, at }];
  });
  await tx.run(sql`
    insert into published_answer (course_id, question_id, answer_id, question, answer, published_by, published_at)
    select p.course_id, p.question_id, (
        select m.id from question_message m where m.question_id = p.question_id and m.kind = 'answer' limit 1),
      p.question, p.answer, p.by, p.at
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as p(course_id bigint, question_id bigint, question text,
      answer text, by bigint, at timestamptz)
    order by p.at, p.question_id`);
  const at = momentBefore(lessons, 7, '16:00');
  if (at === null) return;
  await tx.run(sql`
    insert into published_answer (class_id, question, answer, published_by, published_at)
    select k.id, 'Что делать, если ребёнок не может войти на онлайн-урок?',
      'Нажмите «Не могу войти» на странице урока: я увижу это сразу. Если связь не появится, отмечу уважительную причину, а задание пришлю сюда.',
      k.class_teacher_id, ${at}
    from class k where k.class_teacher_id = ${lessons.plan.cast.get('kovaleva') ?? 0}`);
}

/** Тимур's complaint of a harsh answer; the coordinator has not decided yet. */
async function writeComplaint(tx: Db, lessons: LessonsByDay, now: Temporal.Instant): Promise<void> {
  const at = momentBefore(lessons, 1, '19:05');
  if (at === null || Temporal.Instant.compare(at, now) > 0) return;
  const timur = lessons.plan.cast.get('timur') ?? 0;
  await tx.run(sql`
    insert into complaint (message_id, made_by, made_at, quote)
    select m.id, ${timur}, ${at}, m.body
    from question_message m join question q on q.id = m.question_id
    where q.asked_by = ${timur} and m.side = 'school' and m.body like 'Надо было%'`);
}
