import { writeAudit } from '../audit/audit.ts';
import { listCalendarDays } from '../timetable/calendar-queries.ts';
import type { FilledForm } from '../web/components.ts';
import { capital, dayWithYear, localMoment, nb } from '../web/dates.ts';
import { type FormErrors, isOutdated, readForm, refuse } from '../web/form.ts';
import { page, type Reply, redirect } from '../web/reply.ts';
import { allow, get, type PostContext, post, type Route, type RouteContext } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { announceRoutes } from './announce-day-routes.ts';
import { teachersRoutes } from './day-teachers-routes.ts';
import { freshDay, NEW_TITLE, toNewPage } from './parents-day-draft-model.ts';
import {
  holdParentsDay,
  listParentsDays,
  type ParentsDayRow,
  parentsDayForActor,
} from './parents-day-find.ts';
import {
  ParentsDayEditForm,
  ParentsDayForm,
  ParentsDayParams,
  type ParentsDayValues,
} from './parents-day-forms.ts';
import { type ParentsDaysPage, parentsDayNewPage, parentsDaysPage } from './parents-day-pages.ts';
import { changedNote, draftReply, keptReply } from './parents-day-replies.ts';
import { judgeParentsDay } from './parents-day-rule.ts';
import { addParentsDay, changeParentsDay } from './parents-day-save.ts';
import { dayTag, dayWhen } from './parents-day-words.ts';
import { familyReply } from './plan-routes.ts';
import { toWishes, WishesQuery } from './plan-wishes.ts';

type Context = RouteContext<unknown, unknown, unknown>;

const list = get('/parents-days', { policy: allow('parents_day:read') }, async ({ db, actor, today }) => {
  const model = toListPage(
    await listParentsDays(db, actor),
    actor.permissions.has('parents_day:edit'),
    today,
  );
  return page(parentsDaysPage, model, { title: model.head.title });
});

function toListPage(days: readonly ParentsDayRow[], canEdit: boolean, today: string): ParentsDaysPage {
  const coming = days.filter((one) => one.day >= today).toReversed();
  const past = days.filter((one) => one.day < today);
  return {
    head: {
      title: 'Родительские дни',
      lead: nb('Все учителя принимают в один вечер; портал предлагает порядок бесед без долгих ожиданий.'),
      actions: canEdit
        ? [{ href: urls.parentsDayNew(), text: 'Новый родительский день', icon: 'plus', main: true }]
        : [],
    },
    items: [...coming, ...past].map((one) => ({
      href: urls.parentsDay(one.id),
      title: one.name,
      about: capital(dayWhen(one, today)),
      tag: dayTag(one, today),
    })),
    nothing:
      days.length > 0
        ? null
        : {
            icon: 'users',
            text: nb(
              canEdit
                ? 'Родительских дней ещё не было. Создайте первый: выберите время и учителей.'
                : 'Здесь появится родительский день, когда школа его объявит.',
            ),
          },
  };
}

const showNew = get('/parents-days/new', { policy: allow('parents_day:edit') }, ({ today }) =>
  page(parentsDayNewPage, toNewPage(freshDay(today)), { title: NEW_TITLE }),
);

function newAgain(form: FilledForm): Reply {
  return page(parentsDayNewPage, toNewPage(form), { title: `Ошибка — ${NEW_TITLE}`, status: 422 });
}

const create = post('/parents-days', { policy: allow('parents_day:edit') }, async (context) => {
  const { db, body, actor, now, requestId } = context;
  const form = readForm(ParentsDayForm, body);
  if (!form.ok) return newAgain(form);
  const errors = await timeErrors(context, form.value);
  if (Object.keys(errors).length > 0) return newAgain(refuse(body, errors));
  const dayId = await addParentsDay(db, form.value, { actorId: actor.personId, at: now });
  await writeAudit(db, {
    actorId: actor.personId,
    action: 'parents_day.created',
    subjectKind: 'parents_day',
    subjectId: dayId,
    details: { day: form.value.day, lines: [`${form.value.name}, ${dayWithYear(form.value.day)}`] },
    requestId,
    at: now,
  });
  return redirect(urls.parentsDay(dayId));
});

/** What the rule says of the times, with the school's calendar. */
async function timeErrors({ db, today, now, school }: Context, asked: ParentsDayValues): Promise<FormErrors> {
  const [known] = await listCalendarDays(db, asked.day, asked.day);
  const dayOff = known?.kind === 'off' ? known.name || 'выходной' : null;
  const time = localMoment(now, school.timeZone).time;
  return judgeParentsDay(asked, { day: today, time }, dayOff);
}

const show = get(
  '/parents-days/:dayId',
  { policy: allow('parents_day:read', parentsDayForActor), params: ParentsDayParams, query: WishesQuery },
  (context) => {
    if (!context.actor.permissions.has('parents_day:edit'))
      return familyReply(context, toWishes(context.query));
    const isDraft = context.subject.announced_at === null && context.subject.state === 'draft';
    return isDraft ? draftReply(context) : keptReply(context);
  },
);

const change = post(
  '/parents-days/:dayId',
  { policy: allow('parents_day:edit', parentsDayForActor), params: ParentsDayParams },
  changeTimes,
);

async function changeTimes(context: PostContext<{ dayId: number }, unknown, ParentsDayRow>): Promise<Reply> {
  const { db, body, actor, now, requestId } = context;
  const subject = await holdParentsDay(db, context.subject.id);
  const held = { ...context, subject };
  if (subject.state !== 'draft') return keptReply(held, { notes: [changedNote], status: 409 });
  const again = (filled: FilledForm, status: 409 | 422) =>
    draftReply(held, { filled: { day: filled }, notes: status === 409 ? [changedNote] : [], status });
  if (isOutdated(body, subject.version)) return again(refuse(body, {}), 409);
  const form = readForm(ParentsDayEditForm, body);
  if (!form.ok) return again(form, 422);
  const errors = await timeErrors(context, form.value);
  if (Object.keys(errors).length > 0) return again(refuse(body, errors), 422);
  await changeParentsDay(db, subject.id, form.value);
  await writeAudit(db, {
    actorId: actor.personId,
    action: 'parents_day.changed',
    subjectKind: 'parents_day',
    subjectId: subject.id,
    details: { day: form.value.day, lines: [`${form.value.name}, ${dayWithYear(form.value.day)}`] },
    requestId,
    at: now,
  });
  return redirect(urls.parentsDay(subject.id), { flash: 'Время сохранено.' });
}

export const parentsDayRoutes: readonly Route[] = [
  list,
  showNew,
  create,
  show,
  change,
  ...teachersRoutes,
  ...announceRoutes,
];
