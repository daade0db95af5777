import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { PictureResult } from './rewrite-picture.ts';

/** What the process of pictures is asked for. */
export interface PictureAsked {
  what: 'rewrite' | 'shrink';
  content: Uint8Array;
}

/** What it answers. */
export interface PictureMade {
  result: PictureResult;
}

const PROGRAM = fileURLToPath(new URL('./picture-process.ts', import.meta.url));
/** A picture that takes longer is given up: no photo does. */
const MOST_SECONDS = 15;
/** So long the process waits for the next picture before it ends and gives its memory back. */
const IDLE_SECONDS = 20;

let line: Promise<unknown> = Promise.resolve();
let running: ChildProcess | null = null;
let ending: NodeJS.Timeout | undefined;

/**
 * Has a picture written anew, or made small, in a process of its own: one at a time, so that memory holds one picture
 * however many are sent. The process gets no settings and no secrets; it starts with the first picture and ends when
 * none has come for a while. Where it dies or takes too long, the picture counts as broken, and the next one gets a
 * new process.
 */
export function askForPicture(asked: PictureAsked): Promise<PictureResult> {
  const made = line.then(() => askOnce(asked));
  line = made.catch(() => undefined);
  return made;
}

function askOnce(asked: PictureAsked): Promise<PictureResult> {
  clearTimeout(ending);
  running ??= start();
  const child = running;
  return new Promise((resolve) => {
    const done = (result: PictureResult) => {
      clearTimeout(timer);
      child.off('message', onMessage);
      child.off('exit', onEnd);
      child.off('error', onEnd);
      rest(child);
      resolve(result);
    };
    const onMessage = (message: unknown) => done((message as PictureMade).result); // picture-process.ts sends nothing else
    const onEnd = () => done({ ok: false, why: 'broken' });
    const timer = setTimeout(() => child.kill('SIGKILL'), MOST_SECONDS * 1000);
    child.on('message', onMessage);
    child.on('exit', onEnd);
    child.on('error', onEnd);
    child.send(asked, (fault) => {
      if (fault !== null) onEnd();
    });
  });
}

function start(): ChildProcess {
  const child = fork(PROGRAM, {
    execArgv: [],
    env: { MALLOC_ARENA_MAX: '2' },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const forget = () => {
    if (running === child) running = null;
  };
  child.on('exit', forget);
  child.on('error', forget);
  child.unref();
  child.channel?.unref();
  return child;
}

/** Nothing is asked: the process may end, and does not hold up the end of the portal. */
function rest(child: ChildProcess): void {
  ending = setTimeout(() => {
    if (running === child) running = null;
    child.kill();
  }, IDLE_SECONDS * 1000);
  ending.unref();
}
