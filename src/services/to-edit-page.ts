import { purposeLabels, purposes } from '../service-register/approved.ts';
import { choices, errorSummary, type FilledForm, field, type NoteModel, select } from '../web/components.ts';
import { typed } from '../web/form.ts';
import { urls } from '../web/urls.ts';
import { fieldLabels } from './fields.ts';
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
  const line = (name: string, label: string, hint?: string, type: 'text' | 'date' = 'text'): EditPart => ({
    kind: 'field',
    model: field(form, name, label, { type, hint, autocomplete: 'off' }),
  });
  const area = (name: string, label: string, hint?: string, rows = 4): EditPart => ({
    kind: 'field',
    model: field(form, name, label, { type: 'textarea', hint, rows }),
  });
  const optional = (
    name: string,
    label: string,
    none: string,
    options: { value: string; label: string }[],
  ): EditPart => ({
    kind: 'select',
    model: select(form, name, label, [{ value: '', label: none }, ...options]),
  });
  const boxes: EditPart = {
    kind: 'boxes',
    model: choices(
      form,
      'purposes',
      fieldLabels.purposes,
      purposes.map((purpose) => ({ value: purpose, label: purposeLabels[purpose] })),
    ),
  };
  const hosts: EditPart = {
    kind: 'field',
    model: field(form, 'hosts', fieldLabels.hosts, {
      type: 'textarea',
      rows: 3,
      spellcheck: false,
      hint: 'По одному в строке, например sferum.ru. Ссылка на другой адрес не будет принята. Можно вставить ссылку целиком: останется только адрес сайта.',
    }),
  };
  return [
    {
      title: 'Сервис',
      lead: null,
      parts: [
        line('name', fieldLabels.name),
        boxes,
        hosts,
        line('approving_order', fieldLabels.approving_order, 'Например: приказ № 149/5-д от 02.09.2024'),
        line('valid_from', fieldLabels.valid_from, undefined, 'date'),
        line('valid_to', fieldLabels.valid_to, 'Оставьте пустым, если срока нет', 'date'),
        optional(
          'responsible_id',
          fieldLabels.responsible,
          'никто не назначен',
          offered.staff.map((person) => ({ value: String(person.id), label: person.name })),
        ),
        optional(
          'successor_id',
          fieldLabels.successor,
          'нет',
          offered.others
            .filter((other) => other.status !== 'withdrawn')
            .map((other) => ({ value: String(other.id), label: other.name })),
        ),
      ],
    },
    {
      title: 'Данные и безопасность',
      lead: 'Это видят учителя, координатор и технический специалист.',
      parts: [
        area('personal_data', fieldLabels.personal_data, undefined, 3),
        area('legal_ground', fieldLabels.legal_ground, undefined, 2),
        area('security_statement', fieldLabels.security_statement, undefined, 3),
      ],
    },
    {
      title: 'Памятки и поддержка',
      lead: 'Каждый видит свою памятку на странице «Правила и поддержка». Строка с «- » станет пунктом списка, с «1. » — шагом, **два знака** — жирным.',
      parts: [
        area('instructions_teacher', fieldLabels.instructions_teacher, undefined, 5),
        area('instructions_student', fieldLabels.instructions_student, undefined, 5),
        area('instructions_parent', fieldLabels.instructions_parent, undefined, 5),
        line('support_contact', fieldLabels.support_contact, 'Телефон, почта или адрес страницы помощи'),
      ],
    },
  ];
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
