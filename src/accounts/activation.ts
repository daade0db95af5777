import * as z from 'zod';
import { loadActor } from '../access/actor.ts';
import type { AuditAction } from '../audit/action-words.ts';
import { writeAudit } from '../audit/audit.ts';
import { errorSummary, type FilledForm, field, freshForm } from '../web/components.ts';
import { calledName, nb } from '../web/dates.ts';
import { readForm, refuse } from '../web/form.ts';
import { page, type Reply, redirect } from '../web/reply.ts';
import type { PostContext, RouteContext } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { readCode } from './activation-code.ts';
import { loginKey } from './check-password.ts';
import { DEVICE_COOKIE_DAYS, deviceCookieName, readDevice, writeDevice } from './device.ts';
import { ActivationForm, NewPasswordForm } from './forms.ts';
import { type ActivationPage, activationPage, type NewPasswordPage, newPasswordPage } from './pages.ts';
import { Busy, hashSecret, verifySecret } from './password-hash.ts';
import { passwordFault, SHORTEST } from './password-rules.ts';
import { drawPhrase } from './phrase.ts';
import {
  type CodeRow,
  endSessions,
  findNewestCode,
  findSealingAccount,
  loadPasswordOwner,
  type PasswordOwner,
  setPassword,
  useCode,
} from './queries.ts';
import { admit } from './sign-in.ts';
import { waitInWords } from './throttle.ts';
import { forgiveTry, reserveTry, tryKeys } from './tries.ts';
import { loadWordLists } from './word-lists.ts';

type Context = PostContext<unknown, unknown, unknown>;

/** The note in the session between the two steps: which code was right, and until when the second step may be made. */
const NOTE = 'activation';
const CHOOSING_MINUTES = 30;
const Begun = z.object({ codeId: z.number(), personId: z.number(), until: z.number() });

const WRONG = 'Логин или код не подошли. Сверьте их с листком: в коде 10 знаков.';
const EXPIRED =
  'Срок этого кода истёк. Попросите новый: у классного руководителя, а сотрудники — у технического специалиста.';
const USED = 'Этот код уже использован. Войдите со своим паролем; если вы его забыли, попросите новый код.';
const BUSY = 'Сейчас входит слишком много людей. Подождите несколько секунд и попробуйте ещё раз.';

function toActivationPage(form: FilledForm): ActivationPage {
  return {
    summary: errorSummary(form.errors, 'Проверьте логин и код'),
    action: urls.activation(),
    login: field(form, 'login', 'Логин', { autocomplete: 'username', spellcheck: false }),
    code: field(form, 'code', 'Код', {
      autocomplete: 'one-time-code',
      spellcheck: false,
      width: 'middle',
      hint: nb('Например, BC2H4-KM7PX. Раскладка клавиатуры любая'),
    }),
    signInHref: urls.signIn(),
  };
}

/** The page for login and code. */
export function showActivation(context: RouteContext<unknown, unknown, unknown>): Reply {
  if (context.visitor !== null) return redirect(urls.home());
  return page(activationPage, toActivationPage(freshForm()), { title: 'Первый вход' });
}

/** First step: is the code right? It is not used up yet, so that whoever stops here can begin again. */
export async function checkCode(context: Context): Promise<Reply> {
  const { db, now } = context;
  const refused = (errors: Record<string, string>, status: 422 | 429) =>
    page(activationPage, toActivationPage(refuse(context.body, errors)), {
      title: 'Ошибка — Первый вход',
      status,
    });
  const form = readForm(ActivationForm, context.body);
  if (!form.ok) return refused(form.errors, 422);

  const keys = tryKeys('code', loginKey(form.value.login), context.address);
  const decision = await reserveTry(db, keys, now);
  if (!decision.isAllowed) {
    return refused(
      { form: nb(`Слишком много неверных попыток. Подождите ${waitInWords(decision.waitSeconds)}.`) },
      429,
    );
  }
  const newest = await findNewestCode(db, loginKey(form.value.login));
  let isRight: boolean;
  try {
    isRight = await verifySecret(newest?.code_hash ?? null, readCode(form.value.code) ?? '');
  } catch (fault) {
    if (!(fault instanceof Busy)) throw fault;
    await forgiveTry(db, keys);
    return refused({ form: nb(BUSY) }, 429);
  }
  if (!isRight || newest === null) {
    await noteCode(context, 'activation.failed', newest?.person_id ?? null);
    return refused({ code: nb(WRONG) }, 422);
  }
  await forgiveTry(db, keys);
  const past = whyNotUsable(newest, now);
  if (past !== null) return refused({ code: nb(past) }, 422);
  const until = now.add({ minutes: CHOOSING_MINUTES }).epochMilliseconds;
  context.session.setNote(NOTE, JSON.stringify({ codeId: newest.id, personId: newest.person_id, until }));
  return redirect(urls.activationPassword());
}

function whyNotUsable(code: CodeRow, now: Temporal.Instant): string | null {
  if (code.used_at !== null) return USED;
  return Temporal.Instant.compare(code.expires_at, now) <= 0 ? EXPIRED : null;
}

function noteCode(
  context: Context,
  action: AuditAction,
  personId: number | null,
  actorId: number | null = null,
): Promise<void> {
  return writeAudit(context.db, {
    actorId,
    action,
    subjectKind: 'person',
    subjectId: personId,
    requestId: context.requestId,
    at: context.now,
  });
}

