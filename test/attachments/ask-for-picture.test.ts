import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { askForPicture } from '../../src/attachments/ask-for-picture.ts';
import { phonePhoto } from './made-files.ts';

/** What Linux tells of a process; empty where it has ended meanwhile. */
function told(pid: string, what: 'stat' | 'cmdline' | 'environ'): string {
  try {
    return readFileSync(`/proc/${pid}/${what}`, 'latin1');
  } catch {
    // processes of others come and go while the list is read
    return '';
  }
}

/** The processes that decode for this one. */
function decoders(): string[] {
  return readdirSync('/proc').filter(
    (name) =>
      /^\d+$/.test(name) &&
      /\) \S (\d+) /.exec(told(name, 'stat'))?.[1] === String(process.pid) &&
      told(name, 'cmdline').includes('picture-process'),
  );
}

// only Linux tells of other processes in this way
it.skipIf(!existsSync('/proc/self/stat'))(
  'knows no secret; where it dies the next picture gets a new one',
  async () => {
    const content = await phonePhoto(3000, 2000);
    const ask = () => askForPicture({ what: 'rewrite', content });
    expect((await ask()).ok).toBe(true);
    const first = decoders();
    expect(first).not.toEqual([]);
    expect(first.map((pid) => told(pid, 'environ')).join()).not.toMatch(/PATH=|DATABASE|SECRET/);
    const [lost, next] = [ask(), ask()];
    await new Promise((tick) => setImmediate(tick));
    for (const pid of first) process.kill(Number(pid), 'SIGKILL');
    expect(await lost).toEqual({ ok: false, why: 'broken' });
    expect((await next).ok).toBe(true);
    expect(first).not.toContain(decoders().at(-1));
  },
);
