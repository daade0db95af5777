import { writeAudit } from '../audit/audit.ts';
import { counted, dayWithYear, nb, shortName } from '../web/dates.ts';
import { type FormErrors, isOutdated, readForm, refuse, typed } from '../web/form.ts';
import { type Reply, redirect } from '../web/reply.ts';
import { allow, type PostContext, post, type Route } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { bookedFamilies } from './day-families.ts';
import { clashesOf, holdServices } from './parents-day-clashes.ts';
import { holdParentsDay, type ParentsDayRow, parentsDayForActor } from './parents-day-find.ts';
import {
  ParentsDayParams,
  type Place,
  placeFields,
  readPlace,
  readTeachers,
  TeacherForm,
} from './parents-day-forms.ts';
import { type DayTeacherRow, listDayTeachers } from './parents-day-queries.ts';
import { changedNote, draftReply, keptReply } from './parents-day-replies.ts';
import {
  closeTurns,
  keepTeachers,
  markChanged,
  moveSeries,
  openTurns,
  reopenTurns,
} from './parents-day-save.ts';
import { tellMoved, tellTakenOut, tellTeachers } from './parents-day-tell.ts';
import { placeWords } from './parents-day-words.ts';

type DayPost = PostContext<{ dayId: number }, unknown, ParentsDayRow>;

const teachers = post(
  '/parents-days/:dayId/teachers',
  { policy: allow('parents_day:edit', parentsDayForActor), params: ParentsDayParams },
  async (context) => {
    const day = await holdParentsDay(context.db, context.subject.id);
    const held = { ...context, subject: day };
    if (day.state === 'draft') return saveTable(held);
    if (day.state === 'cancelled' || day.day < context.today)
      return keptReply(held, { notes: [changedNote], status: 409 });
    return changeOne(held);
  },
);

/** Saves who receives on a day that is not announced; what stands in the way is told, and nothing is written. */
async function saveTable(context: DayPost): Promise<Reply> {
  const { db, body, subject: day, today } = context;
  const again = (errors: FormErrors, status: 409 | 422) =>
    draftReply(context, {
      filled: { teachers: refuse(body, errors) },
      notes: status === 409 ? [changedNote] : [],
      status,
    });
  if (isOutdated(body, day.version)) return again({}, 409);
  const known = await listDayTeachers(db, day, today);
  const services = await holdServices(db, day.day);
  const read = readTeachers(
    body,
    known.map((one) => ({ id: one.id, kept: keptPlace(one) })),
    services,
  );
  const errors = { ...(await clashesOf(db, day, read.teachers)), ...read.errors };
  if (Object.keys(errors).length > 0) return again(errors, 422);
  await keepTeachers(db, day.id, read.teachers);
  await note(context, counted(read.teachers.length, 'учитель', 'учителя', 'учителей'));
  return redirect(urls.parentsDay(day.id), {
    flash: nb('Учителя сохранены: все они и кабинеты в это время свободны. Осталось объявить день.'),
  });
}

function keptPlace(one: DayTeacherRow): Place {
  return { room: one.room, serviceId: one.service_id, link: one.link };
}

interface Changed {
  context: DayPost;
  teacher: DayTeacherRow;
  again: (errors: FormErrors, status: 409 | 422) => Promise<Reply>;
}

/** Changes one teacher of an announced day. */
async function changeOne(context: DayPost): Promise<Reply> {
  const { db, body, subject: day, today } = context;
  const form = readForm(TeacherForm, body);
  const isAdding = typed(body, 'act') === 'add';
  const of = isAdding ? 0 : Number(typed(body, 'teacher_id')) || 0;
  const again = (errors: FormErrors, status: 409 | 422) =>
    keptReply(context, {
      filled: { of, form: refuse(body, errors) },
      notes: status === 409 ? [changedNote] : [],
      status,
    });
  if (isOutdated(body, day.version)) return again({}, 409);
  if (!form.ok) return again(form.errors, 422);
  const known = await listDayTeachers(db, day, today);
  const teacher = known.find((one) => one.id === form.value.teacher_id);
  if (teacher === undefined) return again({ teacher_id: 'Выберите учителя' }, 422);
  // a press on a page that somebody else has overtaken: the teacher is in or out already
  if (teacher.is_chosen === isAdding) return again({}, 409);
  const changed = { context, teacher, again };
  if (isAdding) return add(changed);
  return form.value.act === 'move' ? move(changed) : takeOut(changed);
}

