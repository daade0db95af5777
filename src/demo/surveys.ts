import { randomBytes } from 'node:crypto';
import sql from 'sql-template-tag';
import * as z from 'zod';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { type AnswerKeys, answerToken, ofSurvey } from '../feedback/answer-token.ts';
import { askedOn } from '../feedback/survey-audience.ts';
import { type Ballot, boxSeal } from '../surveys/ballot.ts';
import { keyId, seal } from '../surveys/ballot-box.ts';
import { closeSurvey } from '../surveys/open-box.ts';
import { luck } from './luck.ts';
import type { LessonsByDay } from './pick-lessons.ts';
import { momentOf } from './planned-question.ts';
import { type Random, random } from './random.ts';
import { CHANGES, DECISION, MEANS, OPEN_SURVEY, QUESTION, STATEMENTS, TEXTS } from './survey-words.ts';

export interface SurveyTask {
  lessons: LessonsByDay;
  coordinator: number;
  now: Temporal.Instant;
  /** The portal's own keys; null where they are not known: the survey of now has no answers yet then. */
  keys: AnswerKeys | null;
}

const Id = z.object({ id });
const SEED = 19;
/** Of a thousand who are asked so many answer. */
const ANSWERED = 420;
const ANSWERED_SINCE_YESTERDAY = 130;
const NONE_SHARE = 0.05;

/** The survey of the last term that is over, with results, decision and what changed; and one of now. */
export async function writeSurveys(tx: Db, task: SurveyTask): Promise<void> {
  await writeClosed(tx, task);
  await writeOpen(tx, task);
}

async function writeClosed(tx: Db, { lessons, coordinator, now }: SurveyTask): Promise<void> {
  const { calendar, today } = lessons.plan;
  const term = calendar.terms.filter((one) => one.endsOn < today).at(-1);
  if (term === undefined) return;
  const last = Temporal.PlainDate.from(term.endsOn);
  const opensOn = last.subtract({ days: 13 }).toString();
  const closesOn = last.subtract({ days: 2 }).toString();
  const survey = await addSurvey(tx, {
    title: `Как идёт общение со школой: ${term.name.toLowerCase()}`,
    intro:
      'Расскажите, как вам учится и общается со школой. Ответы помогут решить, что поправить в первую очередь.',
    opensOn,
    closesOn,
    openedAt: momentOf(lessons, opensOn, '08:00'),
    by: coordinator,
    statements: STATEMENTS,
    question: QUESTION,
    isForPupils: true,
  });
  // What is sealed here is opened at once: the key is thrown away
  const keys: AnswerKeys = { box: randomBytes(32), token: randomBytes(32) };
  const people = await someAsked(tx, survey.id, closesOn, ANSWERED, []);
  await castBallots(tx, survey, people, keys, MEANS);
  const closedAt = momentOf(lessons, closesOn, '23:55');
  await closeSurvey(tx, survey.id, { keys, now: closedAt, today: closesOn });
  await tagTexts(tx, survey.id);
  const noonAfter = (days: number) => momentOf(lessons, last.add({ days }).toString(), '12:00');
  const decidedAt = earlier(noonAfter(11), now.subtract({ hours: 30 }));
  const publishedAt = earlier(noonAfter(14), now.subtract({ hours: 26 }));
  await tx.run(sql`
    update survey set state = 'published', decision = ${DECISION}, changes = ${CHANGES}, decided_by = ${coordinator},
      decided_at = ${decidedAt}, published_at = ${publishedAt}, version = version + 2
    where id = ${survey.id}`);
}

async function writeOpen(tx: Db, { lessons, coordinator, now, keys }: SurveyTask): Promise<void> {
  const { calendar, cast, today } = lessons.plan;
  const opensOn = calendar.schoolDay(today, -1) ?? today;
  const survey = await addSurvey(tx, {
    ...OPEN_SURVEY,
    opensOn,
    closesOn: Temporal.PlainDate.from(today).add({ days: 8 }).toString(),
    openedAt: earlier(momentOf(lessons, opensOn, '08:00'), now),
    by: coordinator,
    question: 'Что ещё сделать?',
    isForPupils: false,
  });
  if (keys === null) return;
  const people = await someAsked(tx, survey.id, today, ANSWERED_SINCE_YESTERDAY, [...cast.values()]);
  await castBallots(tx, survey, people, keys, [4.4, 4, 3.7]);
  const tokens = people.map((one) =>
    answerToken(keys, ofSurvey(survey.id), one.person_id, one.student_id).toString('hex'),
  );
  await tx.run(sql`
    insert into survey_token (survey_id, token)
    select ${survey.id}::bigint, decode(t, 'hex') from unnest(${tokens}::text[]) t order by t`);
}