/** Whose right code this session has just given; null where the step was not made or was too long ago. */
async function begun(
  context: RouteContext<unknown, unknown, unknown>,
): Promise<{ codeId: number; owner: PasswordOwner } | null> {
  const note = context.session.note(NOTE);
  const parsed = note === null ? null : Begun.safeParse(JSON.parse(note));
  if (!parsed?.success || parsed.data.until < context.now.epochMilliseconds) return null;
  const owner = await loadPasswordOwner(context.db, parsed.data.personId, context.today);
  return owner === null ? null : { codeId: parsed.data.codeId, owner };
}

const AGAIN = { flash: 'Введите логин и код ещё раз.', kind: 'warn' } as const;

function toNewPasswordPage(form: FilledForm, owner: PasswordOwner): NewPasswordPage {
  const { kind } = owner.context;
  const name =
    kind === 'staff' ? calledName(owner.givenName, owner.patronymic) : owner.callName || owner.givenName;
  const rule = `Не меньше ${SHORTEST[kind]} знаков. Подойдут несколько слов подряд с пробелами; цифры и значки не нужны.`;
  return {
    greeting: `Здравствуйте, ${name}!`,
    summary: errorSummary(form.errors, 'С этим паролем не получится'),
    action: urls.activationPassword(),
    login: owner.login,
    rule: nb(rule),
    phrase: kind === 'young' ? drawPhrase() : null,
    password: field(form, 'password', 'Новый пароль', { type: 'password', autocomplete: 'new-password' }),
    repeated: field(form, 'repeated', 'Новый пароль ещё раз', {
      type: 'password',
      autocomplete: 'new-password',
    }),
  };
}

/** The page on which a password is chosen. */
export async function showNewPassword(context: RouteContext<unknown, unknown, unknown>): Promise<Reply> {
  if (context.visitor !== null) return redirect(urls.home());
  const found = await begun(context);
  if (found === null) return redirect(urls.activation(), AGAIN);
  return page(newPasswordPage, toNewPasswordPage(freshForm(), found.owner), { title: 'Новый пароль' });
}

/** What is wrong with a password and its repetition, by field; null where nothing is. */
export async function newPasswordErrors(
  chosen: { password: string; repeated: string },
  owner: PasswordOwner,
): Promise<Record<string, string> | null> {
  const fault = passwordFault(chosen.password, owner.context, await loadWordLists());
  if (fault !== null) return { password: nb(fault) };
  return chosen.password === chosen.repeated
    ? null
    : { repeated: nb('Пароли не совпали. Введите один и тот же дважды.') };
}

/**
 * Second step: the password is set, and the code is used up by the same act, once, however many come at once. A
 * reset ends the person's other sessions. Then the person is signed in.
 */
export async function chooseFirstPassword(context: Context): Promise<Reply> {
  if (context.visitor !== null) return redirect(urls.home());
  const found = await begun(context);
  if (found === null) return redirect(urls.activation(), AGAIN);
  const { owner, codeId } = found;
  const refused = (errors: Record<string, string>, status: 422 | 429) =>
    page(newPasswordPage, toNewPasswordPage(refuse({}, errors), owner), {
      title: 'Ошибка — Новый пароль',
      status,
    });

  const form = readForm(NewPasswordForm, context.body);
  if (!form.ok) return refused(form.errors, 422);
  const { phrase } = form.value;
  const chosen = phrase === '' ? form.value : { password: phrase, repeated: phrase };
  const errors = await newPasswordErrors(chosen, owner);
  if (errors !== null) return refused(errors, 422);
  let hash: string;
  try {
    hash = await hashSecret(chosen.password);
  } catch (fault) {
    if (fault instanceof Busy) return refused({ form: nb(BUSY) }, 429);
    throw fault;
  }

  const used = await context.db.transaction(async (tx) => {
    const code = await useCode(tx, codeId, context.now);
    if (code === null || code.person_id !== owner.personId) return null;
    await setPassword(tx, owner.personId, hash, context.now);
    await endSessions(tx, owner.personId);
    await writeAudit(tx, {
      actorId: owner.personId,
      action: code.purpose === 'first' ? 'account.activated' : 'account.password_reset',
      subjectKind: 'person',
      subjectId: owner.personId,
      requestId: context.requestId,
      at: context.now,
    });
    return code;
  });
  context.session.setNote(NOTE, null);
  if (used === null) return redirect(urls.activation(), { flash: nb(USED), kind: 'warn' });
  return welcome(context, owner);
}

async function welcome(context: Context, owner: PasswordOwner): Promise<Reply> {
  const actor = await loadActor(context.db, owner.personId, context.today, undefined);
  if (actor === null) {
    return redirect(urls.signIn(), {
      flash: nb('Пароль сохранён, но входа на портал сейчас нет. Позвоните в поддержку.'),
      kind: 'warn',
    });
  }
  await admit(context, owner.personId, 'sign_in.succeeded');
  const own = await findSealingAccount(context.db, owner.login);
  const name = deviceCookieName(context.publicUrl);
  const cookies =
    own === null
      ? []
      : [{ name, value: writeDevice(readDevice(context.cookie(name)), own), maxAgeDays: DEVICE_COOKIE_DAYS }];
  return redirect(urls.home(), {
    flash: nb('Готово, вы вошли. Дальше входите с логином и новым паролем.'),
    cookies,
  });
}