async function add({ context, teacher, again }: Changed): Promise<Reply> {
  const { db, body, subject: day, actor, now } = context;
  const room = typed(body, 'room').trim();
  if (room === '' || room.length > 40) return again({ room: 'Укажите кабинет, например 214' }, 422);
  const place = { room, serviceId: null, link: null };
  const chosen = { teacherId: teacher.id, ...place };
  const clash = (await clashesOf(db, day, [chosen]))[placeFields(teacher.id).room];
  if (clash !== undefined) return again({ room: clash }, 422);
  const by = { actorId: actor.personId, at: now };
  if (teacher.series_id === null) {
    const opened = await openTurns(db, day, [chosen], by);
    if ('refusal' in opened) return again({ room: 'Учитель или кабинет только что заняты' }, 409);
  } else {
    // it had been taken out of this day: its turns are there
    await moveSeries(db, teacher.series_id, place, now);
    await reopenTurns(db, teacher.series_id, place.room, now);
  }
  await markChanged(db, day.id);
  await tellTeachers(db, day, [teacher.id], by);
  await note(context, `${nameOf(teacher)}: ${placeWords({ room, service_name: null })}`);
  return redirect(urls.parentsDay(day.id), { flash: nb(`${nameOf(teacher)} принимает, запись открыта.`) });
}

async function move({ context, teacher, again }: Changed): Promise<Reply> {
  const { db, body, subject: day, actor, now } = context;
  const services = await holdServices(db, day.day);
  const place = readPlace(body, teacher.id, services, keptPlace(teacher));
  const named = placeFields(teacher.id).room;
  if ('words' in place) return again({ [named]: place.words }, 422);
  const service = services.find((one) => one.id === place.serviceId);
  const said = placeWords({ room: place.room, service_name: service?.name ?? null });
  if (said === placeWords(teacher) && place.link === teacher.link)
    return redirect(urls.parentsDay(day.id), { flash: 'Место не изменилось.' });
  const clash = place.room === '' ? null : await roomClash(context, teacher, place.room);
  if (clash !== null) return again({ [named]: clash }, 422);
  await moveSeries(db, teacher.series_id ?? 0, place, now);
  await markChanged(db, day.id);
  const families = await bookedFamilies(db, teacher.series_id ?? 0, now);
  await tellMoved(db, day, teacher, said, families, { actorId: actor.personId, at: now });
  await note(context, `${nameOf(teacher)}: ${said}`);
  const told = counted(families.length, 'семья', 'семьи', 'семей');
  return redirect(urls.parentsDay(day.id), {
    flash: nb(families.length === 0 ? 'Место изменено.' : `Место изменено. Узнают ${told} и учитель.`),
  });
}

/** Whether another has the room; the teacher's own turns are no clash. */
async function roomClash({ db, subject: day }: DayPost, teacher: DayTeacherRow, room: string) {
  if (room === teacher.room) return null;
  const clashes = await clashesOf(db, day, [{ teacherId: 0, room, serviceId: null, link: null }]);
  return clashes[placeFields(0).room] ?? null;
}

async function takeOut({ context, teacher, again }: Changed): Promise<Reply> {
  const { db, body, subject: day, actor, now } = context;
  const named = `reason_${teacher.id}`;
  const reason = typed(body, named).trim();
  if (reason === '' || reason.length > 300)
    return again({ [named]: 'Напишите коротко, почему: это прочтут семьи' }, 422);
  const families = await closeTurns(db, [teacher.series_id ?? 0], reason, now);
  await markChanged(db, day.id);
  await tellTakenOut(db, day, teacher, reason, families, { actorId: actor.personId, at: now });
  await note(context, `${nameOf(teacher)}: не принимает. ${reason}`);
  const told = counted(families.length, 'семья', 'семьи', 'семей');
  return redirect(urls.parentsDay(day.id), {
    flash: nb(
      families.length === 0
        ? `${nameOf(teacher)} не принимает.`
        : `${nameOf(teacher)} не принимает. Записи отменены, узнают ${told}.`,
    ),
  });
}

function nameOf(teacher: DayTeacherRow): string {
  return shortName(teacher.family_name, teacher.given_name, teacher.patronymic);
}

async function note({ db, actor, now, requestId, subject: day }: DayPost, line: string): Promise<void> {
  await writeAudit(db, {
    actorId: actor.personId,
    action: 'parents_day.changed',
    subjectKind: 'parents_day',
    subjectId: day.id,
    details: { day: day.day, lines: [`${day.name}, ${dayWithYear(day.day)}`, line] },
    requestId,
    at: now,
  });
}

export const teachersRoutes: readonly Route[] = [teachers];