interface NewSurvey {
  title: string;
  intro: string;
  opensOn: string;
  closesOn: string;
  openedAt: Temporal.Instant;
  by: number;
  statements: readonly string[];
  question: string;
  /** Pupils from the fifth grade on are asked as well. */
  isForPupils: boolean;
}

interface AddedSurvey {
  id: number;
  statements: number;
  questionId: number;
}

async function addSurvey(tx: Db, given: NewSurvey): Promise<AddedSurvey> {
  const survey = await tx.row(
    Id,
    sql`
      insert into survey (title, intro, term_id, state, opens_on, closes_on, created_by, created_at, opened_at)
      values (${given.title}, ${given.intro}, (select id from term where starts_on <= ${given.opensOn}
          order by starts_on desc limit 1), 'open',
        ${given.opensOn}, ${given.closesOn}, ${given.by}, ${given.openedAt.subtract({ hours: 40 })}, ${given.openedAt})
      returning id`,
  );
  await tx.run(sql`
    insert into survey_audience (survey_id, role, grade)
    select ${survey.id}::bigint, role, null::smallint from unnest(array['parent', 'teacher']) role
    union all
    select ${survey.id}::bigint, 'student', grade from generate_series(5, 11) grade where ${given.isForPupils}::boolean`);
  await tx.run(sql`
    insert into survey_item (survey_id, position, kind, text)
    select ${survey.id}::bigint, place, 'scale', words
    from unnest(${[...given.statements]}::text[]) with ordinality as i(words, place)`);
  const open = await tx.row(
    Id,
    sql`
      insert into survey_item (survey_id, position, kind, text)
      values (${survey.id}, ${given.statements.length + 1}, 'open', ${given.question}) returning id`,
  );
  return { id: survey.id, statements: given.statements.length, questionId: open.id };
}

const Asked = z.object({
  role: z.enum(['teacher', 'student', 'parent']),
  person_id: id,
  student_id: id.nullable(),
  class_id: id.nullable(),
});
type Asked = z.infer<typeof Asked>;

/** Some of those who are asked. @param without people who have still to answer */
function someAsked(
  tx: Db,
  surveyId: number,
  today: string,
  share: number,
  without: readonly number[],
): Promise<Asked[]> {
  return tx.rows(
    Asked,
    sql`
      select q.role, q.person_id, q.student_id, q.class_id from ${askedOn(today)} q
      where q.survey_id = ${surveyId} and ${luck(sql`q.person_id * 1000003 + coalesce(q.student_id, 0)`, 43)} < ${share}::integer
        and not q.person_id = any(${without}::bigint[])
      order by q.role, q.person_id, q.student_id`,
  );
}

/** Puts a ballot of each of these people into the box of its class. */
async function castBallots(
  tx: Db,
  survey: AddedSurvey,
  people: readonly Asked[],
  keys: AnswerKeys,
  means: readonly number[],
): Promise<void> {
  const chance = random(SEED);
  const texts = [...TEXTS];
  const every = Math.max(1, Math.floor(people.length / (texts.length + 1)));
  const cast = people.map((one, place) => {
    const text = survey.statements === STATEMENTS.length && place % every === 0 ? texts.shift() : undefined;
    const ballot: Ballot = {
      role: one.role,
      choices: means.map((mean) => choiceAround(mean, chance)),
      texts: text === undefined ? [] : [{ item: survey.questionId, body: text.body }],
    };
    return { classId: one.class_id, ballot };
  });
  const boxes = [...Map.groupBy(cast, (one) => one.classId)].map(([classId, ballots]) => ({
    class_id: classId,
    sealed: seal(
      ballots.map(({ ballot }) => ballot),
      boxSeal(keys, survey.id, classId),
    ).toString('base64'),
  }));
  await tx.run(sql`
    insert into survey_box (survey_id, class_id, key_id, sealed)
    select ${survey.id}::bigint, class_id, ${keyId(keys.box)}::bytea, decode(sealed, 'base64')
    from jsonb_to_recordset(${JSON.stringify(boxes)}::jsonb) as b(class_id bigint, sealed text)`);
}

/** From 1 to 5 about a mean; now and then 0. */
function choiceAround(mean: number, chance: Random): number {
  if (chance.chance(NONE_SHARE)) return 0;
  const drawn = mean + (chance.next() + chance.next() + chance.next() - 1.5) * 2.2;
  return Math.min(5, Math.max(1, Math.round(drawn)));
}

async function tagTexts(tx: Db, surveyId: number): Promise<void> {
  await tx.run(sql`
    insert into survey_text_tag (text_id, tag)
    select t.id, g.tag from survey_text t
    join jsonb_to_recordset(${JSON.stringify(TEXTS)}::jsonb) as g(body text, tag text) on g.body = t.body
    where t.survey_id = ${surveyId}`);
}

function earlier(one: Temporal.Instant, other: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(one, other) <= 0 ? one : other;
}
