import type { EventOf, Scheduled } from '../history/historyEvent';
import type { DurableStore } from '../store/durableStore';
import { isTerminal } from '../store/instance';
import type { Instance, Parent } from '../store/instance';
import type { Decision } from './decideEpisode';
import type { Signals } from './engineParts';
import type { Send } from './mail';
import { newInstance, startMessage } from './newInstance';

type From = { instance: Instance; send: Send; at: number; defaultVersion: string | null };

type Numbered<K extends Scheduled['kind']> = Omit<EventOf<K>, 'at'>;

/** Puts the new work of an episode where it is picked up; part of the episode's transaction. */
export function dispatchWork(
  store: DurableStore,
  { scheduled, cancelledTimers }: Decision,
  from: From,
): void {
  const { instanceId, executionId } = from.instance;
  for (const taskId of cancelledTimers) {
    store.timers.delete({ instanceId, executionId, taskId });
  }
  for (const work of scheduled) {
    if (!cancelledTimers.has(work.id)) {
      dispatch(store, work, from);
    }
  }
}

/** Tells those who pick it up, once it is committed. */
export function announceWork(signals: Signals, scheduled: readonly Scheduled[]): void {
  for (const work of scheduled) {
    if (work.kind === 'timerCreated') {
      signals.timerSet(work.fireAt);
    }
    if (work.kind === 'eventSent') {
      signals.entityCalled(work.target);
    }
  }
  if (scheduled.some(({ kind }) => kind === 'taskScheduled')) {
    signals.activitiesQueued();
  }
}

function dispatch(store: DurableStore, work: Scheduled, from: From): void {
  const { instanceId, executionId } = from.instance;
  const taskId = work.id;
  switch (work.kind) {
    case 'taskScheduled': {
      const { name, input } = work;
      store.activities.add({ instanceId, executionId, taskId, name, input });
      return;
    }
    case 'timerCreated':
      store.timers.add({ instanceId, executionId, taskId, fireAt: work.fireAt });
      return;
    case 'subOrchestrationCreated':
      startChild(store, work, from);
      return;
    case 'eventSent': {
      const { target, operation, input, signal, requestId, lock } = work;
      const caller = signal && lock === undefined ? null : { instanceId, executionId };
      const request = { id: requestId, operation, input, caller, ...(lock && { lock }) };
      store.entities.ask(target, request);
    }
  }
}

/** A finished instance of the same id is replaced; one that runs makes the call fail. */
function startChild(
  store: DurableStore,
  { id: taskId, instanceId, name, version, input }: Numbered<'subOrchestrationCreated'>,
  { instance, send, at, defaultVersion }: From,
): void {
  const parent: Parent = {
    instanceId: instance.instanceId,
    executionId: instance.executionId,
    taskId,
  };
  const existing = store.instances.execution(instanceId);
  if (existing !== undefined && !isTerminal(existing.status)) {
    const reason = `An Orchestration instance with the status ${existing.status} already exists.`;
    send({ ...parent, event: { kind: 'subOrchestrationFailed', at, taskId, reason, details: '' } });
    return;
  }
  store.purge(instanceId);
  const child = newInstance({
    instanceId,
    name,
    version: version ?? defaultVersion,
    input,
    parent,
    now: at,
  });
  store.instances.put(child);
  send(startMessage(child));
}
