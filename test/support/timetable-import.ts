import { readFileSync } from 'node:fs';
import type { Db } from '../../src/db/db.ts';
import { readAsc } from '../../src/timetable-import/read-asc.ts';
import { storeImport } from '../../src/timetable-import/stored-import.ts';
import { understand } from '../../src/timetable-import/understand.ts';

/** An uploaded timetable that waits on its preview, for tests that need one to look at; answers with its number. */
export function storeSmallTimetable(db: Db, at: Temporal.Instant): Promise<number> {
  const file = new URL('../timetable-import/fixtures/small.xml', import.meta.url);
  const reading = readAsc(readFileSync(file));
  if (!reading.ok) throw new Error(reading.words);
  const content = understand(reading.document);
  return storeImport(db, {
    fileName: 'расписание.xml',
    sha256: '0'.repeat(64),
    content,
    uploadedBy: null,
    at,
  });
}
