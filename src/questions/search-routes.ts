import * as z from 'zod';
import { listAttachments } from '../attachments/keep-files.ts';
import { findShelf, listShelves, type ShelfRow } from '../feedback/answer-readers.ts';
import { idParam } from '../web/form.ts';
import { page, type Reply } from '../web/reply.ts';
import { allow, type FindContext, get, type Route, type RouteContext } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { type AnswersAt, answersPage, MOST_SEARCHED, shelfName, toAnswersPage } from './search-model.ts';
import { type Shelves, searchAnswers } from './search-queries.ts';

const SearchQuery = z.object({
  // longer than the field allows is cut, not refused: it is a search
  q: z
    .string()
    .transform((text) => text.normalize('NFC').trim().slice(0, MOST_SEARCHED))
    .optional(),
  page: z
    .string()
    .regex(/^[1-9]\d{0,2}$/)
    .transform(Number)
    .optional(),
});

type Context = RouteContext<unknown, z.output<typeof SearchQuery>, unknown>;

/** GET /answers: of all courses and classes that are one's own. */
const all = get('/answers', { policy: allow('answer:read'), query: SearchQuery }, async (context) => {
  const { db, actor, today } = context;
  if (actor.roles.has('coordinator'))
    return show(context, 'all', { shelf: null, shelves: [], at: urls.answers });
  const shelves = await listShelves(db, actor, today);
  const numbers = (kind: ShelfRow['kind']) => shelves.filter((one) => one.kind === kind).map((one) => one.id);
  const where: Shelves = { courseIds: numbers('course'), classIds: numbers('class') };
  return show(context, where, { shelf: null, shelves, at: urls.answers });
});

const CourseParams = z.object({ courseId: idParam });
const ClassParams = z.object({ classId: idParam });

const courseShelf = ({ db, params, actor, today }: FindContext<z.output<typeof CourseParams>>) =>
  findShelf(db, 'course', params.courseId, actor, today);
const classShelf = ({ db, params, actor, today }: FindContext<z.output<typeof ClassParams>>) =>
  findShelf(db, 'class', params.classId, actor, today);

/** GET /courses/:courseId/answers */
const ofCourse = get(
  '/courses/:courseId/answers',
  { policy: allow('answer:read', courseShelf), params: CourseParams, query: SearchQuery },
  (context) => {
    const { id } = context.subject;
    const at: AnswersAt = (options) => urls.courseAnswers(id, options);
    return show(context, { courseIds: [id], classIds: [] }, { shelf: context.subject, shelves: [], at });
  },
);

/** GET /classes/:classId/answers */
const ofClass = get(
  '/classes/:classId/answers',
  { policy: allow('answer:read', classShelf), params: ClassParams, query: SearchQuery },
  (context) => {
    const { id } = context.subject;
    const at: AnswersAt = (options) => urls.classAnswers(id, options);
    return show(context, { courseIds: [], classIds: [id] }, { shelf: context.subject, shelves: [], at });
  },
);

async function show(
  { db, actor, query, now, school }: Context,
  where: Shelves,
  place: { shelf: ShelfRow | null; shelves: readonly ShelfRow[]; at: AnswersAt },
): Promise<Reply> {
  const search = { shelves: where, words: query.q ?? '', page: query.page ?? 1 };
  const rows = await searchAnswers(db, search, actor);
  const messages = rows.flatMap((row) => (row.has_files && row.answer_id !== null ? [row.answer_id] : []));
  const files = messages.length === 0 ? [] : await listAttachments(db, messages);
  const look = { ...place, words: search.words, page: search.page, now, timeZone: school.timeZone };
  const title = place.shelf === null ? 'Вопросы и ответы' : `Вопросы и ответы: ${shelfName(place.shelf)}`;
  return page(answersPage, toAnswersPage(rows, files, look), { title });
}

export const searchRoutes: readonly Route[] = [all, ofCourse, ofClass];
