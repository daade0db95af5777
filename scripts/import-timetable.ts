/**
 * `npm run import:timetable -- FILE [--from DAY] [--apply] [--json]`: prints the preview of a timetable from aSc
 * against the one in force, and with `--apply` puts it into force from the day. Exits 1 where it is refused.
 */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { ConfigFault, readConfig } from '../src/config.ts';
import { withDatabase } from '../src/database.ts';
import type { Db } from '../src/db/db.ts';
import { findSchool, systemClock } from '../src/school.ts';
import { applyImport } from '../src/timetable-import/apply-import.ts';
import { buildPlan } from '../src/timetable-import/build-plan.ts';
import {
  type CommandPreview,
  commandPreview,
  previewLines,
  withApplied,
} from '../src/timetable-import/command-preview.ts';
import { MOST_BYTES } from '../src/timetable-import/decode-xml.ts';
import { offeredDay } from '../src/timetable-import/first-day.ts';
import type { ImportedTimetable } from '../src/timetable-import/imported-timetable.ts';
import { findYear, listVersionsOfYear, loadPortal } from '../src/timetable-import/load-portal.ts';
import { findLostLessons } from '../src/timetable-import/lost-lessons.ts';
import { readAsc } from '../src/timetable-import/read-asc.ts';
import { storeImport } from '../src/timetable-import/stored-import.ts';
import { understand } from '../src/timetable-import/understand.ts';
import { localMoment } from '../src/web/dates.ts';

const USAGE = 'Использование: npm run import:timetable -- ФАЙЛ [--from ГГГГ-ММ-ДД] [--apply] [--json]';

/** Why nothing was done, in words for whoever typed the command. */
class Refused extends Error {}

interface Command {
  path: string;
  from: string | null;
  apply: boolean;
  json: boolean;
}

function readCommand(): Command {
  try {
    const { values, positionals } = parseArgs({
      options: { from: { type: 'string' }, apply: { type: 'boolean' }, json: { type: 'boolean' } },
      allowPositionals: true,
    });
    const [path, ...others] = positionals;
    if (path === undefined || others.length > 0) throw new Refused(USAGE);
    if (values.from !== undefined) Temporal.PlainDate.from(values.from, { overflow: 'reject' });
    return { path, from: values.from ?? null, apply: values.apply ?? false, json: values.json ?? false };
  } catch {
    throw new Refused(USAGE);
  }
}

function readBytes(path: string): Buffer {
  try {
    if (statSync(path).size > MOST_BYTES)
      throw new Refused('Файл больше 8 МБ: таких выгрузок расписания не бывает.');
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Refused(`Файл ${path} не читается. Проверьте имя и права.`);
  }
}

interface ReadFile {
  name: string;
  sha256: string;
  content: ImportedTimetable;
}

function readTimetable(path: string): ReadFile {
  const bytes = readBytes(path);
  const reading = readAsc(bytes);
  if (!reading.ok) throw new Refused(reading.words);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { name: basename(path), sha256, content: understand(reading.document) };
}

async function importTimetable(db: Db, command: Command, file: ReadFile): Promise<CommandPreview> {
  const { content } = file;
  const school = await findSchool(db);
  if (school === null) throw new Refused('В базе данных ещё нет школы. Создайте её: npm run school:new');
  const at = systemClock.now();
  const today = localMoment(at, school.time_zone).day;
  const year = await findYear(db, command.from ?? today);
  if (year === null)
    throw new Refused('В портале нет учебного года для этого дня. Заведите его в настройках.');
  const hasVersions = (await listVersionsOfYear(db, year.id)).length > 0;
  const from = command.from ?? offeredDay(today, year, hasVersions);
  const choices = { classes: {}, teachers: {} };
  const plan = buildPlan(content, await loadPortal(db, year, from), choices, { from, today });
  const preview = commandPreview(file, content, plan, await findLostLessons(db, plan));
  if (!command.apply || !plan.canApply || plan.changesNothing) return preview;
  const result = await db.transaction(async (tx) => {
    const importId = await storeImport(tx, {
      fileName: file.name,
      sha256: file.sha256,
      content,
      uploadedBy: null,
      at,
    });
    const baseVersionId = plan.before?.id ?? null;
    const applied = await applyImport(tx, { importId, from, baseVersionId, actorId: null, at, today });
    if (applied.kind === 'refused') throw new Refused(applied.words);
    return applied;
  });
  return result.kind === 'applied' ? withApplied(preview, result) : { ...preview, changesNothing: true };
}

async function main(): Promise<number> {
  const json = process.argv.includes('--json');
  try {
    const command = readCommand();
    const file = readTimetable(command.path);
    const preview = await withDatabase(readConfig(), ({ db }) => importTimetable(db, command, file));
    console.log(json ? JSON.stringify(preview, null, 2) : previewLines(preview).join('\n'));
    return preview.canApply || preview.changesNothing ? 0 : 1;
  } catch (error) {
    if (!(error instanceof Refused) && !(error instanceof ConfigFault)) throw error;
    if (json) console.log(JSON.stringify({ refused: error.message }));
    else console.error(error.message);
    return 1;
  }
}

process.exitCode = await main();
