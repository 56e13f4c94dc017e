import type { Action } from './action';
import type { Numbering, Settle, Unnumbered } from './numbering';
import { runWithRetry } from './runWithRetry';

type CallAction = Extract<Action, { kind: 'activity' | 'subOrchestration' }>;

/** Calls an activity or a sub-orchestration, again and again if it has a retry policy. */
export function runCall(numbering: Numbering, action: CallAction, settle: Settle): void {
  if (action.retry === null) {
    numbering.open(wanted(numbering, action), settle);
    return;
  }
  runWithRetry(
    numbering,
    {
      policy: action.retry,
      attempt: (retryOf) => ({ ...wanted(numbering, action), retryOf }),
      onTimeout: () =>
        numbering.warn(
          `The retry timeout of '${action.name}' has passed: durable-functions is not told, and ` +
            `waits for ever.`,
        ),
    },
    settle,
  );
}

function wanted({ executionId, nextId }: Numbering, action: CallAction): Unnumbered {
  const { name, input } = action;
  if (action.kind === 'activity') {
    return { kind: 'taskScheduled', name, input };
  }
  const { version } = action;
  const instanceId = action.instanceId ?? `${executionId}:${nextId}`;
  return { kind: 'subOrchestrationCreated', name, version, instanceId, input };
}
