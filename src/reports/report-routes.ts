import { writeAudit } from '../audit/audit.ts';
import { notFound, page } from '../web/reply.ts';
import { allow, get, type Route } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { askReport, loadReport } from './load-report.ts';
import { reportPage, screenTimePage } from './pages.ts';
import { ReportQuery } from './report-filters.ts';
import { listDaysOver, loadScreenTime } from './screen-queries.ts';
import { toReportPage } from './to-report-page.ts';
import { toScreenTimePage } from './to-screen-time-page.ts';

/** Longer tables are for files: nobody reads them on a page. */
const MOST_ROWS = 300;
const MOST_DAYS = 100;

export const reportPageRoutes: readonly Route[] = [
  get(
    urls.reports(),
    { policy: allow('report:read'), query: ReportQuery, isRecorded: true },
    async (context) => {
      const { db, actor, now, today, requestId } = context;
      const report = await loadReport(context, context.query, { most: MOST_ROWS });
      if (report === null) return notFound();
      const model = toReportPage(report, actor, today);
      const { student } = report.filters;
      if (student !== null) {
        // the marks of one pupil are a look at the pupil, as the card is (always true 12)
        await writeAudit(db, {
          actorId: actor.personId,
          action: 'student.marks_looked_at',
          subjectKind: 'student',
          subjectId: student,
          details: { from: report.filters.from, to: report.filters.to, lines: [model.head.title] },
          requestId,
          at: now,
        });
      }
      return page(reportPage, model, { title: model.head.title });
    },
  ),
  get(urls.screenTime(), { policy: allow('report:read'), query: ReportQuery }, async (context) => {
    const { db, query, now, school } = context;
    // a day's limit is of all lessons of a class: nothing else narrows it
    const { from, to, term, grade, class: classId } = query;
    const asked = await askReport(context, { from, to, term, grade, class: classId, by: 'class' });
    if (asked === null) return notFound();
    const task = { filters: asked.filters, scope: asked.scope, now };
    const [classes, days] = await Promise.all([
      loadScreenTime(db, task),
      listDaysOver(db, { ...task, timeZone: school.timeZone, most: MOST_DAYS }),
    ]);
    const model = toScreenTimePage(asked, classes, days);
    return page(screenTimePage, model, { title: model.head.title });
  }),
];
