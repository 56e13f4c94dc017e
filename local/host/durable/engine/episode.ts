import type { InvocationResult } from '../../worker/types';
import type { HistoryEvent, MessageEvent } from '../history/historyEvent';
import { orchestrationPayload } from '../wire/orchestrationPayload';
import { readReplay } from '../wire/readReplay';
import { admit } from './admit';
import type { App } from './app';
import { commitEpisode } from './commitEpisode';
import { decideEpisode, ended, failure } from './decideEpisode';
import type { Decision } from './decideEpisode';
import type { EngineParts } from './engineParts';
import type { LiveHistory } from './liveHistory';
import type { LiveInstance } from './liveInstances';
import { versionMismatch } from './versioning';
import { refuseUnknownFunctions } from './unknownFunctions';

/**
 * Runs one episode of an orchestration: replays its history with all that is in its mailbox, and
 * commits what comes of it at once. Until then nothing has happened: if the worker is lost, or the
 * orchestration is closed meanwhile, the mailbox stays as it was.
 */
export async function runEpisode(parts: EngineParts, live: LiveInstance): Promise<void> {
  const taken = [...live.mailbox];
  const history = parts.live.historyOf(live);
  const messages = admit(taken, live.instance.executionId, history);
  if (messages.length === 0) {
    await parts.mail.commitSoon(
      () => parts.store.inbox.delete(taken),
      () => live.mailbox.splice(0, taken.length),
    );
    return;
  }

  const events = episodeEvents(parts.clock.now(), history, messages);
  const mismatch = versionMismatch(live.instance.version, parts.options.versioning);
  if (mismatch !== undefined) {
    const ending = { status: 'Failed', output: mismatch, details: 'VersionMismatch' } as const;
    await commitEpisode(parts, live, { taken, events, decision: ended(ending) });
    return;
  }
  const began = performance.now();
  const answer = await parts.gate.attempt(async (app) =>
    replay(parts, app, { live, history, events }),
  );
  if (answer === 'lost' || live.closed) {
    return;
  }

  const replayed = [...history.events, ...events];
  const decision = refuseUnknownFunctions(parts, live, decide(parts, live, { answer, replayed }));
  warn(parts, live, decision.warnings);
  await commitEpisode(parts, live, { taken, events, decision });
  live.lastEpisodeMs = performance.now() - began;
}

/** The episode is not older than anything in it: the SDK compares times of timers to its time. */
function episodeEvents(
  now: number,
  history: LiveHistory,
  messages: readonly MessageEvent[],
): HistoryEvent[] {
  const fired = messages.map((event) => (event.kind === 'timerFired' ? event.fireAt : 0));
  const at = fired.reduce((latest, time) => Math.max(latest, time), Math.max(now, history.lastAt));
  return [{ kind: 'orchestratorStarted', at }, ...messages];
}

/** What cannot be decided is the end of this orchestration, not of the engine. */
function decide(
  { options: { limits } }: EngineParts,
  { instance: { name } }: LiveInstance,
  { answer, replayed }: { answer: InvocationResult; replayed: readonly HistoryEvent[] },
): Decision {
  try {
    return decideEpisode({ name, history: replayed, replay: readReplay(answer), limits });
  } catch (error) {
    const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
    return ended(failure(name, { message, stack }));
  }
}

function warn({ log }: EngineParts, live: LiveInstance, warnings: readonly string[]): void {
  const { instanceId, name } = live.instance;
  for (const sentence of warnings.filter((text) => !live.warned.has(text))) {
    live.warned.add(sentence);
    log('warn', `Orchestration '${instanceId}' (${name}): ${sentence}`);
  }
}

async function replay(
  { options }: EngineParts,
  app: App,
  { live, history, events }: { live: LiveInstance; history: LiveHistory; events: HistoryEvent[] },
) {
  const { instanceId, name, parent, input } = live.instance;
  const orchestrator = app.find('orchestrationTrigger', name);
  if (orchestrator === undefined) {
    throw new Error(
      `The function '${name}' doesn't exist, is disabled, or is not an orchestrator function.`,
    );
  }
  const payload = orchestrationPayload({
    instanceId,
    parentInstanceId: parent?.instanceId ?? null,
    input,
    isReplaying: history.events.length > 0,
    history: history.textWith(events),
    limits: options.limits,
  });
  return orchestrator.call({ string: payload });
}
