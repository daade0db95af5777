import { loadActor } from '../access/actor.ts';
import type { AuditAction } from '../audit/action-words.ts';
import { writeAudit } from '../audit/audit.ts';
import { freshForm } from '../web/components.ts';
import { nb } from '../web/dates.ts';
import { type FormBody, readForm, refuse } from '../web/form.ts';
import { page, type Reply, redirect } from '../web/reply.ts';
import type { PostContext, RouteContext } from '../web/route.ts';
import { samePortalPath, urls } from '../web/urls.ts';
import { browserName } from './browser-name.ts';
import { loginKey } from './check-password.ts';
import { DEVICE_COOKIE_DAYS, deviceCookieName, isKnownDevice, readDevice, writeDevice } from './device.ts';
import { KeptForm, SignInForm } from './forms.ts';
import { keptFormPage, signInPage } from './pages.ts';
import { Busy } from './password-hash.ts';
import { findSealingAccount } from './queries.ts';
import { toSignInPage } from './sign-in-model.ts';
import { waitInWords } from './throttle.ts';
import { forgiveTry, reserveTry, tryKeys } from './tries.ts';

type Context = PostContext<unknown, unknown, unknown>;

/** Longer than any password can be: not worth a hash, for any login alike. */
const LONGEST_TRIED = 1000;
const WRONG = 'Логин или пароль не подошли. Проверьте раскладку клавиатуры и Caps Lock.';
const BUSY = 'Сейчас входит слишком много людей. Подождите несколько секунд и нажмите «Войти» ещё раз.';

/** The sign-in page; who is signed in already is led on. */
export function showSignIn(context: RouteContext<unknown, { to?: string | undefined }, unknown>): Reply {
  const to = samePortalPath(context.query.to) ?? urls.home();
  if (context.visitor !== null) return redirect(to);
  const model = toSignInPage(freshForm(), {
    to,
    note: to === urls.home() ? null : { kind: 'info', text: nb('Чтобы открыть эту страницу, войдите.') },
  });
  return page(signInPage, model, { title: model.title });
}

/**
 * Signs in with login and password. Outside of a transaction: the hash takes longer than a connection should be
 * held, and what was counted and logged stays where the try was wrong. One answer for a wrong password, an unknown
 * login, an account that is disabled, was never activated or holds no role today.
 */
export async function signIn(context: Context): Promise<Reply> {
  const form = readForm(SignInForm, context.body);
  if (!form.ok) return refused(context.body, form.errors, 422);
  const { login, password, to, kept } = form.value;
  const { db, now } = context;

  const device = readDevice(context.cookie(deviceCookieName(context.publicUrl)));
  const account = await findSealingAccount(db, loginKey(login));
  const isKnown = isKnownDevice(device, account);
  const keys = tryKeys('password', loginKey(login), context.address, isKnown && device ? device.id : null);
  const decision = await reserveTry(db, keys, now);
  if (!decision.isAllowed) {
    await audit(context, 'sign_in.delayed', account?.personId ?? null);
    const words = `Слишком много неверных попыток. Подождите ${waitInWords(decision.waitSeconds)} и попробуйте ещё раз.`;
    return refused(context.body, { form: nb(words) }, 429);
  }

  const personId = await tryPassword(context, login, password);
  if (personId === 'busy') {
    await forgiveTry(db, keys);
    return refused(context.body, { form: nb(BUSY) }, 429);
  }
  const actor = personId === null ? null : await loadActor(db, personId, context.today, undefined);
  if (actor === null) {
    await audit(context, 'sign_in.failed', account?.personId ?? null);
    return refused(context.body, { password: nb(WRONG) }, 422);
  }
  await forgiveTry(db, keys);
  await admit(context, actor.personId, 'sign_in.succeeded');

  const own = await findSealingAccount(db, actor.login);
  const cookie =
    own === null
      ? []
      : [
          {
            name: deviceCookieName(context.publicUrl),
            value: writeDevice(device, own),
            maxAgeDays: DEVICE_COOKIE_DAYS,
          },
        ];
  const next = samePortalPath(to) ?? urls.home();
  return sendOn(kept) ?? redirect(next, { cookies: cookie });
}

/** Begins a session under a new id, names its device and logs it. */
export async function admit(context: Context, personId: number, action: AuditAction): Promise<void> {
  await context.session.signIn(personId);
  context.session.setNote('device', browserName(context.userAgent));
  await audit(context, action, personId, personId);
}

async function tryPassword(
  context: Context,
  login: string,
  password: string,
): Promise<number | null | 'busy'> {
  if (password.length > LONGEST_TRIED) return null;
  try {
    const answer = await context.session.checkPassword(login, password);
    return typeof answer === 'number' ? answer : null;
  } catch (fault) {
    if (fault instanceof Busy) return 'busy';
    throw fault;
  }
}

/** What was typed as a login is logged nowhere: it may be a password in the wrong field. */
function audit(
  context: Context,
  action: AuditAction,
  subjectId: number | null,
  actorId: number | null = null,
): Promise<void> {
  return writeAudit(context.db, {
    actorId,
    action,
    subjectKind: 'person',
    subjectId,
    details: { device: browserName(context.userAgent) },
    requestId: context.requestId,
    at: context.now,
  });
}

function refused(body: FormBody, errors: Record<string, string>, status: 422 | 429): Reply {
  const form = refuse(body, errors);
  const text = (name: string) => (typeof body[name] === 'string' ? body[name] : '');
  const to = samePortalPath(text('to')) ?? urls.home();
  const model = toSignInPage(form, { to, kept: text('kept') });
  return page(signInPage, model, { title: 'Ошибка — вход', status });
}

/** The page with the form that had come too late, or null where there was none. */
function sendOn(kept: string): Reply | null {
  if (kept === '') return null;
  const parsed = KeptForm.safeParse(readJson(kept));
  const action = parsed.success ? samePortalPath(parsed.data.path) : null;
  if (!parsed.success || action === null) return null;
  const model = { action, fields: parsed.data.fields, cancelHref: urls.home() };
  return page(keptFormPage, model, { title: 'Отправить форму' });
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
