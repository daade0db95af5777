import type { Actor } from '../access/actor.ts';
import {
  choices,
  errorSummary,
  type FilledForm,
  field,
  freshForm,
  type LinkModel,
  type NoteModel,
  summaryRow,
} from '../web/components.ts';
import { counted, dayNumeric, nb } from '../web/dates.ts';
import { typed } from '../web/form.ts';
import { urls } from '../web/urls.ts';
import type { SettingsPage } from './pages.ts';
import type { LimitRow, SettingsRow } from './school-settings.ts';

const labels = {
  name: 'Полное название школы',
  short_name: 'Короткое название',
  support_phone: 'Телефон поддержки',
  support_email: 'Почта поддержки',
  support_hours: 'Когда поддержка отвечает',
  notice_lead_hours: 'За сколько часов предупреждать об онлайн-уроке',
  entry_opens_minutes: 'За сколько минут до начала урока открывается вход',
  entry_closes_minutes: 'Через сколько минут после конца урока вход закрывается',
  register_open_days: 'Сколько дней после урока учитель исправляет журнал',
  absence_notice_minutes: 'Через сколько минут после отметки сообщать родителям о пропуске',
  register_reminder_at: 'Когда напоминать о незаполненном журнале',
  days_per_week: 'Учебная неделя',
} as const;

type Field = keyof typeof labels;
const fieldNames = Object.keys(labels) as Field[]; // the keys of the object above

/** The settings as a form that nobody has touched. */
function settingsForm(row: SettingsRow): FilledForm {
  return freshForm(Object.fromEntries(fieldNames.map((name) => [name, String(row[name])])));
}

/** The page of the school's settings; `form` is what was typed, or the settings themselves. */
export function toSettingsPage(
  row: SettingsRow,
  limits: readonly LimitRow[],
  actor: Actor,
  form: FilledForm = settingsForm(row),
  conflict: NoteModel | null = null,
): SettingsPage {
  return {
    head: {
      title: 'Настройки школы',
      lead: nb(
        'Отсюда портал знает, как называется школа, кто помогает и за сколько предупреждать об уроках.',
      ),
    },
    sections: sections(actor),
    problems: errorSummary(form.errors),
    conflict,
    form: actor.permissions.has('settings:edit') ? editForm(row, form) : null,
    facts: { rows: factRows(row, actor) },
    limits: limits.map(limitLine),
  };
}

function sections(actor: Actor): (LinkModel & { about: string })[] {
  return [
    {
      href: urls.schoolYear(),
      text: 'Учебный год',
      about: nb('Четверти, каникулы, выходные и дни, когда работаем по другому дню недели'),
    },
    { href: urls.bells(), text: 'Звонки', about: nb('Начало и конец уроков по классам и дням недели') },
    {
      href: urls.responsiblePersons(),
      text: 'Ответственные лица',
      about: nb('Кто за что отвечает по порядку; их видят все'),
    },
    ...(actor.permissions.has('engagement:read')
      ? [
          {
            href: urls.engagementRules(),
            text: 'Правила внимания',
            about: nb('Сколько пропусков, молчания и сбоев связи поднимают ученика под внимание'),
          },
        ]
      : []),
    ...(actor.permissions.has('audit:read')
      ? [{ href: urls.journal(), text: 'Журнал действий', about: nb('Кто, что и когда изменил на портале') }]
      : []),
  ];
}

