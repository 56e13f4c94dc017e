import type { FailureDetails, HistoryEvent } from '../history/historyEvent';

/** The numbers that durable-functions knows the kinds of events by. */
const EVENT_TYPE = {
  executionStarted: 0,
  executionCompleted: 1,
  taskScheduled: 4,
  taskCompleted: 5,
  taskFailed: 6,
  subOrchestrationCreated: 7,
  subOrchestrationCompleted: 8,
  subOrchestrationFailed: 9,
  timerCreated: 10,
  timerFired: 11,
  orchestratorStarted: 12,
  orchestratorCompleted: 13,
  eventSent: 14,
  eventRaised: 15,
  executionRewound: 17,
  executionSuspended: 19,
  executionResumed: 20,
} as const satisfies Record<HistoryEvent['kind'], number>;

/**
 * A history event as durable-functions reads it. `IsPlayed` is always false: what is a replay
 * follows from the positions, and so the text of an event never changes once it is written.
 */
export function wireEvent(event: HistoryEvent): string {
  return JSON.stringify({
    EventType: EVENT_TYPE[event.kind],
    EventId: 'id' in event ? event.id : -1,
    IsPlayed: false,
    Timestamp: iso(event.at),
    ...details(event),
  });
}

function details(event: HistoryEvent): Record<string, unknown> {
  switch (event.kind) {
    case 'executionStarted':
      return { Name: event.name, Version: event.version ?? '', Input: event.input };
    case 'taskScheduled':
      return { Name: event.name, Version: '', Input: `[${event.input ?? 'null'}]` };
    case 'subOrchestrationCreated':
      return { Name: event.name, InstanceId: event.instanceId, Input: event.input };
    case 'taskCompleted':
    case 'subOrchestrationCompleted':
      return { TaskScheduledId: event.taskId, Result: event.result };
    case 'taskFailed':
    case 'subOrchestrationFailed':
      return {
        TaskScheduledId: event.taskId,
        Reason: event.reason,
        Details: event.details,
        FailureDetails: failureDetails(event.failure),
      };
    case 'timerCreated':
      return { FireAt: iso(event.fireAt) };
    case 'timerFired':
      return { TimerId: event.taskId, FireAt: iso(event.fireAt) };
    case 'eventSent':
      return { InstanceId: event.target, Name: 'op', Input: requestMessage(event) };
    case 'eventRaised':
      return { Name: event.name, Input: event.input };
    case 'executionSuspended':
    case 'executionResumed':
    case 'executionRewound':
      return { Reason: event.reason };
    case 'executionCompleted':
      return { OrchestrationStatus: event.status, Result: event.output };
    case 'orchestratorStarted':
    case 'orchestratorCompleted':
      return {};
  }
}

function failureDetails(failure: FailureDetails | undefined): Record<string, unknown> | null {
  return failure === undefined
    ? null
    : {
        ErrorType: failure.errorType,
        ErrorMessage: failure.errorMessage,
        StackTrace: failure.stackTrace ?? null,
        IsNonRetriable: failure.isNonRetriable,
        Properties: failure.properties,
        InnerFailure: null,
      };
}

function requestMessage(event: Extract<HistoryEvent, { kind: 'eventSent' }>): string {
  const { requestId, operation, input, signal } = event;
  return JSON.stringify({ op: operation, signal, input, id: requestId });
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
