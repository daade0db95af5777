import type { QuestionWait } from '../feedback/waits.ts';
import { addDays, counted, dayShort, nb, plural } from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import type { SchoolStateRow } from './coordinator-queries.ts';
import type { CoordinatorHome } from './pages.ts';

type Waits = ReadonlyMap<number, QuestionWait>;
type Task = CoordinatorHome['tasks'][number];

/** A parents' day that is not announced is pressing so many days ahead. */
const ANNOUNCE_DAYS = 10;

/** What families asked and were asked, as tasks: questions whose time has passed, complaints, surveys, a parents' day. */
export function feedbackTasks(state: SchoolStateRow, waits: Waits, today: string): Task[] {
  const unanswered = unansweredOf(waits);
  const tasks: Task[] = [];
  if (unanswered.length > 0) tasks.push(unansweredTask(unanswered));
  if (state.open_complaints > 0) {
    tasks.push({
      href: urls.complaints(),
      text: nb(`Жалобы на сообщения: ${state.open_complaints}`),
      due: nb('ждут решения'),
      isLate: true,
    });
  }
  tasks.push(...state.surveys.map((survey) => surveyTask(survey)));
  const { term_without_survey: term, parents_day: day } = state;
  if (term !== null) {
    tasks.push({
      href: urls.surveyNew(),
      text: nb(`Проведите опрос: ${term.name}`),
      due: nb(`заканчивается ${dayShort(term.ends_on)}`),
      isLate: term.ends_on <= addDays(today, 14),
    });
  }
  if (day !== null) tasks.push(parentsDayTask(day, today));
  return tasks;
}

function surveyTask(survey: SchoolStateRow['surveys'][number]): Task {
  if (survey.is_open) {
    return {
      href: urls.survey(survey.id),
      text: nb(`Идёт опрос «${survey.title}»`),
      due: nb(`до ${dayShort(survey.closes_on)}, ${answersSaid(survey.answered)}`),
      isLate: false,
    };
  }
  return survey.is_decided
    ? {
        href: urls.surveyDecision(survey.id),
        text: nb(`Расскажите, что изменилось: опрос «${survey.title}»`),
        due: nb('решение записано, не опубликовано'),
        isLate: false,
      }
    : {
        href: urls.surveyResults(survey.id),
        text: nb(`Примите решение по опросу «${survey.title}»`),
        due: nb(`закончился ${dayShort(survey.closes_on)}, ${answersSaid(survey.answered)}`),
        isLate: false,
      };
}

/** Below so many answers no figure is told (always true 7). */
const FEWEST_ANSWERS = 5;

function answersSaid(answered: number): string {
  return answered < FEWEST_ANSWERS ? 'ответов меньше пяти' : `ответов: ${answered}`;
}

function parentsDayTask(day: NonNullable<SchoolStateRow['parents_day']>, today: string): Task {
  const title = nb(`${day.name} ${dayShort(day.day)}`);
  if (!day.is_announced) {
    return {
      href: urls.parentsDay(day.id),
      text: nb(`${title}: черновик`),
      due: nb('объявите, и семьи смогут записаться'),
      isLate: day.day <= addDays(today, ANNOUNCE_DAYS),
    };
  }
  return {
    href: urls.parentsDay(day.id),
    text: title,
    due: nb(`записались: ${counted(day.families, 'семья', 'семьи', 'семей')}`),
    isLate: false,
  };
}

/** The ways to what families ask and are asked, which have no place in the navigation. */
export function feedbackLinks(state: SchoolStateRow, waits: Waits): CoordinatorHome['feedback'] {
  return [
    {
      href: urls.questions({ show: 'overdue' }),
      text: 'Вопросы без ответа',
      count: unansweredOf(waits).length,
    },
    { href: urls.complaints(), text: 'Жалобы на сообщения', count: state.open_complaints },
    { href: urls.consultations(), text: 'Консультации', count: 0 },
    { href: urls.parentsDays(), text: 'Родительские дни', count: 0 },
    { href: urls.surveys(), text: 'Опросы', count: 0 },
    { href: urls.pulse(), text: 'Как прошли уроки', count: 0 },
  ];
}

function unansweredTask(unanswered: readonly QuestionWait[]): Task {
  const many = counted(unanswered.length, 'вопрос', 'вопроса', 'вопросов');
  const href = urls.questions({ show: 'overdue' });
  return unanswered.some((one) => one.isUnattended)
    ? {
        href,
        text: nb(`${many} без ответа: срок прошёл или некому ответить`),
        due: nb('передайте другому учителю'),
        isLate: true,
      }
    : {
        href,
        text: nb(
          `${many} ${plural(unanswered.length, 'ждёт', 'ждут', 'ждут')} ответа дольше двух учебных дней`,
        ),
        due: nb('поговорите с учителями'),
        isLate: true,
      };
}

function unansweredOf(waits: Waits): QuestionWait[] {
  return [...waits.values()].filter((wait) => wait.isOverdue || wait.isUnattended);
}
