import type { Actor } from '../access/actor.ts';
import {
  approvedDays,
  approvedService,
  approvedServices,
  holdService,
} from '../service-register/approved.ts';
import { choices, errorSummary, field, select } from '../web/components.ts';
import { addDays, counted, dayShort, daysBetween, relativeDayLong } from '../web/dates.ts';
import { chosen, type FormErrors, type FormValues, isDay, readForm, refuse } from '../web/form.ts';
import { page, type Reply, redirect } from '../web/reply.ts';
import { allow, get, type PostContext, post, type Route, type RouteContext } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { decideAnnouncing } from './announcing-rule.ts';
import { lateOptions, serviceOptions } from './format-model.ts';
import { actOf, lateWords } from './format-routes.ts';
import { OnlinePeriodForm } from './forms.ts';
import { onlineDaysWords } from './lesson-words.ts';
import { type ClassRow, classesOn } from './online-period-queries.ts';
import { onlinePeriodConfirmation, onlinePeriodPage } from './pages.ts';
import { type PlannedLesson, plannedOfClasses, warningsOfPlan } from './plan.ts';
import { setOnline } from './set-online.ts';

type Get = RouteContext<unknown, unknown, null>;
type Post = PostContext<unknown, unknown, null>;

const MOST_DAYS = 31;

export const onlinePeriodRoutes: readonly Route[] = [
  get('/online-periods/new', { policy: allow('lesson:announce') }, (context) => {
    const tomorrow = addDays(context.today, 1);
    return showForm(context, { from: tomorrow, to: tomorrow, classes: onlyClass(context.actor) }, {});
  }),
  post('/online-periods', { policy: allow('lesson:announce') }, setPeriodOnline),
];

interface Plan {
  /** Lessons of the chosen classes alone, with a channel in the service, on days on which it is approved. */
  held: readonly PlannedLesson[];
  /** Lessons that stay in school, with the reason. */
  left: readonly { lesson: PlannedLesson; why: string }[];
}

/** All lessons of classes for days: what will be is shown first, and done at the second press. */
async function setPeriodOnline(context: Post): Promise<Reply> {
  const { db, body, now, school, actor } = context;
  const refused = (errors: FormErrors) => showForm(context, refuse(body, errors).values, errors);
  const form = readForm(OnlinePeriodForm, body);
  if (!form.ok) return showForm(context, form.values, form.errors);
  const { value } = form;
  const offered = await offeredClasses(context, value.from);
  const classes =
    value.everybody && actor.roles.has('coordinator')
      ? offered
      : offered.filter((each) => value.classes.includes(each.id));
  const errors = periodErrors(value, context.today, classes);
  if (Object.keys(errors).length > 0) return refused(errors);
  await holdService(db, value.service_id);
  const service = await approvedService(db, value.service_id, 'videoconference', value.from);
  if (service === null)
    return refused({ service_id: `Этот сервис ${dayShort(value.from)} не разрешён для видеоуроков` });

  const plan = await makePlan(
    context,
    classes.map((each) => each.id),
    value,
    service.id,
  );
  const [first] = plan.held;
  if (first === undefined) {
    return refused({
      form:
        plan.left.length === 0
          ? 'В эти дни у этих классов нет будущих уроков, которые ещё не онлайн.'
          : noneHeld(plan, service.name),
    });
  }
  const decision = decideAnnouncing(
    { status: 'planned', startsAt: first.startsAt, announcedAt: null },
    now,
    school.noticeLeadHours,
    { code: value.late_reason, words: value.late_words },
  );
  if (!decision.allowed) return refused({ [decision.field]: decision.words });
  if (body.confirmed === undefined) return showConfirmation(context, plan, classes, value, service.name);

  const warnings = warningsOfPlan(plan.held);
  await setOnline(
    db,
    {
      lessons: plan.held.map((each) => ({
        id: each.id,
        link: each.address ?? '',
        warnings: warnings.get(each.id) ?? [],
      })),
      serviceId: service.id,
      leadHours: school.noticeLeadHours,
      lateReason: decision.isLate ? lateWords(value.late_reason, value.late_words) : '',
      details: null,
      words: onlineDaysWords(value, service.name, plan.left.length > 0),
    },
    actOf(context),
  );
  const done = `Онлайн пройдут ${counted(plan.held.length, 'урок', 'урока', 'уроков')}. Ученики, родители и учителя получили уведомление.`;
  return redirect(urls.home(), { flash: done });
}

function periodErrors(
  value: { from: string; to: string },
  today: string,
  classes: readonly ClassRow[],
): FormErrors {
  const errors: Record<string, string> = {};
  if (classes.length === 0) errors.classes = 'Отметьте хотя бы один класс';
  if (value.from < today) errors.from = 'Этот день уже прошёл';
  if (value.to < value.from) errors.to = 'Последний день не может быть раньше первого';
  else if (daysBetween(value.from, value.to) >= MOST_DAYS)
    errors.to = `Укажите не больше ${MOST_DAYS} дней сразу`;
  return errors;
}

function noneHeld({ left }: Plan, serviceName: string): string {
  if (left.some(({ lesson }) => lesson.joinedClasses.length > 0))
    return 'Ни одного урока нельзя сделать онлайн без других классов: отметьте и классы, с которыми уроки общие.';
  return `У этих классов нет постоянного канала в «${serviceName}». Сначала добавьте каналы или выберите другой сервис.`;
}

