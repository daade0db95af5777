import {
  approvedDays,
  approvedService,
  approvedServices,
  holdService,
} from '../service-register/approved.ts';
import { videoChannel } from '../service-register/channel-for-course.ts';
import { checkLink } from '../service-register/link.ts';
import type { NoteModel } from '../web/components.ts';
import { counted, dayShort, sentence } from '../web/dates.ts';
import { type FormErrors, type FormValues, isOutdated, readForm, refuse } from '../web/form.ts';
import { forbidden, page, type Reply, redirect } from '../web/reply.ts';
import { allow, get, type PostContext, post, type Route, type RouteContext } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import {
  decideAnnouncing,
  healthWarnings,
  type LateReason,
  lateReasonLabels,
  screenHint,
} from './announcing-rule.ts';
import { lessonForActor } from './find.ts';
import { type FormatFacts, initialFormat, toFormatPage } from './format-model.ts';
import { FormatForm, LessonParams } from './forms.ts';
import { opensTime } from './lesson-model.ts';
import { announcementWords, courseWords, teachersLabel } from './lesson-words.ts';
import { formatPage } from './pages.ts';
import { plannedOfCourse, warningsOfPlan } from './plan.ts';
import {
  findLesson,
  type LessonRow,
  lessonLink,
  limitsFor,
  mayAnnounce,
  otherOnlineMinutes,
} from './queries.ts';
import { lockVersion, setOnline } from './set-online.ts';

type Get = RouteContext<{ lessonId: number }, unknown, LessonRow>;
type Post = PostContext<{ lessonId: number }, unknown, LessonRow>;

export const formatRoutes: readonly Route[] = [
  get(
    '/lessons/:lessonId/format',
    { policy: allow('lesson:announce', lessonForActor), params: LessonParams },
    async (context) => {
      const { subject: lesson, actor } = context;
      if (!mayAnnounce(actor, lesson)) return notYours(lesson);
      const facts = await formatFacts(context);
      return showFormat(lesson, facts, initialFormat(lesson, facts), {});
    },
  ),
  post(
    '/lessons/:lessonId/format',
    { policy: allow('lesson:announce', lessonForActor), params: LessonParams },
    async (context) => {
      const { subject: lesson, actor, body } = context;
      if (!mayAnnounce(actor, lesson)) return notYours(lesson);
      if (isOutdated(body, lesson.version)) return changedMeanwhile(context);
      const form = readForm(FormatForm, body);
      if (!form.ok) return showFormat(lesson, await formatFacts(context), form.values, form.errors, 422);
      const refusal = (errors: FormErrors) => async () =>
        showFormat(lesson, await formatFacts(context), refuse(body, errors).values, errors, 422);

      const decision = decideAnnouncing(
        { status: lesson.status, startsAt: lesson.starts_at, announcedAt: lesson.announced_at },
        context.now,
        context.school.noticeLeadHours,
        { code: form.value.late_reason, words: form.value.late_words },
      );
      if (!decision.allowed) return refusal({ [decision.field]: decision.words })();
      if (!(await lockVersion(context.db, lesson.id, form.value.version))) return changedMeanwhile(context);

      const place = await chooseLink(context, form.value);
      if ('errors' in place) return refusal(place.errors)();
      const lateReason = decision.isLate ? lateWords(form.value.late_reason, form.value.late_words) : '';
      return form.value.scope === 'course'
        ? announceCourse(context, form.value, place, lateReason, refusal)
        : announceOne(context, form.value, place, lateReason);
    },
  ),
];

interface Place {
  serviceId: number;
  serviceName: string;
  url: string;
}

/** The words that stay with a late announcement: the reason of the list, and what was written. */
export function lateWords(code: LateReason | null, words: string): string {
  return [code === null || code === 'other' ? '' : lateReasonLabels[code], words]
    .filter((part) => part !== '')
    .join(': ');
}

/** 403 in words: whose lesson it is. */
export function notYours(lesson: LessonRow): Reply {
  return forbidden(
    `${sentence(`Этот урок ведёт ${teachersLabel(lesson) || 'другой учитель'}`)} Изменить его могут учитель урока и координатор.`,
  );
}

async function formatFacts(context: Get): Promise<FormatFacts> {
  const { db, subject: lesson, now, today, school } = context;
  const limits = await limitsFor(
    db,
    lesson.classes.map((each) => each.grade),
    lesson.day,
  );
  return {
    channel: await videoChannel(db, lesson.course_id, lesson.day),
    services: await approvedServices(db, 'videoconference', lesson.day),
    warnings: healthWarnings(limits, lengthOf(lesson), await otherOnlineMinutes(db, lesson)),
    screenHint: screenHint(limits),
    leadHours: school.noticeLeadHours,
    now,
    today,
  };
}

function lengthOf(lesson: LessonRow): number {
  return Math.round(lesson.ends_at.since(lesson.starts_at).total('minutes'));
}

function showFormat(
  lesson: LessonRow,
  facts: FormatFacts,
  values: FormValues,
  errors: FormErrors,
  status = 200,
  notes: readonly NoteModel[] = [],
): Reply {
  const model = toFormatPage(lesson, facts, values, errors, notes);
  const title = status === 200 ? model.head.title : `Ошибка — ${model.head.title}`;
  return page(formatPage, model, { title, status });
}

