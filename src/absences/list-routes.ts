import { nb } from '../web/dates.ts';
import { notFound, page } from '../web/reply.ts';
import { allow, get, type Route } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { ListQuery } from './forms.ts';
import { keptSection, markSections, ownSection, untoldSection } from './list-model.ts';
import { type AbsencesPage, absencesPage } from './pages.ts';
import { listKeptAbsences, listMarks, listOwnAbsences, listUntold } from './queries.ts';

const TITLE = 'Пропуски';
/** A worker that is late by so many minutes is no reason to call a family. */
const SLACK_MINUTES = 10;

/** GET /absences: for guardians their children's, for class teachers those of the class, for the coordinator all. */
const list = get('/absences', { policy: allow('absence:read'), query: ListQuery }, async (context) => {
  const { db, actor, query, now, today, school } = context;
  const child = actor.children.find((one) => one.id === query.child);
  if (query.child !== undefined && child === undefined) return notFound();
  const keeps = actor.roles.has('coordinator') || actor.headedClasses.length > 0;
  const isAll = query.show === 'all';
  const children = child === undefined ? actor.children : [child];
  const isGuardian = children.length > 0;
  const told = now.subtract({ minutes: school.absenceNoticeMinutes });

  const kept = keeps ? await listKeptAbsences(db, actor, isAll, today) : [];
  const untold = keeps
    ? await listUntold(db, actor, { today, told: told.subtract({ minutes: SLACK_MINUTES }) })
    : [];
  const own = isGuardian ? await listOwnAbsences(db, actor, child?.id ?? null, today) : [];
  const childIds = children.map((one) => one.id);
  const marks = isGuardian ? await listMarks(db, childIds, { today, timeZone: school.timeZone, told }) : [];

  const model: AbsencesPage = {
    head: {
      title: TITLE,
      actions:
        actor.permissions.has('absence:announce') && actor.children.length > 0
          ? [
              {
                href: urls.absenceNew({ child: child?.id }),
                text: 'Сообщить о пропуске',
                icon: 'user-x',
                main: true,
              },
            ]
          : [],
    },
    kept: keeps ? keptSection(kept, actor, isAll, today) : null,
    untold: untoldSection(untold),
    own: isGuardian ? ownSection(own, actor, child, today, keeps) : null,
    marks: markSections(marks, children, today),
    nothing:
      keeps || isGuardian
        ? null
        : {
            text: nb(
              actor.roles.has('teacher')
                ? 'Здесь классный руководитель видит пропуски своего класса. На уроке вы увидите их рядом с фамилиями в журнале.'
                : 'Сейчас вам не открыт ни один ребёнок. Если это ошибка, скажите классному руководителю.',
            ),
            icon: 'info',
          },
  };
  return page(absencesPage, model, { title: TITLE });
});

export const listRoutes: readonly Route[] = [list];
