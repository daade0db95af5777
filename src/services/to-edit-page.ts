import { purposeLabels, purposes } from '../service-register/approved.ts';
import { choices, errorSummary, type FilledForm, field, type NoteModel, select } from '../web/components.ts';
import { typed } from '../web/form.ts';
import { urls } from '../web/urls.ts';
import { type FieldName, fieldLabels } from './fields.ts';
import type { ServiceRow } from './find.ts';
import type { EditPart, EditSection, ServiceEditPage } from './pages.ts';
import type { OtherService } from './queries.ts';

/** What the form offers to choose from. */
export interface EditChoices {
  staff: readonly { id: number; name: string }[];
  others: readonly OtherService[];
}

/** The form of a new service, or of one that is there (`service`), as filled. */
export function toEditPage(
  service: Pick<ServiceRow, 'id' | 'name'> | null,
  form: FilledForm,
  offered: EditChoices,
  note: NoteModel | null = null,
): ServiceEditPage {
  const crumb = [{ text: 'Реестр сервисов', href: urls.services() }];
  const cancel = {
    href: service === null ? urls.services() : urls.service(service.id),
    text: 'Не сохранять',
  };
  return {
    head:
      service === null
        ? { title: 'Новый сервис', crumb }
        : {
            title: 'Изменить сервис',
            crumb: [...crumb, { text: service.name, href: urls.service(service.id) }],
          },
    errors: errorSummary(form.errors),
    note,
    action: service === null ? urls.serviceNew() : urls.serviceEdit(service.id),
    version: service === null ? null : typed(form.values, 'version'),
    sections: [...ownSections(form, offered), ...(service === null ? [] : [groundsSection(form)])],
    confirm: { button: service === null ? 'Добавить сервис' : 'Сохранить', cancel },
  };
}

function ownSections(form: FilledForm, offered: EditChoices): EditSection[] {
  return [
    { title: 'Сервис', lead: null, parts: serviceParts(form, offered) },
    {
      title: 'Данные и безопасность',
      lead: 'Это видят учителя, координатор и технический специалист.',
      parts: [
        area(form, 'personal_data', 3),
        area(form, 'legal_ground', 2),
        area(form, 'security_statement', 3),
      ],
    },
    {
      title: 'Памятки и поддержка',
      lead: 'Каждый видит свою памятку на странице «Правила и поддержка». Строка с «- » станет пунктом списка, с «1. » — шагом, а **слово** — жирным.',
      parts: [
        area(form, 'instructions_teacher', 5),
        area(form, 'instructions_student', 5),
        area(form, 'instructions_parent', 5),
        line(form, 'support_contact', { hint: 'Телефон, почта или адрес страницы помощи' }),
      ],
    },
  ];
}

function serviceParts(form: FilledForm, offered: EditChoices): EditPart[] {
  const purposeBoxes = purposes.map((purpose) => ({ value: purpose, label: purposeLabels[purpose] }));
  const successors = offered.others.filter((other) => other.status !== 'withdrawn');
  const hosts = field(form, 'hosts', fieldLabels.hosts, {
    type: 'textarea',
    rows: 3,
    spellcheck: false,
    hint: 'По одному в строке, например sferum.ru. Ссылка на другой адрес не будет принята. Можно вставить ссылку целиком: останется только адрес сайта.',
  });
  return [
    line(form, 'name'),
    { kind: 'boxes', model: choices(form, 'purposes', fieldLabels.purposes, purposeBoxes) },
    { kind: 'field', model: hosts },
    line(form, 'approving_order', { hint: 'Например: приказ № 149/5-д от 02.09.2024' }),
    line(form, 'valid_from', { type: 'date' }),
    line(form, 'valid_to', { type: 'date', hint: 'Оставьте пустым, если срока нет' }),
    optional(form, 'responsible', 'никто не назначен', offered.staff),
    optional(form, 'successor', 'нет', successors),
  ];
}

function line(
  form: FilledForm,
  name: FieldName,
  options: { type?: 'text' | 'date'; hint?: string } = {},
): EditPart {
  return { kind: 'field', model: field(form, name, fieldLabels[name], { autocomplete: 'off', ...options }) };
}

function area(form: FilledForm, name: FieldName, rows: number): EditPart {
  return { kind: 'field', model: field(form, name, fieldLabels[name], { type: 'textarea', rows }) };
}

function optional(
  form: FilledForm,
  name: 'responsible' | 'successor',
  none: string,
  offered: readonly { id: number; name: string }[],
): EditPart {
  const options = offered.map((one) => ({ value: String(one.id), label: one.name }));
  const all = [{ value: '', label: none }, ...options];
  return { kind: 'select', model: select(form, `${name}_id`, fieldLabels[name], all) };
}

function groundsSection(form: FilledForm): EditSection {
  return {
    title: 'Основание изменения',
    lead: 'Останется в истории сервиса.',
    parts: [
      {
        kind: 'field',
        model: field(form, 'order_reference', 'По какому приказу или решению', { autocomplete: 'off' }),
      },
      {
        kind: 'field',
        model: field(form, 'reason', 'Почему', { hint: 'Можно не заполнять', autocomplete: 'off' }),
      },
    ],
  };
}
