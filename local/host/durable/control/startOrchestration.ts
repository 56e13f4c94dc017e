import type { EngineParts } from '../engine/engineParts';
import { newGuid, newInstance, startMessage } from '../engine/newInstance';
import { isTerminal } from '../store/instance';
import type { Instance, RuntimeStatus } from '../store/instance';

export type StartRequest = {
  name: string;
  /** A new GUID if absent. */
  instanceId?: string | undefined;
  /** JSON text. */
  input: string | null;
  version?: string | undefined;
};

export type Started =
  | { kind: 'started'; instanceId: string }
  /** The id belongs to an orchestration that has not ended. */
  | { kind: 'conflict'; status: RuntimeStatus }
  | { kind: 'refused'; reason: string };

/** Starts an orchestration; a finished one of the same id is replaced. It is on file when answered. */
export async function startOrchestration(
  parts: EngineParts,
  { name, instanceId = newGuid(), input, version }: StartRequest,
): Promise<Started> {
  const { gate, clock, options } = parts;
  const orchestrator = gate.app.find('orchestrationTrigger', name);
  if (orchestrator === undefined) {
    return { kind: 'refused', reason: unknownFunction(name) };
  }
  const badId = whatIsWrongWith(instanceId);
  if (badId !== undefined) {
    return { kind: 'refused', reason: badId };
  }
  const instance = newInstance({
    instanceId,
    name: orchestrator.name,
    version: version ?? options.defaultVersion,
    input,
    parent: null,
    now: clock.now(),
  });
  return commitStart(parts, instance);
}

async function commitStart(
  { store, mail, options, live, signals }: EngineParts,
  instance: Instance,
): Promise<Started> {
  const { instanceId } = instance;
  let started: Started = { kind: 'started', instanceId };
  let freed: readonly string[] = [];
  await mail.commitSoon(
    (send) => {
      // Asked here, since others of the same id may be started in the same transaction.
      const existing = store.instances.execution(instanceId);
      if (existing !== undefined && !isTerminal(existing.status) && !options.replacesRunning) {
        started = { kind: 'conflict', status: existing.status };
        return;
      }
      freed = store.entities.unlockAll(instanceId);
      store.purge(instanceId);
      store.instances.put(instance);
      send(startMessage(instance));
    },
    () => {
      // What is in memory under this id is not the one on file any more.
      if (started.kind === 'started') {
        live.close(instanceId);
      }
      freed.forEach((entityId) => signals.entityCalled(entityId));
    },
  );
  return started;
}

/** Starts an orchestration once more with the same name and input. */
export async function restartOrchestration(
  parts: EngineParts,
  instanceId: string,
  withNewInstanceId: boolean,
): Promise<Started | { kind: 'unknown' }> {
  const instance = parts.store.instances.get(instanceId);
  if (instance === undefined) {
    return { kind: 'unknown' };
  }
  const { name, input, version } = instance;
  return startOrchestration(parts, {
    name,
    input,
    version: version ?? undefined,
    instanceId: withNewInstanceId ? undefined : instanceId,
  });
}

const MAX_ID_LENGTH = 100;

function whatIsWrongWith(instanceId: string): string | undefined {
  if (instanceId.startsWith('@')) {
    return `Instance ids must not start with @: found '${instanceId}'.`;
  }
  if (/[/\\#?]/.test(instanceId)) {
    return `Instance ids must not contain /, \\, # or ?: found '${instanceId}'.`;
  }
  if (instanceId.length > MAX_ID_LENGTH) {
    return `Instance ids have at most ${MAX_ID_LENGTH} characters: found ${instanceId.length}.`;
  }
  return undefined;
}

function unknownFunction(name: string): string {
  return `The function '${name}' doesn't exist, is disabled, or is not an orchestrator function.`;
}
