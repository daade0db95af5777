import { writeAudit } from '../audit/audit.ts';
import { nb } from '../web/dates.ts';
import { isOutdated, readForm } from '../web/form.ts';
import { page, type Reply, redirect } from '../web/reply.ts';
import { allow, get, type PostContext, post, type RouteContext } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { SettingsForm } from './forms.ts';
import { settingsPage } from './pages.ts';
import { loadHealthLimits, loadSettings, saveSettings } from './school-settings.ts';
import { changedSettings, conflictNote, settingsChangeLines, toSettingsPage } from './settings-model.ts';

const TITLE = 'Настройки школы';

async function settingsModel(
  { db, actor, today }: RouteContext<unknown, unknown, unknown>,
  ...rest: Parameters<typeof toSettingsPage> extends [unknown, unknown, unknown, ...infer Rest] ? Rest : never
) {
  return toSettingsPage(await loadSettings(db), await loadHealthLimits(db, today), actor, ...rest);
}

/** Somebody else saved meanwhile: what was typed, over what is saved now. */
async function conflictReply(ctx: PostContext<unknown, unknown, unknown>): Promise<Reply> {
  const typed = { values: ctx.body, errors: {} };
  const model = await settingsModel(ctx, typed, conflictNote(await loadSettings(ctx.db), typed));
  return page(settingsPage, model, { title: TITLE, status: 409 });
}

export const schoolRoutes = [
  get('/settings', { policy: allow('settings:read') }, async (ctx) =>
    page(settingsPage, await settingsModel(ctx), { title: TITLE }),
  ),

  post('/settings', { policy: allow('settings:edit') }, async (ctx) => {
    const before = await loadSettings(ctx.db);
    if (isOutdated(ctx.body, before.version)) return conflictReply(ctx);
    const form = readForm(SettingsForm, ctx.body);
    if (!form.ok) return page(settingsPage, await settingsModel(ctx, form), { title: TITLE, status: 422 });
    if (!(await saveSettings(ctx.db, form.value))) return conflictReply(ctx);
    await writeAudit(ctx.db, {
      actorId: ctx.actor.personId,
      action: 'settings.changed',
      subjectKind: 'school',
      details: {
        changed: changedSettings(before, form.value),
        lines: settingsChangeLines(before, form.value),
      },
      requestId: ctx.requestId,
      at: ctx.now,
    });
    return redirect(urls.settings(), { flash: nb('Настройки сохранены.') });
  }),
];
