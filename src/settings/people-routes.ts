import * as z from 'zod';
import { writeAudit } from '../audit/audit.ts';
import { listStaff } from '../people/staff.ts';
import { errorSummary, type FilledForm, field, freshForm, select, summaryRow } from '../web/components.ts';
import { dayNumeric, fullName, nb } from '../web/dates.ts';
import { idParam, readForm, refuse } from '../web/form.ts';
import { page, redirect } from '../web/reply.ts';
import { allow, type FindContext, get, post, type RouteContext } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { EndForm, ResponsibleForm } from './forms.ts';
import {
  type ResponsibleEndPage,
  type ResponsiblePersonsPage,
  responsibleEndPage,
  responsiblePersonsPage,
} from './pages.ts';
import {
  addResponsiblePerson,
  endResponsiblePerson,
  findResponsiblePerson,
  listClauses,
  listResponsiblePersons,
  type ResponsibleRow,
} from './responsible-persons.ts';

const TITLE = 'Ответственные лица';
const crumb = [{ text: 'Настройки', href: urls.settings() }];
const ResponsibleParams = z.object({ responsibleId: idParam });
type Params = z.output<typeof ResponsibleParams>;

const findResponsible = ({ db, params, today }: FindContext<Params>) =>
  findResponsiblePerson(db, params.responsibleId, today);

type Context = RouteContext<unknown, unknown, unknown>;

async function peopleModel(ctx: Context, filled?: FilledForm): Promise<ResponsiblePersonsPage> {
  const rows = await listResponsiblePersons(ctx.db, ctx.today);
  const canEdit = ctx.actor.permissions.has('settings:edit');
  const form = filled ?? freshForm({ starts_on: ctx.today, clause_number: '5.1' });
  return {
    head: {
      title: TITLE,
      crumb,
      lead: nb('Кто за что отвечает по порядку. Этот список видят все на странице «Правила и поддержка».'),
    },
    problems: errorSummary(form.errors),
    people: rows.map((row) => personLine(row, ctx.today, canEdit)),
    form: canEdit ? await addForm(ctx, form) : null,
  };
}

function personLine(
  row: ResponsibleRow,
  today: string,
  canEdit: boolean,
): ResponsiblePersonsPage['people'][number] {
  const ended = row.ends_on !== null && row.ends_on < today;
  return {
    name: row.name,
    post: row.post,
    duty: row.duty,
    clause: nb(`п. ${row.clause_number}`),
    contacts: [row.phone, row.email].filter(Boolean).join(', '),
    since: nb(
      row.ends_on === null
        ? `с ${dayNumeric(row.starts_on)}`
        : `${dayNumeric(row.starts_on)} – ${dayNumeric(row.ends_on)}`,
    ),
    tag: ended
      ? { text: 'больше не отвечает' }
      : row.starts_on > today
        ? { text: 'ещё не начал', kind: 'warn', icon: 'clock' }
        : null,
    end: canEdit && !ended ? urls.responsiblePersonEnd(row.id) : null,
  };
}

async function addForm(ctx: Context, form: FilledForm): Promise<ResponsiblePersonsPage['form']> {
  const staff = await listStaff(ctx.db, ctx.today);
  const clauses = await listClauses(ctx.db, ctx.today);
  return {
    action: urls.responsiblePersons(),
    person: select(form, 'person_id', 'Сотрудник школы', [
      { value: '', label: 'Нет в списке: напишу ниже' },
      ...staff.map((one) => ({
        value: String(one.id),
        label: fullName(one.family_name, one.given_name, one.patronymic),
      })),
    ]),
    clause: select(
      form,
      'clause_number',
      'Пункт порядка',
      clauses.map((one) => ({ value: one.number, label: `${one.number}. ${one.title}` })),
    ),
    duty: field(form, 'duty', 'За что отвечает', { type: 'textarea', rows: 3, maxLength: 600 }),
    fields: [
      field(form, 'name', 'Имя, если сотрудника нет в списке', {
        maxLength: 120,
        hint: nb('Или как назвать всех сразу, например «Классные руководители».'),
      }),
      field(form, 'post', 'Должность', { maxLength: 200 }),
      field(form, 'phone', 'Телефон', { type: 'tel', width: 'middle', maxLength: 60 }),
      field(form, 'email', 'Почта', { type: 'email', width: 'middle', maxLength: 120 }),
      field(form, 'starts_on', 'С какого дня', { type: 'date' }),
    ],
  };
}

