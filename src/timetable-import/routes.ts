import { createHash } from 'node:crypto';
import { writeAudit } from '../audit/audit.ts';
import { errorSummary, type FilledForm, type NoteModel } from '../web/components.ts';
import { counted, dayShort } from '../web/dates.ts';
import { day, readForm, refuse } from '../web/form.ts';
import { page, type Reply, redirect } from '../web/reply.ts';
import { allow, get, post, type Route, type RouteContext } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { applyImport } from './apply-import.ts';
import { buildPlan } from './build-plan.ts';
import { MOST_BYTES } from './decode-xml.ts';
import { findImportForActor, ImportParams } from './find.ts';
import { offeredDay } from './first-day.ts';
import { ApplicationForm, BellsForm, PreviewQuery, readChoices } from './forms.ts';
import { findYear, listVersionsOfYear, loadPortal } from './load-portal.ts';
import { findLostLessons } from './lost-lessons.ts';
import { importPreviewPage, timetableListPage, timetableNewPage } from './pages.ts';
import { listOpenImports, listVersions } from './queries.ts';
import { readAsc } from './read-asc.ts';
import { type StoredImport, storeChoices, storeImport } from './stored-import.ts';
import { toListPage } from './to-list-page.ts';
import { toPreviewPage, unfilled } from './to-preview-page.ts';
import { understand } from './understand.ts';

const TITLE = 'Что в этом расписании';
const CHANGED: NoteModel = {
  kind: 'warn',
  title: 'Пока вы смотрели, что-то изменилось',
  text: 'Это расписание изменил или применил кто-то другой. Ниже — как сейчас. Проверьте и попробуйте ещё раз.',
};

type ImportContext = RouteContext<unknown, unknown, StoredImport>;

const list = get(
  '/timetables',
  { policy: allow('timetable:read') },
  async ({ db, actor, now, today, school }) => {
    const canImport = actor.permissions.has('timetable:import');
    const model = toListPage({
      versions: await listVersions(db),
      open: canImport ? await listOpenImports(db, now.subtract({ hours: 24 * 14 })) : [],
      canImport,
      now,
      today,
      timeZone: school.timeZone,
    });
    return page(timetableListPage, model, { title: 'Версии расписания' });
  },
);

const newForm = get('/timetables/new', { policy: allow('timetable:import') }, () => newReply(null));

function newReply(fault: string | null): Reply {
  const errors = fault === null ? {} : { file: fault };
  const model = {
    errors: errorSummary(errors, 'Файл не принят'),
    head: {
      title: 'Загрузить расписание',
      crumb: [{ text: 'Версии расписания', href: urls.timetables() }],
      lead: 'Сначала покажем, что в файле и что изменится. До вашего решения ничего не записывается.',
    },
    action: urls.timetableImports(),
    file: {
      name: 'file',
      label: 'Файл расписания',
      hint: 'XML из aSc Timetables, до 8 МБ',
      accept: '.xml,text/xml,application/xml',
      error: fault ?? undefined,
    },
    confirm: { button: 'Посмотреть', cancel: { href: urls.timetables(), text: 'Отмена' } },
  };
  const title = `${fault === null ? '' : 'Ошибка — '}Загрузить расписание`;
  return page(timetableNewPage, model, { title, status: fault === null ? 200 : 422 });
}

const upload = post(
  '/timetables/imports',
  { policy: allow('timetable:import'), upload: { maxBytes: MOST_BYTES + 1 } },
  async ({ db, actor, files, now, requestId }) => {
    const file = files.file?.[0];
    if (file === undefined) return newReply('Выберите файл расписания');
    const reading = readAsc(file.content);
    if (!reading.ok) return newReply(reading.words);
    const sha256 = createHash('sha256').update(file.content).digest('hex');
    const importId = await storeImport(db, {
      fileName: file.fileName,
      sha256,
      content: understand(reading.document),
      uploadedBy: actor.personId,
      at: now,
    });
    await writeAudit(db, {
      actorId: actor.personId,
      action: 'timetable.uploaded',
      subjectKind: 'timetable_import',
      subjectId: importId,
      details: { file: file.fileName, sha256 },
      requestId,
      at: now,
    });
    return redirect(urls.timetableImport(importId));
  },
);

