import { purposeLabels } from '../service-register/approved.ts';
import { type ServiceStatus, serviceStatuses, statusLabels, statusTag } from '../service-register/status.ts';
import { field, freshForm, select } from '../web/components.ts';
import { counted, dayNumeric } from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import type { ServiceListPage } from './pages.ts';
import type { ServiceListRow } from './queries.ts';

/** The register as a page. @param asked what the filter holds */
export function toListPage(
  rows: readonly ServiceListRow[],
  counts: ReadonlyMap<ServiceStatus, number>,
  asked: { status: ServiceStatus | null; q: string },
  canEdit: boolean,
): ServiceListPage {
  const form = freshForm({ q: asked.q, status: asked.status ?? '' });
  const isFiltered = asked.status !== null || asked.q !== '';
  return {
    head: {
      title: 'Реестр сервисов',
      lead: 'Уроки, каналы и ссылки — только на утверждённых сервисах (пункты 2.1 и 2.2 Порядка).',
      actions: canEdit
        ? [
            { href: urls.channels(), text: 'Каналы классов', icon: 'link' },
            { href: urls.serviceNew(), text: 'Добавить сервис', icon: 'plus', main: true },
          ]
        : [],
    },
    filter: {
      action: urls.services(),
      q: field(form, 'q', 'Название, адрес или приказ', {
        type: 'search',
        width: 'middle',
        autocomplete: 'off',
      }),
      status: select(form, 'status', 'Состояние', [
        { value: '', label: 'любое' },
        ...serviceStatuses.map((status) => ({ value: status, label: statusLabels[status] })),
      ]),
      reset: isFiltered ? urls.services() : null,
    },
    totals: totalsSaid(counts, isFiltered ? rows.length : null),
    rows: rows.map((row) => ({
      href: urls.service(row.id),
      name: row.name,
      purposes: row.purposes.map((purpose) => purposeLabels[purpose]).join(', '),
      tag: statusTag(row.status),
      period: periodSaid(row),
      order: row.approving_order,
      channels: String(row.channels),
      lessons: String(row.lessons),
    })),
    empty: emptyOf(rows, isFiltered, canEdit),
  };
}

function totalsSaid(counts: ReadonlyMap<ServiceStatus, number>, shown: number | null): string {
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const parts = serviceStatuses.flatMap((status) => {
    const count = counts.get(status) ?? 0;
    return count === 0 ? [] : [`${statusLabels[status]} — ${count}`];
  });
  const total = `Всего ${counted(all, 'сервис', 'сервиса', 'сервисов')}${parts.length > 0 ? `: ${parts.join(', ')}` : ''}.`;
  return shown === null ? total : `Найдено: ${shown}. ${total}`;
}

/** «с 02.09.2024», «01.09.2025 – 31.05.2026»; the day of withdrawal ends it. */
export function periodSaid(row: Pick<ServiceListRow, 'valid_from' | 'valid_to' | 'withdrawn_from'>): string {
  const from = dayNumeric(row.valid_from);
  if (row.withdrawn_from !== null) return `с ${from}, выведен с ${dayNumeric(row.withdrawn_from)}`;
  return row.valid_to === null ? `с ${from}` : `${from} – ${dayNumeric(row.valid_to)}`;
}

function emptyOf(
  rows: readonly ServiceListRow[],
  isFiltered: boolean,
  canEdit: boolean,
): ServiceListPage['empty'] {
  if (rows.length > 0) return null;
  if (isFiltered)
    return {
      text: 'Ничего не нашлось. Измените слово или состояние.',
      icon: 'search',
      link: { href: urls.services(), text: 'Показать все' },
    };
  return {
    text: 'В реестре пока нет сервисов. Пока их нет, назначить урок онлайн нельзя.',
    icon: 'server',
    ...(canEdit ? { link: { href: urls.serviceNew(), text: 'Добавить первый' } } : {}),
  };
}
