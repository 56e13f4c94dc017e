import type { EngineParts } from '../engine/engineParts';
import { isTerminal } from '../store/instance';
import type { RuntimeStatus } from '../store/instance';
import type { InstanceQuery } from '../store/instances';

export type Purged = { kind: 'purged' | 'unknown' } | { kind: 'running'; status: RuntimeStatus };

/** Forgets an orchestration that has ended, or an entity. */
export function purge({ store }: EngineParts, instanceId: string): Purged {
  if (instanceId.startsWith('@')) {
    const known = store.commit('control', () => store.entities.delete(instanceId));
    return { kind: known ? 'purged' : 'unknown' };
  }
  const status = store.instances.execution(instanceId)?.status;
  if (status === undefined) {
    return { kind: 'unknown' };
  }
  if (!isTerminal(status)) {
    return { kind: 'running', status };
  }
  store.commit('control', () => store.purge(instanceId));
  return { kind: 'purged' };
}

/** Forgets those of the found that have ended, and answers how many they were. */
export function purgeFound({ store }: EngineParts, query: Omit<InstanceQuery, 'limit'>): number {
  const found = store.instances
    .list({ ...query, limit: Number.MAX_SAFE_INTEGER })
    .filter(({ status }) => isTerminal(status));
  store.commit('control', () => found.forEach(({ instanceId }) => store.purge(instanceId)));
  return found.length;
}
