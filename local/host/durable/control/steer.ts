import type { EngineParts } from '../engine/engineParts';
import { endMessage } from '../engine/newInstance';
import { isTerminal } from '../store/instance';
import type { Instance } from '../store/instance';

/** What became of a request to change a running orchestration; it is on file when answered. */
export type Steered = 'done' | 'unknown' | 'ended' | 'suspended already' | 'not suspended';

/** Hands an event to an orchestration; `input` is JSON text. */
export function raiseEvent(
  parts: EngineParts,
  instanceId: string,
  { name, input }: { name: string; input: string },
): Steered {
  return steer(parts, instanceId, () => {
    const event = { kind: 'eventRaised', at: parts.clock.now(), name, input } as const;
    parts.mail.commit('control', (send) => send({ instanceId, executionId: null, event }));
    return 'done';
  });
}

/**
 * Ends an orchestration at once. Its activities and sub-orchestrations are left to themselves; the
 * entities in its critical section are free again.
 */
export function terminate(parts: EngineParts, instanceId: string, reason: string): Steered {
  const { store, mail, clock, live, signals } = parts;
  return steer(parts, instanceId, (instance) => {
    const at = clock.now();
    const ending = { status: 'Terminated', output: reason } as const;
    let freed: readonly string[] = [];
    mail.commit('control', (send) => {
      store.instances.put({ ...instance, ...ending, updatedAt: at });
      store.histories.append(instanceId, [{ kind: 'executionCompleted', at, ...ending }]);
      store.timers.clear(instanceId);
      store.inbox.clear(instanceId);
      freed = store.entities.unlockAll(instanceId);
      const message = endMessage(instance, { ...ending, details: '' }, at);
      if (message !== undefined) {
        send(message);
      }
    });
    live.close(instanceId);
    freed.forEach((entityId) => signals.entityCalled(entityId));
    signals.instanceEnded(instanceId);
    return 'done';
  });
}

/** Lets messages wait until the orchestration is resumed. What runs, runs to its end. */
export function suspend(parts: EngineParts, instanceId: string, reason: string): Steered {
  return steer(parts, instanceId, (instance) => {
    if (instance.status === 'Suspended') {
      return 'suspended already';
    }
    change(parts, { ...instance, status: 'Suspended' }, { kind: 'executionSuspended', reason });
    return 'done';
  });
}

export function resume(parts: EngineParts, instanceId: string, reason: string): Steered {
  return steer(parts, instanceId, (instance) => {
    if (instance.status !== 'Suspended') {
      return 'not suspended';
    }
    change(parts, { ...instance, status: 'Running' }, { kind: 'executionResumed', reason });
    return 'done';
  });
}

function steer(
  { store }: EngineParts,
  instanceId: string,
  act: (instance: Instance) => Steered,
): Steered {
  const instance = store.instances.get(instanceId);
  if (instance === undefined) {
    return 'unknown';
  }
  return isTerminal(instance.status) ? 'ended' : act(instance);
}

function change(
  { store, live, mail, clock }: EngineParts,
  changed: Instance,
  what: { kind: 'executionSuspended' | 'executionResumed'; reason: string },
): void {
  const { instanceId } = changed;
  const event = { ...what, at: clock.now() };
  const instance = { ...changed, updatedAt: event.at };
  const known = live.find(instanceId);
  const history = known && live.historyOf(known);
  store.commit('control', () => {
    store.instances.put(instance);
    store.histories.append(instanceId, [event]);
  });
  if (known !== undefined) {
    known.instance = instance;
    history?.append([event]);
    mail.wake(known);
  }
}
