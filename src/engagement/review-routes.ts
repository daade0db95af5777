import * as z from 'zod';
import { listTermMeasures, loadAttention } from '../attendance/term-attention.ts';
import { writeAudit } from '../audit/audit.ts';
import { type FilledForm, freshForm, type NoteModel } from '../web/components.ts';
import { nb } from '../web/dates.ts';
import { type FormErrors, idParam, isOutdated, readForm, refuse } from '../web/form.ts';
import { notFound, page, type Reply, redirect } from '../web/reply.ts';
import {
  allow,
  type Finder,
  get,
  type PostContext,
  post,
  type Route,
  type RouteContext,
} from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { ReviewEditForm, ReviewForm, ReviewParams } from './forms.ts';
import { reviewFormPage, reviewPage, reviewsPage } from './pages.ts';
import { draftFindings } from './review-findings.ts';
import {
  reviewConflict,
  reviewValues,
  toNewReviewPage,
  toReviewFormPage,
  toReviewPage,
  toReviewsPage,
} from './review-model.ts';
import {
  addReview,
  editReview,
  findReview,
  listBegunTerms,
  listReviews,
  loadTermSums,
  type ReviewRow,
  type TermRow,
} from './review-queries.ts';

type Context = RouteContext<unknown, unknown, unknown>;
type ReviewContext = RouteContext<{ reviewId: number }, unknown, ReviewRow>;

/** Meetings are the school's: whoever may read them reads all. */
const reviewOfSchool: Finder<ReviewRow, { reviewId: number }> = ({ db, params, actor }) =>
  actor.permissions.has('review:read') ? findReview(db, params.reviewId) : Promise.resolve(null);

export const reviewRoutes: readonly Route[] = [
  get('/reviews', { policy: allow('review:read') }, async ({ db, actor }) => {
    const model = toReviewsPage(await listReviews(db), actor.permissions.has('review:edit'));
    return page(reviewsPage, model, { title: model.head.title });
  }),
  get(
    '/reviews/new',
    { policy: allow('review:edit'), query: z.object({ term: idParam.optional() }) },
    showNew,
  ),
  post('/reviews', { policy: allow('review:edit') }, record),
  get(
    '/reviews/:reviewId',
    { policy: allow('review:read', reviewOfSchool), params: ReviewParams },
    (context) => {
      const { subject: review, actor, now, school } = context;
      if (actor.permissions.has('review:edit')) return formReply(context, freshForm(reviewValues(review)));
      const model = toReviewPage(review, { now, timeZone: school.timeZone });
      return page(reviewPage, model, { title: model.head.title });
    },
  ),
  post('/reviews/:reviewId', { policy: allow('review:edit', reviewOfSchool), params: ReviewParams }, edit),
];

async function showNew(
  context: RouteContext<unknown, { term?: number | undefined }, unknown>,
): Promise<Reply> {
  const { db, query, now, today, school } = context;
  const terms = await listBegunTerms(db, today);
  const term = query.term === undefined ? terms[0] : terms.find((one) => one.id === query.term);
  if (term === undefined && query.term !== undefined) return notFound();
  if (term === undefined)
    return redirect(urls.schoolYear(), {
      flash: nb('Сначала добавьте учебный год с четвертями.'),
      kind: 'warn',
    });
  const days = { from: term.starts_on, to: term.ends_on, now, timeZone: school.timeZone };
  const sums = await loadTermSums(db, days);
  const attention = await loadAttention(db, days);
  const measures = await listTermMeasures(db, days);
  const form = freshForm({ held_on: today, findings: draftFindings(sums, attention, measures) });
  return newReply(terms, term, form, today);
}

function newReply(
  terms: readonly TermRow[],
  term: TermRow,
  form: FilledForm,
  today: string,
  status = 200,
): Reply {
  const model = toNewReviewPage(terms, term, form, today);
  return page(reviewFormPage, model, { title: titleOf(model.head.title, status), status });
}

async function record(context: PostContext<unknown, unknown, unknown>): Promise<Reply> {
  const { db, body, actor, now, today } = context;
  const terms = await listBegunTerms(db, today);
  const asked = ReviewForm.shape.term_id.safeParse(body.term_id);
  const chosen = terms.find((one) => asked.success && one.id === asked.data);
  const term = chosen ?? terms[0];
  if (term === undefined) return notFound();
  const form = readForm(ReviewForm, body);
  if (chosen === undefined) {
    const refused = refuse(body, { form: 'Выберите четверть: вверху страницы стоят те, что уже начались.' });
    return newReply(terms, term, refused, today, 422);
  }
  if (!form.ok) return newReply(terms, term, form, today, 422);
  const errors = dayErrors(form.value.held_on, today);
  if (errors !== null) return newReply(terms, term, refuse(body, errors), today, 422);
  const reviewId = await addReview(db, term.id, wordsOf(form.value), { personId: actor.personId, at: now });
  await note(context, reviewId, `${term.name}, ${term.year_name}`);
  return redirect(urls.reviews(), { flash: nb('Совещание записано. Решение войдёт в отчёт за четверть.') });
}

async function edit(context: PostContext<{ reviewId: number }, unknown, ReviewRow>): Promise<Reply> {
  const { db, subject: review, body, actor, now, today } = context;
  if (isOutdated(body, review.version)) return conflictReply(context);
  const form = readForm(ReviewEditForm, body);
  if (!form.ok) return formReply(context, form, 422);
  const errors = dayErrors(form.value.held_on, today);
  if (errors !== null) return formReply(context, refuse(body, errors), 422);
  const { version } = form.value;
  const by = { personId: actor.personId, at: now };
  if (!(await editReview(db, { id: review.id, version }, wordsOf(form.value), by))) {
    const fresh = (await findReview(db, review.id)) ?? review;
    return conflictReply({ ...context, subject: fresh });
  }
  await note(context, review.id, `${review.term_name}, ${review.year_name}`);
  return redirect(urls.review(review.id), { flash: nb('Запись сохранена.') });
}

/** Somebody else saved meanwhile: what was typed, over what is saved now. */
function conflictReply(context: PostContext<{ reviewId: number }, unknown, ReviewRow>): Reply {
  const { subject: review, body } = context;
  return formReply(context, { values: body, errors: {} }, 409, reviewConflict(review, body));
}

function dayErrors(heldOn: string, today: string): FormErrors | null {
  return heldOn > today ? { held_on: 'Этот день ещё не наступил' } : null;
}

function wordsOf(value: { held_on: string; people: string; findings: string; decision: string }) {
  const { held_on: heldOn, people, findings, decision } = value;
  return { heldOn, people, findings, decision };
}

function note(context: Context, reviewId: number, line: string): Promise<void> {
  const { db, actor, now, requestId } = context;
  return writeAudit(db, {
    actorId: actor.personId,
    action: 'review.recorded',
    subjectKind: 'review',
    subjectId: reviewId,
    details: { lines: [line] },
    requestId,
    at: now,
  });
}

function formReply(
  { subject: review, today }: ReviewContext,
  form: FilledForm,
  status = 200,
  conflict: NoteModel | null = null,
): Reply {
  const model = toReviewFormPage(review, form, today, conflict);
  return page(reviewFormPage, model, { title: titleOf(model.head.title, status), status });
}

function titleOf(title: string, status: number): string {
  return status === 422 ? `Ошибка — ${title}` : title;
}
