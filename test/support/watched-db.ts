import type * as z from 'zod';
import type { Db, Statement } from '../../src/db/db.ts';

/**
 * Called as each statement is asked for, with the shape of its rows; null for one that runs for its effect. What it
 * answers with is called once the rows are there.
 */
export type Watch = (statement: Statement, shape: z.ZodType | null) => void | (() => Promise<void>);

/** The same database, telling `watch` of every statement, those in transactions and of counted handles too. */
export function watchedDb(db: Db, watch: Watch): Db & { readonly statements: number } {
  const told = async <T>(
    ask: () => Promise<T>,
    statement: Statement,
    shape: z.ZodType | null,
  ): Promise<T> => {
    const after = watch(statement, shape);
    const result = await ask();
    if (after) await after();
    return result;
  };
  return {
    rows: (shape, statement) => told(() => db.rows(shape, statement), statement, shape),
    row: (shape, statement) => told(() => db.row(shape, statement), statement, shape),
    maybeRow: (shape, statement) => told(() => db.maybeRow(shape, statement), statement, shape),
    run: (statement) => told(() => db.run(statement), statement, null),
    transaction: (work) => db.transaction((tx) => work(watchedDb(tx, watch))),
    counted: () => watchedDb(db.counted(), watch),
    get statements() {
      return 'statements' in db ? Number(db.statements) : 0;
    },
  };
}
