import type { Action } from './action';
import type { Unnumbered } from './numbering';

type Acquisition = Extract<Action, { kind: 'lockEntities' }>;

/**
 * Asks the first entity of a critical section for its lock. The request goes on from entity to
 * entity, always in the same order, so that two sections never wait for each other.
 */
export function acquireLocks({ entities, requestId }: Acquisition): Unnumbered {
  const [target = '', ...following] = entities;
  return {
    kind: 'eventSent',
    target,
    operation: 'lock',
    input: null,
    requestId,
    signal: false,
    lock: { kind: 'acquire', following },
  };
}

/** Gives an entity back to the others; `requestId` is that of its section's beginning. */
export function releaseLock(target: string, requestId: string): Unnumbered {
  return {
    kind: 'eventSent',
    target,
    operation: 'release',
    input: null,
    requestId,
    signal: true,
    lock: { kind: 'release' },
  };
}
