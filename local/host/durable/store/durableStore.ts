import type { DatabaseSync } from 'node:sqlite';
import { ActivityQueue } from './activityQueue';
import { Entities } from './entities';
import { Histories } from './histories';
import { Inbox } from './inbox';
import { Instances } from './instances';
import { openDatabase } from './openDatabase';
import { Timers } from './timers';

/** What is committed. A batch is of starts, episodes and outcomes of activities. */
export type Commit = 'batch' | 'timers' | 'control' | 'entity';

/** What tests can do to the engine. */
export type Faults = {
  /** Places to die. What they throw stops the engine as a failure of the store would. */
  beforeCommit?(commit: Commit): void;
  afterCommit?(commit: Commit): void;

  /** Runs an activity one time more than needed, as Azure may: its first outcome is thrown away. */
  repeatActivity?(name: string, instanceId: string): boolean;
};

/** All that must survive the process, in one SQLite file. */
export class DurableStore {
  readonly instances: Instances;
  readonly histories: Histories;
  readonly inbox: Inbox;
  readonly activities: ActivityQueue;
  readonly timers: Timers;
  readonly entities: Entities;
  private readonly database: DatabaseSync;
  readonly faults: Faults;

  constructor(file: string, faults: Faults = {}) {
    this.database = openDatabase(file);
    this.faults = faults;
    this.instances = new Instances(this.database);
    this.histories = new Histories(this.database);
    this.inbox = new Inbox(this.database);
    this.activities = new ActivityQueue(this.database);
    this.timers = new Timers(this.database);
    this.entities = new Entities(this.database);
  }

  /** Writes all of `work` or nothing, and it is on file when this returns. */
  commit<T>(kind: Commit, work: () => T): T {
    this.database.exec('BEGIN IMMEDIATE');
    let result: T;
    try {
      result = work();
      this.faults.beforeCommit?.(kind);
      this.database.exec('COMMIT');
    } catch (error) {
      // Some failures, such as a full disk, have rolled it back already.
      if (this.database.isTransaction) {
        this.database.exec('ROLLBACK');
      }
      throw error;
    }
    this.faults.afterCommit?.(kind);
    return result;
  }

  /** Forgets an orchestration, its history and everything on its way to it. */
  purge(instanceId: string): void {
    this.instances.delete(instanceId);
    this.histories.clear(instanceId);
    this.inbox.clear(instanceId);
    this.timers.clear(instanceId);
  }

  /** May be called again. */
  close(): void {
    if (this.database.isOpen) {
      this.database.close();
    }
  }
}
