import { violates } from '../db/faults.ts';
import { listStaff, type StaffRow } from '../people/staff.ts';
import { errorSummary, field, type NoteModel, select } from '../web/components.ts';
import { dayLong, sentence, shortName, timeRange } from '../web/dates.ts';
import { type FormErrors, type FormValues, isDay, isOutdated, readForm, refuse } from '../web/form.ts';
import { page, type Reply, redirect } from '../web/reply.ts';
import { allow, get, type PostContext, post, type Route, type RouteContext } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { type Rearrangement, rearrangeLesson } from './change-lesson.ts';
import { type ClashRow, findClashes, listPeriods, type PeriodRow } from './clash-queries.ts';
import { lessonForActor } from './find.ts';
import { actOf } from './format-routes.ts';
import { LessonParams, RearrangementForm } from './forms.ts';
import { dayTitle, groupLabel, roomLabel } from './lesson-words.ts';
import { rearrangementPage } from './pages.ts';
import type { LessonRow } from './queries.ts';
import { lockVersion } from './set-online.ts';

type Get = RouteContext<{ lessonId: number }, unknown, LessonRow>;
type Post = PostContext<{ lessonId: number }, unknown, LessonRow>;

export const rearrangementRoutes: readonly Route[] = [
  get(
    '/lessons/:lessonId/rearrangement',
    { policy: allow('lesson:rearrange', lessonForActor), params: LessonParams },
    (context) => showForm(context, initial(context.subject), {}),
  ),
  post(
    '/lessons/:lessonId/rearrangement',
    { policy: allow('lesson:rearrange', lessonForActor), params: LessonParams },
    rearrange,
  ),
];

const CHANGED: FormErrors = {
  form: 'Пока вы заполняли форму, урок изменили. Проверьте и сохраните ещё раз.',
};

/** Substitutes, moves, or changes the room, unless that clashes with a teacher, the pupils or the room. */
async function rearrange(context: Post): Promise<Reply> {
  const { db, subject: lesson, body, now, today } = context;
  const refused = (errors: FormErrors, status = 422) =>
    showForm(context, refuse(body, errors).values, errors, status);
  if (isOutdated(body, lesson.version)) return refused(CHANGED, 409);
  const form = readForm(RearrangementForm, body);
  if (!form.ok) return refused(form.errors);
  const { value } = form;
  if (lesson.status === 'cancelled')
    return refused({ form: 'Урок отменён. Сначала верните его в расписание.' });
  if (Temporal.Instant.compare(now, lesson.starts_at) >= 0)
    return refused({ form: 'Урок уже начался или прошёл.' });

  const periods = await listPeriods(db, lesson, value.day);
  const period = periods.find((each) => each.period === value.period);
  const isMoved = value.day !== lesson.day || value.period !== lesson.period;
  if (isMoved && periods.length === 0)
    return refused({ day: `${dayLong(value.day)}: в этот день уроков нет` });
  if (isMoved && period === undefined)
    return refused({ period: 'В этот день такого урока нет в расписании звонков' });
  if (isMoved && period !== undefined && Temporal.Instant.compare(now, period.starts_at) >= 0) {
    return refused({ day: 'Это время уже прошло' });
  }
  if (lesson.teachers.slice(1).some((each) => each.id === value.teacher_id))
    return refused({
      teacher_id: 'Этот учитель уже ведёт этот урок вместе с другим. Выберите, кто его заменит',
    });
  const teachers = await listStaff(db, today, ['teacher']);
  const change = toRearrangement(lesson, value, isMoved ? (period ?? null) : null, teachers);
  if (change.sentences.length === 0)
    return refused({ form: 'Ничего не изменилось: выберите учителя, кабинет или время.' });

  const clashes = await findClashes(db, lesson, {
    startsAt: change.time?.startsAt ?? lesson.starts_at,
    endsAt: change.time?.endsAt ?? lesson.ends_at,
    day: value.day,
    teacherId: change.substitute?.id ?? lesson.teachers[0]?.id ?? null,
    room: value.room,
  });
  const errors = clashErrors(clashes, change);
  if (Object.keys(errors).length > 0) return refused(errors);
  if (!(await lockVersion(db, lesson.id, value.version))) {
    return refused(CHANGED, 409);
  }
  try {
    await db.transaction((tx) => rearrangeLesson(tx, lesson, change, actOf(context)));
  } catch (fault) {
    if (violates(fault, 'lesson_teacher_in_one_place'))
      return refused({ teacher_id: 'Учитель в это время ведёт другой урок' });
    if (violates(fault, 'lesson_once_a_period'))
      return refused({ period: 'В это время у курса уже есть урок' });
    throw fault;
  }
  return redirect(urls.lesson(lesson.id), {
    flash: 'Урок изменён. Ученики, родители и учителя получили уведомление.',
  });
}

function initial(lesson: LessonRow): FormValues {
  return { teacher_id: '', room: lesson.room, day: lesson.day, period: String(lesson.period), reason: '' };
}

