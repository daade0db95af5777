import sql from 'sql-template-tag';
import { writeAudit } from '../audit/audit.ts';
import { violates } from '../db/faults.ts';
import { holdDays, takenTimes } from '../feedback/taken-times.ts';
import { errorSummary, type FilledForm, field, freshForm } from '../web/components.ts';
import { counted, nb } from '../web/dates.ts';
import { type FormErrors, isOutdated, readForm, refuse } from '../web/form.ts';
import { page, type Reply, redirect } from '../web/reply.ts';
import { allow, get, type PostContext, post, type Route, type RouteContext } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { actOf } from './act-of.ts';
import { cancelTurns, turnsAhead } from './cancel-turns.ts';
import { consultationOfSeries } from './find.ts';
import { type SeriesRow, seriesOfKeeper, seriesOfTeacher } from './find-series.ts';
import { CancellationForm, SeriesForm, SeriesParams, type SeriesValues } from './forms.ts';
import { chooseOnlinePlace, type OnlinePlace, onlineFields } from './online-place.ts';
import { takenSaid } from './opening-model.ts';
import { type SeriesPage, seriesPage } from './pages.ts';
import { listTurnTimes } from './series-queries.ts';
import { attendeesOf, tellFamily, turnLines } from './tell.ts';

type Get = RouteContext<{ seriesId: number }, unknown, SeriesRow>;
type Post = PostContext<{ seriesId: number }, unknown, SeriesRow>;

const TITLE = 'Изменить консультации';
const CHANGED: FormErrors = {
  form: 'Пока вы заполняли форму, консультации изменили. Проверьте и сохраните ещё раз.',
};

async function showForm(
  context: Get,
  form: FilledForm,
  status = 200,
  ending: FilledForm = freshForm(),
): Promise<Reply> {
  const { subject: series } = context;
  const failed = status !== 200;
  const title = isTheirs(context) ? TITLE : 'Отменить все такие встречи';
  return page(
    seriesPage,
    {
      head: {
        title,
        crumb: [{ text: 'Консультации', href: urls.consultations() }],
        lead: nb(
          `Впереди ${counted(series.days.length, 'день', 'дня', 'дней')} со встречами. Все, кто записан, получат уведомление.`,
        ),
      },
      summary: errorSummary(failed && Object.keys(ending.errors).length > 0 ? ending.errors : form.errors),
      notes: [],
      change: isTheirs(context) ? await changePart(context, form) : null,
      cancel: urls.consultations(),
      end:
        series.days.length === 0
          ? null
          : {
              action: urls.consultationSeriesEnd(series.series_id),
              version: series.version,
              reason: field(ending, 'reason', 'Почему', {
                type: 'textarea',
                rows: 2,
                maxLength: 300,
                hint: 'Это увидят все, кто записан.',
              }),
            },
    },
    { title: failed ? `Ошибка — ${title}` : title, status },
  );
}

function isTheirs({ subject: series, actor }: Get): boolean {
  return actor.roles.has('teacher') && actor.personId === series.teacher_id;
}

async function changePart(
  { db, subject: series, actor, today }: Get,
  form: FilledForm,
): Promise<NonNullable<SeriesPage['change']>> {
  return {
    action: urls.consultationSeries(series.series_id),
    version: series.version,
    topic: field(form, 'topic', 'О чём, если это важно', { maxLength: 200 }),
    room:
      series.format === 'in_person'
        ? field(form, 'room', 'Кабинет', { width: 'short', maxLength: 40 })
        : null,
    online: series.format === 'online' ? await onlineFields(db, actor, form, series.days[0] ?? today) : null,
  };
}

/** At first: what is set now; where its service was withdrawn, the successor. */
function initial(series: SeriesRow): FilledForm {
  return freshForm({
    topic: series.topic,
    room: series.room,
    channel_id: '',
    service_id: String(series.successor_id ?? series.service_id ?? ''),
  });
}

const show = get(
  '/consultation-series/:seriesId',
  { policy: allow('consultation:cancel', seriesOfKeeper), params: SeriesParams },
  (context) => showForm(context, initial(context.subject)),
);

