import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Thrown where another live process holds the data folder; the words are for whoever started this one. */
export class FolderInUse extends Error {
  readonly pid: number;

  constructor(folder: string, pid: number) {
    super(
      `Папку данных ${folder} уже занял другой запущенный портал (процесс ${pid}). ` +
        'Сначала остановите его или задайте этому свою папку: DATA_DIR.',
    );
    this.name = 'FolderInUse';
    this.pid = pid;
  }
}

/**
 * Takes the data folder for this process and answers with what releases it. The mark names the process and
 * the moment that it started, so that neither a killed portal nor a process that got the same number later
 * is taken for a live one. Throws FolderInUse.
 */
export function lockFolder(folder: string): () => void {
  const file = join(folder, 'portal.pid');
  const mine = `${process.pid} ${startOf(process.pid) ?? '-'}`;
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      const handle = openSync(file, 'wx', 0o600);
      writeSync(handle, mine);
      closeSync(handle);
      return () => {
        if (readMark(file) === mine) rmSync(file, { force: true });
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = folderHolder(folder);
    if (holder !== null) throw new FolderInUse(folder, holder);
    rmSync(file, { force: true });
  }
  throw new Error(`Папку данных ${folder} занять не удалось: в ней сейчас запускается другой портал.`);
}

/** The number of the live process that holds the folder, or null. */
export function folderHolder(folder: string): number | null {
  const mark = readMark(join(folder, 'portal.pid'));
  if (mark === null) return null;
  const [number = '', start = '-'] = mark.split(' ');
  const pid = Number(number);
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return null;
  const startNow = startOf(pid);
  return startNow === null || start === '-' || startNow === start ? pid : null;
}

/** True where a process with this number exists (whoever owns it). */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function readMark(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return null;
  }
}

/** When the process started, as this boot of the machine and its clock ticks; null where /proc is not there. */
function startOf(pid: number): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold spaces; the start is the 22nd field, the 20th after it.
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return `${boot}/${ticks}`;
  } catch {
    return null;
  }
}
