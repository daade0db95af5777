import type { AskedAnswer } from '../feedback/survey-audience.ts';
import {
  addDays,
  counted,
  dayShort,
  localDay,
  momentSaid,
  nb,
  relativeDay,
  shortName,
  timeRange,
} from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import type { FeedbackRow } from './feedback-queries.ts';
import type { Changed, Meetings, Todo } from './pages.ts';

/** Who reads a home page, and when. */
export interface FeedbackReader {
  today: string;
  now: Temporal.Instant;
  timeZone: string;
  /** Names by children's numbers where it must be said whose it is; null where there is but one. */
  names: ReadonlyMap<number, string> | null;
  /** The child that is chosen; null: all. */
  childId: number | null;
  entryOpensMinutes: number;
}

const MOST_MEETINGS = 5;
/** Signs that are shown of what changed. */
const MOST_SIGNS = 160;

/**
 * What waits for somebody of questions, consultations and surveys: what a teacher asks back, invitations that expire,
 * a teacher's own desk, surveys, the parents' day, answers to read.
 */
export function feedbackTodo(
  feedback: FeedbackRow,
  asks: readonly AskedAnswer[],
  reader: FeedbackReader,
): Todo['items'] {
  const askedBack = feedback.questions.filter((row) => row.is_asked_back);
  const answered = feedback.questions.filter((row) => !row.is_asked_back);
  return [
    ...deskItems(feedback, reader),
    ...askedBack.map((row) => ({
      href: urls.question(row.id),
      text: nb(`${whose(row, reader)}Учитель спрашивает вас: ${ofQuestion(row)}`),
      due: nb('ответьте учителю'),
      isSoon: true,
    })),
    ...feedback.places.filter((row) => row.is_invited).map((row) => invitation(row, reader)),
    ...asks.filter((ask) => isShown(ask, reader)).map((ask) => survey(ask, reader)),
    ...feedback.parents_days.map((row) => ({
      href: urls.parentsDay(row.id),
      text: nb(`${row.name} ${dayShort(row.day)}: выберите учителей`),
      due: nb('идёт запись'),
      isSoon: row.day <= addDays(reader.today, 3),
    })),
    ...answered.map((row) => ({
      href: urls.question(row.id),
      text: nb(`${whose(row, reader)}Ответ учителя: ${ofQuestion(row)}`),
      due: nb('прочитайте ответ'),
      isSoon: false,
    })),
  ];
}

function deskItems(feedback: FeedbackRow, { today, now, timeZone }: FeedbackReader): Todo['items'] {
  const items: Todo['items'][number][] = [];
  if (feedback.waiting > 0 && feedback.waiting_since !== null) {
    const since = momentSaid(feedback.waiting_since, now, timeZone);
    items.push({
      href: urls.questions(),
      text: nb(`Ждут ответа: ${counted(feedback.waiting, 'вопрос', 'вопроса', 'вопросов')}`),
      due: nb(feedback.waiting === 1 ? `ждёт: ${since}` : `самый давний: ${since}`),
      isSoon: localDay(feedback.waiting_since, timeZone) < addDays(today, -1),
    });
  }
  if (feedback.to_record > 0) {
    items.push({
      href: urls.consultations(),
      text: nb(
        `Отметьте, кто пришёл на консультацию: ${counted(feedback.to_record, 'запись', 'записи', 'записей')}`,
      ),
      due: nb('и запишите, о чём договорились'),
      isSoon: false,
    });
  }
  return items;
}

function invitation(row: FeedbackRow['places'][number], reader: FeedbackReader): Todo['items'][number] {
  const { today, now, timeZone } = reader;
  const when = `${relativeDay(row.day, today)}, ${row.starts}`;
  const until = row.expires_at === null ? '' : ` до: ${momentSaid(row.expires_at, now, timeZone)}`;
  return {
    href: urls.consultation(row.id),
    text: nb(`${whose(row, reader)}Приглашение на консультацию: ${nameOf(row)}, ${when}`),
    due: nb(`ответьте${until}`),
    isSoon: true,
  };
}

function isShown(ask: AskedAnswer, { childId }: FeedbackReader): boolean {
  return !ask.hasAnswered && (childId === null || ask.studentId === childId);
}

function survey(ask: AskedAnswer, reader: FeedbackReader): Todo['items'][number] {
  const child = ask.studentId === null ? undefined : reader.names?.get(ask.studentId);
  return {
    href: urls.surveyAnswer(ask.surveyId, { child: ask.studentId ?? undefined }),
    text: nb(`Опрос «${ask.title}»${child === undefined ? '' : `: ${child}`}`),
    due: nb(`ответьте до ${dayShort(ask.closesOn)}, имя не сохраняется`),
    isSoon: ask.closesOn <= addDays(reader.today, 1),
  };
}

/** Consultations to come of a family, and those of today that a teacher holds; null where there are none. */
export function toMeetings(feedback: FeedbackRow, reader: FeedbackReader): Meetings | null {
  const taught = feedback.taught.map((row) => ({
    row,
    text: `${placeOf(row)}, ${counted(row.taken, 'семья', 'семьи', 'семей')}`,
  }));
  const booked = feedback.places
    .filter((row) => !row.is_invited)
    .map((row) => ({ row, text: `${whose(row, reader)}${nameOf(row)}, ${placeOf(row)}` }));
  const items = [...taught, ...booked].slice(0, MOST_MEETINGS).map(({ row, text }) => ({
    href: urls.consultation(row.id),
    head: nb(`${relativeDay(row.day, reader.today)}, ${timeRange(row.starts, row.ends)}`),
    text: nb(text),
    entry: isOpen(row, reader) ? urls.consultationEntry(row.id) : null,
  }));
  return items.length === 0 ? null : { title: 'Консультации', all: urls.consultations(), items };
}

function isOpen(
  row: FeedbackRow['taught'][number] | FeedbackRow['places'][number],
  { now, entryOpensMinutes }: FeedbackReader,
): boolean {
  const opens = row.starts_at.subtract({ minutes: entryOpensMinutes });
  return row.is_online && Temporal.Instant.compare(now, opens) >= 0;
}

/** What changed after surveys, for those who were asked. */
export function toChanged(feedback: FeedbackRow): Changed[] {
  return feedback.published.map((row) => ({
    href: urls.surveyOutcome(row.id),
    title: nb(row.title),
    text: nb(beginning(row.changes)),
  }));
}

/** The first words of a text, whole ones. */
function beginning(text: string): string {
  if (text.length <= MOST_SIGNS) return text;
  return `${text.slice(0, MOST_SIGNS).replace(/\s+\S*$/, '')}…`;
}

function whose(row: { student_id: number }, { names }: FeedbackReader): string {
  const name = names?.get(row.student_id);
  return name === undefined ? '' : `${name}. `;
}

function ofQuestion(row: FeedbackRow['questions'][number]): string {
  return row.subject === '' ? nameOf(row) : `${row.subject}, ${nameOf(row)}`;
}

function nameOf(row: { family_name: string; given_name: string; patronymic: string }): string {
  return shortName(row.family_name, row.given_name, row.patronymic);
}

function placeOf(row: { is_online: boolean; room: string }): string {
  if (row.is_online) return 'онлайн';
  return row.room === '' ? 'в школе' : `каб. ${row.room}`;
}
