import sql from 'sql-template-tag';
import type { Db } from '../db/db.ts';
import { hostOf } from '../service-register/link.ts';
import { type FilledForm, freshForm, type NoteModel } from '../web/components.ts';
import { isOutdated, readForm, refuse } from '../web/form.ts';
import { leave, page, type Reply, redirect } from '../web/reply.ts';
import { allow, get, type PostContext, post, type Route, type RouteContext } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import {
  ChannelParams,
  ChannelRow,
  channelStatement,
  findEnterableChannel,
  findKeptChannel,
} from './find.ts';
import { EditChannelForm, EndChannelForm, NewChannelForm, NewChannelQuery } from './forms.ts';
import { channelClosedPage, channelListPage, channelNewPage, channelPage } from './pages.ts';
import { keptClasses, listChannels, offeredServices, possibleTargets } from './queries.ts';
import { type Act, addChannel, editChannel, endChannel, note } from './save.ts';
import { toChannelPage, toClosedPage, toNewPage } from './to-form-pages.ts';
import { toListPage } from './to-list-page.ts';

type Context = RouteContext<unknown, unknown, unknown>;
type NewContext = RouteContext<
  unknown,
  { purpose?: string | undefined; class?: number | undefined; course?: number | undefined },
  unknown
>;

const CHANGED: NoteModel = {
  kind: 'warn',
  title: 'Пока вы заполняли форму, канал изменился',
  text: 'Его изменил кто-то другой. Ниже — как сейчас, а написанное вами сохранено. Проверьте и отправьте ещё раз.',
};

const list = get('/channels', { policy: allow('channel:read') }, async ({ db, actor, today }) => {
  const model = toListPage({
    channels: await listChannels(db, actor, today),
    classes: await keptClasses(db, actor, today),
    today,
    isCoordinator: actor.roles.has('coordinator'),
    canEdit: actor.permissions.has('channel:edit'),
  });
  return page(channelListPage, model, { title: 'Каналы' });
});

const newForm = get('/channels/new', { policy: allow('channel:edit'), query: NewChannelQuery }, (context) =>
  newReply(context, null),
);

const create = post(
  '/channels/new',
  { policy: allow('channel:edit'), query: NewChannelQuery },
  async (context) => {
    const { db, actor, body, today } = context;
    const form = readForm(NewChannelForm, body);
    if (!form.ok) return newReply(context, form, 422);
    const { service, target: asked, ...rest } = form.value;
    const classId = await classOf(context);
    const targets = await possibleTargets(db, actor, { classId, today });
    const target = targets.find((one) => `${one.kind}-${one.id}` === asked);
    if (target === undefined) return newReply(context, refuse(body, { target: 'Выберите из списка' }), 422);
    const made = await addChannel(
      db,
      { target, ...service, address: rest.address, startsOn: rest.starts_on },
      actOf(context),
    );
    if (typeof made !== 'number') return newReply(context, refuse(body, made.errors), 422);
    return redirect(urls.channels(), { flash: `Канал заведён: ${target.name}.` });
  },
);

/** The class that a new channel is for: the one asked about, or one's only one; null for courses alone. */
async function classOf({ db, actor, query, today }: NewContext): Promise<number | null> {
  const classes = await keptClasses(db, actor, today);
  if (query.class !== undefined) return classes.find((one) => one.id === query.class)?.id ?? null;
  return classes.length === 1 ? (classes[0]?.id ?? null) : null;
}

async function newReply(context: NewContext, filled: FilledForm | null, status = 200): Promise<Reply> {
  const { db, actor, query, today } = context;
  const classes = await keptClasses(db, actor, today);
  const classId = await classOf(context);
  const services = await offeredServices(db, today);
  const wanted = services.find((one) => one.purpose === query.purpose);
  const form =
    filled ??
    freshForm({
      target:
        query.course !== undefined ? `course-${query.course}` : classId === null ? '' : `class-${classId}`,
      service: wanted === undefined ? '' : `${wanted.purpose}-${wanted.id}`,
      starts_on: today,
    });
  const isCoordinator = actor.roles.has('coordinator');
  const mustChoose =
    classId === null && (isCoordinator || (classes.length > 1 && query.course === undefined));
  const targets = mustChoose ? [] : await possibleTargets(db, actor, { classId, today });
  const action = urls.channelNew({ class: query.class });
  const model = toNewPage({ classes, mustChoose, targets, services, action, today }, form);
  return page(channelNewPage, model, { title: titleWith('Новый канал', form), status });
}

