import sql from 'sql-template-tag';
import * as z from 'zod';
import { id, instant } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import type { ImportedTimetable } from './imported-timetable.ts';
import type { Choices } from './match.ts';

const week = z.enum(['every', 'a', 'b']);

/** The understood content of a file as it is kept between preview and application: of our own writing. */
const Content: z.ZodType<ImportedTimetable> = z.object({
  periods: z.array(
    z.object({ number: z.number(), name: z.string(), startsAt: z.string(), endsAt: z.string() }),
  ),
  classes: z.array(
    z.object({
      id: z.string(),
      fileName: z.string(),
      name: z.string(),
      grade: z.number(),
      letter: z.string(),
      row: z.number(),
    }),
  ),
  subjects: z.array(z.object({ id: z.string(), name: z.string(), shortName: z.string(), row: z.number() })),
  teachers: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      shortName: z.string(),
      familyName: z.string(),
      givenName: z.string(),
      patronymic: z.string(),
      row: z.number(),
    }),
  ),
  groups: z.array(
    z.object({
      key: z.string(),
      name: z.string(),
      members: z.array(z.object({ classId: z.string(), isWhole: z.boolean() })),
    }),
  ),
  courses: z.array(
    z.object({
      id: z.string(),
      subjectId: z.string(),
      groupKey: z.string(),
      teacherIds: z.array(z.string()),
      perWeek: z.number(),
      placed: z.number(),
      row: z.number(),
    }),
  ),
  slots: z.array(
    z.object({
      courseId: z.string(),
      weekday: z.number(),
      period: z.number(),
      week,
      room: z.string(),
      row: z.number(),
    }),
  ),
  problems: z.array(
    z.object({
      severity: z.enum(['error', 'warning', 'note']),
      row: z.number(),
      words: z.string(),
      remedy: z.string(),
    }),
  ),
});

const chosen = z.record(z.string(), z.union([z.number(), z.literal('make')]));

const StoredChoices: z.ZodType<Choices> = z.object({
  classes: chosen.default({}),
  teachers: chosen.default({}),
  bells: z.enum(['portal', 'file']).optional(),
});

const ImportRow = z.object({
  id,
  file_name: z.string(),
  sha256: z.string(),
  content: Content,
  choices: StoredChoices,
  uploaded_at: instant,
  applied_at: instant.nullable(),
  version: z.number(),
});

/** An uploaded timetable between its preview and its application. */
export type StoredImport = z.output<typeof ImportRow>;

export interface Upload {
  fileName: string;
  sha256: string;
  content: ImportedTimetable;
  uploadedBy: number | null;
  at: Temporal.Instant;
}

/** Keeps what was understood of a file, not the file; answers with the number of the import. */
export async function storeImport(tx: Db, upload: Upload): Promise<number> {
  const row = await tx.row(
    z.object({ id }),
    sql`
      insert into timetable_import (file_name, sha256, content, uploaded_by, uploaded_at)
      values (${upload.fileName}, ${upload.sha256}, ${JSON.stringify(upload.content)}, ${upload.uploadedBy}, ${upload.at})
      returning id
    `,
  );
  return row.id;
}

/** An import, or null where there is none of this number. */
export function findImport(db: Db, importId: number): Promise<StoredImport | null> {
  return db.maybeRow(
    ImportRow,
    sql`
      select id, file_name, sha256, content, choices, uploaded_at, applied_at, version
      from timetable_import where id = ${importId}
    `,
  );
}

/** Keeps what was chosen on the preview. False where the import was applied or changed by somebody else meanwhile. */
export async function storeChoices(tx: Db, stored: StoredImport, choices: Choices): Promise<boolean> {
  const changed = await tx.run(sql`
    update timetable_import set choices = ${JSON.stringify(choices)}, version = version + 1
    where id = ${stored.id} and version = ${stored.version} and applied_at is null
  `);
  return changed === 1;
}
