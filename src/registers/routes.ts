import { type RegisterSave, saveNotHeld, saveRegister } from '../attendance/save-register.ts';
import { dayShort, nb } from '../web/dates.ts';
import { readForm } from '../web/form.ts';
import { forbidden, page, type Reply, redirect } from '../web/reply.ts';
import { allow, get, type PostContext, post, type Route, type RouteContext } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { changesAfter } from './change-queries.ts';
import { markConflict, notHeldConflict } from './conflict.ts';
import { type RegisterRow, registerForActor } from './find.ts';
import { filledIn, NotHeldForm, RegisterParams, readMarks, VersionForm } from './forms.ts';
import { registerPage } from './pages.ts';
import {
  fillingOf,
  type RegisterFacts,
  type RegisterInput,
  readerOf,
  toRegisterPage,
} from './register-model.ts';
import { listPupils } from './roster-queries.ts';
import { savedWords } from './saved-words.ts';

type Context = RouteContext<{ lessonId: number }, unknown, RegisterRow>;
type Post = PostContext<{ lessonId: number }, unknown, RegisterRow>;

const show = get(
  '/lessons/:lessonId/register',
  { policy: allow('register:read', registerForActor), params: RegisterParams },
  async (context) => reply(context, await registerFacts(context)),
);

const save = post(
  '/lessons/:lessonId/register',
  { policy: allow('register:fill', registerForActor), params: RegisterParams },
  async (context) => {
    const refused = refuseFilling(context);
    if (refused !== null) return refused;
    const { db, subject: register, body, now, school } = context;
    const pupils = await listPupils(db, register.lesson_id);
    const ids = pupils.map((row) => row.student_id);
    const form = readForm(VersionForm, body);
    const { marks, errors } = readMarks(body, ids);
    const version = form.ok ? form.value.version : register.version;
    if (!form.ok || Object.keys(errors).length > 0) {
      const filled = new Map(ids.flatMap((id) => pairOf(id, filledIn(body, id))));
      const asFilled = { ...register, version };
      const changes = await changesAfter(db, register.lesson_id, 0);
      const facts = { register: asFilled, pupils, changes };
      return reply(context, facts, { filled, errors: form.ok ? errors : { ...form.errors, ...errors } }, 422);
    }
    if (await saveRegister(db, saveOf(context, version), marks)) {
      return redirect(urls.register(register.lesson_id), { flash: savedWords(marks, now, school) });
    }
    const facts = await registerFacts(await freshContext(context));
    return reply(context, facts, markConflict(facts, version, marks, school.timeZone), 409);
  },
);

const notHeld = post(
  '/lessons/:lessonId/register/not-held',
  { policy: allow('register:fill', registerForActor), params: RegisterParams },
  async (context) => {
    const refused = refuseFilling(context);
    if (refused !== null) return refused;
    const { db, subject: register, body, school } = context;
    const form = readForm(NotHeldForm, body);
    if (!form.ok) {
      const notHeld = { values: form.values, errors: form.errors };
      return reply(context, await registerFacts(context), { errors: form.errors, notHeld }, 422);
    }
    const { version, reason, words } = form.value;
    if (await saveNotHeld(db, saveOf(context, version), { reason, words })) {
      return redirect(urls.register(register.lesson_id), { flash: 'Записано: урок не состоялся.' });
    }
    const facts = await registerFacts(await freshContext(context));
    return reply(context, facts, notHeldConflict(facts, version, body, school.timeZone), 409);
  },
);

export const registerRoutes: readonly Route[] = [show, save, notHeld];

/** The page as it is, or as it was filled. */
function reply(context: Context, facts: RegisterFacts, input: RegisterInput = {}, status = 200): Reply {
  const model = toRegisterPage(facts, context, input);
  const title = status === 422 ? `Ошибка — ${model.head.title}` : model.head.title;
  return page(registerPage, model, { title, status, focus: model.form !== null });
}

/** The pupils whom this actor may see: a class teacher who does not teach the lesson, those of the class. */
export async function registerFacts({ db, actor, subject: register }: Context): Promise<RegisterFacts> {
  const isOfClass = readerOf(actor, register) === 'class_teacher';
  const classIds = isOfClass ? actor.headedClasses.map((one) => one.id) : null;
  const pupils = await listPupils(db, register.lesson_id, classIds);
  const ids = isOfClass ? pupils.map((row) => row.student_id) : null;
  return { register, pupils, changes: await changesAfter(db, register.lesson_id, 0, ids) };
}

/** The register as somebody else has just saved it. */
async function freshContext(context: Post): Promise<Post> {
  return { ...context, subject: (await registerForActor(context)) ?? context.subject };
}

/** 403 in words where this actor may not fill the register now; null where they may. */
function refuseFilling(context: Post): Reply | null {
  const filling = fillingOf(context.subject, context);
  if (filling.kind === 'open') return null;
  if (filling.kind === 'reader') return forbidden('Журнал заполняют учитель урока и координатор по ИТ.');
  if (filling.kind === 'early') return forbidden('Журнал откроется с началом урока.');
  const last = dayShort(filling.lastDay);
  return forbidden(
    nb(`Учитель исправляет журнал по ${last}. Теперь это может сделать только координатор по ИТ.`),
  );
}

function saveOf({ subject: register, actor, now, school, requestId }: Post, version: number): RegisterSave {
  return {
    lessonId: register.lesson_id,
    day: register.day,
    version,
    by: actor.personId,
    at: now,
    noticeMinutes: school.absenceNoticeMinutes,
    requestId,
  };
}

function pairOf<T>(id: number, value: T | null): [number, T][] {
  return value === null ? [] : [[id, value]];
}
