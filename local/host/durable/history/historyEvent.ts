import { z } from 'zod';

/** When it was written, in milliseconds since the epoch. */
const at = z.number();
/** A sequence id: the orchestration numbers what it asks for from 0. */
const id = z.int().nonnegative();
/** JSON text, or null where the app gave nothing. */
const json = z.nullable(z.string());

const taskScheduled = z.object({
  kind: z.literal('taskScheduled'),
  id,
  name: z.string(),
  input: json,
  /** The id of the first attempt, on the attempts that follow it. */
  retryOf: z.optional(id),
});

const subOrchestrationCreated = z.object({
  kind: z.literal('subOrchestrationCreated'),
  id,
  name: z.string(),
  version: z.nullable(z.string()),
  instanceId: z.string(),
  input: json,
  retryOf: z.optional(id),
});

const timerCreated = z.object({ kind: z.literal('timerCreated'), id, fireAt: z.number() });

/** What a critical section asks of an entity. */
export const LockWish = z.discriminatedUnion('kind', [
  /** To be locked, and then the entities that follow, in this order. */
  z.object({ kind: z.literal('acquire'), following: z.array(z.string()) }),
  z.object({ kind: z.literal('release') }),
]);

const eventSent = z.object({
  kind: z.literal('eventSent'),
  id,
  target: z.string(),
  operation: z.string(),
  input: json,
  /** The name under which the answer comes back. */
  requestId: z.string(),
  signal: z.boolean(),
  /** Set if this is no operation of the app. */
  lock: z.optional(LockWish),
});

const completed = { taskId: id, result: json };
/** What an app that registered a provider of exception properties tells of an error. */
export const FailureDetails = z.object({
  errorType: z.string(),
  errorMessage: z.string(),
  stackTrace: z.optional(z.string()),
  isNonRetriable: z.boolean(),
  properties: z.record(z.string(), z.unknown()),
});
export type FailureDetails = z.infer<typeof FailureDetails>;

const failed = {
  taskId: id,
  reason: z.string(),
  details: z.string(),
  failure: z.optional(FailureDetails),
};

/** The statuses that an instance does not leave. */
export const TerminalStatus = z.enum(['Completed', 'Failed', 'Terminated']);
export type TerminalStatus = z.infer<typeof TerminalStatus>;

/** What wakes an orchestration. */
export const MessageEvent = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('executionStarted'),
    at,
    name: z.string(),
    version: z.nullable(z.string()),
    executionId: z.string(),
    parentInstanceId: z.nullable(z.string()),
    input: json,
  }),
  z.object({ kind: z.literal('taskCompleted'), at, ...completed }),
  z.object({ kind: z.literal('taskFailed'), at, ...failed }),
  z.object({ kind: z.literal('subOrchestrationCompleted'), at, ...completed }),
  z.object({ kind: z.literal('subOrchestrationFailed'), at, ...failed }),
  z.object({ kind: z.literal('timerFired'), at, taskId: id, fireAt: z.number() }),
  z.object({ kind: z.literal('eventRaised'), at, name: z.string(), input: json }),
  z.object({ kind: z.literal('executionRewound'), at, reason: z.string() }),
]);
export type MessageEvent = z.infer<typeof MessageEvent>;

/**
 * What can be in the history of an orchestration, in our own words; `wire/` knows how the
 * durable-functions SDK spells it.
 */
export const HistoryEvent = z.discriminatedUnion('kind', [
  ...MessageEvent.options,
  z.object({ kind: z.literal('orchestratorStarted'), at }),
  z.object({ kind: z.literal('orchestratorCompleted'), at }),
  taskScheduled.extend({ at }),
  subOrchestrationCreated.extend({ at }),
  timerCreated.extend({ at }),
  eventSent.extend({ at }),
  z.object({ kind: z.literal('executionSuspended'), at, reason: z.string() }),
  z.object({ kind: z.literal('executionResumed'), at, reason: z.string() }),
  z.object({
    kind: z.literal('executionCompleted'),
    at,
    status: TerminalStatus,
    output: json,
  }),
]);
export type HistoryEvent = z.infer<typeof HistoryEvent>;

export type EventOf<K extends HistoryEvent['kind']> = Extract<HistoryEvent, { kind: K }>;

/** Something an orchestration asks for, under the sequence id it has. */
export type Scheduled = z.infer<
  typeof taskScheduled | typeof subOrchestrationCreated | typeof timerCreated | typeof eventSent
>;

/** The name the runtime gives to the activity behind `callHttp`. */
export const HTTP_ACTIVITY = 'BuiltIn::HttpActivity';
