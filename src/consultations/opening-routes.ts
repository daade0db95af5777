import { writeAudit } from '../audit/audit.ts';
import { holdDays, takenTimes } from '../feedback/taken-times.ts';
import { listCalendarDays } from '../timetable/calendar-queries.ts';
import type { FilledForm } from '../web/components.ts';
import { addDays, counted, localMoment, minutesOf } from '../web/dates.ts';
import { type FormErrors, isDay, readForm, refuse, typed } from '../web/form.ts';
import { page, type Reply, redirect } from '../web/reply.ts';
import { allow, get, type PostContext, post, type Route, type RouteContext } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { OpeningForm, type OpeningValues } from './forms.ts';
import { chooseOnlinePlace, type OnlinePlace, onlineFields } from './online-place.ts';
import { type NewSeries, openSeries } from './open-series.ts';
import {
  fingerprintOf,
  initialOpening,
  OPENING_TITLE,
  type Planned,
  toOpeningPage,
} from './opening-model.ts';
import { daysToOpen, judgeTimes, lastDayOf, turnsOf } from './opening-rule.ts';
import { openingPage } from './pages.ts';
import { turnsOnDays } from './turns-rule.ts';

type Get = RouteContext<unknown, unknown, null>;
type Post = PostContext<unknown, unknown, null>;

const show = get('/consultations/new', { policy: allow('consultation:open') }, (context) =>
  showForm(context, initialOpening(addDays(context.today, 1)), null, 200),
);

/** Opens times: what would come of it is shown first, and done at the second press. */
const open = post('/consultations/new', { policy: allow('consultation:open') }, async (context) => {
  const { db, actor, body, now, today, school } = context;
  const refused = (errors: FormErrors, planned: Planned | null = null) =>
    showForm(context, refuse(body, errors), planned, 422);
  const form = readForm(OpeningForm, body);
  if (!form.ok) return showForm(context, form, null, 422);
  const { value } = form;
  const errors = { ...judgeTimes(value, { day: today, time: localMoment(now, school.timeZone).time }) };
  if (value.audience === 'class' && actor.headedClasses.length === 0)
    errors.audience = 'У вас нет классного руководства: выберите своих учеников';
  if (Object.keys(errors).length > 0) return refused(errors);
  const days = daysToOpen(value, await listCalendarDays(db, value.first_day, lastDayOf(value)));
  if (!days.ok) return refused(days.errors);
  const place = value.format === 'online' ? await chooseOnlinePlace(db, actor, value, days.days) : null;
  if (place !== null && 'errors' in place) return refused(place.errors);

  const planned = await planTurns(context, value, days);
  if (planned.turns.length === 0 || (planned.taken.length > 0 && !value.skip_taken))
    return refused({ form: 'Часть времени занята: посмотрите ниже.' }, planned);
  const asked = refuse(body, {});
  if (body.confirmed !== fingerprintOf(planned.turns))
    return showForm(context, asked, { ...planned, isReady: true }, 200);
  return write(context, value, place, planned);
});

/** The turns as asked, without those that something stands in the way of. */
async function planTurns(
  { db, actor }: Post,
  value: OpeningValues,
  days: { days: readonly string[]; skipped: readonly { day: string; why: string }[] },
): Promise<Planned> {
  const all = turnsOnDays(days.days, turnsOf(value));
  await holdDays(db, days.days);
  const room = value.format === 'in_person' ? value.room : '';
  const taken = await takenTimes(
    db,
    all.map((turn) => ({ teacherId: actor.personId, room, ...turn })),
  );
  const blocked = new Set(taken.map((one) => `${one.day} ${one.starts}`));
  const turns = all.filter((turn) => !blocked.has(`${turn.day} ${turn.starts}`));
  return { turns, skipped: days.skipped, taken, isReady: false };
}

async function write(
  context: Post,
  value: OpeningValues,
  place: OnlinePlace | null,
  planned: Planned,
): Promise<Reply> {
  const { db, actor, now, requestId } = context;
  const opened = await openSeries(db, [toSeries(actor.personId, value, place, planned)], {
    actorId: actor.personId,
    at: now,
  });
  if ('refusal' in opened) {
    const words =
      opened.refusal === 'teacher_busy'
        ? 'В это время у вас уже открыты консультации.'
        : 'Кабинет в это время уже занят другой консультацией.';
    return showForm(context, refuse(context.body, { form: words }), null, 409);
  }
  const seriesId = opened.seriesOf.get(actor.personId) ?? null;
  await writeAudit(db, {
    actorId: actor.personId,
    action: 'consultation.opened',
    subjectKind: 'consultation_series',
    subjectId: seriesId,
    details: {
      format: value.format,
      service_id: place?.serviceId ?? null,
      first_day: value.first_day,
      last_day: lastDayOf(value),
      turns: planned.turns.length,
      audience: value.audience,
    },
    requestId,
    at: now,
  });
  const count = counted(planned.turns.length, 'встреча открыта', 'встречи открыты', 'встреч открыто');
  return redirect(urls.consultations(), { flash: `${count}. Семьи видят их и могут записаться.` });
}

function toSeries(
  teacherId: number,
  value: OpeningValues,
  place: OnlinePlace | null,
  planned: Planned,
): NewSeries {
  const isOnline = value.format === 'online';
  return {
    teacherId,
    parentsDayId: null,
    topic: value.topic,
    format: value.format,
    serviceId: place?.serviceId ?? null,
    link: place?.link ?? null,
    room: isOnline ? '' : value.room,
    places: value.kind === 'group' ? (value.places ?? 2) : 1,
    turnMinutes: value.turn_minutes ?? minutesOf(value.ends) - minutesOf(value.starts),
    audience: value.audience,
    attendees: value.attendees,
    isWeekly: value.repeat === 'weekly',
    firstDay: planned.turns[0]?.day ?? value.first_day,
    lastDay: planned.turns.at(-1)?.day ?? lastDayOf(value),
    startsAt: value.starts,
    endsAt: value.ends,
    cancelHours: value.cancel_hours,
    turns: planned.turns,
  };
}

async function showForm(
  context: Get,
  form: FilledForm,
  planned: Planned | null,
  status: 200 | 409 | 422,
): Promise<Reply> {
  const { db, actor, today } = context;
  const asked = typed(form.values, 'first_day');
  const online = await onlineFields(db, actor, form, isDay(asked) && asked > today ? asked : today);
  const model = toOpeningPage(form, { online, headed: actor.headedClasses, today }, planned);
  const title = status === 200 ? OPENING_TITLE : `Ошибка — ${OPENING_TITLE}`;
  return page(openingPage, model, { title, status });
}

export const openingRoutes: readonly Route[] = [show, open];
