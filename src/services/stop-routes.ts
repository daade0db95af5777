import { dependentConsultations, tellOfCallsLeft } from '../service-register/calls-left.ts';
import { lessonsLeft } from '../service-register/lessons-left.ts';
import { type FilledForm, freshForm, type NoteModel } from '../web/components.ts';
import { counted, dayWithYear } from '../web/dates.ts';
import { readForm, refuse } from '../web/form.ts';
import { forbidden, page, type Reply, redirect } from '../web/reply.ts';
import { allow, get, type PostContext, post, type Route, type RouteContext } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { actOf } from './act.ts';
import { cardReply, titleWith } from './card-reply.ts';
import { findService, lockService, ServiceParams, type ServiceRow } from './find.ts';
import { ResumptionForm, SuspensionForm, WithdrawalForm } from './forms.ts';
import { stopPage } from './pages.ts';
import type { OtherService } from './queries.ts';
import { dependentChannels, dependentLessons, otherServices } from './queries.ts';
import {
  type Move,
  readMoves,
  resumeService,
  type Stopped,
  suspendService,
  withdrawService,
} from './stop.ts';
import { isStopped } from './to-card-page.ts';
import { toStopPage } from './to-stop-page.ts';

type Kind = 'suspension' | 'withdrawal';
type ServiceContext = RouteContext<unknown, unknown, ServiceRow>;
type ServicePost = PostContext<unknown, unknown, ServiceRow>;

const CHANGED: NoteModel = {
  kind: 'warn',
  title: 'Пока вы заполняли форму, что-то изменилось',
  text: 'Сервис или его каналы изменил кто-то другой. Ниже — как сейчас, а написанное вами сохранено. Проверьте и отправьте ещё раз.',
};

const suspensionForm = get(
  '/services/:serviceId/suspension',
  { policy: allow('service:edit', findService), params: ServiceParams },
  (context) => formReply(context, 'suspension'),
);

const suspend = post(
  '/services/:serviceId/suspension',
  { policy: allow('service:edit', findService), params: ServiceParams },
  async (context) => {
    const { db, body, today } = context;
    const service = await lockService(db, context.subject.id, today);
    const closed = whyNot(service, 'suspension', today);
    if (closed !== null) return forbidden(closed);
    const form = readForm(SuspensionForm, body);
    if (!form.ok) return stopReply(context, service, 'suspension', form, 422);
    const { from, until } = form.value;
    if (until !== null && until < from)
      return stopReply(
        context,
        service,
        'suspension',
        refuse(body, { until: 'Последний день не может быть раньше первого' }),
        422,
      );
    const read = await decide(context, service, 'suspension', form.value);
    if ('reply' in read) return read.reply;
    const act = actOf(context, { order: form.value.order_reference, reason: form.value.reason });
    const stopped = await suspendService(db, service, { from, until, ...read }, act);
    return afterStop(
      context,
      service,
      `Сервис «${service.name}» приостановлен ${sinceSaid(from, today)}.`,
      stopped,
    );
  },
);

const withdrawalForm = get(
  '/services/:serviceId/withdrawal',
  { policy: allow('service:edit', findService), params: ServiceParams },
  (context) => formReply(context, 'withdrawal'),
);

const withdraw = post(
  '/services/:serviceId/withdrawal',
  { policy: allow('service:edit', findService), params: ServiceParams },
  async (context) => {
    const { db, body, today } = context;
    const service = await lockService(db, context.subject.id, today);
    const closed = whyNot(service, 'withdrawal', today);
    if (closed !== null) return forbidden(closed);
    const form = readForm(WithdrawalForm, body);
    if (!form.ok) return stopReply(context, service, 'withdrawal', form, 422);
    const read = await decide(context, service, 'withdrawal', form.value);
    if ('reply' in read) return read.reply;
    const act = actOf(context, { order: form.value.order_reference, reason: form.value.reason });
    const stopped = await withdrawService(db, service, { from: form.value.from, ...read }, act);
    return afterStop(
      context,
      service,
      `Сервис «${service.name}» выведен ${sinceSaid(form.value.from, today)}.`,
      stopped,
    );
  },
);

