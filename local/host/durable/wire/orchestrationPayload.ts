import type { WalkLimits } from '../walk/walked';
import { timeSpan } from './timeSpan';

/** The protocol of durable-functions 3: schema 3 ("V4") is the one that has critical sections. */
const SCHEMA = { upperSchemaVersion: 1, upperSchemaVersionNew: 3 };

type Orchestration = {
  instanceId: string;
  parentInstanceId: string | null;
  /** JSON text. */
  input: string | null;
  isReplaying: boolean;
  /** The events, each as `wireEvent` writes it, with commas between. */
  history: string;
  limits: WalkLimits;
};

/** What an orchestrator is called with, as JSON text. Texts that are JSON already are not parsed. */
export function orchestrationPayload(orchestration: Orchestration): string {
  const { instanceId, parentInstanceId, input, isReplaying, history, limits } = orchestration;
  const rest = JSON.stringify({
    instanceId,
    isReplaying,
    parentInstanceId,
    ...SCHEMA,
    longRunningTimerIntervalDuration: timeSpan(limits.timers.segmentMs),
    maximumShortTimerDuration: timeSpan(limits.timers.maxShortMs),
    // The SDK spells it so.
    defaultHttpAsyncRequestSleepTimeMillseconds: limits.httpSleepMs,
  });
  return `{"history":[${history}],"input":${input ?? 'null'},${rest.slice(1)}`;
}
