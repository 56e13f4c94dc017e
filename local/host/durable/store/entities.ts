import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { z } from 'zod';
import { LockWish } from '../history/historyEvent';

/** An orchestration that asks an entity for something, or holds its lock. */
const Caller = z.object({ instanceId: z.string(), executionId: z.string() });
export type Caller = z.infer<typeof Caller>;

/** An operation an entity was asked for, or a wish about its lock. */
export const EntityRequest = z.object({
  id: z.string(),
  operation: z.string(),
  /** JSON text. */
  input: z.nullable(z.string()),
  /** Who waits for the answer; nobody, if it is a signal. */
  caller: z.nullable(Caller),
  /** Set if this is no operation. */
  lock: z.optional(LockWish),
});
export type EntityRequest = z.infer<typeof EntityRequest>;

/** Whether an entity exists and its state as JSON text. */
export type EntityState = { exists: boolean; state: string | null };

export type EntityQuery = {
  /** In lower case; undefined for entities of any name. */
  name: string | undefined;
  /** Times in milliseconds since the epoch. */
  from: number | undefined;
  to: number | undefined;
  /** Only ids after this one; the answer is in order of ids. */
  after: string | undefined;
  limit: number;
};

export type ListedEntity = { entityId: string; state: string | null; updatedAt: number };

const ListedRow = z.object({
  entityId: z.string(),
  state: z.nullable(z.string()),
  updatedAt: z.number(),
});

const RequestRow = z.object({ id: z.int(), request: z.string() });
const StateRow = z.object({ present: z.int(), state: z.nullable(z.string()) });
const IdRow = z.object({ entityId: z.string() });

/** Entities, by id `@name@key` with the name in lower case, and the operations they were asked for. */
export class Entities {
  private readonly insertRequest: StatementSync;
  private readonly selectRequests: StatementSync;
  private readonly removeRequest: StatementSync;
  private readonly addressees: StatementSync;
  private readonly upsert: StatementSync;
  private readonly select: StatementSync;
  private readonly remove: StatementSync;
  private readonly selectMany: StatementSync;
  private readonly selectLock: StatementSync;
  private readonly insertLock: StatementSync;
  private readonly removeLock: StatementSync;
  private readonly removeLocks: StatementSync;

  constructor(database: DatabaseSync) {
    this.insertRequest = database.prepare(
      'INSERT INTO entityInbox (entityId, request) VALUES (?, ?)',
    );
    this.selectRequests = database.prepare(
      'SELECT id, request FROM entityInbox WHERE entityId = ? ORDER BY id',
    );
    this.removeRequest = database.prepare('DELETE FROM entityInbox WHERE id = ?');
    this.addressees = database.prepare('SELECT DISTINCT entityId FROM entityInbox');
    this.upsert = database.prepare(
      'INSERT OR REPLACE INTO entities (entityId, present, state, updatedAt) VALUES (?, ?, ?, ?)',
    );
    this.select = database.prepare('SELECT present, state FROM entities WHERE entityId = ?');
    this.remove = database.prepare('DELETE FROM entities WHERE entityId = ?');
    this.selectMany = database.prepare(`
      SELECT entityId, state, updatedAt FROM entities
      WHERE present = 1 AND entityId > ? AND substr(entityId, 1, length(?)) = ?
        AND updatedAt BETWEEN ? AND ? ORDER BY entityId LIMIT ?`);
    this.selectLock = database.prepare(
      'SELECT instanceId, executionId FROM entityLocks WHERE entityId = ?',
    );
    this.insertLock = database.prepare(
      'INSERT INTO entityLocks (entityId, instanceId, executionId) VALUES (?, ?, ?)',
    );
    this.removeLock = database.prepare('DELETE FROM entityLocks WHERE entityId = ?');
    this.removeLocks = database.prepare(
      'DELETE FROM entityLocks WHERE instanceId = ? RETURNING entityId',
    );
  }

  ask(entityId: string, request: EntityRequest): void {
    this.insertRequest.run(entityId, JSON.stringify(request));
  }

  requests(entityId: string): { rowId: number; request: EntityRequest }[] {
    return this.selectRequests.all(entityId).map((row) => {
      const { id, request } = RequestRow.parse(row);
      return { rowId: id, request: EntityRequest.parse(JSON.parse(request)) };
    });
  }

  deleteRequest(rowId: number): void {
    this.removeRequest.run(rowId);
  }

  /** Every entity that has been asked for something. */
  entityIds(): string[] {
    return this.addressees.all().map((row) => IdRow.parse(row).entityId);
  }

  get(entityId: string): EntityState {
    const row = this.select.get(entityId);
    if (row === undefined) {
      return { exists: false, state: null };
    }
    const { present, state } = StateRow.parse(row);
    return { exists: present === 1, state };
  }

  /** Those that exist. */
  list({ name, from, to, after, limit }: EntityQuery): ListedEntity[] {
    const prefix = name === undefined ? '@' : `@${name}@`;
    const times = [from ?? 0, to ?? Number.MAX_SAFE_INTEGER];
    return this.selectMany
      .all(after ?? '', prefix, prefix, ...times, limit)
      .map((row) => ListedRow.parse(row));
  }

  /** Whose critical section the entity is in; undefined: in none. */
  holder(entityId: string): Caller | undefined {
    const row = this.selectLock.get(entityId);
    return row && Caller.parse(row);
  }

  lock(entityId: string, { instanceId, executionId }: Caller): void {
    this.insertLock.run(entityId, instanceId, executionId);
  }

  unlock(entityId: string): void {
    this.removeLock.run(entityId);
  }

  /** Gives back whatever an orchestration holds, and answers with what that was. */
  unlockAll(instanceId: string): string[] {
    return this.removeLocks.all(instanceId).map((row) => IdRow.parse(row).entityId);
  }

  put(entityId: string, { exists, state }: EntityState, updatedAt: number): void {
    this.upsert.run(entityId, exists ? 1 : 0, state, updatedAt);
  }

  /** Answers whether there was anything to forget. */
  delete(entityId: string): boolean {
    return this.remove.run(entityId).changes > 0;
  }
}
