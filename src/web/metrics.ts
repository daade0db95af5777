import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import sql from 'sql-template-tag';
import * as z from 'zod';
import type { Db } from '../db/db.ts';
import type { RequestMeter } from './request-log.ts';

/** What a pool of connections tells about itself. */
export interface PoolCounts {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
}

export interface Metrics {
  meter: RequestMeter;
  /** The figures in Prometheus' text form. */
  text(): Promise<string>;
  readonly contentType: string;
}

const JobCounts = z.object({ waiting: z.number(), failed: z.number() });

/** The process's figures: requests by route and status, the pool, the job queue, Node's own. */
export function createMetrics(pool: PoolCounts, db: Db): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'zvonok_request_seconds',
    help: 'Requests by method, route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  });
  new Gauge({
    name: 'zvonok_pool_connections',
    help: 'Database connections of the web process by state; requests that wait for one',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      this.set({ state: 'total' }, pool.totalCount);
      this.set({ state: 'idle' }, pool.idleCount);
      this.set({ state: 'waiting' }, pool.waitingCount);
    },
  });
  new Gauge({
    name: 'zvonok_jobs',
    help: 'Jobs that wait, and jobs whose last try failed',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      const counts = await db
        .row(
          JobCounts,
          sql`select count(*) filter (where last_error is null) as waiting,
                count(*) filter (where last_error is not null) as failed from graphile_worker.jobs`,
        )
        .catch(() => null);
      if (counts === null) return this.reset();
      this.set({ state: 'waiting' }, counts.waiting);
      this.set({ state: 'failed' }, counts.failed);
    },
  });
  // Looking a labelled series up costs as much as a small page's template: routes and statuses are few, so each is kept
  const series = new Map<string, Histogram.Internal<'method' | 'route' | 'status'>>();
  return {
    meter({ method, route, status, seconds }) {
      const key = `${method} ${status} ${route}`;
      let own = series.get(key);
      if (own === undefined) {
        own = requests.labels({ method, route, status });
        series.set(key, own);
      }
      own.observe(seconds);
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
