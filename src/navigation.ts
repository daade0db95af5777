import type { Actor } from './access/actor.ts';
import { urls } from './web/urls.ts';
import type { NavItem } from './web/view.ts';

/**
 * The main navigation of whoever is signed in: at most five entries, chosen by what they may do.
 * @param path path of the request, by which the current entry is marked
 */
export function navigation(actor: Actor, path: string): readonly NavItem[] {
  const items: Omit<NavItem, 'current'>[] = [{ href: urls.home(), icon: 'house', label: 'Сегодня' }];
  const may = actor.permissions;
  if (actor.actingAs === 'personal')
    items.push({ href: urls.week(), icon: 'calendar-days', label: 'Расписание' });
  else items.push({ href: urls.classes(), icon: 'calendar-days', label: 'Классы' });
  if (actor.actingAs === 'personal') {
    items.push({
      href: urls.notices(),
      icon: 'bell',
      label: 'Уведомления',
      count: actor.unread,
      countLabel: 'непрочитанных',
    });
  }
  if (may.has('question:read') && actor.actingAs === 'personal')
    items.push({ href: urls.questions(), icon: 'message-square', label: 'Вопросы' });
  if (may.has('service:read') && actor.actingAs !== 'personal')
    items.push({ href: urls.services(), icon: 'server', label: 'Сервисы' });
  if (may.has('report:read'))
    items.push({ href: urls.reports(), icon: 'chart-column-increasing', label: 'Отчёты' });
  if (may.has('absence:announce') && !may.has('report:read'))
    items.push({ href: urls.absences(), icon: 'user-x', label: 'Пропуски' });
  if (may.has('job:read')) items.push({ href: urls.journal(), icon: 'history', label: 'Журнал' });
  if (may.has('settings:read')) items.push({ href: urls.settings(), icon: 'settings', label: 'Настройки' });
  return items.map((item) => ({ ...item, current: isCurrent(item.href, path) }));
}

function isCurrent(href: string, path: string): boolean {
  return href === '/' ? path === '/' : path === href || path.startsWith(`${href}/`);
}
