import { isStaff } from '../access/actor.ts';
import { violates } from '../db/faults.ts';
import { answerKeys } from '../feedback/answer-token.ts';
import { pulseOffer } from '../feedback/pulse-offer.ts';
import { childrenToEnterFor } from '../people/young-children.ts';
import type { NoteModel } from '../web/components.ts';
import { errorSummary, field } from '../web/components.ts';
import { timeRange } from '../web/dates.ts';
import { type FormErrors, type FormValues, readForm } from '../web/form.ts';
import { forbidden, leave, page, type Reply, redirect } from '../web/reply.ts';
import { allow, get, type PostContext, post, type Route } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { cancelLesson, restoreLesson, returnToSchool } from './change-lesson.ts';
import { findClashes } from './clash-queries.ts';
import { recordEntry } from './entry-queries.ts';
import { decideEntry } from './entry-rule.ts';
import { lessonForActor, lessonToEnter } from './find.ts';
import { actOf, formatRoutes, notYours } from './format-routes.ts';
import { CancellationForm, EntryForm, LessonParams, VersionForm } from './forms.ts';
import { enterable, entrantKind, toLessonPage } from './lesson-model.ts';
import { dayTitle, groupLabel } from './lesson-words.ts';
import { onlinePeriodRoutes } from './online-period-routes.ts';
import { cancellationPage, lessonPage } from './pages.ts';
import {
  type LessonRow,
  lessonLink,
  listChanges,
  listParticipants,
  mayAnnounce,
  maySeeParticipants,
} from './queries.ts';
import { rearrangementRoutes } from './rearrangement-routes.ts';
import { lockVersion } from './set-online.ts';

type Post = PostContext<{ lessonId: number }, unknown, LessonRow>;

const show = get(
  '/lessons/:lessonId',
  { policy: allow('lesson:read', lessonForActor), params: LessonParams },
  async (context) => {
    const { db, actor, subject: lesson, now, today, school } = context;
    const children = lesson.own_students.filter((student) => student !== actor.personId);
    const enterFor = await childrenToEnterFor(db, children, today);
    // a class teacher who does not keep the lesson sees the pupils of the class alone
    const ownClasses = mayAnnounce(actor, lesson) ? null : actor.headedClasses.map((one) => one.id);
    const model = toLessonPage(
      lesson,
      { actor, now, today, school },
      {
        participants: maySeeParticipants(actor, lesson)
          ? await listParticipants(db, lesson.id, ownClasses)
          : [],
        changes: isStaff(actor) ? await listChanges(db, lesson.id) : [],
        enterFor,
        pulse: await pulseOffer(db, lesson, { actor, now, today, enterFor, keys: answerKeys(context) }),
      },
    );
    return page(lessonPage, model, { title: model.head.title });
  },
);

/** Join: an act that is logged, refused ones too, and that leads to the service (always true 4). */
const enter = post(
  '/lessons/:lessonId/entry',
  { policy: allow('lesson:enter', lessonToEnter), params: LessonParams },
  async ({ db, actor, subject: lesson, body, now, today, school }) => {
    const form = readForm(EntryForm, body);
    const studentId = form.ok ? form.value.student_id : null;
    const kind = entrantKind(lesson, actor, studentId);
    const enterFor =
      kind === 'guardian' && studentId !== null
        ? await childrenToEnterFor(db, [studentId], today)
        : new Set();
    const decision = decideEntry(
      kind,
      enterable(lesson, school),
      { opensMinutes: school.entryOpensMinutes, closesMinutes: school.entryClosesMinutes },
      now,
      today,
      enterFor.has(studentId),
    );
    await recordEntry(db, {
      lessonId: lesson.id,
      personId: actor.personId,
      studentId: kind === 'student' ? actor.personId : kind === 'guardian' ? studentId : null,
      at: now,
      refusal: decision.admitted ? null : decision.reason,
    });
    if (!decision.admitted) {
      if (decision.reason === 'not_participant') return forbidden(decision.words);
      return redirect(urls.lesson(lesson.id), { flash: decision.words, kind: 'warn' });
    }
    const link = await lessonLink(db, lesson.id);
    return link === null ? forbidden('У урока нет ссылки. Сообщите учителю или в поддержку.') : leave(link);
  },
);

const backToSchool = post(
  '/lessons/:lessonId/in-person',
  { policy: allow('lesson:announce', lessonForActor), params: LessonParams },
  async (context) => {
    const form = readForm(VersionForm, context.body);
    const refused = await refuseChange(context, form.ok ? form.value.version : 0);
    if (refused !== null) return refused;
    if (context.subject.format === 'online')
      await returnToSchool(context.db, context.subject, actOf(context));
    return redirect(urls.lesson(context.subject.id), {
      flash: 'Урок пройдёт в школе. Ученики и родители получили уведомление.',
    });
  },
);