function endModel(row: ResponsibleRow, form: FilledForm): ResponsibleEndPage {
  return {
    head: {
      title: 'Снять ответственность',
      crumb: [...crumb, { text: TITLE, href: urls.responsiblePersons() }],
      lead: nb('Человек останется в истории, но на странице правил его больше не будет.'),
    },
    problems: errorSummary(form.errors),
    action: urls.responsiblePersonEnd(row.id),
    facts: {
      rows: [
        summaryRow('Кто', row.name),
        summaryRow('Должность', row.post),
        summaryRow('За что отвечает', row.duty),
        summaryRow('С какого дня', dayNumeric(row.starts_on)),
      ],
    },
    day: field(form, 'ends_on', 'Последний день', { type: 'date' }),
    cancel: { href: urls.responsiblePersons(), text: 'Не менять' },
  };
}

const END_TITLE = 'Снять ответственность';

export const peopleRoutes = [
  get('/settings/responsible-persons', { policy: allow('settings:read') }, async (ctx) =>
    page(responsiblePersonsPage, await peopleModel(ctx), { title: TITLE }),
  ),

  post('/settings/responsible-persons', { policy: allow('settings:edit') }, async (ctx) => {
    const { db, body, actor, now, today, requestId } = ctx;
    const form = readForm(ResponsibleForm, body);
    const refused = async (filled: FilledForm) =>
      page(responsiblePersonsPage, await peopleModel(ctx, filled), { title: TITLE, status: 422 });
    if (!form.ok) return refused(form);
    const { person_id: personId } = form.value;
    const person = (await listStaff(db, today)).find((one) => one.id === personId);
    if (personId !== null && person === undefined)
      return refused(refuse(body, { person_id: 'Выберите из списка' }));
    const name =
      person === undefined
        ? form.value.name
        : fullName(person.family_name, person.given_name, person.patronymic);
    if (name === '') return refused(refuse(body, { name: 'Выберите сотрудника или напишите имя' }));
    const isKnownClause = (await listClauses(db, today)).some(
      (one) => one.number === form.value.clause_number,
    );
    if (!isKnownClause) return refused(refuse(body, { clause_number: 'Выберите пункт порядка' }));
    const responsibleId = await addResponsiblePerson(db, { ...form.value, name });
    await writeAudit(db, {
      actorId: actor.personId,
      action: 'responsible_person.added',
      subjectKind: 'responsible_person',
      subjectId: responsibleId,
      details: { name, post: form.value.post, starts_on: form.value.starts_on },
      requestId,
      at: now,
    });
    return redirect(urls.responsiblePersons(), { flash: nb(`${name}: добавлено.`) });
  }),

  get(
    '/settings/responsible-persons/:responsibleId/end',
    { policy: allow('settings:edit', findResponsible), params: ResponsibleParams },
    ({ subject, today }) =>
      page(responsibleEndPage, endModel(subject, freshForm({ ends_on: subject.ends_on ?? today })), {
        title: END_TITLE,
      }),
  ),

  post(
    '/settings/responsible-persons/:responsibleId/end',
    { policy: allow('settings:edit', findResponsible), params: ResponsibleParams },
    async ({ db, subject, body, actor, now, requestId }) => {
      const form = readForm(EndForm, body);
      const tooEarly = form.ok && form.value.ends_on < subject.starts_on;
      if (!form.ok || tooEarly) {
        const filled = form.ok
          ? refuse(body, { ends_on: `Не раньше первого дня: ${dayNumeric(subject.starts_on)}` })
          : form;
        return page(responsibleEndPage, endModel(subject, filled), { title: END_TITLE, status: 422 });
      }
      await endResponsiblePerson(db, subject.id, form.value.ends_on);
      await writeAudit(db, {
        actorId: actor.personId,
        action: 'responsible_person.ended',
        subjectKind: 'responsible_person',
        subjectId: subject.id,
        details: { name: subject.name, ends_on: form.value.ends_on },
        requestId,
        at: now,
      });
      return redirect(urls.responsiblePersons(), {
        flash: nb(`${subject.name}: последний день — ${dayNumeric(form.value.ends_on)}.`),
      });
    },
  ),
];
