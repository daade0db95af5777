import { writeAudit } from '../audit/audit.ts';
import { counted, dayWithYear, localMoment, nb } from '../web/dates.ts';
import { isOutdated, readForm, refuse } from '../web/form.ts';
import { type Reply, redirect } from '../web/reply.ts';
import { allow, type PostContext, post, type Route } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { clashesOf, holdServices } from './parents-day-clashes.ts';
import { holdParentsDay, type ParentsDayRow, parentsDayForActor } from './parents-day-find.ts';
import {
  CancellationForm,
  type ChosenTeacher,
  ParentsDayParams,
  placeFields,
  VersionForm,
} from './parents-day-forms.ts';
import { type DayTeacherRow, listDayTeachers } from './parents-day-queries.ts';
import { changedNote, draftReply, keptReply, notSeenNote } from './parents-day-replies.ts';
import { closeTurns, markAnnounced, markCancelled, openTurns } from './parents-day-save.ts';
import { tellAnnounced, tellCancelled } from './parents-day-tell.ts';

type DayPost = PostContext<{ dayId: number }, unknown, ParentsDayRow>;

const announcement = post(
  '/parents-days/:dayId/announcement',
  { policy: allow('parents_day:edit', parentsDayForActor), params: ParentsDayParams },
  announce,
);

/** Opens the turns of all chosen teachers and tells everybody, or says what stands in the way and writes nothing. */
async function announce(context: DayPost): Promise<Reply> {
  const { db, body, actor, now, today, school } = context;
  const day = await holdParentsDay(db, context.subject.id);
  const held = { ...context, subject: day };
  if (day.state !== 'draft') return keptReply(held, { notes: [changedNote], status: 409 });
  if (isOutdated(body, day.version)) return draftReply(held, { notes: [changedNote], status: 409 });
  if (!readForm(VersionForm, body).ok) return draftReply(held, { notes: [notSeenNote], status: 422 });
  const refused = (errors: Record<string, string>) =>
    draftReply(held, { filled: { teachers: { values: tableOf(teachers), errors } }, status: 422 });
  const teachers = (await listDayTeachers(db, day, today)).filter((one) => one.is_chosen);
  const local = localMoment(now, school.timeZone);
  if (day.day < today || (day.day === today && day.starts <= local.time))
    return refused({ form: 'Это время уже прошло. Выберите другой день.' });
  if (teachers.length === 0) return refused({ form: 'Сначала отметьте учителей и сохраните.' });
  const services = await holdServices(db, day.day);
  const unapproved = teachers.filter(
    (one) => one.service_id !== null && !services.some((service) => service.id === one.service_id),
  );
  if (unapproved.length > 0) {
    const words = nb('Сервис в тот день не разрешён: выберите другой или кабинет');
    return refused(Object.fromEntries(unapproved.map((one) => [placeFields(one.id).room, words])));
  }
  const chosen = teachers.map(toChosen);
  const clashes = await clashesOf(db, day, chosen);
  if (Object.keys(clashes).length > 0) return refused(clashes);
  const by = { actorId: actor.personId, at: now };
  const opened = await openTurns(db, day, chosen, by);
  if ('refusal' in opened)
    return refused({
      form: 'Кто-то из учителей или один из кабинетов только что заняты. Проверьте ещё раз.',
    });
  await markAnnounced(db, day.id, now);
  const told = await tellAnnounced(
    db,
    day,
    teachers.map((one) => one.id),
    by,
    today,
  );
  await noteAct(context, 'parents_day.announced', day, [
    counted(teachers.length, 'учитель', 'учителя', 'учителей'),
  ]);
  return redirect(urls.parentsDay(day.id), {
    flash: nb(
      `День объявлен. Уведомление получат ${counted(told, 'родитель', 'родителя', 'родителей')} и учителя.`,
    ),
  });
}

function toChosen({ id, room, service_id, link }: DayTeacherRow): ChosenTeacher {
  return { teacherId: id, room, serviceId: service_id, link };
}

/** The table of teachers as it is kept, for a page that shows faults in it. */
function tableOf(teachers: readonly DayTeacherRow[]): Record<string, string | string[]> {
  const values: Record<string, string | string[]> = { teacher: teachers.map((one) => String(one.id)) };
  for (const one of teachers) {
    values[placeFields(one.id).room] = one.room;
    values[placeFields(one.id).how] = one.service_id === null ? '' : String(one.service_id);
  }
  return values;
}

const cancellation = post(
  '/parents-days/:dayId/cancellation',
  { policy: allow('parents_day:edit', parentsDayForActor), params: ParentsDayParams },
  cancel,
);

/** Drops a draft; of an announced day cancels every turn with its bookings, and tells everybody why. */
async function cancel(context: DayPost): Promise<Reply> {
  const { db, body, actor, now, today } = context;
  const day = await holdParentsDay(db, context.subject.id);
  const held = { ...context, subject: day };
  if (day.state === 'cancelled') return redirect(urls.parentsDay(day.id));
  if (day.state === 'draft') {
    if (isOutdated(body, day.version)) return draftReply(held, { notes: [changedNote], status: 409 });
    if (!readForm(VersionForm, body).ok) return draftReply(held, { notes: [notSeenNote], status: 422 });
    await markCancelled(db, day.id, '');
    await noteAct(context, 'parents_day.cancelled', day, ['черновик']);
    return redirect(urls.parentsDays(), { flash: 'Черновик удалён.' });
  }
  const again = (form: ReturnType<typeof refuse>, status: 409 | 422) =>
    keptReply(held, {
      filled: { of: 'cancellation', form },
      notes: status === 409 ? [changedNote] : [],
      status,
    });
  if (isOutdated(body, day.version)) return again(refuse(body, {}), 409);
  const form = readForm(CancellationForm, body);
  if (!form.ok) return again(refuse(body, form.errors), 422);
  if (day.day < today) return again(refuse(body, { form: 'Этот день уже прошёл.' }), 422);
  const { reason } = form.value;
  const teachers = (await listDayTeachers(db, day, today)).filter((one) => one.is_chosen);
  const seriesIds = teachers.flatMap((one) => one.series_id ?? []);
  const closed = await closeTurns(db, seriesIds, reason, now);
  await markCancelled(db, day.id, reason);
  const by = { actorId: actor.personId, at: now };
  await tellCancelled(
    db,
    day,
    teachers.map((one) => one.id),
    reason,
    by,
    today,
  );
  await noteAct(context, 'parents_day.cancelled', day, [
    reason,
    nb(`Отменены ${counted(closed.length, 'запись', 'записи', 'записей')}`),
  ]);
  return redirect(urls.parentsDay(day.id), { flash: 'День отменён. Все, кого он касался, узнают.' });
}

async function noteAct(
  { db, actor, now, requestId }: DayPost,
  action: 'parents_day.announced' | 'parents_day.cancelled',
  day: ParentsDayRow,
  lines: readonly string[],
): Promise<void> {
  await writeAudit(db, {
    actorId: actor.personId,
    action,
    subjectKind: 'parents_day',
    subjectId: day.id,
    details: { day: day.day, lines: [`${day.name}, ${dayWithYear(day.day)}`, ...lines] },
    requestId,
    at: now,
  });
}

export const announceRoutes: readonly Route[] = [announcement, cancellation];
