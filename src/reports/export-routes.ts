import * as z from 'zod';
import { type AuditEvent, writeAudit } from '../audit/audit.ts';
import type { Db } from '../db/db.ts';
import { download, notFound, type Reply } from '../web/reply.ts';
import { allow, get, type Route, type RouteContext } from '../web/route.ts';
import { CSV_TYPE, toCsv } from './csv.ts';
import { loadReport } from './load-report.ts';
import { loadTermReport } from './load-term-report.ts';
import { PDF_TYPE, toPdf } from './pdf.ts';
import { addressOf, ReportQuery } from './report-filters.ts';
import { termPaper } from './term-report-paper.ts';
import { findBegunTerm } from './term-report-queries.ts';
import { toExportedTable } from './to-exported-table.ts';
import { toXlsx, XLSX_TYPE } from './xlsx.ts';

/** More rows than a screen wants, and as many as a spreadsheet and a person can do with. */
const MOST_EXPORTED = 20_000;

const given = z.preprocess(
  (value) => (value === '' ? undefined : value),
  z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .optional(),
);

const exported = { policy: allow('report:export'), query: ReportQuery, isRecorded: true };

/** What leaves the portal as a file. */
export const exportRoutes: readonly Route[] = [
  get('/reports/table.csv', exported, (context) => exportTable(context, 'csv')),
  get('/reports/table.xlsx', exported, (context) => exportTable(context, 'xlsx')),
  get(
    '/reports/term.pdf',
    { policy: allow('report:submit'), query: z.object({ term: given }), isRecorded: true },
    async (context) => {
      const { db, query, today } = context;
      const term = await findBegunTerm(db, query.term ?? null, today);
      if (term === null) return notFound();
      const paper = termPaper(await loadTermReport(context, term));
      const content = await toPdf(paper);
      const details = { format: 'pdf', term: term.id, lines: [paper.title] };
      await writeExported(db, context, details);
      return download({
        fileName: `${paper.title.replaceAll(/[\\/:]+/g, '-')}.pdf`,
        latinName: `online-lessons-report-${term.starts_on}-${term.ends_on}.pdf`,
        type: PDF_TYPE,
        content,
      });
    },
  ),
];

type ExportContext = Pick<
  RouteContext<unknown, ReportQuery, null>,
  'db' | 'actor' | 'now' | 'today' | 'school' | 'query' | 'requestId'
>;

/** The rows of the page with the same address, as a file. */
async function exportTable(context: ExportContext, format: 'csv' | 'xlsx'): Promise<Reply> {
  const { db, actor, now, school } = context;
  const report = await loadReport(context, context.query, { most: MOST_EXPORTED });
  if (report === null) return notFound();
  const table = toExportedTable(report, { by: actor, at: now, timeZone: school.timeZone });
  const content = format === 'csv' ? toCsv(table) : await toXlsx(table);
  const rows = table.rows.length;
  const details = {
    format,
    rows,
    filters: addressOf(report.filters),
    lines: [table.about, `Файл ${format.toUpperCase()}, строк: ${rows}`],
  };
  await writeExported(db, context, details);
  return download({
    fileName: `${table.title}.${format}`,
    latinName: `${table.latinTitle}.${format}`,
    type: format === 'csv' ? CSV_TYPE : XLSX_TYPE,
    content,
  });
}

/** Every export is in the audit log, before the file leaves (always true 12). */
async function writeExported(
  db: Db,
  { actor, requestId, now }: Pick<ExportContext, 'actor' | 'requestId' | 'now'>,
  details: NonNullable<AuditEvent['details']>,
): Promise<void> {
  await writeAudit(db, {
    actorId: actor.personId,
    action: 'report.exported',
    subjectKind: 'report',
    details,
    requestId,
    at: now,
  });
}