function toRearrangement(
  lesson: LessonRow,
  value: { teacher_id: number | null; room: string; day: string; reason: string },
  moved: PeriodRow | null,
  teachers: readonly StaffRow[],
): Rearrangement {
  const present = lesson.teachers[0];
  const substitute = teachers.find((each) => each.id === value.teacher_id && each.id !== present?.id);
  // Who substitutes a substitute stands in for the course's own teacher, and that one is nobody's substitute
  const own = present?.replaces_id ?? present?.id ?? null;
  const room = value.room === lesson.room ? null : value.room;
  const sentences = [
    ...(substitute === undefined
      ? []
      : [
          sentence(
            `Урок ведёт ${shortName(substitute.family_name, substitute.given_name, substitute.patronymic)}`,
          ),
        ]),
    ...(moved === null
      ? []
      : [`Новое время: ${dayLong(value.day)}, ${moved.period}-й урок, ${moved.times}.`]),
    ...(room === null || room === '' ? [] : [`Место: ${roomLabel(room)}.`]),
  ];
  return {
    substitute:
      substitute === undefined ? null : { id: substitute.id, replacesId: substitute.id === own ? null : own },
    room,
    time:
      moved === null
        ? null
        : { day: value.day, period: moved.period, startsAt: moved.starts_at, endsAt: moved.ends_at },
    sentences:
      sentences.length === 0 && room === null
        ? []
        : [
            ...(sentences.length === 0 ? ['Кабинет уточняется.'] : sentences),
            ...standingSentences(lesson, { substitute, room }),
          ],
    reason: value.reason,
  };
}

/**
 * What was told of the lesson before and still holds: the notice may take the place of one that is minutes old, and
 * must not lose what that one said.
 */
function standingSentences(
  lesson: LessonRow,
  change: { substitute: StaffRow | undefined; room: string | null },
): string[] {
  const present = lesson.teachers[0];
  const isSubstituted = present !== undefined && present.replaces_id !== null;
  const isOnline = lesson.format === 'online';
  const hasOtherRoom = lesson.planned_room !== null && lesson.room !== '';
  return [
    ...(isSubstituted && change.substitute === undefined
      ? [sentence(`Урок ведёт ${shortName(present.family_name, present.given_name, present.patronymic)}`)]
      : []),
    ...(hasOtherRoom && !isOnline && change.room === null ? [`Место: ${roomLabel(lesson.room)}.`] : []),
    ...(isOnline ? [`Урок пройдёт онлайн, сервис «${lesson.service_name ?? ''}».`] : []),
    ...(isOnline && lesson.preparation !== '' ? [`Что подготовить: ${lesson.preparation}`] : []),
  ];
}

/** Only what is changed can be refused: a room that two lessons of the timetable share stays allowed as it is. */
function clashErrors(clashes: readonly ClashRow[], change: Rearrangement): FormErrors {
  const errors: Record<string, string> = {};
  const said = (clash: ClashRow) => `${clash.subject}, ${clash.class_names}, ${clash.start_time}`;
  for (const clash of clashes) {
    if (clash.kind === 'teacher' && (change.substitute !== null || change.time !== null)) {
      errors.teacher_id ??= clash.is_consultation
        ? `У учителя в это время консультация, ${clash.start_time}. Сначала её нужно перенести или отменить`
        : `Учитель в это время ведёт другой урок: ${said(clash)}`;
    }
    if (clash.kind === 'group' && change.time !== null)
      errors.period ??= `У этих учеников в это время урок: ${said(clash)}`;
    if (clash.kind === 'room' && (change.room !== null || change.time !== null)) {
      errors.room ??= clash.is_consultation
        ? `В кабинете в это время консультация, ${clash.start_time}`
        : `Кабинет в это время занят: ${said(clash)}`;
    }
  }
  return errors;
}

async function showForm(context: Get, values: FormValues, errors: FormErrors, status = 422): Promise<Reply> {
  const { db, subject: lesson, today } = context;
  const form = { values, errors };
  const teachers = await listStaff(db, today, ['teacher']);
  const onDay = isDay(values.day) ? values.day : lesson.day;
  const periods = await listPeriods(db, lesson, lesson.day);
  const title = 'Замена или перенос';
  const failed = Object.keys(errors).length > 0;
  const own = lesson.teachers[0];
  const notes: NoteModel[] = [];
  return page(
    rearrangementPage,
    {
      head: {
        title,
        crumb: [
          { text: `${lesson.subject}, ${groupLabel(lesson)}`, href: urls.lesson(lesson.id) },
          { text: `${dayTitle(lesson.day, today)}, ${timeRange(lesson.start_time, lesson.end_time)}` },
        ],
        lead: 'Ученики, родители и учителя сразу получат уведомление.',
      },
      summary: errorSummary(errors),
      notes,
      action: urls.lessonRearrangement(lesson.id),
      version: lesson.version,
      cancel: urls.lesson(lesson.id),
      teacher: select(form, 'teacher_id', 'Кто ведёт урок', [
        {
          value: '',
          label:
            own === undefined
              ? 'Учитель не назначен'
              : `Как сейчас: ${shortName(own.family_name, own.given_name, own.patronymic)}`,
        },
        ...teachers
          .filter((each) => each.id !== own?.id)
          .map((each) => ({
            value: String(each.id),
            label: shortName(each.family_name, each.given_name, each.patronymic),
          })),
      ]),
      room: field(form, 'room', 'Кабинет', { width: 'short', maxLength: 40 }),
      day: field({ ...form, values: { ...values, day: onDay } }, 'day', 'День', { type: 'date', min: today }),
      period: select(
        form,
        'period',
        'Какой урок по счёту',
        periods.map((each) => ({ value: String(each.period), label: `${each.period}-й, ${each.times}` })),
        { hint: 'В другой день время может отличаться: портал возьмёт звонки того дня.' },
      ),
      reason: field(form, 'reason', 'Почему, если нужно сказать', { maxLength: 300 }),
    },
    { title: failed ? `Ошибка — ${title}` : title, status: failed ? status : 200 },
  );
}
