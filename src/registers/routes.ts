import { type RegisterSave, saveNotHeld, saveRegister } from '../attendance/save-register.ts';
import { nb } from '../web/dates.ts';
import { readForm } from '../web/form.ts';
import { redirect } from '../web/reply.ts';
import { allow, get, post, type Route } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { markConflict, notHeldConflict } from './conflict.ts';
import { registerForActor } from './find.ts';
import { NotHeldForm, RegisterParams, readMarks, VersionForm } from './forms.ts';
import { registerListRoutes } from './list-routes.ts';
import { keepList, participantsRoutes } from './participants-routes.ts';
import {
  filledOf,
  freshContext,
  type RegisterPost,
  refuseFilling,
  registerFacts,
  replyRegister,
} from './register-reply.ts';
import { listPupils } from './roster-queries.ts';
import { savedWords } from './saved-words.ts';

const show = get(
  '/lessons/:lessonId/register',
  { policy: allow('register:read', registerForActor), params: RegisterParams },
  async (context) => replyRegister(context, await registerFacts(context)),
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
      const filled = filledOf(body, ids);
      const facts = await registerFacts(context);
      const asFilled = { ...facts, register: { ...register, version } };
      const all = form.ok ? errors : { ...form.errors, ...errors };
      return replyRegister(context, asFilled, { filled, errors: all, participants: { body } }, 422);
    }
    if (await saveRegister(db, saveOf(context, version), marks)) {
      const lost = await keepList(context, ids);
      const announced = pupils.filter((row) => row.absences.length > 0).map((row) => row.student_id);
      const saved = savedWords(marks, new Set(announced), now, school);
      return redirect(
        urls.register(register.lesson_id),
        lost === null
          ? { flash: saved }
          : { flash: nb(`${saved} Список участников не сохранён. ${lost}`), kind: 'warn' },
      );
    }
    const facts = await registerFacts(await freshContext(context));
    return replyRegister(
      context,
      facts,
      { ...markConflict(facts, version, marks, { now, timeZone: school.timeZone }), participants: { body } },
      409,
    );
  },
);

const notHeld = post(
  '/lessons/:lessonId/register/not-held',
  { policy: allow('register:fill', registerForActor), params: RegisterParams },
  async (context) => {
    const refused = refuseFilling(context);
    if (refused !== null) return refused;
    const { db, subject: register, body, now, school } = context;
    const form = readForm(NotHeldForm, body);
    if (!form.ok) {
      const seen = readForm(VersionForm, body);
      const version = seen.ok ? seen.value.version : register.version;
      const notHeld = { values: form.values, errors: form.errors, version };
      return replyRegister(context, await registerFacts(context), { errors: form.errors, notHeld }, 422);
    }
    const { version, reason, words } = form.value;
    if (await saveNotHeld(db, saveOf(context, version), { reason, words })) {
      return redirect(urls.register(register.lesson_id), { flash: 'Записано: урок не состоялся.' });
    }
    const facts = await registerFacts(await freshContext(context));
    return replyRegister(
      context,
      facts,
      notHeldConflict(facts, version, body, { now, timeZone: school.timeZone }),
      409,
    );
  },
);

export const registerRoutes: readonly Route[] = [
  show,
  save,
  notHeld,
  ...participantsRoutes,
  ...registerListRoutes,
];

function saveOf(
  { subject: register, actor, now, school, requestId }: RegisterPost,
  version: number,
): RegisterSave {
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