const change = post(
  '/consultation-series/:seriesId',
  { policy: allow('consultation:open', seriesOfTeacher), params: SeriesParams },
  async (context) => {
    const { db, subject: series, body, actor, now } = context;
    const refused = (errors: FormErrors, status = 422) => showForm(context, refuse(body, errors), status);
    if (isOutdated(body, series.version)) return refused(CHANGED, 409);
    const form = readForm(SeriesForm, body);
    if (!form.ok) return showForm(context, form, 422);
    if (series.days.length === 0) return refused({ form: 'Все встречи уже прошли или отменены.' });
    const isOnline = series.format === 'online';
    const keeps = isOnline && form.value.channel_id === null && form.value.link === '';
    const isSame = keeps && (form.value.service_id ?? series.service_id) === series.service_id;
    const place = isOnline && !isSame ? await chooseOnlinePlace(db, actor, form.value, series.days) : null;
    if (place !== null && 'errors' in place) return refused(place.errors);
    const taken = isOnline ? null : await roomTaken(context, form.value.room);
    if (taken !== null) return refused({ room: taken });
    const ahead = await turnsAhead(db, series.series_id, now);
    const errors = await write(context, form.value, place, ahead);
    if (errors !== null) return refused(errors, 409);
    return redirect(urls.consultations(), {
      flash: 'Консультации изменены. Все, кто записан, получили уведомление.',
    });
  },
);

/** What stands in the room at the times of the turns to come; null where nothing does, or the room stays. */
async function roomTaken({ db, subject: series, now }: Post, room: string): Promise<string | null> {
  if (room === '' || room === series.room) return null;
  await holdDays(db, series.days);
  const turns = await listTurnTimes(db, series.series_id, now);
  const taken = await takenTimes(
    db,
    turns.map((turn) => ({ teacherId: series.teacher_id, room, ...turn })),
  );
  const inRoom = taken.find((one) => one.kind === 'room_lesson' || one.kind === 'room_consultation');
  return inRoom === undefined ? null : nb(takenSaid(inRoom));
}

/** Writes the change for the turns to come and tells who is booked; words where somebody was first. */
async function write(
  context: Post,
  value: SeriesValues,
  place: OnlinePlace | null,
  ahead: readonly number[],
): Promise<FormErrors | null> {
  const { db, subject: series, now, actor, requestId } = context;
  const room = series.format === 'online' ? '' : value.room;
  try {
    const done = await db.transaction((tx) =>
      tx.run(sql`
        with changed as (
          update consultation_series set topic = ${value.topic}, room = ${room}, version = version + 1,
            service_id = coalesce(${place?.serviceId ?? null}::bigint, service_id),
            link = coalesce(${place?.link ?? null}::text, link)
          where id = ${series.series_id} and version = ${value.version} returning id
        )
        update consultation c set room = ${room}, version = c.version + 1
        from changed where c.series_id = changed.id and c.id = any(${ahead}::bigint[])
      `),
    );
    if (done === 0) return CHANGED;
  } catch (fault) {
    if (!violates(fault, 'consultation_room_once')) throw fault;
    return { room: 'Кабинет в это время занят другой консультацией' };
  }
  await writeAudit(db, {
    actorId: actor.personId,
    action: 'consultation.changed',
    subjectKind: 'consultation_series',
    subjectId: series.series_id,
    details: { room, service_id: place?.serviceId ?? series.service_id, link_changed: place !== null },
    requestId,
    at: now,
  });
  const turn = await consultationOfSeries(db, series.series_id, now);
  if (turn === null) return null;
  await tellFamily(
    db,
    await attendeesOf(db, ahead),
    {
      title: 'Консультация изменена',
      lines: [
        turnLines(turn)[1] ?? '',
        ...(value.topic === '' ? [] : [`О чём: ${value.topic}`]),
        'День и время прежние.',
      ],
      about: { kind: 'consultations' },
    },
    actOf(context),
  );
  return null;
}

const end = post(
  '/consultation-series/:seriesId/end',
  { policy: allow('consultation:cancel', seriesOfKeeper), params: SeriesParams },
  async (context) => {
    const { db, subject: series, body, now } = context;
    const refused = (form: FilledForm, status: number) => showForm(context, initial(series), status, form);
    if (isOutdated(body, series.version)) return refused(refuse(body, CHANGED), 409);
    const form = readForm(CancellationForm, body);
    if (!form.ok) return refused(form, 422);
    const turn = await consultationOfSeries(db, series.series_id, now);
    const ahead = await turnsAhead(db, series.series_id, now);
    const done = turn === null ? 0 : await cancelTurns(db, turn, ahead, form.value.reason, actOf(context));
    return redirect(urls.consultations(), {
      flash:
        done === 0
          ? 'Впереди нет встреч, которые можно отменить.'
          : `${counted(done, 'встреча отменена', 'встречи отменены', 'встреч отменено')}. Все, кто был записан, получили уведомление.`,
    });
  },
);

export const seriesRoutes: readonly Route[] = [show, change, end];
