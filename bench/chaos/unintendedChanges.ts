import { isDeepStrictEqual } from 'node:util';
import type { Held } from './ledger';

/** What a rollback of the environment sets, and what the service sets whenever it is written to. */
const meant = new Set([
  'properties.environmentId',
  'properties.provisioningState',
  'properties.properties.AzureAsyncOperationUri',
  'tags.previous_environment',
  'tags.ripcord_incident',
  'systemData.lastModifiedAt',
  'systemData.lastModifiedBy',
  'systemData.lastModifiedByType',
]);

/** The fields, by path, in which two states of a deployment differ though nobody meant them to. */
export function unintendedChanges(was: Held, is: Held): string[] {
  return [...differences(was, is, '')].filter((path) => !meant.has(path));
}

function* differences(was: unknown, is: unknown, path: string): Generator<string> {
  if (!isRecord(was) || !isRecord(is)) {
    if (!isDeepStrictEqual(was, is)) {
      yield path;
    }
    return;
  }
  for (const name of new Set([...Object.keys(was), ...Object.keys(is)])) {
    yield* differences(was[name], is[name], path === '' ? name : `${path}.${name}`);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
