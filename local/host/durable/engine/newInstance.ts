import { randomUUID } from 'node:crypto';
import type { Message } from '../store/inbox';
import type { Instance, Parent } from '../store/instance';

type Start = {
  instanceId: string;
  name: string;
  version: string | null;
  /** JSON text. */
  input: string | null;
  parent: Parent | null;
  now: number;
};

/** A GUID the way .NET prints it with format "N". */
export function newGuid(): string {
  return randomUUID().replaceAll('-', '');
}

/** An orchestration that is about to start, under a new execution id. */
export function newInstance({ now, ...start }: Start): Instance {
  return {
    ...start,
    executionId: newGuid(),
    output: null,
    customStatus: null,
    status: 'Pending',
    createdAt: now,
    updatedAt: now,
  };
}

/** The message that starts it. */
export function startMessage(instance: Instance): Message {
  const { instanceId, executionId, name, version, input, parent, createdAt } = instance;
  return {
    instanceId,
    executionId,
    event: {
      kind: 'executionStarted',
      at: createdAt,
      name,
      version,
      executionId,
      parentInstanceId: parent?.instanceId ?? null,
      input,
    },
  };
}

/** The message that tells the parent how its sub-orchestration ended, if it has a parent. */
export function endMessage(
  { parent }: Instance,
  { status, output, details }: { status: string; output: string | null; details: string },
  at: number,
): Message | undefined {
  if (parent === null) {
    return undefined;
  }
  const { instanceId, executionId, taskId } = parent;
  const event: Message['event'] =
    status === 'Completed'
      ? { kind: 'subOrchestrationCompleted', at, taskId, result: output }
      : { kind: 'subOrchestrationFailed', at, taskId, reason: output ?? '', details };
  return { instanceId, executionId, event };
}
