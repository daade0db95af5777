/** The portal as `npm start` starts it: the same command and environment, on a free port and a data folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ask } from './ask.ts';

export const SESSION_SECRET = 'a secret of the bench alone, forty signs.';
const START_PATIENCE = 120_000;

export interface PortalProcess {
  readonly url: string;
  readonly pid: number;
  /** From the start of the process to the first good answer of /readyz, milliseconds. */
  readonly readyMs: number;
  stop(): Promise<void>;
}

/** Starts the portal and waits until it is ready. @param nodeOptions what node itself is told besides */
export async function startPortal(
  folder: string,
  nodeOptions: readonly string[] = [],
): Promise<PortalProcess> {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const { settings, script } = startCommand();
  const log = openSync(join(folder, 'portal.log'), 'a');
  const started = performance.now();
  const child = spawn(process.execPath, [...nodeOptions, ...script], {
    stdio: ['ignore', log, log],
    env: {
      ...process.env,
      ...settings,
      NODE_ENV: 'production',
      PORT: String(port),
      DATA_DIR: join(folder, 'data'),
      SESSION_SECRET,
    },
  });
  closeSync(log);
  while (!(await isReady(url))) {
    if (child.exitCode !== null || performance.now() - started > START_PATIENCE) {
      throw new Error(
        `The portal did not start:\n${readFileSync(join(folder, 'portal.log'), 'utf8').slice(-2000)}`,
      );
    }
    await wait(20);
  }
  return { url, pid: child.pid ?? 0, readyMs: performance.now() - started, stop: () => stop(child) };
}

/** What `npm start` runs, from package.json: settings before the command, and what node is given. */
function startCommand(): { settings: Record<string, string>; script: string[] } {
  const manifest: unknown = JSON.parse(readFileSync('package.json', 'utf8'));
  const start = (manifest as { scripts: { start: string } }).scripts.start; // our own package.json
  const words = start.split(' ');
  const node = words.indexOf('node');
  const settings = words.slice(0, node).flatMap((word) => {
    const [name = '', value] = word.split('=');
    return value === undefined ? [] : [[name, value]];
  });
  return { settings: Object.fromEntries(settings), script: words.slice(node + 1) };
}

async function isReady(url: string): Promise<boolean> {
  const answer = await ask(`${url}/readyz`).catch(() => null);
  return answer?.status === 200;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // a TCP server's address is an object
  server.close();
  await once(server, 'close');
  return port;
}

/** Memory that a process holds (RSS), in MB of 1,000,000 bytes; null where /proc is not there. */
export function memoryOf(pid: number): number | null {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readProc(pid, 'status'))?.[1];
  return kilobytes === undefined ? null : (Number(kilobytes) * 1024) / 1e6;
}

/** Processor time that a process has used up to now, milliseconds; null where /proc is not there. */
export function processorTimeOf(pid: number): number | null {
  const fields = readProc(pid, 'stat').split(') ')[1]?.split(' ');
  if (fields === undefined) return null;
  // Hundredths of a second: what Linux counts in on every machine that Node runs on
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
