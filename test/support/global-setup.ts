import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/db/embedded.ts';
import { clearLeftovers } from '../../src/db/embedded-cluster.ts';
import { folderHolder } from '../../src/db/folder-lock.ts';
import { migrate } from '../../src/db/migrate.ts';

/** Where a test finds the cluster; databases are cloned from the templates. */
export interface TestCluster {
  superuserUrl: string;
  /** The address of the portal's role, with DATABASE where the database's name goes. */
  appUrl: string;
  ownerUrl: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    cluster: TestCluster;
  }
}

// Several projects run this setup in one process; one cluster serves them all.
const shared = globalThis as typeof globalThis & {
  testCluster?: { started: Promise<{ postgres: EmbeddedPostgres; folder: string }>; users: number };
};

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  shared.testCluster ??= { started: start(), users: 0 };
  const held = shared.testCluster;
  held.users += 1;
  const { postgres, folder } = await held.started;
  const urls = postgres.urlsOf('DATABASE');
  project.provide('cluster', {
    superuserUrl: postgres.superuserUrl,
    appUrl: urls.app,
    ownerUrl: urls.owner,
  });
  return async () => {
    held.users -= 1;
    if (held.users > 0) return;
    delete shared.testCluster;
    await postgres.stop('immediate');
    rmSync(folder, { recursive: true, force: true });
  };
}

const PREFIX = 'zvonok-test-';
/** A younger folder may belong to a run that is just starting. */
const OLD_ENOUGH = 10 * 60_000;

/** Stops and removes the clusters of runs that were killed before they could do it themselves. */
async function clearKilledRuns(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const folder = join(tmpdir(), name);
    try {
      if (Date.now() - statSync(folder).mtimeMs < OLD_ENOUGH || folderHolder(folder) !== null) continue;
      await clearLeftovers(folder);
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // Somebody else's, or another run clears it at this very moment
    }
  }
}

async function start() {
  await clearKilledRuns();
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  const postgres = await startEmbeddedPostgres({
    dataDir: folder,
    log: { info: () => undefined, warn: (words) => console.warn(words) },
    // What is lost with the machine is lost: the cluster lives as long as the run.
    settings: {
      fsync: 'off',
      full_page_writes: 'off',
      synchronous_commit: 'off',
      autovacuum: 'off',
      max_connections: '150',
    },
  });
  await migrate({ ownerUrl: postgres.urls.owner, appRole: 'zvonok_app' });
  const client = new pg.Client({ connectionString: postgres.superuserUrl });
  await client.connect();
  await client.query('alter database zvonok rename to template_empty');
  await client.end();
  return { postgres, folder };
}
