import { notifyPeople } from '../notifying/notify-people.ts';
import type { NoteModel } from '../web/components.ts';
import { counted, dayShort, localMoment, nb } from '../web/dates.ts';
import type { FormBody, FormErrors } from '../web/form.ts';
import { page, type Reply, redirect } from '../web/reply.ts';
import type { PostContext, RouteContext } from '../web/route.ts';
import { holdAttendee } from './book.ts';
import { bookTurns } from './book-turns.ts';
import type { Evening, EveningFacts } from './evening-facts.ts';
import type { ParentsDayRow } from './parents-day-find.ts';
import { toParentsDayPage } from './parents-day-model.ts';
import { parentsDayPage, planPage } from './parents-day-pages.ts';
import { MOST_TALKS } from './plan-evening.ts';
import { toPlanPage } from './plan-model.ts';
import { listBusy, listOffers, listTeachersOf } from './plan-queries.ts';
import { BookingsForm, openTalks, proposeOrder, toWishes, type Wishes } from './plan-wishes.ts';

export type EveningContext = Pick<
  RouteContext<unknown, unknown, unknown>,
  'db' | 'actor' | 'today' | 'now' | 'school'
>;

const NO_WISHES: Wishes = { talks: [], from: null, to: null };

async function factsOf({ db, actor, today, now }: EveningContext, evening: Evening): Promise<EveningFacts> {
  const { day, family } = evening;
  const studentIds = family.children.map((one) => one.id);
  const offers = await listOffers(db, day, actor.personId, now);
  const taught = studentIds.length === 0 ? [] : await listTeachersOf(db, studentIds, day.day);
  const busy = studentIds.length === 0 ? [] : await listBusy(db, day, family);
  const mayAssist = evening.onBehalfOf === null && actor.headedClasses.length > 0;
  return { ...evening, mayAssist, offers, busy, taught, today, now };
}

/** Whether talks can still be booked: announced, not cancelled, not over. */
function isBookable({ today, now, school }: EveningContext, day: ParentsDayRow): boolean {
  if (day.state !== 'announced' || day.day < today) return false;
  return day.day > today || localMoment(now, school.timeZone).time < day.ends;
}

/** An announced day for families, pupils and teachers. */
export async function dayReply(
  context: EveningContext,
  evening: Evening,
  wishes: Wishes,
  shown: { errors?: FormErrors; status?: 200 | 409 | 422 } = {},
): Promise<Reply> {
  const { errors = {}, status = 200 } = shown;
  const isOpen = isBookable(context, evening.day);
  const model = toParentsDayPage(await factsOf(context, evening), wishes, isOpen, errors);
  const title = status === 422 ? `Ошибка — ${model.head.title}` : model.head.title;
  return page(parentsDayPage, model, { title, status });
}

/** The proposal for what was wished; without anything to propose, the day with what is amiss. */
export async function planReply(
  context: EveningContext,
  evening: Evening,
  wishes: Wishes,
  notes: readonly NoteModel[] = [],
  status: 200 | 409 = 200,
): Promise<Reply> {
  const { day, family } = evening;
  if (!isBookable(context, day)) return dayReply(context, evening, wishes, { status: 409 });
  const facts = await factsOf(context, evening);
  const studentIds = family.children.map((one) => one.id);
  const talks = openTalks(wishes, facts.offers, facts.busy, studentIds);
  const errors = wishErrors(wishes, talks.length);
  if (errors !== null) {
    const model = toParentsDayPage(facts, wishes, true, errors, notes);
    const title = `Ошибка — ${model.head.title}`;
    return page(parentsDayPage, model, { title, status: status === 409 ? 409 : 422 });
  }
  const plan = proposeOrder(day, wishes, talks, facts);
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

const AGAIN = 'Отметьте учителей и посмотрите порядок ещё раз';

/** Books all of a proposal, or, where something of it is no longer to be had, nothing: then proposes anew. */
export async function bookReply(
  context: EveningContext & Pick<PostContext<unknown, unknown, unknown>, 'requestId'> & { body: FormBody },
  evening: Evening,
): Promise<Reply> {
  const { db, body } = context;
  const { day, family, onBehalfOf, paths } = evening;
  const form = BookingsForm.safeParse(body);
  if (!form.success) return dayReply(context, evening, NO_WISHES, { status: 422, errors: { form: AGAIN } });
  const wishes = toWishes(form.data);
  if (!isBookable(context, day)) return dayReply(context, evening, wishes, { status: 409 });
  await holdAttendee(db, family.personId);
  const turns = form.data.turn.map(({ first, second }) => ({ studentId: first, consultationId: second }));
  const done = await bookTurns(context, day, family, turns);
  if (!done.ok) return planReply(context, evening, wishes, [done.note], 409);
  if (onBehalfOf === null) {
    return redirect(paths.card(), {
      flash: nb('Вы записаны. Напомним накануне и перед началом; порядок бесед — на этой странице.'),
    });
  }
  await tellBooked(context, evening, turns);
  return redirect(paths.card(), { flash: nb(`${onBehalfOf}: запись сделана. Продиктуйте порядок бесед.`) });
}

/** Tells a guardian of what the school booked by telephone. */
async function tellBooked(
  { db, actor, now }: EveningContext,
  { day, family }: Evening,
  turns: readonly { studentId: number }[],
): Promise<void> {
  const count = counted(turns.length, 'беседу', 'беседы', 'бесед');
  await notifyPeople(db, {
    kind: 'consultation',
    title: `${day.name} ${dayShort(day.day)}: вы записаны`,
    body: `Школа записала вас на ${count}, как вы просили. Порядок бесед — на странице дня.`,
    about: { kind: 'parents_day', id: day.id },
    to: [{ personId: family.personId, studentIds: [...new Set(turns.map((one) => one.studentId))] }],
    actorId: actor.personId,
    at: now,
  });
}
