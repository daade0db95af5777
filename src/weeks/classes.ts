import type { Actor } from '../access/actor.ts';
import { isStaff } from '../access/actor.ts';
import type { EmptyModel } from '../web/components.ts';
import { shortName } from '../web/dates.ts';
import { page, type Reply, redirect } from '../web/reply.ts';
import type { RouteContext } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { classesOfFamily } from './find.ts';
import { type ClassesPage, classesPage } from './pages.ts';
import { type ClassRow, listClasses } from './queries.ts';

/** GET /classes: all classes for staff; a family's own, and straight to it where that is but one. */
export async function showClasses({
  db,
  actor,
  today,
}: RouteContext<Record<never, never>, Record<never, never>, null>): Promise<Reply> {
  const own = classesOfFamily(actor);
  const [only] = own;
  if (!isStaff(actor) && own.length === 1 && only !== undefined) return redirect(urls.classWeek(only));
  const rows = await listClasses(db, today);
  const shown = isStaff(actor) ? rows : rows.filter((row) => own.includes(row.id));
  const model: ClassesPage = {
    head: {
      title: 'Классы',
      actions: actor.permissions.has('channel:read')
        ? [{ href: urls.channels(), text: 'Каналы классов', icon: 'link' }]
        : [],
      lead: shown.length === 0 ? undefined : 'Выберите класс, чтобы открыть его расписание на неделю.',
    },
    empty:
      shown.length > 0
        ? null
        : isStaff(actor)
          ? noClasses(actor)
          : {
              text: 'Класс пока не указан. Если это ошибка, напишите в поддержку: её контакты внизу страницы.',
              icon: 'school',
            },
    grades: byGrade(shown),
  };
  return page(classesPage, model, { title: 'Классы' });
}

function byGrade(rows: readonly ClassRow[]): ClassesPage['grades'] {
  const grades = new Map<number, ClassRow[]>();
  for (const row of rows) grades.set(row.grade, [...(grades.get(row.grade) ?? []), row]);
  return [...grades].map(([grade, classes]) => ({
    id: String(grade),
    title: grade === 0 ? 'Другие' : `${grade}-е классы`,
    classes: classes.map((row) => ({
      href: urls.classWeek(row.id),
      name: row.name,
      teacher:
        row.family_name === null ? null : shortName(row.family_name, row.given_name ?? '', row.patronymic),
    })),
  }));
}

/** A school that has no timetable yet: whoever may load it is led there. */
function noClasses(actor: Actor): EmptyModel {
  return actor.permissions.has('timetable:import')
    ? {
        text: 'Классов пока нет. Они появятся из расписания.',
        icon: 'school',
        link: { href: urls.timetableNew(), text: 'Загрузить расписание' },
      }
    : { text: 'Классов пока нет. Они появятся, когда координатор загрузит расписание.', icon: 'school' };
}