/** Somebody changed the lesson first: the form comes back with what was typed, over the lesson as it is now. */
async function changedMeanwhile(context: Post): Promise<Reply> {
  const { db, actor, params, body } = context;
  const fresh = (await findLesson(db, params.lessonId, actor)) ?? context.subject;
  const note: NoteModel = {
    kind: 'warn',
    title: 'Пока вы заполняли форму, урок изменили',
    text: 'Ниже то, что ввели вы. Посмотрите, что стало с уроком, и сохраните ещё раз, если нужно.',
    link: { href: urls.lesson(fresh.id), text: 'Как урок выглядит сейчас' },
  };
  const facts = await formatFacts({ ...context, subject: fresh, db });
  return showFormat(fresh, facts, refuse(body, {}).values, {}, 409, [note]);
}

/** Where the lesson is held: its channel, the link that it has, or a new link of an approved service. */
async function chooseLink(
  context: Post,
  form: { source: 'channel' | 'keep' | 'link'; service_id: number | null; link: string },
): Promise<Place | { errors: FormErrors }> {
  const { db, subject: lesson } = context;
  if (form.source === 'channel') {
    const offered = await videoChannel(db, lesson.course_id, lesson.day);
    if (offered !== null) await holdService(db, offered.serviceId);
    const channel = await videoChannel(db, lesson.course_id, lesson.day);
    if (channel === null || channel.serviceId !== offered?.serviceId)
      return { errors: { source: 'Постоянного канала больше нет. Вставьте ссылку на урок' } };
    return { serviceId: channel.serviceId, serviceName: channel.serviceName, url: channel.address };
  }
  const serviceId = form.source === 'keep' ? lesson.service_id : form.service_id;
  if (serviceId !== null) await holdService(db, serviceId);
  const service =
    serviceId === null ? null : await approvedService(db, serviceId, 'videoconference', lesson.day);
  if (service === null) {
    const day = dayShort(lesson.day);
    const words = `Этот сервис ${day} не разрешён для видеоуроков. Выберите другой из списка`;
    return { errors: { [form.source === 'keep' ? 'source' : 'service_id']: words } };
  }
  const entered = form.source === 'keep' ? await lessonLink(db, lesson.id) : form.link;
  const checked = checkLink(entered ?? '', service);
  if ('words' in checked) return { errors: { link: checked.words } };
  return { serviceId: service.id, serviceName: service.name, url: checked.url };
}

type Filled = { topic: string; preparation: string; until: string | null };

async function announceOne(context: Post, form: Filled, place: Place, lateReason: string): Promise<Reply> {
  const { db, subject: lesson } = context;
  const { warnings } = await formatFacts(context);
  await setOnline(
    db,
    {
      lessons: [{ id: lesson.id, link: place.url, warnings }],
      serviceId: place.serviceId,
      leadHours: context.school.noticeLeadHours,
      lateReason,
      details: { lessonId: lesson.id, topic: form.topic, preparation: form.preparation },
      words: announcementWords(lesson, {
        serviceName: place.serviceName,
        topic: form.topic,
        preparation: form.preparation,
        opensTime: opensTime(lesson, context.school),
        isNew: lesson.announced_at === null,
      }),
    },
    actOf(context),
  );
  return redirect(urls.lesson(lesson.id), {
    flash: 'Урок пройдёт онлайн. Ученики и родители получили уведомление.',
  });
}

async function announceCourse(
  context: Post,
  form: Filled,
  place: Place,
  lateReason: string,
  refusal: (errors: FormErrors) => () => Promise<Reply>,
): Promise<Reply> {
  const { db, subject: lesson, now } = context;
  if (form.until === null || form.until < lesson.day) {
    return refusal({ until: `Укажите день не раньше, чем ${dayShort(lesson.day)}` })();
  }
  if (form.until > addYear(lesson.day)) return refusal({ until: 'Укажите день этого учебного года' })();
  const lessons = await plannedOfCourse(
    db,
    lesson.course_id,
    { from: lesson.day, to: form.until },
    place.serviceId,
    now,
  );
  const days = await approvedDays(
    db,
    place.serviceId,
    lessons.map((each) => each.day),
  );
  const held = lessons.filter((each) => days.has(each.day));
  const warnings = warningsOfPlan(held);
  await setOnline(
    db,
    {
      lessons: held.map((each) => ({ id: each.id, link: place.url, warnings: warnings.get(each.id) ?? [] })),
      serviceId: place.serviceId,
      leadHours: context.school.noticeLeadHours,
      lateReason,
      details: { lessonId: lesson.id, topic: form.topic, preparation: form.preparation },
      words: courseWords(lesson, {
        serviceName: place.serviceName,
        days: held.map((each) => each.day),
        topic: form.topic,
        preparation: form.preparation,
      }),
    },
    actOf(context),
  );
  const left = lessons.length - held.length;
  const done = `Онлайн пройдут ${counted(held.length, 'урок', 'урока', 'уроков')}, по ${dayShort(form.until)}. Ученики и родители получили уведомление.`;
  const rest =
    left === 0
      ? ''
      : ` ${counted(left, 'урок остался', 'урока остались', 'уроков остались')} в школе: сервис в те дни не разрешён.`;
  return redirect(urls.lesson(lesson.id), { flash: done + rest, kind: left === 0 ? 'ok' : 'warn' });
}

function addYear(day: string): string {
  return Temporal.PlainDate.from(day).add({ years: 1 }).toString();
}

/** Who acts, and when, for the verbs. */
export function actOf(context: {
  actor: { personId: number };
  now: Temporal.Instant;
  today: string;
  requestId: string;
}) {
  return {
    actorId: context.actor.personId,
    at: context.now,
    today: context.today,
    requestId: context.requestId,
  };
}
