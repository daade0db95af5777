import * as z from 'zod';
import { type Actor, choicesOfActing } from '../access/actor.ts';
import { actorLabel, roleLabels } from '../access/role-labels.ts';
import type { AuditAction } from '../audit/action-words.ts';
import { writeAudit } from '../audit/audit.ts';
import type { Db } from '../db/db.ts';
import { errorSummary, type FilledForm, field, freshForm, summaryRow } from '../web/components.ts';
import { fullName, momentSaid, nb } from '../web/dates.ts';
import { readForm, refuse } from '../web/form.ts';
import { notFound, page, type Reply, redirect } from '../web/reply.ts';
import type { PostContext, RouteContext } from '../web/route.ts';
import { lifetimes } from '../web/session.ts';
import { claimSubmission, placeOfSubmission, settleSubmission, submittedForm } from '../web/submission.ts';
import { urls } from '../web/urls.ts';
import { newPasswordErrors } from './activation.ts';
import { DEVICE_COOKIE_DAYS, deviceCookieName, readDevice, writeDevice } from './device.ts';
import { ActingRoleForm, ChangePasswordForm } from './forms.ts';
import { type AccountPage, accountPage, type ChangePasswordPage, changePasswordPage } from './pages.ts';
import { Busy, hashSecret, verifySecret } from './password-hash.ts';
import { SHORTEST } from './password-rules.ts';
import {
  endSession,
  endSessions,
  listSessions,
  loadPasswordOwner,
  type PasswordOwner,
  type SessionRow,
  setPassword,
} from './queries.ts';
import { waitInWords } from './throttle.ts';
import { forgiveTry, reserveTry, tryKeys } from './tries.ts';

type Context = PostContext<unknown, unknown, unknown>;

/** A session's key in an address: a SHA-256 of its id. */
export const SessionParams = z.object({ key: z.string().regex(/^[0-9a-f]{64}$/) });

/** One's own account: name, login, roles, and where one is signed in. */
export async function showAccount(context: RouteContext<unknown, unknown, unknown>): Promise<Reply> {
  const { actor, now } = context;
  const rows = await listSessions(context.db, actor.personId, now);
  const model = toAccountPage(actor, rows, context);
  return page(accountPage, model, { title: model.head.title });
}

function toAccountPage(
  actor: Actor,
  rows: readonly SessionRow[],
  { now, school, session }: RouteContext<unknown, unknown, unknown>,
): AccountPage {
  const said = (ms: number | null) =>
    ms === null ? 'неизвестно' : momentSaid(Temporal.Instant.fromEpochMilliseconds(ms), now, school.timeZone);
  const held = actor.heldRoles.map((role) => roleLabels[role]).join(', ');
  const isChosen = actor.heldRoles.length > actor.roles.size;
  return {
    head: { title: 'Учётная запись' },
    facts: {
      rows: [
        summaryRow('Имя', fullName(actor.familyName, actor.givenName, actor.patronymic)),
        summaryRow('Логин', actor.login),
        summaryRow('Кто вы на портале', held),
        ...(isChosen ? [summaryRow('Сейчас вы работаете как', actorLabel(actor))] : []),
        ...(actor.children.length > 0
          ? [
              summaryRow(
                'Дети',
                actor.children
                  .map((child) => nb(`${child.name}, ${child.className ?? 'без класса'}`))
                  .join('; '),
              ),
            ]
          : []),
      ],
    },
    sessions: rows
      .filter((row) => isAlive(row, actor, now))
      .map((row) => ({
        device: row.device ?? 'неизвестное устройство',
        used: said(row.seen_at),
        begun: said(row.created_at),
        isThis: row.sid === session.id,
        endAction: urls.accountSession(row.key),
      })),
    endAllAction: urls.signOutEverywhere(),
    passwordHref: urls.accountPassword(),
  };
}

/** Whether a session would still let its owner in: a row outlives the time by which its roles must sign in again. */
function isAlive(row: SessionRow, actor: Actor, now: Temporal.Instant): boolean {
  const idle = Math.min(...actor.heldRoles.map((role) => lifetimes[role].idle));
  const absolute = Math.min(...actor.heldRoles.map((role) => lifetimes[role].absolute));
  const ms = now.epochMilliseconds;
  return ms - (row.seen_at ?? 0) < idle && ms - (row.created_at ?? 0) < absolute;
}

/** Ends one of one's own sessions; somebody else's is not found. */
export async function endOwnSession(
  context: PostContext<z.output<typeof SessionParams>, unknown, unknown>,
): Promise<Reply> {
  const ended = await endSession(context.db, context.actor.personId, context.params.key);
  if (ended === 0) return notFound();
  await note(context.db, context, 'session.ended');
  return redirect(urls.account(), { flash: nb('На том устройстве вход закрыт.') });
}

function note(
  db: Db,
  context: Pick<Context, 'actor' | 'requestId' | 'now'>,
  action: AuditAction,
  details: Record<string, unknown> = {},
) {
  const { personId } = context.actor;
  const { requestId, now: at } = context;
  return writeAudit(db, {
    actorId: personId,
    action,
    subjectKind: 'person',
    subjectId: personId,
    details,
    requestId,
    at,
  });
}

/** Ends this session, if there is one: signing out twice is no mistake. */
export async function signOut(context: Context): Promise<Reply> {
  if (context.visitor !== null) await note(context.db, context, 'sign_out');
  await context.session.signOut();
  return redirect(urls.signIn(), { clearSiteData: true });
}

/** Ends all sessions of this person, this one too. */
export async function signOutEverywhere(context: Context): Promise<Reply> {
  if (context.visitor !== null) {
    const { personId } = context.actor;
    await context.db.transaction(async (tx) => {
      const count = await endSessions(tx, personId);
      await note(tx, context, 'sign_out.everywhere', { sessions: count });
    });
  }
  await context.session.signOut();
  return redirect(urls.signIn(), { clearSiteData: true });
}