const preview = get(
  '/timetables/imports/:importId',
  { policy: allow('timetable:import', findImportForActor), params: ImportParams, query: PreviewQuery },
  (context) => {
    const { from, show, page: pageNumber } = context.query;
    return previewReply(context, context.subject, { from, show, pageNumber });
  },
);

const saveMatches = post(
  '/timetables/imports/:importId/matches',
  { policy: allow('timetable:import', findImportForActor), params: ImportParams },
  async (context) => {
    const { db, body, subject } = context;
    const form = readForm(BellsForm, body);
    const from = form.ok ? form.value.from : undefined;
    if (!form.ok) return previewReply(context, subject, { from, form, status: 422 });
    const isOld = form.value.version !== subject.version;
    const chosen = readChoices(body, subject.choices);
    if (isOld || !(await storeChoices(db, subject, chosen))) {
      return previewReply(context, subject, { from, note: CHANGED, status: 409 });
    }
    return redirect(urls.timetableImport(subject.id, { from: from || undefined }), {
      flash: 'Выбор сохранён.',
    });
  },
);

const apply = post(
  '/timetables/imports/:importId/application',
  { policy: allow('timetable:import', findImportForActor), params: ImportParams, transaction: true },
  async (context) => {
    const { db, actor, body, subject, now, today, requestId } = context;
    const form = readForm(ApplicationForm, body);
    const asked = typeof body.from === 'string' ? body.from : undefined;
    if (!form.ok) return previewReply(context, subject, { from: asked, form, status: 422 });
    const { from, base, removed } = form.value;
    const baseVersionId = base === 0 ? null : base;
    const result = await applyImport(db, {
      importId: subject.id,
      from,
      baseVersionId,
      typedRemoval: removed,
      actorId: actor.personId,
      at: now,
      today,
      requestId,
    });
    if (result.kind === 'refused') {
      return previewReply(context, subject, {
        from,
        form: refuse(body, { [result.field]: result.words }),
        status: 422,
      });
    }
    if (result.kind === 'same') {
      return redirect(urls.timetables(), { flash: 'Это расписание уже действует: менять нечего.' });
    }
    const { lessons } = result;
    const told = [
      ...(lessons.kept === 0
        ? []
        : [counted(lessons.kept, 'урок сохранён', 'урока сохранены', 'уроков сохранено')]),
      counted(lessons.made, 'новый урок', 'новых урока', 'новых уроков'),
      ...(lessons.cancelled === 0 ? [] : [`отменено ${lessons.cancelled}`]),
    ];
    return redirect(urls.timetables(), {
      flash: `Расписание введено с ${dayShort(from)}: ${told.join(', ')}.`,
    });
  },
);

interface PreviewOptions {
  from?: string | undefined;
  show?: string | undefined;
  pageNumber?: number | undefined;
  form?: FilledForm;
  note?: NoteModel;
  status?: number;
}

async function previewReply(
  context: ImportContext,
  stored: StoredImport,
  options: PreviewOptions,
): Promise<Reply> {
  const { db, now, today, school } = context;
  if (stored.applied_at !== null) {
    return redirect(urls.timetables(), { flash: 'Это расписание уже применили.', kind: 'warn' });
  }
  const asked = day('').safeParse(options.from);
  const year = await findYear(db, asked.success ? asked.data : today);
  if (year === null) {
    return redirect(urls.timetables(), {
      flash: 'В портале нет учебного года для этого дня. Заведите его в настройках.',
      kind: 'warn',
    });
  }
  const hasVersions = (await listVersionsOfYear(db, year.id)).length > 0;
  const from = asked.success ? asked.data : offeredDay(today, year, hasVersions);
  const portal = await loadPortal(db, year, from);
  const plan = buildPlan(stored.content, portal, stored.choices, { from, today });
  const model = toPreviewPage({
    stored,
    portal,
    plan,
    lost: await findLostLessons(db, plan),
    show: options.show,
    pageNumber: options.pageNumber ?? 1,
    form: options.form ?? unfilled,
    note: options.note ?? null,
    now,
    today,
    timeZone: school.timeZone,
  });
  const status = options.status ?? 200;
  return page(importPreviewPage, model, { title: `${status === 422 ? 'Ошибка — ' : ''}${TITLE}`, status });
}

export const timetableImportRoutes: readonly Route[] = [list, newForm, upload, preview, saveMatches, apply];
