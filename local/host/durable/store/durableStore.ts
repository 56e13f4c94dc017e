import type { DatabaseSync } from 'node:sqlite';
import { ActivityQueue } from './activityQueue';
import { Entities } from './entities';
import { Histories } from './histories';
import { Inbox } from './inbox';
import { Instances } from './instances';
import { openDatabase } from './openDatabase';
import { Timers } from './timers';

/** What is committed, for tests that let the process die there. */
export type Commit = 'start' | 'episode' | 'activities' | 'timers' | 'control' | 'entity';

/** Called around each commit; the place to die in tests of crashes. */
export type Faults = {
  beforeCommit?(commit: Commit): void;
  afterCommit?(commit: Commit): void;
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
  private readonly faults: Faults;

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
