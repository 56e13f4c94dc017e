import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { z } from 'zod';
import { Instance, Parent } from './instance';
import type { RuntimeStatus } from './instance';

export type InstanceQuery = {
  createdFrom?: number | undefined;
  createdTo?: number | undefined;
  /** Any, if empty. */
  statuses: readonly RuntimeStatus[];
  prefix?: string | undefined;
  /** Only ids after this one; the answer is in order of ids. */
  after?: string | undefined;
  limit: number;
};

const Row = Instance.extend({ parent: z.nullable(z.string()) });

const Execution = Instance.pick({ executionId: true, status: true });

/** The table of orchestrations. */
export class Instances {
  private readonly database: DatabaseSync;
  private readonly select: StatementSync;
  private readonly selectExecution: StatementSync;
  private readonly upsert: StatementSync;
  private readonly remove: StatementSync;

  constructor(database: DatabaseSync) {
    this.database = database;
    this.select = database.prepare('SELECT * FROM instances WHERE instanceId = ?');
    this.selectExecution = database.prepare(
      'SELECT executionId, status FROM instances WHERE instanceId = ?',
    );
    this.upsert = database.prepare(`
      INSERT OR REPLACE INTO instances
      (instanceId, executionId, name, version, input, output, customStatus, status, parent,
       createdAt, updatedAt) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
    this.remove = database.prepare('DELETE FROM instances WHERE instanceId = ?');
  }

  get(instanceId: string): Instance | undefined {
    const row = this.select.get(instanceId);
    return row === undefined ? undefined : read(row);
  }

  /** The little of it that decides whether a message is for it. */
  execution(instanceId: string): Pick<Instance, 'executionId' | 'status'> | undefined {
    const row = this.selectExecution.get(instanceId);
    return row === undefined ? undefined : Execution.parse(row);
  }

  put(instance: Instance): void {
    this.upsert.run(
      instance.instanceId,
      instance.executionId,
      instance.name,
      instance.version,
      instance.input,
      instance.output,
      instance.customStatus,
      instance.status,
      instance.parent && JSON.stringify(instance.parent),
      instance.createdAt,
      instance.updatedAt,
    );
  }

  delete(instanceId: string): void {
    this.remove.run(instanceId);
  }

  list({ createdFrom, createdTo, statuses, prefix, after, limit }: InstanceQuery): Instance[] {
    const filters: { sql: string; values: readonly SQLInputValue[] }[] = [];
    const filter = (sql: string, ...values: readonly (SQLInputValue | undefined)[]) => {
      const given = values.filter((value) => value !== undefined);
      if (given.length > 0) {
        filters.push({ sql, values: given });
      }
    };
    filter('createdAt >= ?', createdFrom);
    filter('createdAt <= ?', createdTo);
    filter('instanceId > ?', after);
    filter(`status IN (${statuses.map(() => '?').join()})`, ...statuses);
    filter('substr(instanceId, 1, length(?)) = ?', prefix, prefix);

    const where = filters.length > 0 ? `WHERE ${filters.map(({ sql }) => sql).join(' AND ')}` : '';
    return this.database
      .prepare(`SELECT * FROM instances ${where} ORDER BY instanceId LIMIT ?`)
      .all(...filters.flatMap(({ values }) => values), limit)
      .map(read);
  }
}

function read(row: unknown): Instance {
  const { parent, ...rest } = Row.parse(row);
  return { ...rest, parent: parent === null ? null : Parent.parse(JSON.parse(parent)) };
}