function editForm(row: SettingsRow, form: FilledForm): SettingsPage['form'] {
  const short = { inputMode: 'numeric', width: 'short' } as const;
  return {
    action: urls.settings(),
    version: String(row.version),
    school: [
      field(form, 'name', labels.name, {
        maxLength: 200,
        hint: nb('Как в уставе. Стоит внизу каждой страницы.'),
      }),
      field(form, 'short_name', labels.short_name, { maxLength: 60, width: 'middle' }),
    ],
    support: [
      field(form, 'support_phone', labels.support_phone, { type: 'tel', width: 'middle', maxLength: 60 }),
      field(form, 'support_email', labels.support_email, { type: 'email', width: 'middle', maxLength: 120 }),
      field(form, 'support_hours', labels.support_hours, {
        maxLength: 120,
        hint: nb('Например: по будням с 8:00 до 17:00'),
      }),
    ],
    rules: [
      field(form, 'notice_lead_hours', labels.notice_lead_hours, {
        ...short,
        hint: nb('Пункт 2.3 порядка. Кто предупреждает позже, называет причину. От 0 до 168.'),
      }),
      field(form, 'entry_opens_minutes', labels.entry_opens_minutes, short),
      field(form, 'entry_closes_minutes', labels.entry_closes_minutes, short),
    ],
    registers: [
      field(form, 'register_open_days', labels.register_open_days, {
        ...short,
        hint: nb('Потом журнал исправляет только координатор. От 0 до 365; 0 — только в день урока.'),
      }),
      field(form, 'absence_notice_minutes', labels.absence_notice_minutes, {
        ...short,
        hint: nb(
          'За это время учитель успеет исправить отметку, поставленную по ошибке. От 0 до 2880; 0 — сразу.',
        ),
      }),
      field(form, 'register_reminder_at', labels.register_reminder_at, {
        type: 'time',
        width: 'short',
        hint: nb('В тот же день получит учитель, если после онлайн-урока журнал не заполнен.'),
      }),
    ],
    days: choices(
      form,
      'days_per_week',
      labels.days_per_week,
      [
        { value: '5', label: nb('5 дней') },
        { value: '6', label: nb('6 дней') },
      ],
      { inline: true },
    ),
  };
}

function factRows(row: SettingsRow, actor: Actor) {
  const fixed = [
    summaryRow('Город', row.city),
    summaryRow('Часовой пояс', row.time_zone),
    summaryRow('Директор', row.director_name),
  ];
  if (actor.permissions.has('settings:edit')) return fixed;
  return [...fieldNames.map((name) => summaryRow(labels[name], shown(name, String(row[name])))), ...fixed];
}

function shown(name: Field, value: string): string {
  if (name === 'notice_lead_hours') return counted(Number(value), 'час', 'часа', 'часов');
  if (/_minutes$/.test(name)) return counted(Number(value), 'минута', 'минуты', 'минут');
  return name === 'days_per_week' || name === 'register_open_days'
    ? counted(Number(value), 'день', 'дня', 'дней')
    : value;
}

/** Says field by field what somebody else saved and what was typed here; the typed values stay in the form. */
export function conflictNote(row: SettingsRow, form: FilledForm): NoteModel {
  const differing = fieldNames.filter((name) => typed(form.values, name).trim() !== String(row[name]));
  return {
    kind: 'warn',
    title: 'Пока вы заполняли форму, настройки изменил кто-то ещё',
    text: nb('Проверьте отличия. В форме осталось то, что ввели вы; если всё верно, сохраните ещё раз.'),
    items: differing.map((name) => ({
      text: `${labels[name]}: сейчас «${row[name]}», у вас «${typed(form.values, name)}»`,
    })),
  };
}

/** What a save changed, in words: for the journal. */
export function settingsChangeLines(
  before: SettingsRow,
  after: Readonly<Record<Field, string | number>>,
): string[] {
  return fieldNames
    .filter((name) => before[name] !== after[name])
    .map((name) => `${labels[name]}: было «${before[name]}», стало «${after[name]}»`);
}

/** The settings that a save changed, by field: for the audit log. */
export function changedSettings(
  before: SettingsRow,
  after: Readonly<Record<Field, string | number>>,
): Record<string, { before: unknown; after: unknown }> {
  return Object.fromEntries(
    fieldNames.flatMap((name) =>
      before[name] === after[name] ? [] : [[name, { before: before[name], after: after[name] }]],
    ),
  );
}

const limitNames: Readonly<Record<LimitRow['kind'], string>> = {
  lesson_minutes: 'Онлайн-урок длится не дольше',
  lesson_screen_minutes: 'За экраном на уроке не дольше',
  day_screen_minutes: 'За экраном за день не дольше',
};

function limitLine(row: LimitRow): SettingsPage['limits'][number] {
  return {
    what: limitNames[row.kind],
    grades: row.grade_from === row.grade_to ? `${row.grade_from}` : `${row.grade_from}–${row.grade_to}`,
    minutes: counted(row.minutes, 'минута', 'минуты', 'минут'),
    source: row.source,
    since: dayNumeric(row.valid_from),
  };
}