function toChangePasswordPage(form: FilledForm, owner: PasswordOwner): ChangePasswordPage {
  const least = SHORTEST[owner.context.kind];
  return {
    head: {
      title: 'Смена пароля',
      crumb: [{ text: 'Учётная запись', href: urls.account() }],
      lead: nb('На других устройствах, где вы вошли, после смены понадобится новый пароль.'),
    },
    summary: errorSummary(form.errors, 'Пароль не изменён'),
    action: urls.accountPassword(),
    login: owner.login,
    present: field(form, 'present', 'Пароль сейчас', { type: 'password', autocomplete: 'current-password' }),
    password: field(form, 'password', 'Новый пароль', {
      type: 'password',
      autocomplete: 'new-password',
      hint: nb(
        `Не меньше ${least} знаков. Подойдут несколько слов подряд с пробелами; цифры и значки не нужны.`,
      ),
    }),
    repeated: field(form, 'repeated', 'Новый пароль ещё раз', {
      type: 'password',
      autocomplete: 'new-password',
    }),
    confirm: { button: 'Сменить пароль', cancel: { href: urls.account(), text: 'Не менять' } },
  };
}

async function ownerOf(context: RouteContext<unknown, unknown, unknown>): Promise<PasswordOwner> {
  const owner = await loadPasswordOwner(context.db, context.actor.personId, context.today);
  if (owner === null) throw new Error('Somebody who is signed in has no account');
  return owner;
}

/** The page on which one changes one's password. */
export async function showChangePassword(context: RouteContext<unknown, unknown, unknown>): Promise<Reply> {
  return page(changePasswordPage, toChangePasswordPage(freshForm(), await ownerOf(context)), {
    title: 'Смена пароля',
  });
}

/**
 * Changes one's own password: the present one is asked for, with the same delays as at sign-in. The session goes on
 * under a new id; the others end.
 */
export async function changePassword(context: Context): Promise<Reply> {
  const owner = await ownerOf(context);
  const refused = (errors: Record<string, string>, status: 422 | 429) =>
    page(changePasswordPage, toChangePasswordPage(refuse({}, errors), owner), {
      title: 'Ошибка — Смена пароля',
      status,
    });
  const form = readForm(ChangePasswordForm, context.body);
  if (!form.ok) return refused(form.errors, 422);

  const keys = tryKeys('present', owner.login, context.address);
  const decision = await reserveTry(context.db, keys, context.now);
  if (!decision.isAllowed) {
    return refused(
      { form: nb(`Слишком много неверных попыток. Подождите ${waitInWords(decision.waitSeconds)}.`) },
      429,
    );
  }
  try {
    if (!(await verifySecret(owner.passwordHash, form.value.present))) {
      // The second press of a form that did its work: the present password is the new one by now
      const earlier = await placeOfSubmission(
        context.db,
        submittedForm(context.body, urls.accountPassword()),
        owner.personId,
      );
      if (earlier !== null) return redirect(earlier);
      await note(context.db, context, 'account.password_change_failed');
      return refused(
        { present: nb('Это не тот пароль, с которым вы входите. Проверьте раскладку и Caps Lock.') },
        422,
      );
    }
    await forgiveTry(context.db, keys);
    const errors = await newPasswordErrors(form.value, owner);
    if (errors !== null) return refused(errors, 422);
    if (form.value.password === form.value.present) {
      return refused({ password: nb('Это ваш нынешний пароль. Придумайте другой.') }, 422);
    }
    return await keepNewPassword(context, owner, await hashSecret(form.value.password));
  } catch (fault) {
    if (!(fault instanceof Busy)) throw fault;
    await forgiveTry(context.db, keys);
    return refused(
      { form: nb('Сейчас портал занят. Подождите несколько секунд и попробуйте ещё раз.') },
      429,
    );
  }
}

async function keepNewPassword(context: Context, owner: PasswordOwner, hash: string): Promise<Reply> {
  const { session, actor, now } = context;
  const form = submittedForm(context.body, urls.accountPassword());
  const name = deviceCookieName(context.publicUrl);
  const sealed = writeDevice(readDevice(context.cookie(name)), {
    personId: owner.personId,
    passwordHash: hash,
  });
  const done = redirect(urls.account(), {
    flash: nb('Пароль изменён. На других устройствах вход закрыт.'),
    cookies: [{ name, value: sealed, maxAgeDays: DEVICE_COOKIE_DAYS }],
  });
  const earlier = await context.db.transaction(async (tx) => {
    const led = form === null ? null : await claimSubmission(tx, form, owner.personId, now);
    if (led !== null) return led;
    await setPassword(tx, owner.personId, hash, now);
    const ended = await endSessions(tx, owner.personId, session.id);
    await note(tx, context, 'account.password_changed', { sessionsEnded: ended });
    if (form !== null) await settleSubmission(tx, form, done);
    return null;
  });
  if (earlier !== null) return redirect(earlier);
  const device = session.note('device');
  await session.signIn(owner.personId);
  session.setNote('device', device);
  session.setActingAs(actor.actingAs);
  return done;
}

/** Chooses in which role one works: coordinator or technical specialist alone, or all the others together. */
export async function chooseActingRole(context: Context): Promise<Reply> {
  const form = readForm(ActingRoleForm, context.body);
  if (!form.ok || !choicesOfActing(context.actor.heldRoles).includes(form.value.role)) return notFound();
  context.session.setActingAs(form.value.role);
  await note(context.db, context, 'account.acting_role_chosen', {
    from: context.actor.actingAs,
    to: form.value.role,
  });
  return redirect(urls.home());
}
