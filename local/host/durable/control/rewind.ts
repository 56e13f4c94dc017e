import type { EngineParts } from '../engine/engineParts';
import type { Send } from '../engine/mail';
import { cutAtFirstFailure } from '../history/cutAtFirstFailure';
import type { RuntimeStatus } from '../store/instance';

export type Rewound = { kind: 'done' | 'unknown' } | { kind: 'not failed'; status: RuntimeStatus };

/** Runs a failed orchestration again from before its first failure, its failed children too. */
export function rewind(parts: EngineParts, instanceId: string, reason: string): Rewound {
  const status = parts.store.instances.execution(instanceId)?.status;
  if (status === undefined) {
    return { kind: 'unknown' };
  }
  if (status !== 'Failed') {
    return { kind: 'not failed', status };
  }
  parts.mail.commit('control', (send) => rewindInstance(parts, { instanceId, reason }, send));
  return { kind: 'done' };
}

function rewindInstance(
  parts: EngineParts,
  { instanceId, reason }: { instanceId: string; reason: string },
  send: Send,
): void {
  const { store, clock } = parts;
  const instance = store.instances.get(instanceId);
  if (instance?.status !== 'Failed') {
    return;
  }
  const { kept, children } = cutAtFirstFailure(store.histories.read(instanceId), (child) => {
    const status = store.instances.execution(child)?.status;
    return status !== undefined && status !== 'Completed' && status !== 'Terminated';
  });
  const at = clock.now();
  store.histories.clear(instanceId);
  store.histories.append(instanceId, kept);
  store.instances.put({ ...instance, status: 'Running', output: null, updatedAt: at });
  const { executionId } = instance;
  send({ instanceId, executionId, event: { kind: 'executionRewound', at, reason } });
  for (const child of children) {
    rewindInstance(parts, { instanceId: child, reason }, send);
  }
}
