import { type ConcernKind, concernKinds } from '../attendance/concern.ts';
import { findConcerns } from '../attendance/find-concerns-job.ts';
import { writeAudit } from '../audit/audit.ts';
import { addJob } from '../jobs/job.ts';
import type { FilledForm, NoteModel } from '../web/components.ts';
import { dayShort, nb } from '../web/dates.ts';
import { type FormBody, type FormErrors, readForm, typed } from '../web/form.ts';
import { notFound, page, type Reply, redirect } from '../web/reply.ts';
import { allow, get, type PostContext, post, type Route, type RouteContext } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { RuleForm } from './forms.ts';
import { engagementRulesPage } from './pages.ts';
import { changeRule, listRules, lockRules, type RuleRow } from './rule-queries.ts';
import { ruleChangeLine, ruleField, rulesConflict, signOfRules, toRulesPage } from './rules-model.ts';

const TITLE = 'Правила внимания';

type Context = RouteContext<unknown, unknown, unknown>;

export const ruleRoutes: readonly Route[] = [
  get('/settings/engagement', { policy: allow('engagement:read') }, async (context) =>
    rulesReply(context, await listRules(context.db)),
  ),
  post('/settings/engagement', { policy: allow('engagement:edit') }, change),
];

async function change(context: PostContext<unknown, unknown, unknown>): Promise<Reply> {
  const { db, body, actor, now, today, requestId } = context;
  const kind = concernKinds.find((one) => one === typed(body, 'kind'));
  if (kind === undefined) return notFound();
  await lockRules(db);
  const rows = await listRules(db);
  const refused = (errors: FormErrors, status = 422, conflict: NoteModel | null = null) =>
    rulesReply(context, rows, { values: body, errors: namedErrors(errors, kind) }, status, conflict);
  // before anything is refused: a form with errors must not come back as if it were of the newest rule
  if (typed(body, 'seen') !== signOfRules(rows, kind)) return refused({}, 409, rulesConflict(rows, kind));
  const form = readForm(RuleForm, ownFields(body, kind));
  if (!form.ok) return refused(form.errors);
  const { value } = form;
  if (value.valid_from < today)
    return refused({ valid_from: 'Выберите сегодняшний день или более поздний: прошлое не меняется' });
  const before = rows.find((row) => row.kind === kind && row.valid_to === null);
  await changeRule(db, {
    kind,
    threshold: value.threshold,
    windowDays: value.window_days,
    from: value.valid_from,
    by: actor.personId,
    at: now,
  });
  await writeAudit(db, {
    actorId: actor.personId,
    action: 'engagement.changed',
    subjectKind: 'engagement_rule',
    details: { before, after: value, lines: [ruleChangeLine(kind, before, value)] },
    requestId,
    at: now,
  });
  if (value.valid_from === today) await addJob(db, findConcerns, {}, { key: findConcerns.name });
  const since = value.valid_from === today ? 'сегодняшнего дня' : dayShort(value.valid_from);
  return redirect(urls.engagementRules(), { flash: nb(`Правило сохранено, действует с ${since}.`) });
}

/** The fields of one kind's form, by the names that the schema knows. */
function ownFields(body: FormBody, kind: ConcernKind): FormBody {
  return {
    kind,
    seen: typed(body, 'seen'),
    threshold: typed(body, ruleField('threshold', kind)),
    window_days: typed(body, ruleField('window_days', kind)),
    valid_from: typed(body, ruleField('valid_from', kind)),
  };
}

function namedErrors(errors: FormErrors, kind: ConcernKind): FormErrors {
  const names = ['threshold', 'window_days', 'valid_from'] as const;
  return Object.fromEntries(
    Object.entries(errors).map(([name, words]) => {
      const own = names.find((one) => one === name);
      return [own === undefined ? 'form' : ruleField(own, kind), words];
    }),
  );
}

function rulesReply(
  { actor, today }: Context,
  rows: readonly RuleRow[],
  filled: FilledForm | null = null,
  status = 200,
  conflict: NoteModel | null = null,
): Reply {
  const canEdit = actor.permissions.has('engagement:edit');
  const model = toRulesPage(rows, { today, canEdit }, filled, conflict);
  return page(engagementRulesPage, model, { title: status === 422 ? `Ошибка — ${TITLE}` : TITLE, status });
}
