import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { askForPicture } from '../../src/attachments/ask-for-picture.ts';
import { phonePhoto } from './made-files.ts';

/** The process that decodes for this one, by what Linux tells of processes. */
function decoder(): number {
  const found = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && existsSync(`/proc/${name}/cmdline`))
    .find((name) => {
      const parent = /\) \S (\d+) /.exec(readFileSync(`/proc/${name}/stat`, 'latin1'))?.[1];
      return (
        parent === String(process.pid) &&
        readFileSync(`/proc/${name}/cmdline`, 'latin1').includes('picture-process')
      );
    });
  return Number(found);
}

// only Linux tells of other processes in this way
it.skipIf(!existsSync('/proc/self/stat'))(
  'knows no secret; where it dies the next picture gets a new one',
  async () => {
    const content = await phonePhoto(3000, 2000);
    const ask = () => askForPicture({ what: 'rewrite', content });
    expect((await ask()).ok).toBe(true);
    const first = decoder();
    expect(readFileSync(`/proc/${first}/environ`, 'latin1')).not.toMatch(/PATH=|DATABASE|SECRET/);
    const [lost, next] = [ask(), ask()];
    await new Promise((tick) => setImmediate(tick));
    process.kill(first, 'SIGKILL');
    expect(await lost).toEqual({ ok: false, why: 'broken' });
    expect((await next).ok).toBe(true);
    expect(decoder()).not.toBe(first);
  },
);
