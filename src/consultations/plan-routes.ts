import type { NoteModel } from '../web/components.ts';
import { localMoment, nb } from '../web/dates.ts';
import type { FormErrors } from '../web/form.ts';
import { page, type Reply, redirect } from '../web/reply.ts';
import { allow, get, type PostContext, post, type Route, type RouteContext } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { bookTurns } from './book-turns.ts';
import { type ParentsDayRow, parentsDayOfGuardian } from './parents-day-find.ts';
import { ParentsDayParams } from './parents-day-forms.ts';
import { parentsDayPage, planPage } from './parents-day-pages.ts';
import { MOST_TALKS } from './plan-evening.ts';
import { type EveningFacts, toParentsDayPage, toPlanPage } from './plan-model.ts';
import { holdGuardian, listBusy, listOffers, listTeachersOf } from './plan-queries.ts';
import { BookingsForm, openTalks, proposeOrder, toWishes, type Wishes, WishesQuery } from './plan-wishes.ts';

type DayContext = Pick<
  RouteContext<unknown, unknown, ParentsDayRow>,
  'db' | 'actor' | 'subject' | 'today' | 'now' | 'school'
>;

const NO_WISHES: Wishes = { talks: [], from: null, to: null };

async function factsOf({ db, actor, subject: day, today, now }: DayContext): Promise<EveningFacts> {
  const { children } = actor;
  const offers = await listOffers(db, day, actor, now);
  const taught =
    children.length === 0
      ? []
      : await listTeachersOf(
          db,
          children.map((one) => one.id),
          day.day,
        );
  const busy = children.length === 0 ? [] : await listBusy(db, day, actor);
  return { day, children, offers, busy, taught, today, now };
}

/** Whether talks can still be booked: announced, not cancelled, not over. */
function isBookable({ subject: day, today, now, school }: DayContext): boolean {
  if (day.state !== 'announced' || day.day < today) return false;
  return day.day > today || localMoment(now, school.timeZone).time < day.ends;
}

/** An announced day for families, pupils and teachers. */
export async function familyReply(
  context: DayContext,
  wishes: Wishes = NO_WISHES,
  shown: { errors?: FormErrors; notes?: readonly NoteModel[]; status?: 200 | 409 | 422 } = {},
): Promise<Reply> {
  const { errors = {}, notes = [], status = 200 } = shown;
  const model = toParentsDayPage(await factsOf(context), wishes, isBookable(context), errors, notes);
  const title = status === 422 ? `Ошибка — ${model.head.title}` : model.head.title;
  return page(parentsDayPage, model, { title, status });
}

const proposal = get(
  '/parents-days/:dayId/plan',
  {
    policy: allow('consultation:book', parentsDayOfGuardian),
    params: ParentsDayParams,
    query: WishesQuery,
  },
  (context) => planReply(context, toWishes(context.query)),
);

/** The proposal for what was wished; without anything to propose, the day with what is amiss. */
async function planReply(
  context: DayContext,
  wishes: Wishes,
  notes: readonly NoteModel[] = [],
  status: 200 | 409 = 200,
): Promise<Reply> {
  if (!isBookable(context)) return familyReply(context, wishes, { status: 409 });
  const facts = await factsOf(context);
  const talks = openTalks(
    wishes,
    facts.offers,
    facts.busy,
    facts.children.map((one) => one.id),
  );
  const errors = wishErrors(wishes, talks.length);
  if (errors !== null) {
    const model = toParentsDayPage(facts, wishes, true, errors, notes);
    const title = `Ошибка — ${model.head.title}`;
    return page(parentsDayPage, model, { title, status: status === 409 ? 409 : 422 });
  }
  const plan = proposeOrder(context.subject, wishes, talks, facts);
  const model = toPlanPage(facts, { plan, wishes, talks }, notes);
  return page(planPage, model, { title: model.head.title, status });
}

function wishErrors(wishes: Wishes, count: number): FormErrors | null {
  if (wishes.from !== null && wishes.to !== null && wishes.to <= wishes.from)
    return { to: 'Конец должен быть позже начала' };
  if (count === 0) return { form: 'Отметьте хотя бы одного учителя' };
  return count > MOST_TALKS
    ? { form: nb(`За один вечер получится не больше ${MOST_TALKS} бесед: уберите кого-нибудь`) }
    : null;
}

const bookings = post(
  '/parents-days/:dayId/bookings',
  { policy: allow('consultation:book', parentsDayOfGuardian), params: ParentsDayParams },
  book,
);

/** Books all of a proposal, or, where something of it is no longer to be had, nothing: then proposes anew. */
async function book(context: PostContext<{ dayId: number }, unknown, ParentsDayRow>): Promise<Reply> {
  const { db, actor, body, subject: day } = context;
  const form = BookingsForm.safeParse(body);
  if (!form.success) return familyReply(context, NO_WISHES, { status: 422, errors: { form: AGAIN } });
  const wishes = toWishes(form.data);
  if (!isBookable(context)) return familyReply(context, wishes, { status: 409 });
  await holdGuardian(db, actor.personId);
  const turns = form.data.turn.map(({ first, second }) => ({ studentId: first, consultationId: second }));
  const done = await bookTurns(context, day, turns);
  if (done.ok) {
    return redirect(urls.parentsDay(day.id), {
      flash: nb('Вы записаны. Напомним накануне и перед началом; порядок бесед — на этой странице.'),
    });
  }
  return planReply(context, wishes, [done.note], 409);
}

const AGAIN = 'Отметьте учителей и посмотрите порядок ещё раз';

export const planRoutes: readonly Route[] = [proposal, bookings];
