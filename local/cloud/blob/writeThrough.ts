import type { LokiDatabase } from 'lokijs';

/**
 * Has every change of the database saved before anybody can be told of it.
 *
 * A change and those that follow it in the same breath (Azurite overwrites a blob by remove and insert)
 * are saved together, in a microtask: that comes before the answer to the request, and no crash can
 * come in between. A save that fails throws there and so ends the process, with nothing acknowledged.
 */
export function writeThrough(database: LokiDatabase): void {
  let isScheduled = false;
  for (const collection of database.collections) {
    collection.on(['insert', 'update', 'delete'], () => {
      if (isScheduled) {
        return;
      }
      isScheduled = true;
      queueMicrotask(() => {
        isScheduled = false;
        database.saveDatabase();
      });
    });
  }
}