const askCancellation = get(
  '/lessons/:lessonId/cancellation',
  { policy: allow('lesson:announce', lessonForActor), params: LessonParams },
  ({ actor, subject: lesson, today }) =>
    mayAnnounce(actor, lesson) ? showCancellation(lesson, today, {}, {}) : notYours(lesson),
);

const cancel = post(
  '/lessons/:lessonId/cancellation',
  { policy: allow('lesson:announce', lessonForActor), params: LessonParams },
  async (context) => {
    const { subject: lesson, today } = context;
    if (!mayAnnounce(context.actor, lesson)) return notYours(lesson);
    const form = readForm(CancellationForm, context.body);
    if (!form.ok) return showCancellation(lesson, today, form.values, form.errors);
    const refused = await refuseChange(context, form.value.version);
    if (refused !== null) return refused;
    if (lesson.status === 'planned')
      await cancelLesson(context.db, lesson, form.value.reason, actOf(context));
    return redirect(urls.lesson(lesson.id), {
      flash: 'Урок отменён. Ученики и родители получили уведомление.',
    });
  },
);

const restore = post(
  '/lessons/:lessonId/restoration',
  { policy: allow('lesson:announce', lessonForActor), params: LessonParams },
  async (context) => {
    const { subject: lesson, db } = context;
    const form = readForm(VersionForm, context.body);
    const refused = await refuseChange(context, form.ok ? form.value.version : 0);
    if (refused !== null) return refused;
    const taken = await takenPlace(context);
    if (taken !== null) return redirect(urls.lesson(lesson.id), { flash: taken, kind: 'warn' });
    try {
      if (lesson.status === 'cancelled') {
        await db.transaction((tx) => restoreLesson(tx, lesson, actOf(context)));
      }
    } catch (fault) {
      if (!violates(fault, 'lesson_teacher_in_one_place')) throw fault;
      return redirect(urls.lesson(lesson.id), {
        flash: 'Вернуть урок нельзя: учитель в это время уже ведёт другой. Сначала решите с ним.',
        kind: 'warn',
      });
    }
    return redirect(urls.lesson(lesson.id), {
      flash: 'Урок снова в расписании. Ученики и родители получили уведомление.',
    });
  },
);

/** Why a cancelled lesson cannot come back: its pupils were given another at its time. Null where they were not. */
async function takenPlace({ db, subject: lesson }: Post): Promise<string | null> {
  const { starts_at: startsAt, ends_at: endsAt, day } = lesson;
  const clashes = await findClashes(db, lesson, { startsAt, endsAt, day, teacherId: null, room: '' });
  const clash = clashes.find((each) => each.kind === 'group' && each.is_moved);
  if (clash === undefined) return null;
  return `Вернуть урок нельзя: на его время перенесён другой у тех же учеников: ${clash.subject}, ${clash.class_names}, ${clash.start_time}. Сначала перенесите его.`;
}

/** What stops any change of a lesson: it is somebody else's, it has begun, or it was changed meanwhile. */
async function refuseChange(context: Post, version: number): Promise<Reply | null> {
  const { actor, subject: lesson, now, db } = context;
  if (!mayAnnounce(actor, lesson)) return notYours(lesson);
  const back = (flash: string) => redirect(urls.lesson(lesson.id), { flash, kind: 'warn' });
  if (Temporal.Instant.compare(now, lesson.starts_at) >= 0) {
    return back('Урок уже начался или прошёл: изменить его нельзя.');
  }
  if (await lockVersion(db, lesson.id, version)) return null;
  return back(
    'Пока страница была открыта, урок изменили. Посмотрите, как он выглядит сейчас, и повторите, если нужно.',
  );
}

function showCancellation(lesson: LessonRow, today: string, values: FormValues, errors: FormErrors): Reply {
  const notes: NoteModel[] =
    lesson.status === 'cancelled' ? [{ kind: 'info', text: 'Урок уже отменён.' }] : [];
  const title = 'Отменить урок';
  const model = {
    head: {
      title,
      crumb: [
        { text: `${lesson.subject}, ${groupLabel(lesson)}`, href: urls.lesson(lesson.id) },
        { text: `${dayTitle(lesson.day, today)}, ${timeRange(lesson.start_time, lesson.end_time)}` },
      ],
      lead: 'Ученики и родители сразу получат уведомление.',
    },
    summary: errorSummary(errors),
    notes,
    action: urls.lessonCancellation(lesson.id),
    version: lesson.version,
    cancel: urls.lesson(lesson.id),
    reason: field({ values, errors }, 'reason', 'Почему', {
      type: 'textarea',
      rows: 3,
      maxLength: 300,
      hint: 'Это увидят ученики и родители.',
    }),
  };
  const failed = Object.keys(errors).length > 0;
  return page(cancellationPage, model, {
    title: failed ? `Ошибка — ${title}` : title,
    status: failed ? 422 : 200,
  });
}

export const lessonRoutes: readonly Route[] = [
  show,
  enter,
  ...formatRoutes,
  backToSchool,
  askCancellation,
  cancel,
  restore,
  ...rearrangementRoutes,
  ...onlinePeriodRoutes,
];
