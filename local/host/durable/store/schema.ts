/** Counts up with every change to the tables: a file of another version is refused. */
export const SCHEMA_VERSION = 2;

/** What brings a file of version 1 up to date. */
export const LOCKS = `
  -- Entities that are in somebody's critical section.
  CREATE TABLE entityLocks (
    entityId TEXT PRIMARY KEY,
    instanceId TEXT NOT NULL,
    executionId TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX locksOfInstance ON entityLocks (instanceId);

  PRAGMA user_version = ${SCHEMA_VERSION};
`;

/** Times are milliseconds since the epoch; inputs, outputs and events are JSON text. */
export const SCHEMA = `
  CREATE TABLE instances (
    instanceId TEXT PRIMARY KEY,
    executionId TEXT NOT NULL,
    name TEXT NOT NULL,
    version TEXT,
    input TEXT,
    output TEXT,
    customStatus TEXT,
    status TEXT NOT NULL,
    parent TEXT,
    createdAt INTEGER NOT NULL,
    updatedAt INTEGER NOT NULL
  ) WITHOUT ROWID;

  -- One row per episode.
  CREATE TABLE history (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    instanceId TEXT NOT NULL,
    events TEXT NOT NULL
  );
  CREATE INDEX historyOfInstance ON history (instanceId, id);

  -- What waits to wake an orchestration.
  CREATE TABLE inbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    instanceId TEXT NOT NULL,
    executionId TEXT,
    event TEXT NOT NULL
  );
  CREATE INDEX inboxOfInstance ON inbox (instanceId, id);

  CREATE TABLE activities (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    instanceId TEXT NOT NULL,
    executionId TEXT NOT NULL,
    taskId INTEGER NOT NULL,
    name TEXT NOT NULL,
    input TEXT
  );

  CREATE TABLE timers (
    instanceId TEXT NOT NULL,
    executionId TEXT NOT NULL,
    taskId INTEGER NOT NULL,
    fireAt INTEGER NOT NULL,
    PRIMARY KEY (instanceId, executionId, taskId)
  ) WITHOUT ROWID;
  CREATE INDEX timersByTime ON timers (fireAt);

  CREATE TABLE entities (
    entityId TEXT PRIMARY KEY,
    present INTEGER NOT NULL,
    state TEXT,
    updatedAt INTEGER NOT NULL
  ) WITHOUT ROWID;

  CREATE TABLE entityInbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    entityId TEXT NOT NULL,
    request TEXT NOT NULL
  );
  CREATE INDEX entityInboxOfEntity ON entityInbox (entityId, id);
${LOCKS}`;
