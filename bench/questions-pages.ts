/** What is asked of a school in which much has been asked, each page by whoever opens it. */
import sql from 'sql-template-tag';
import * as z from 'zod';
import { id } from '../src/db/columns.ts';
import type { Db } from '../src/db/db.ts';
import { urls } from '../src/web/urls.ts';
import type { BenchPage, Variant } from './pages.ts';

export const LOGINS = ['ivanenko', 'kovaleva', 'sonya', 'belova'] as const;

/** Words as people type them: often and seldom ones, other forms, ё and е, and what is nowhere. */
const SEARCHED = [
  'дроби',
  'знаменателю',
  'елка',
  'общий делитель',
  'решенная задача',
  'масса',
  'гербарий',
  'ковёр',
];

const Numbers = z.object({
  course: id,
  question: id,
  parents_day: id,
  closed: id,
  talks: z.array(z.string()),
});

/** The pages; the first ones are searches, which are compared with their bare statement alone. */
export async function questionPages(
  db: Db,
  cookies: ReadonlyMap<string, string>,
): Promise<{ searches: BenchPage[]; others: BenchPage[] }> {
  const some = await db.row(
    Numbers,
    sql`
      select (select course_id from published_answer where course_id is not null group by 1 order by count(*) desc limit 1)
          as course,
        (select q.id from question q join question_message m on m.question_id = q.id
          where q.asked_by = (select person_id from account where login = 'sonya') group by 1 order by count(*) desc limit 1)
          as question,
        (select id from parents_day where state = 'announced') as parents_day,
        (select id from survey where state = 'published') as closed,
        array(select (select person_id from account where login = 'sonya') || '.' || s.id from consultation_series s
          where s.parents_day_id is not null order by s.id limit 6) as talks
    `,
  );
  const as = (login: (typeof LOGINS)[number], path: string): Variant => ({
    path,
    cookie: cookies.get(login) ?? '',
  });
  const one = (name: string, login: (typeof LOGINS)[number], path: string): BenchPage => ({
    name,
    variants: [as(login, path)],
  });
  const searched = (
    name: string,
    login: (typeof LOGINS)[number],
    path: (q: string) => string,
  ): BenchPage => ({
    name,
    variants: SEARCHED.map((words) => as(login, path(words))),
  });
  return {
    searches: [
      searched('search in a course', 'kovaleva', (q) => urls.courseAnswers(some.course, { q })),
      searched('search in all of a family’s courses', 'belova', (q) => urls.answers({ q })),
      searched('search in the whole school', 'ivanenko', (q) => urls.answers({ q })),
    ],
    others: [
      one('answers of a course', 'kovaleva', urls.courseAnswers(some.course)),
      one('answers of a course, page 20', 'kovaleva', urls.courseAnswers(some.course, { page: 20 })),
      one('desk with 300 waiting', 'kovaleva', urls.questions()),
      one('overdue questions', 'ivanenko', urls.questions({ show: 'overdue' })),
      one('questions of a family', 'belova', urls.questions()),
      one('thread of 25 messages', 'sonya', urls.question(some.question)),
      one('consultations of a family', 'belova', urls.consultations()),
      one('consultations of a teacher', 'kovaleva', urls.consultations()),
      one('parents’ day of a family', 'belova', urls.parentsDay(some.parents_day)),
      one(
        'plan of a parents’ day',
        'belova',
        urls.parentsDayPlan(some.parents_day, { talk: some.talks.join(',') }),
      ),
      one('parents’ day of the coordinator', 'ivanenko', urls.parentsDay(some.parents_day)),
      one('results of a survey by class', 'ivanenko', urls.surveyResults(some.closed, { by: 'class' })),
      one('answers in words', 'ivanenko', urls.surveyTexts(some.closed)),
      one('weeks of lessons', 'ivanenko', urls.pulse()),
      one('home of a family', 'belova', urls.home()),
      one('home of a teacher', 'kovaleva', urls.home()),
      one('home of the coordinator', 'ivanenko', urls.home()),
    ],
  };
}