async function makePlan(
  context: Post,
  classIds: readonly number[],
  days: { from: string; to: string },
  serviceId: number,
): Promise<Plan> {
  const lessons = await plannedOfClasses(context.db, classIds, days, serviceId, context.now);
  const approved = await approvedDays(
    context.db,
    serviceId,
    lessons.map((each) => each.day),
  );
  const whyLeft = (lesson: PlannedLesson): string | null => {
    if (lesson.joinedClasses.length > 0) return `общий урок с ${lesson.joinedClasses.join(', ')}`;
    if (lesson.address === null) return 'нет постоянного канала';
    return approved.has(lesson.day) ? null : 'сервис в этот день не разрешён';
  };
  const held = lessons.filter((lesson) => whyLeft(lesson) === null);
  const left = lessons.flatMap((lesson) => {
    const why = whyLeft(lesson);
    return why === null ? [] : [{ lesson, why }];
  });
  return { held, left };
}

async function offeredClasses(context: Get, onDay: string): Promise<ClassRow[]> {
  const classes = await classesOn(context.db, onDay);
  if (context.actor.roles.has('coordinator')) return classes;
  return classes.filter((each) => context.actor.headedClasses.some((headed) => headed.id === each.id));
}

function onlyClass(actor: Actor): string[] {
  const [only, ...others] = actor.headedClasses;
  return only === undefined || others.length > 0 ? [] : [String(only.id)];
}

const WHAT = 'Онлайн-дни';

async function showForm(context: Get, values: FormValues, errors: FormErrors): Promise<Reply> {
  const { today, actor, db, school } = context;
  const day = isDay(values.from) ? values.from : today;
  const classes = await offeredClasses(context, day);
  const services = await approvedServices(db, 'videoconference', day);
  const form = { values, errors };
  const failed = Object.keys(errors).length > 0;
  const hasNone = classes.length === 0 && !actor.roles.has('coordinator');
  return page(
    onlinePeriodPage,
    {
      head: {
        title: WHAT,
        crumb: [{ text: 'Сегодня', href: urls.home() }],
        lead: 'Все уроки выбранных классов пройдут онлайн по расписанию: актированный день, карантин, ремонт.',
      },
      summary: errorSummary(errors),
      notes: hasNone
        ? [
            {
              kind: 'info',
              text: 'Онлайн-дни объявляет классный руководитель своему классу или координатор. За вами класс не закреплён.',
            },
          ]
        : [],
      action: urls.onlinePeriods(),
      cancel: urls.home(),
      everybody: actor.roles.has('coordinator')
        ? choices(form, 'everybody', 'Вся школа', [{ value: 'yes', label: 'Все классы' }])
        : null,
      classes: choices(
        form,
        'classes',
        'Классы',
        classes.map((each) => ({ value: String(each.id), label: each.name })),
        { inline: true },
      ),
      from: field(form, 'from', 'Первый день', { type: 'date', min: today }),
      to: field(form, 'to', 'Последний день', { type: 'date', min: today }),
      service: select(form, 'service_id', 'Сервис', serviceOptions(services)),
      late: {
        lead: `Если до первого урока меньше ${counted(school.noticeLeadHours, 'часа', 'часов', 'часов')}`,
        reason: select(form, 'late_reason', 'Почему предупреждаете поздно', lateOptions()),
        words: field(form, 'late_words', 'Подробнее, если нужно', { maxLength: 300 }),
      },
    },
    { title: failed ? `Ошибка — ${WHAT}` : WHAT, status: failed ? 422 : 200 },
  );
}

function showConfirmation(
  context: Post,
  plan: Plan,
  classes: readonly ClassRow[],
  value: { from: string; to: string },
  serviceName: string,
): Reply {
  const title = 'Проверьте и подтвердите';
  const days =
    value.from === value.to
      ? relativeDayLong(value.from, context.today)
      : `${dayShort(value.from)} – ${dayShort(value.to)}`;
  return page(
    onlinePeriodConfirmation,
    {
      head: { title, crumb: [{ text: WHAT, href: urls.onlinePeriodNew() }] },
      facts: {
        rows: [
          { name: 'Дни', lines: [{ text: days }] },
          { name: 'Классы', lines: [{ text: classes.map((each) => each.name).join(', ') }] },
          { name: 'Сервис', lines: [{ text: serviceName }] },
          { name: 'Пройдут онлайн', lines: [{ text: counted(plan.held.length, 'урок', 'урока', 'уроков') }] },
        ],
      },
      left: plan.left.slice(0, 100).map(({ lesson, why }) => ({
        text: `${dayShort(lesson.day)}, ${lesson.label}: ${why}`,
        href: urls.lessonFormat(lesson.id),
      })),
      leftTitle: `Останутся в школе: ${counted(plan.left.length, 'урок', 'урока', 'уроков')}`,
      action: urls.onlinePeriods(),
      cancel: urls.onlinePeriodNew(),
      hidden: Object.keys(context.body)
        .filter((name) => !name.startsWith('_'))
        .flatMap((name) => chosen(context.body, name).map((each) => ({ name, value: each }))),
    },
    { title },
  );
}
