import * as z from 'zod';
import { idParam } from '../web/form.ts';
import type { FindContext } from '../web/route.ts';
import { findImport, type StoredImport } from './stored-import.ts';

export const ImportParams = z.object({ importId: idParam });

/** The uploaded timetable; every coordinator sees each other's. */
export function findImportForActor({
  db,
  params,
}: FindContext<z.output<typeof ImportParams>>): Promise<StoredImport | null> {
  return findImport(db, params.importId);
}