const resume = post(
  '/services/:serviceId/resumption',
  { policy: allow('service:edit', findService), params: ServiceParams },
  async (context) => {
    const { db, body, today } = context;
    const service = await lockService(db, context.subject.id, today);
    if (service.status === 'withdrawn')
      return forbidden('Сервис выведен из реестра: возобновить его нельзя.');
    const form = readForm(ResumptionForm, body);
    if (!form.ok) return cardReply(context, service, form, 422);
    if (!isStopped(service, today) || form.value.version !== service.version)
      return redirect(urls.service(service.id), {
        flash: 'Сервис уже изменился. Вот как он выглядит сейчас.',
        kind: 'warn',
      });
    const act = actOf(context, { order: form.value.order_reference, reason: form.value.reason });
    await resumeService(db, service, act);
    return redirect(urls.service(service.id), { flash: `Сервис «${service.name}» снова работает.` });
  },
);

/** Why a service cannot be stopped so, in words; null where it can. */
function whyNot(service: ServiceRow, kind: Kind, today: string): string | null {
  if (service.withdrawn_from !== null)
    return service.withdrawn_from > today
      ? `Вывод сервиса уже назначен: с ${dayWithYear(service.withdrawn_from)}.`
      : 'Сервис уже выведен из реестра.';
  if (kind === 'suspension' && isStopped(service, today))
    return 'Сервис уже приостановлен, или остановка назначена. Сначала возобновите его на карточке.';
  return null;
}

/** What becomes of the channels, or the page again with what was wrong. */
async function decide(
  context: ServicePost,
  service: ServiceRow,
  kind: Kind,
  asked: { from: string; version: number; successor_id: number | null },
): Promise<{ successor: OtherService | null; moves: Move[] } | { reply: Reply }> {
  const { db, body, today } = context;
  const again = async (errors: Record<string, string>, status: number, note: NoteModel | null = null) => ({
    reply: await stopReply(context, service, kind, refuse(body, errors), status, note),
  });
  if (asked.version !== service.version) return again({}, 409, CHANGED);
  if (asked.from < today) return again({ from: 'Выберите сегодняшний день или более поздний' }, 422);
  const channels = await dependentChannels(db, service.id, asked.from);
  const read = await readMoves(db, {
    service,
    channels,
    successorId: asked.successor_id,
    from: asked.from,
    body,
  });
  if (read === 'outdated') return again({}, 409, CHANGED);
  return 'errors' in read ? again(read.errors, 422) : read;
}

function formReply(context: ServiceContext, kind: Kind): Promise<Reply> | Reply {
  const closed = whyNot(context.subject, kind, context.today);
  if (closed !== null) return forbidden(closed);
  const form = freshForm({ from: context.today, version: String(context.subject.version) });
  return stopReply(context, context.subject, kind, form);
}

async function stopReply(
  context: ServiceContext,
  service: ServiceRow,
  kind: Kind,
  form: FilledForm,
  status = 200,
  note: NoteModel | null = null,
): Promise<Reply> {
  const { db, today, school } = context;
  const values = status === 409 ? { ...form.values, version: String(service.version) } : form.values;
  const model = toStopPage(
    {
      kind,
      service,
      channels: await dependentChannels(db, service.id, today),
      lessons: await dependentLessons(db, service.id, { from: today }),
      consultations: await dependentConsultations(db, service.id, today),
      others: await otherServices(db, service.id, today),
      today,
      timeZone: school.timeZone,
    },
    { values, errors: form.errors },
    note,
  );
  return page(stopPage, model, { title: titleWith(model.head.title, form), status });
}

async function afterStop(
  { db, actor, now, today }: ServicePost,
  service: ServiceRow,
  done: string,
  { moved, ended }: Stopped,
): Promise<Reply> {
  const left = await lessonsLeft(db, { now, today, serviceId: service.id });
  const words = [done];
  if (moved > 0) words.push(`Переведено: ${counted(moved, 'канал', 'канала', 'каналов')}.`);
  if (ended > 0) words.push(`Закончено: ${counted(ended, 'канал', 'канала', 'каналов')}.`);
  if (left.length > 0)
    words.push(`Без сервиса: ${counted(left.length, 'урок', 'урока', 'уроков')}, список ниже.`);
  const calls = await tellOfCallsLeft(db, service.id, { actorId: actor.personId, at: now, today });
  if (calls > 0)
    words.push(
      `Без сервиса: ${counted(calls, 'консультация', 'консультации', 'консультаций')}, их учителя получили уведомление.`,
    );
  return redirect(urls.service(service.id), {
    flash: words.join(' '),
    kind: left.length + calls > 0 ? 'warn' : 'ok',
  });
}

function sinceSaid(from: string, today: string): string {
  return from === today ? 'с сегодняшнего дня' : `с ${dayWithYear(from)}`;
}

/** Suspension, resumption and withdrawal of a service. */
export const stopRoutes: readonly Route[] = [suspensionForm, suspend, resume, withdrawalForm, withdraw];
