import type { Logger } from 'pino';
import { faultForLog } from './web/fault-for-log.ts';

/** What must be undone when the process ends, in the opposite order of its beginning. */
export interface Shutdown {
  /** `hurry` is what a second signal does instead of waiting on. */
  add(close: () => Promise<unknown>, hurry?: () => unknown): void;
  readonly isStopping: boolean;
  /** Undoes everything; a second call waits for the first. */
  run(): Promise<void>;
}

/** npm hands a Ctrl-C on that the terminal has given to the process already: the second is not impatience. */
const ECHO = 1000;

/**
 * Drains and closes on SIGINT and SIGTERM, then ends the process; a second signal hurries. Faults that nobody
 * caught are logged, and the process goes on: other people's requests are none of their business.
 */
export function shutdownOnSignals(log: Logger): Shutdown {
  const steps: { close: () => Promise<unknown>; hurry: (() => unknown) | undefined }[] = [];
  let running: Promise<void> | null = null;
  let since = 0;

  async function closeAll(): Promise<void> {
    for (const { close } of steps.toReversed()) {
      await close().catch((error: unknown) => log.error({ err: faultForLog(error) }, 'closing failed'));
    }
  }

  function run(): Promise<void> {
    running ??= closeAll();
    return running;
  }

  async function onSignal(signal: NodeJS.Signals): Promise<void> {
    if (running === null) {
      since = performance.now();
      log.info({ signal }, 'stopping');
      await run();
      process.exit(0);
    } else if (performance.now() - since > ECHO) {
      log.warn({ signal }, 'stopping at once');
      for (const { hurry } of steps.toReversed()) await hurry?.();
      process.exit(1);
    }
  }

  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  process.on('unhandledRejection', (error) =>
    log.error({ err: faultForLog(error) }, 'a promise failed unheard'),
  );
  process.on('uncaughtException', (error) =>
    log.fatal({ err: faultForLog(error) }, 'a fault that nobody caught'),
  );
  return {
    add: (close, hurry) => void steps.push({ close, hurry }),
    get isStopping() {
      return running !== null;
    },
    run,
  };
}
