import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { Ending, Running, endOf } from '../clock/operation';
import type { Operation } from '../clock/operation';

const Row = z.object({
  name: z.string(),
  resource: z.string(),
  running: Running,
  startedAt: z.number(),
  durationMs: z.number(),
  ending: z.string(),
});
const Numbered = z.object({ sequence: z.int() });

/** An operation by its place in the order in which operations began. */
export type NumberedOperation = Operation & { sequence: number };

/** The long-running operations, those that have ended too. Every write is durable on return. */
export class OperationStore {
  private readonly statements;

  constructor(database: DatabaseSync) {
    this.statements = prepare(database);
  }

  get(name: string): Operation | undefined {
    const row = this.statements.get.get(name);
    return row && operationOf(row);
  }

  add(operation: Operation): void {
    const { name, resourceKey, running, startedAt, durationMs, ending } = operation;
    this.statements.add.run({
      name,
      resource: resourceKey,
      running,
      startedAt,
      durationMs,
      // SQLite has no infinity in an index that we could bind; this is far beyond any clock.
      endsAt: Math.min(endOf(operation), Number.MAX_SAFE_INTEGER),
      ending: JSON.stringify(ending),
    });
  }

  /** The operations after a sequence number, in the order in which they began. */
  list({ since, limit }: { since: number; limit: number }): NumberedOperation[] {
    return this.statements.list.all(since, limit).map((row) => ({
      ...operationOf(row),
      ...Numbered.parse(row),
    }));
  }

  /** Operations that have ended by now and whose end is not yet seen in their resource. */
  due(now: number): Operation[] {
    return this.statements.due.all(now).map(operationOf);
  }

  settle(name: string): void {
    this.statements.settle.run(name);
  }

  /** Ends at once, as canceled, what runs on a resource. */
  cancelAt(resourceKey: string, now: number): void {
    this.cancel({ from: resourceKey, to: `${resourceKey}\u0000`, now });
  }

  /** Ends at once, as canceled, what runs on any resource whose key begins so. */
  cancelUnder(keyPrefix: string, now: number): void {
    this.cancel({ from: keyPrefix, to: `${keyPrefix}\uFFFF`, now });
  }

  private cancel(range: { from: string; to: string; now: number }): void {
    const error = { code: 'OperationCanceled', message: 'The resource was set from outside.' };
    const ending: Ending = { status: 'Canceled', error };
    this.statements.cancel.run({ ...range, ending: JSON.stringify(ending) });
  }
}

function operationOf(row: unknown): Operation {
  const { resource, ending, ...rest } = Row.parse(row);
  return { ...rest, resourceKey: resource, ending: Ending.parse(JSON.parse(ending)) };
}

function prepare(database: DatabaseSync) {
  return {
    get: database.prepare('SELECT * FROM operations WHERE name = ?'),
    add: database.prepare(
      `INSERT INTO operations (name, resource, running, startedAt, durationMs, endsAt, ending)
       VALUES (:name, :resource, :running, :startedAt, :durationMs, :endsAt, :ending)`,
    ),
    list: database.prepare(
      'SELECT rowid AS sequence, * FROM operations WHERE rowid > ? ORDER BY rowid LIMIT ?',
    ),
    due: database.prepare(
      'SELECT * FROM operations WHERE settled = 0 AND endsAt <= ? ORDER BY endsAt',
    ),
    settle: database.prepare('UPDATE operations SET settled = 1 WHERE name = ?'),
    cancel: database.prepare(
      `UPDATE operations
       SET settled = 1, ending = :ending, endsAt = :now, durationMs = :now - startedAt
       WHERE settled = 0 AND resource >= :from AND resource < :to`,
    ),
  };
}
