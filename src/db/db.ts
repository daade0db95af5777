import type { Pool, PoolClient, QueryConfig } from 'pg';
import * as z from 'zod';

/** A statement with its parameters: what `sql-template-tag` makes. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/**
 * A handle on one school's database: the pool, or one open transaction. It is the first argument of every
 * query function and is never imported, so that one process can serve many schools and a test can run a
 * whole request inside its own transaction. The verbs say how many rows are expected.
 */
export interface Db {
  /** Any number of rows, each parsed by `shape`. */
  rows<T>(shape: z.ZodType<T>, statement: Statement): Promise<T[]>;
  /** Exactly one row; anything else throws. */
  row<T>(shape: z.ZodType<T>, statement: Statement): Promise<T>;
  /** One row, or null where there is none; more than one throws. */
  maybeRow<T>(shape: z.ZodType<T>, statement: Statement): Promise<T | null>;
  /** Runs a statement for its effect; answers with the number of rows that it touched. */
  run(statement: Statement): Promise<number>;
  /** Runs `work` in a transaction; inside a transaction, in a savepoint. A throw undoes all of it. */
  transaction<T>(work: (tx: Db) => Promise<T>): Promise<T>;
  /** The same database, counting the statements issued through the new handle (transactions included). */
  counted(): Db & { readonly statements: number };
}

interface Counter {
  statements: number;
}

/** A database handle over a pool of connections. */
export function poolDb(pool: Pool): Db {
  return new PoolDb(pool, { statements: 0 });
}

/** A database handle over one connection with an open transaction; `transaction` makes savepoints in it. */
export function clientDb(client: PoolClient): Db {
  return new ClientDb(client, { statements: 0 }, 0);
}

const names = new Map<string, string>();
const MOST_PREPARED = 2000;

/** Statements are prepared once a connection under a name of their own: planning costs more than running. */
function toQuery(statement: Statement): QueryConfig {
  const text = statement.text;
  let name = names.get(text);
  if (name === undefined && names.size < MOST_PREPARED) {
    name = `s${names.size}`;
    names.set(text, name);
  }
  const values = statement.values.map(toParameter);
  return name === undefined ? { text, values } : { name, text, values };
}

function toParameter(value: unknown): unknown {
  return value instanceof Temporal.Instant || value instanceof Temporal.PlainDate ? value.toString() : value;
}

abstract class Verbs {
  protected readonly counter: Counter;

  constructor(counter: Counter) {
    this.counter = counter;
  }

  get statements(): number {
    return this.counter.statements;
  }

  protected abstract query(config: QueryConfig): Promise<{ rows: unknown[]; rowCount: number | null }>;

  async rows<T>(shape: z.ZodType<T>, statement: Statement): Promise<T[]> {
    this.counter.statements += 1;
    const result = await this.query(toQuery(statement));
    return result.rows.map((row) => shape.parse(row));
  }

  async maybeRow<T>(shape: z.ZodType<T>, statement: Statement): Promise<T | null> {
    const found = await this.rows(shape, statement);
    if (found.length > 1) throw new Error(`Expected at most one row, got ${found.length}: ${statement.text}`);
    return found[0] ?? null;
  }

  async row<T>(shape: z.ZodType<T>, statement: Statement): Promise<T> {
    const found = await this.maybeRow(shape, statement);
    if (found === null) throw new Error(`Expected one row, got none: ${statement.text}`);
    return found;
  }

  async run(statement: Statement): Promise<number> {
    this.counter.statements += 1;
    const result = await this.query(toQuery(statement));
    return result.rowCount ?? 0;
  }
}

class PoolDb extends Verbs implements Db {
  private readonly pool: Pool;

  constructor(pool: Pool, counter: Counter) {
    super(counter);
    this.pool = pool;
  }

  protected query(config: QueryConfig) {
    return this.pool.query(config);
  }

  counted() {
    return new PoolDb(this.pool, { statements: 0 });
  }

  async transaction<T>(work: (tx: Db) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('begin');
      const result = await work(new ClientDb(client, this.counter, 0));
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback').catch((fault: Error) => {
        broken = fault;
      });
      throw error;
    } finally {
      client.release(broken);
    }
  }
}

class ClientDb extends Verbs implements Db {
  private readonly client: PoolClient;
  private readonly depth: number;

  constructor(client: PoolClient, counter: Counter, depth: number) {
    super(counter);
    this.client = client;
    this.depth = depth;
  }

  protected query(config: QueryConfig) {
    return this.client.query(config);
  }

  counted() {
    return new ClientDb(this.client, { statements: 0 }, this.depth);
  }

  async transaction<T>(work: (tx: Db) => Promise<T>): Promise<T> {
    const name = `level_${this.depth + 1}`;
    await this.client.query(`savepoint ${name}`);
    try {
      const result = await work(new ClientDb(this.client, this.counter, this.depth + 1));
      await this.client.query(`release savepoint ${name}`);
      return result;
    } catch (error) {
      await this.client.query(`rollback to savepoint ${name}`);
      throw error;
    }
  }
}

/** The shape of a statement that returns one number under the name `count`. */
export const Count = z.object({ count: z.number() });
