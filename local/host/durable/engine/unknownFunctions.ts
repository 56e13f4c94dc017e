import { HTTP_ACTIVITY } from '../history/historyEvent';
import type { Scheduled } from '../history/historyEvent';
import type { App } from './app';
import { ended } from './decideEpisode';
import type { Decision } from './decideEpisode';
import type { EngineParts } from './engineParts';
import type { LiveInstance } from './liveInstances';

/**
 * Takes calls of functions that the app does not have out of a decision. As in Azure, they are not
 * recorded, and the orchestration waits for ever; unless the engine is strict, then it fails.
 */
export function refuseUnknownFunctions(
  { gate, log, options }: EngineParts,
  live: LiveInstance,
  decision: Decision,
): Decision {
  const { app } = gate;
  const refusals = decision.scheduled.flatMap((scheduled) => refusal(app, scheduled) ?? []);
  const [first] = refusals;
  if (first === undefined) {
    return decision;
  }
  const { name, instanceId } = live.instance;
  for (const sentence of refusals.filter((text) => !live.warned.has(text))) {
    live.warned.add(sentence);
    log('error', `Orchestration '${instanceId}' (${name}): ${sentence}`);
  }
  if (options.strictUnknownActivities) {
    const output = `Orchestrator function '${name}' failed: ${first}`;
    return ended({ status: 'Failed', output, details: `Message: ${first}, StackTrace: ` });
  }
  const known = decision.scheduled.filter((scheduled) => refusal(app, scheduled) === undefined);
  return { ...decision, scheduled: known };
}

function refusal(app: App, scheduled: Scheduled): string | undefined {
  switch (scheduled.kind) {
    case 'taskScheduled':
      return scheduled.name === HTTP_ACTIVITY || app.find('activityTrigger', scheduled.name)
        ? undefined
        : missing(scheduled.name, 'activity');
    case 'subOrchestrationCreated':
      return app.find('orchestrationTrigger', scheduled.name)
        ? undefined
        : missing(scheduled.name, 'orchestrator');
    case 'eventSent':
      return app.find('entityTrigger', entityName(scheduled.target))
        ? undefined
        : missing(entityName(scheduled.target), 'entity');
    case 'timerCreated':
      return undefined;
  }
}

function missing(name: string, kind: string): string {
  return `The function '${name}' doesn't exist, is disabled, or is not an ${kind} function.`;
}

function entityName(entityId: string): string {
  return entityId.slice(1, entityId.indexOf('@', 1));
}
