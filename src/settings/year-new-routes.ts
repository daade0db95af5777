import { errorSummary, type FilledForm, field, freshForm } from '../web/components.ts';
import { nb } from '../web/dates.ts';
import { readForm, refuse } from '../web/form.ts';
import { page, type Reply, redirect } from '../web/reply.ts';
import { allow, get, type PostContext, post } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { auditCalendar } from './audit-calendar.ts';
import { NewYearForm } from './forms.ts';
import { type SchoolYearNewPage, schoolYearNewPage } from './pages.ts';
import { addYear, listYears, type YearRow } from './school-years.ts';
import { judgeYearDays } from './year-rule.ts';

const TITLE = 'Новый учебный год';

function newYearModel(form: FilledForm): SchoolYearNewPage {
  return {
    head: {
      title: TITLE,
      crumb: [
        { text: 'Настройки', href: urls.settings() },
        { text: 'Учебный год', href: urls.schoolYear() },
      ],
      lead: nb(
        'Звонки, четверти и праздники портал возьмёт из последнего года и сдвинет. Потом их можно поправить.',
      ),
    },
    problems: errorSummary(form.errors),
    action: urls.schoolYearNew(),
    fields: [
      field(form, 'name', 'Название', { width: 'short', maxLength: 40, hint: nb('Например: 2027/2028') }),
      field(form, 'starts_on', 'Первый день', { type: 'date' }),
      field(form, 'ends_on', 'Последний день', { type: 'date' }),
    ],
    cancel: { href: urls.schoolYear(), text: 'Не добавлять' },
  };
}

/** The year after the last one, or the one that today lies in. */
function proposedYear(last: YearRow | undefined, today: string): FilledForm {
  const first = last
    ? Number(last.ends_on.slice(0, 4))
    : Number(today.slice(0, 4)) - (today.slice(5) < '06' ? 1 : 0);
  return freshForm({
    name: `${first}/${first + 1}`,
    starts_on: `${first}-09-01`,
    ends_on: `${first + 1}-05-26`,
  });
}

async function saveNewYear(ctx: PostContext<unknown, unknown, unknown>): Promise<Reply> {
  const { db, body } = ctx;
  const refused = (form: FilledForm) =>
    page(schoolYearNewPage, newYearModel(form), { title: TITLE, status: 422 });
  const form = readForm(NewYearForm, body);
  if (!form.ok) return refused(form);
  const years = await listYears(db);
  if (years.some((year) => year.name === form.value.name))
    return refused(refuse(body, { name: 'Год с таким названием уже есть' }));
  const faults = judgeYearDays(form.value, years);
  if (Object.keys(faults).length > 0) return refused(refuse(body, faults));
  const yearId = await addYear(db, form.value, years[0]);
  await auditCalendar(ctx, 'school_year.added', yearId, { year: form.value.name, after: form.value });
  return redirect(urls.schoolYear({ year: yearId }), {
    flash: nb('Учебный год добавлен. Проверьте четверти и праздники.'),
  });
}

export const yearNewRoutes = [
  get('/settings/school-year/new', { policy: allow('calendar:edit') }, async ({ db, today }) =>
    page(schoolYearNewPage, newYearModel(proposedYear((await listYears(db))[0], today)), { title: TITLE }),
  ),

  post('/settings/school-year/new', { policy: allow('calendar:edit') }, saveNewYear),
];
