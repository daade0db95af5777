import { dayShort, nb } from '../web/dates.ts';
import { forbidden, page, type Reply } from '../web/reply.ts';
import type { PostContext, RouteContext } from '../web/route.ts';
import { changesAfter } from './change-queries.ts';
import { type RegisterRow, registerForActor } from './find.ts';
import { type Filled, filledIn } from './forms.ts';
import { registerPage } from './pages.ts';
import { listParticipants } from './participant-queries.ts';
import {
  fillingOf,
  type RegisterFacts,
  type RegisterInput,
  readerOf,
  toRegisterPage,
} from './register-model.ts';
import { listPupils } from './roster-queries.ts';

export type RegisterContext = RouteContext<{ lessonId: number }, unknown, RegisterRow>;
export type RegisterPost = PostContext<{ lessonId: number }, unknown, RegisterRow>;

/** The page as it is, or as it was filled. */
export function replyRegister(
  context: RegisterContext,
  facts: RegisterFacts,
  input: RegisterInput = {},
  status = 200,
): Reply {
  const model = toRegisterPage(facts, context, input);
  const title = status === 422 ? `Ошибка — ${model.head.title}` : model.head.title;
  return page(registerPage, model, { title, status, focus: model.form !== null });
}

/** The pupils whom this actor may see: a class teacher who does not teach the lesson, those of the class. */
export async function registerFacts(context: RegisterContext): Promise<RegisterFacts> {
  const { db, actor, subject: register } = context;
  const isOfClass = readerOf(actor, register) === 'class_teacher';
  const classIds = isOfClass ? actor.headedClasses.map((one) => one.id) : null;
  const pupils = await listPupils(db, register.lesson_id, classIds);
  const ids = isOfClass ? pupils.map((row) => row.student_id) : null;
  const changes = await changesAfter(db, register.lesson_id, 0, ids);
  const hasList = register.pasted_at !== null && !isOfClass;
  return {
    register,
    pupils,
    changes,
    participants: hasList ? await listParticipants(db, register.lesson_id) : [],
  };
}

/** The register as somebody else has just saved it. */
export async function freshContext(context: RegisterPost): Promise<RegisterPost> {
  return { ...context, subject: (await registerForActor(context)) ?? context.subject };
}

/** 403 in words where this actor may not fill the register now; null where they may. */
export function refuseFilling(context: RegisterPost): Reply | null {
  const filling = fillingOf(context.subject, context);
  if (filling.kind === 'open') return null;
  if (filling.kind === 'reader') return forbidden('Журнал заполняют учитель урока и координатор по ИТ.');
  if (filling.kind === 'early') return forbidden('Журнал откроется с началом урока.');
  const last = dayShort(filling.lastDay);
  return forbidden(
    nb(`Учитель исправляет журнал по ${last}. Теперь это может сделать только координатор по ИТ.`),
  );
}

/** What the form holds for each of these pupils, as it was typed. */
export function filledOf(
  body: RegisterPost['body'],
  studentIds: readonly number[],
): ReadonlyMap<number, Filled> {
  return new Map(
    studentIds.flatMap((id) => {
      const filled = filledIn(body, id);
      return filled === null ? [] : [[id, filled] as const];
    }),
  );
}
