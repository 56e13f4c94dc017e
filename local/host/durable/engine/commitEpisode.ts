import type { HistoryEvent } from '../history/historyEvent';
import type { StoredMessage } from '../store/inbox';
import type { Instance } from '../store/instance';
import type { ContinueAsNew } from '../walk/walked';
import type { Decision, Ending } from './decideEpisode';
import { announceWork, dispatchWork } from './dispatchWork';
import type { EngineParts } from './engineParts';
import { LiveHistory } from './liveHistory';
import type { LiveInstance } from './liveInstances';
import type { Send } from './mail';
import { endMessage, newGuid, startMessage } from './newInstance';

type Episode = {
  taken: readonly StoredMessage[];
  events: readonly HistoryEvent[];
  decision: Decision;
};

/**
 * Writes what an episode came to, all or nothing: history, status, new work, and that its messages
 * are spent. Then tells those who carry on. An orchestration that was closed before stays as it is.
 */
export async function commitEpisode(
  parts: EngineParts,
  live: LiveInstance,
  episode: Episode,
): Promise<void> {
  let committed: Committed | undefined;
  await parts.mail.commitSoon(
    (send) => {
      committed = live.closed ? undefined : write(parts, { live, episode, send });
    },
    () => {
      if (committed !== undefined) {
        live.mailbox.splice(0, episode.taken.length);
        live.instance = committed.instance;
        remember(parts, live, { next: episode.decision.next, events: committed.events });
        announceWork(parts.signals, episode.decision.scheduled);
        committed.freed.forEach((entityId) => parts.signals.entityCalled(entityId));
      }
    },
  );
}

type Committed = {
  instance: Instance;
  events: readonly HistoryEvent[];
  /** Entities that were in its critical section, and are not any more. */
  freed: readonly string[];
};

function write(
  parts: EngineParts,
  { live, episode, send }: { live: LiveInstance; episode: Episode; send: Send },
): Committed {
  const { store, clock, options } = parts;
  const { decision } = episode;
  const at = clock.now();
  const events = written(episode, at);
  const instance = updated(live.instance, decision, at);
  store.inbox.delete(episode.taken);
  store.histories.append(instance.instanceId, events);
  store.instances.put(instance);
  const { defaultVersion } = options;
  dispatchWork(store, decision, { instance: live.instance, send, at, defaultVersion });
  if (decision.next.kind === 'end') {
    end(parts, { instance, ending: decision.next.ending, send, at });
  }
  if (decision.next.kind === 'continueAsNew') {
    startAnew(parts, { instance, as: decision.next.as, send });
  }
  const freed = decision.next.kind === 'wait' ? [] : store.entities.unlockAll(instance.instanceId);
  return { instance, events, freed };
}

function written({ events, decision }: Episode, at: number): HistoryEvent[] {
  const scheduled = decision.scheduled.map((each): HistoryEvent => ({ ...each, at }));
  const all: HistoryEvent[] = [...events, ...scheduled, { kind: 'orchestratorCompleted', at }];
  if (decision.next.kind === 'end') {
    const { status, output } = decision.next.ending;
    all.push({ kind: 'executionCompleted', at, status, output });
  }
  return all;
}

function updated(instance: Instance, { next, customStatus }: Decision, at: number): Instance {
  const status = instance.status === 'Suspended' ? 'Suspended' : 'Running';
  const current = { ...instance, customStatus: customStatus ?? instance.customStatus };
  switch (next.kind) {
    case 'wait':
      return { ...current, status, updatedAt: at };
    case 'end':
      return { ...current, ...pick(next.ending), updatedAt: at };
    case 'continueAsNew': {
      const { input } = next.as;
      return { ...current, status, input, executionId: newGuid(), createdAt: at, updatedAt: at };
    }
  }
}

function pick({ status, output }: Ending): Pick<Ending, 'status' | 'output'> {
  return { status, output };
}

function end(
  { store }: EngineParts,
  { instance, ending, send, at }: { instance: Instance; ending: Ending; send: Send; at: number },
): void {
  store.timers.clear(instance.instanceId);
  store.inbox.clear(instance.instanceId);
  const message = endMessage(instance, ending, at);
  if (message !== undefined) {
    send(message);
  }
}

function startAnew(
  { store }: EngineParts,
  { instance, as, send }: { instance: Instance; as: ContinueAsNew; send: Send },
): void {
  const { instanceId } = instance;
  store.histories.clear(instanceId);
  store.timers.clear(instanceId);
  send(startMessage(instance));
  for (const event of as.carriedOver) {
    send({ instanceId, executionId: null, event });
  }
}

/** Memory follows the file. */
function remember(
  { live: instances, signals }: EngineParts,
  live: LiveInstance,
  { next, events }: { next: Decision['next']; events: readonly HistoryEvent[] },
): void {
  switch (next.kind) {
    case 'wait':
      instances.historyOf(live).append(events);
      return;
    case 'continueAsNew':
      live.history = new LiveHistory([]);
      return;
    case 'end':
      instances.close(live.instance.instanceId);
      signals.instanceEnded(live.instance.instanceId);
  }
}
