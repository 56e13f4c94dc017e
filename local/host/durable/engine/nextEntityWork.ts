import type { Caller, EntityRequest } from '../store/entities';

export type Asked = { rowId: number; request: EntityRequest };

/** What an entity does next. */
export type EntityWork =
  | { kind: 'operations'; asked: readonly Asked[] }
  /** It enters the critical section of `caller`, who waits for the entities that follow too. */
  | { kind: 'acquire'; asked: Asked; caller: Caller; following: readonly string[] }
  | { kind: 'release'; asked: Asked; caller: Caller };

/**
 * Picks what an entity does next of all it was asked for, oldest first: in a critical section only
 * what the section's owner asks for, and operations that stand together in one batch. Undefined
 * when there is nothing to do for now.
 */
export function nextEntityWork(
  asked: readonly Asked[],
  holder: Caller | undefined,
): EntityWork | undefined {
  const open =
    holder === undefined ? asked : asked.filter(({ request }) => isBy(request.caller, holder));
  const [first] = open;
  if (first === undefined) {
    return undefined;
  }
  const { lock, caller } = first.request;
  if (lock === undefined || caller === null) {
    const end = open.findIndex(({ request }) => request.lock !== undefined);
    return { kind: 'operations', asked: end < 0 ? open : open.slice(0, end) };
  }
  return lock.kind === 'acquire'
    ? { kind: 'acquire', asked: first, caller, following: lock.following }
    : { kind: 'release', asked: first, caller };
}

/** Whether something was asked for by this execution of an orchestration. */
export function isBy(caller: Caller | null | undefined, holder: Caller): boolean {
  return caller?.instanceId === holder.instanceId && caller.executionId === holder.executionId;
}
