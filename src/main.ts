import { flushCompileCache } from 'node:module';
import { pino } from 'pino';
import { createSchoolApp } from './app.ts';
import { readConfig, sessionSecretOf } from './config.ts';
import { type OpenDatabase, openDatabase } from './database.ts';
import { poolDb } from './db/db.ts';
import { createPool } from './db/pool.ts';
import { ensureSchool, startWords } from './first-start.ts';
import { dispatchByHost } from './hosts.ts';
import { startWorker } from './jobs/run-worker.ts';
import { jobs, schedules } from './jobs.ts';
import { readinessChecks } from './readiness.ts';
import { openSchool, secretsOf, systemClock } from './school.ts';
import { serve } from './server.ts';
import { type Shutdown, shutdownOnSignals } from './shutdown.ts';
import { healthEndpoints } from './web/health.ts';
import { createMetrics } from './web/metrics.ts';

/** The web process, with a worker inside it unless it is told otherwise. */
async function main(): Promise<void> {
  const config = readConfig();
  const log = pino({ level: config.logLevel, base: null }, logLines());
  const shutdown = shutdownOnSignals(log);
  try {
    await start(config, log, shutdown);
  } catch (error) {
    // Whoever stops the portal while it starts has no use for what then fails
    if (shutdown.isStopping) return;
    await shutdown.run();
    throw error;
  }
}

/** Standard output; lines are written a few at a time, at most half a second late, and all of them at the end. */
function logLines() {
  return pino.destination({ minLength: 4096, periodicFlush: 500, sync: false });
}

async function start(
  config: ReturnType<typeof readConfig>,
  log: pino.Logger,
  shutdown: Shutdown,
): Promise<void> {
  let opened: OpenDatabase | null = null;
  const opening = openDatabase(config, log);
  // Whoever stops the portal while its own server starts must not leave that server behind; another's may take long
  const stopDatabase = async () => {
    if (config.databaseUrl === null) await (await opening.catch(() => null))?.stop();
  };
  shutdown.add(stopDatabase, () => opened?.stop('immediate'));
  const database = await opening;
  opened = database;
  if (shutdown.isStopping) return;
  const pool = createPool({
    connectionString: database.urls.app,
    max: config.poolSize,
    applicationName: 'zvonok web',
  });
  shutdown.add(() => pool.end());
  const db = poolDb(pool);
  const sessionSecret = sessionSecretOf(config);
  const { isBuiltIn, urls } = database;
  await ensureSchool(db, systemClock, { isBuiltIn, ownerUrl: urls.owner }, secretsOf(sessionSecret));
  const metrics = createMetrics(pool, db);
  const settings = {
    slug: 'school',
    host: null,
    db,
    log,
    clock: systemClock,
    meter: metrics.meter,
    sessionSecret,
    trustProxy: config.trustProxy,
  };
  const school = await openSchool({
    ...settings,
    publicUrl: config.publicUrl ?? `http://localhost:${config.port}`,
  });

  if (config.worker === 'inside') {
    const worker = startWorker({ school, connectionString: database.urls.app, jobs, schedules });
    shutdown.add(worker.stop);
  }
  // The demo's passwords are printed for everybody: it is shown to this machine alone
  const host = school.isDemo ? '127.0.0.1' : config.host;
  const serving = await serve({ host, port: config.port }, (port) => {
    const publicUrl = config.publicUrl ?? `http://localhost:${port}`;
    const app = dispatchByHost([{ host: null, app: createSchoolApp({ ...school, publicUrl }) }]);
    const checks = readinessChecks(school, () => shutdown.isStopping);
    const health = healthEndpoints({ checks, metrics, metricsToken: config.metricsToken });
    return (request, response) => {
      if (!health(request, response)) app(request, response);
    };
  });
  shutdown.add(serving.drain, serving.hurry);
  if (config.isProduction && !config.publicUrl?.startsWith('https:')) {
    log.warn('PUBLIC_URL is not https: session cookies travel without Secure, and there is no HSTS');
  }
  console.log(startWords(school, { host, port: serving.port, publicUrl: config.publicUrl }));
  // Kept now, so that the next start is quick even where this one ends by a kill
  flushCompileCache();
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
