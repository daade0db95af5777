import { listStaff } from '../people/staff.ts';
import { lessonsLeft } from '../service-register/lessons-left.ts';
import { type FilledForm, freshForm } from '../web/components.ts';
import { fullName } from '../web/dates.ts';
import { type FormBody, readForm, refuse } from '../web/form.ts';
import { forbidden, page, type Reply, redirect } from '../web/reply.ts';
import { allow, get, post, type Route, type RouteContext } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { actOf } from './act.ts';
import { cardReply, titleWith } from './card-reply.ts';
import { changesSince, conflictNote, mergeTyped } from './conflict.ts';
import { findService, lockService, ServiceParams, type ServiceRow } from './find.ts';
import { EditServiceForm, ListQuery, NewServiceForm, typedOf } from './forms.ts';
import { serviceEditPage, serviceListPage } from './pages.ts';
import { countServices, listChanges, listServices, otherServices } from './queries.ts';
import { createService, updateService } from './save.ts';
import { stopRoutes } from './stop-routes.ts';
import { type EditChoices, toEditPage } from './to-edit-page.ts';
import { toListPage } from './to-list-page.ts';

type Context = RouteContext<unknown, unknown, unknown>;

const WITHDRAWN = 'Сервис выведен из реестра. Его карточка хранится для истории и больше не меняется.';

const list = get(
  '/services',
  { policy: allow('service:read'), query: ListQuery },
  async ({ db, actor, query, today }) => {
    const asked = { today, status: query.status ?? null, q: query.q ?? '' };
    const rows = await listServices(db, asked);
    const model = toListPage(
      rows,
      await countServices(db, today),
      asked,
      actor.permissions.has('service:edit'),
    );
    return page(serviceListPage, model, { title: 'Реестр сервисов' });
  },
);

const card = get(
  '/services/:serviceId',
  { policy: allow('service:read', findService), params: ServiceParams },
  async (context) => cardReply(context, context.subject, freshForm({ order_reference: '' })),
);

const newForm = get('/services/new', { policy: allow('service:edit') }, async (context) =>
  editReply(context, null, freshForm({ valid_from: context.today })),
);

const create = post('/services/new', { policy: allow('service:edit') }, async (context) => {
  const form = readForm(NewServiceForm, context.body);
  if (!form.ok) return editReply(context, null, form, 422);
  const made = await createService(
    context.db,
    form.value,
    actOf(context, { order: form.value.approving_order, reason: '' }),
  );
  if ('errors' in made) return editReply(context, null, refuse(context.body, made.errors), 422);
  return redirect(urls.service(made.serviceId), { flash: `Сервис «${form.value.name}» внесён в реестр.` });
});

const editForm = get(
  '/services/:serviceId/edit',
  { policy: allow('service:edit', findService), params: ServiceParams },
  async (context) => {
    if (context.subject.status === 'withdrawn') return forbidden(WITHDRAWN);
    return editReply(context, context.subject, freshForm(typedOf(context.subject)));
  },
);

const edit = post(
  '/services/:serviceId/edit',
  { policy: allow('service:edit', findService), params: ServiceParams },
  async (context) => {
    const { db, body, today } = context;
    const service = await lockService(db, context.subject.id, today);
    if (service.status === 'withdrawn') return forbidden(WITHDRAWN);
    const form = readForm(EditServiceForm, body);
    if (!form.ok) return editReply(context, service, form, 422);
    if (form.value.version !== service.version)
      return conflictReply(context, service, body, form.value.version);
    const act = actOf(context, { order: form.value.order_reference, reason: form.value.reason });
    const refused = await updateService(db, service, form.value, act);
    if (refused !== null) return editReply(context, service, refuse(body, refused.errors), 422);
    const left = await lessonsLeft(db, { now: context.now, today, serviceId: service.id, limit: 1 });
    return left.length > 0
      ? redirect(urls.service(service.id), {
          flash: 'Сохранено. Но на часть назначенных уроков сервис теперь не утверждён: их список ниже.',
          kind: 'warn',
        })
      : redirect(urls.service(service.id), { flash: 'Сохранено.' });
  },
);

async function conflictReply(
  context: Context,
  service: ServiceRow,
  body: FormBody,
  opened: number,
): Promise<Reply> {
  const offered = await choicesFor(context, service.id);
  const since = changesSince(await listChanges(context.db, service.id), service, opened);
  const values = mergeTyped(refuse(body, {}).values, since, service, offered);
  const model = toEditPage(service, { values, errors: {} }, offered, conflictNote(since));
  return page(serviceEditPage, model, { title: 'Сервис изменился', status: 409 });
}

async function editReply(
  context: Context,
  service: ServiceRow | null,
  form: FilledForm,
  status = 200,
): Promise<Reply> {
  const model = toEditPage(service, form, await choicesFor(context, service?.id ?? 0));
  return page(serviceEditPage, model, { title: titleWith(model.head.title, form), status });
}

async function choicesFor({ db, today }: Context, serviceId: number): Promise<EditChoices> {
  const staff = (await listStaff(db, today)).map((one) => ({
    id: one.id,
    name: fullName(one.family_name, one.given_name, one.patronymic),
  }));
  return { staff, others: await otherServices(db, serviceId, today) };
}

/** The register of services: list, card, new, edit, suspension, resumption, withdrawal. */
export const serviceRoutes: readonly Route[] = [list, newForm, create, card, editForm, edit, ...stopRoutes];