const show = get(
  '/channels/:channelId',
  { policy: allow('channel:edit', findKeptChannel), params: ChannelParams },
  (context) => channelReply(context, context.subject, {}),
);

const edit = post(
  '/channels/:channelId',
  { policy: allow('channel:edit', findKeptChannel), params: ChannelParams },
  async (context) => {
    const { db, body } = context;
    const channel = await hold(db, context.subject.id, context.today);
    if (isOutdated(body, channel.version))
      return channelReply(context, channel, { edit: refuse(body, {}) }, 409);
    const form = readForm(EditChannelForm, body);
    if (!form.ok) return channelReply(context, channel, { edit: form }, 422);
    const asked = { serviceId: form.value.service, address: form.value.address };
    const refused = await editChannel(db, channel, asked, actOf(context));
    if (refused !== null) return channelReply(context, channel, { edit: refuse(body, refused.errors) }, 422);
    return redirect(urls.channels(), { flash: `Канал изменён: ${channel.target}.` });
  },
);

const end = post(
  '/channels/:channelId/end',
  { policy: allow('channel:edit', findKeptChannel), params: ChannelParams },
  async (context) => {
    const { db, body, today } = context;
    const channel = await hold(db, context.subject.id, today);
    if (isOutdated(body, channel.version))
      return channelReply(context, channel, { end: refuse(body, {}) }, 409);
    const form = readForm(EndChannelForm, body);
    if (!form.ok) return channelReply(context, channel, { end: form }, 422);
    if (form.value.last_day < today) {
      const refused = refuse(body, { last_day: 'Выберите сегодняшний день или более поздний' });
      return channelReply(context, channel, { end: refused }, 422);
    }
    const asked = { lastDay: form.value.last_day, reason: form.value.reason };
    await endChannel(db, channel, asked, actOf(context));
    return redirect(urls.channels(), { flash: `Канал закончен: ${channel.target}.` });
  },
);

const enter = post(
  '/channels/:channelId/entry',
  { policy: allow('channel:enter', findEnterableChannel), params: ChannelParams },
  async (context) => {
    const { db, subject: channel, school } = context;
    const host = hostOf(channel.address);
    const isOpen = channel.status === 'approved' && channel.hosts.includes(host);
    const action = isOpen ? 'channel.entered' : 'channel.entry_refused';
    await note(
      db,
      action,
      channel.id,
      { serviceId: channel.service_id, status: channel.status },
      actOf(context),
    );
    if (isOpen) return leave(channel.address);
    const model = toClosedPage(channel, school.supportPhone);
    return page(channelClosedPage, model, { title: model.head.title, status: 409 });
  },
);

/** The channel as it is now, held until the transaction ends. */
async function hold(tx: Db, channelId: number, today: string): Promise<ChannelRow> {
  await tx.run(sql`select from channel where id = ${channelId} for update`);
  return tx.row(ChannelRow, channelStatement(sql`c.id = ${channelId}`, today));
}

async function channelReply(
  { db, today }: Context,
  channel: ChannelRow,
  filled: { edit?: FilledForm; end?: FilledForm },
  status = 200,
): Promise<Reply> {
  const forms = {
    edit: filled.edit ?? freshForm({ service: String(channel.service_id) }),
    end: filled.end ?? freshForm({ last_day: today }),
  };
  const services = await offeredServices(db, today);
  const model = toChannelPage(channel, services, forms, today, status === 409 ? CHANGED : null);
  const title = titleWith(model.head.title, filled.edit ?? filled.end ?? freshForm());
  return page(channelPage, model, { title, status });
}

function titleWith(title: string, form: FilledForm): string {
  return Object.keys(form.errors).length > 0 ? `Ошибка — ${title}` : title;
}

function actOf({ actor, now, today, requestId }: PostContext<unknown, unknown, unknown>): Act {
  return { actorId: actor.personId, now, today, requestId };
}

/** Channels: which service serves a class, group or course, and the way into it. */
export const channelRoutes: readonly Route[] = [list, newForm, create, show, edit, end, enter];
