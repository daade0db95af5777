import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import type { Binaries, Launcher } from './embedded-binaries.ts';
import { isAlive } from './folder-lock.ts';

/** The longest path that a unix socket can have, less the name that PostgreSQL adds. */
const LONGEST_SOCKET_FOLDER = 107 - '/.s.PGSQL.5432.lock'.length;
const LARGEST_LOG = 5_000_000;

const Secrets = z.object({ postgres: z.string(), zvonok_owner: z.string(), zvonok_app: z.string() });
/** The passwords of the cluster's three roles. */
export type Secrets = z.infer<typeof Secrets>;

/** The cluster's passwords, kept in the data folder for its owner alone; drawn at the first start. */
export function readSecrets(dataDir: string): Secrets {
  const file = join(dataDir, 'postgres.secret');
  if (!existsSync(file)) {
    const draw = () => randomBytes(24).toString('hex');
    const drawn: Secrets = { postgres: draw(), zvonok_owner: draw(), zvonok_app: draw() };
    writeFileSync(`${file}.new`, JSON.stringify(drawn), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  return Secrets.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** Makes the cluster's folder unless it is there; an attempt cut short leaves nothing that counts. */
export function makeCluster(dataDir: string, binaries: Binaries, launcher: Launcher, secrets: Secrets): void {
  const folder = join(dataDir, 'postgres');
  if (existsSync(join(folder, 'PG_VERSION'))) {
    launcher.own(folder);
    return;
  }
  const fresh = join(dataDir, 'postgres.new');
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { mode: 0o700 });
  launcher.own(fresh);
  const passwords = `${fresh}.password`;
  writeFileSync(passwords, secrets.postgres, { mode: 0o600 });
  launcher.own(passwords);
  // Names sort as Russian does (Ё beside Е) because the cluster's own collation is ICU's; see the decision record.
  const args = [`--pgdata=${fresh}`, '--username=postgres', `--pwfile=${passwords}`, '--auth=scram-sha-256'];
  args.push('--encoding=UTF8', '--locale=C', '--locale-provider=icu', '--icu-locale=ru', '--no-instructions');
  const { file, args: all, options } = launcher.wrap(binaries.initdb, args);
  const made = spawnSync(file, all, { uid: options.uid, gid: options.gid, cwd: '/', encoding: 'utf8' });
  rmSync(passwords, { force: true });
  if (made.status !== 0) {
    rmSync(fresh, { recursive: true, force: true });
    const why = made.error?.message ?? made.stderr.trim();
    throw new Error(`Встроенный PostgreSQL не смог создать свою папку ${folder}: ${why}`);
  }
  renameSync(fresh, folder);
}

/** The folder of the cluster's socket: in the data folder, or, where that path is too long, in the system's own. */
export function makeSocketFolder(dataDir: string, launcher: Launcher): string {
  const folder = socketFolder(dataDir);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { uid } = lstatSync(folder);
  // In a folder that all may write to, somebody else may have been first
  if (process.getuid?.() !== 0 && uid !== process.getuid?.()) {
    throw new Error(`Папка ${folder} нужна встроенному PostgreSQL, но принадлежит другому пользователю.`);
  }
  launcher.own(folder);
  return folder;
}

/** Where the socket of the cluster in `dataDir` is, whether it runs or not. */
export function socketFolder(dataDir: string): string {
  const near = join(dataDir, 'run');
  if (Buffer.byteLength(near) <= LONGEST_SOCKET_FOLDER) return near;
  const { dev, ino } = statSync(dataDir);
  return join(tmpdir(), `zvonok-${process.getuid?.() ?? 0}-${dev}-${ino}`);
}

/** Starts the server; it outlives a Ctrl-C in the terminal, so that requests can be drained before it stops. */
export function startServer(
  dataDir: string,
  binaries: Binaries,
  launcher: Launcher,
  settings: Readonly<Record<string, string>>,
): ChildProcess {
  const args = ['-D', join(dataDir, 'postgres')];
  for (const [name, value] of Object.entries(settings)) args.push('-c', `${name}=${value}`);
  const { file, args: all, options } = launcher.wrap(binaries.postgres, args);
  const log = join(dataDir, 'postgres.log');
  if (existsSync(log) && statSync(log).size > LARGEST_LOG) renameSync(log, `${log}.1`);
  const output = openSync(log, 'a', 0o600);
  const child = spawn(file, all, { ...options, cwd: '/', detached: true, stdio: ['ignore', output, output] });
  child.unref();
  closeSync(output);
  return child;
}

/**
 * Clears what a killed portal left: a server that still runs is stopped (fast, then at once), a mark of a
 * server that is gone, or whose number another process has now, is removed.
 */
export async function clearLeftovers(dataDir: string): Promise<'clean' | 'stopped'> {
  const mark = join(dataDir, 'postgres', 'postmaster.pid');
  const pid = serverPid(mark);
  if (pid === null || !isAlive(pid) || !isServerOf(pid, join(dataDir, 'postgres'))) {
    rmSync(mark, { force: true });
    for (const name of ['.s.PGSQL.5432', '.s.PGSQL.5432.lock']) {
      rmSync(join(socketFolder(dataDir), name), { force: true });
    }
    return 'clean';
  }
  for (const [signal, patience] of [
    ['SIGINT', 10_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ] as const) {
    process.kill(pid, signal);
    const until = performance.now() + patience;
    while (isAlive(pid) && performance.now() < until) await wait(20);
    if (!isAlive(pid)) return 'stopped';
  }
  throw new Error(`PostgreSQL, оставшийся от прежнего запуска (процесс ${pid}), не останавливается.`);
}

/** True where a server is up in the data folder (it may still be starting). */
export function isServerUp(dataDir: string): boolean {
  const pid = serverPid(join(dataDir, 'postgres', 'postmaster.pid'));
  return pid !== null && isAlive(pid) && isServerOf(pid, join(dataDir, 'postgres'));
}

/** The end of the server's log, for the words of a failed start. */
export function lastLogLines(dataDir: string): string {
  try {
    return readFileSync(join(dataDir, 'postgres.log'), 'utf8').trimEnd().split('\n').slice(-5).join('\n');
  } catch {
    return '(журнала нет)';
  }
}

function serverPid(mark: string): number | null {
  try {
    const pid = Number(readFileSync(mark, 'utf8').split('\n')[0]);
    return Number.isInteger(pid) && pid > 0 ? pid : null;
  } catch {
    return null;
  }
}

/** PostgreSQL works in its cluster's folder; where the system does not tell, its command line names it. */
function isServerOf(pid: number, folder: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(folder);
  } catch {
    const shown = spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
    return shown.status === 0 && shown.stdout.includes(folder);
  }
}
