import type { HistoryEvent } from '../history/historyEvent';

type Shown = Record<string, unknown>;

/** What is shown, and the name it goes by. */
const EVENT_TYPE: Partial<Record<HistoryEvent['kind'], string>> = {
  executionStarted: 'ExecutionStarted',
  executionCompleted: 'ExecutionCompleted',
  taskScheduled: 'TaskScheduled',
  taskCompleted: 'TaskCompleted',
  taskFailed: 'TaskFailed',
  subOrchestrationCreated: 'SubOrchestrationInstanceCreated',
  subOrchestrationCompleted: 'SubOrchestrationInstanceCompleted',
  subOrchestrationFailed: 'SubOrchestrationInstanceFailed',
  timerCreated: 'TimerCreated',
  timerFired: 'TimerFired',
  eventSent: 'EventSent',
  eventRaised: 'EventRaised',
  executionSuspended: 'ExecutionSuspended',
  executionResumed: 'ExecutionResumed',
  executionRewound: 'GenericEvent',
};

/**
 * A history for a person to read, as the extension shows it: what was asked for and how it ended
 * in one entry, without the marks of episodes.
 */
export function historyBody(history: readonly HistoryEvent[], withOutput: boolean): Shown[] {
  const scheduled = new Map<number, { name: string | undefined; at: number }>();
  const answered = new Set<number>();
  for (const event of history) {
    if ('id' in event) {
      scheduled.set(event.id, { name: 'name' in event ? event.name : undefined, at: event.at });
    }
    if ('taskId' in event) {
      answered.add(event.taskId);
    }
  }
  return history.flatMap((event) => {
    const shown = 'id' in event && answered.has(event.id) ? undefined : show(event, withOutput);
    if (shown === undefined) {
      return [];
    }
    const task = 'taskId' in event ? scheduled.get(event.taskId) : undefined;
    return {
      ...shown,
      ...(task && { FunctionName: task.name, ScheduledTime: iso(task.at) }),
      Timestamp: iso(event.at),
    };
  });
}

function show(event: HistoryEvent, withOutput: boolean): Shown | undefined {
  const EventType = EVENT_TYPE[event.kind];
  return EventType === undefined ? undefined : { EventType, ...details(event, withOutput) };
}

function details(event: HistoryEvent, withOutput: boolean): Shown {
  switch (event.kind) {
    case 'executionStarted':
      return { FunctionName: event.name };
    case 'taskScheduled':
      return { Name: event.name };
    case 'subOrchestrationCreated':
      return { Name: event.name, InstanceId: event.instanceId };
    case 'taskCompleted':
    case 'subOrchestrationCompleted':
      return withOutput ? { Result: value(event.result) } : {};
    case 'taskFailed':
    case 'subOrchestrationFailed':
      return { Reason: event.reason, Details: event.details };
    case 'timerCreated':
    case 'timerFired':
      return { FireAt: iso(event.fireAt) };
    case 'eventSent':
      return { InstanceId: event.target, Name: event.operation };
    case 'eventRaised':
      return { Name: event.name, ...(withOutput && { Input: value(event.input) }) };
    case 'executionSuspended':
    case 'executionResumed':
    case 'executionRewound':
      return { Reason: event.reason };
    case 'executionCompleted': {
      const output = event.status === 'Completed' ? value(event.output) : event.output;
      return { OrchestrationStatus: event.status, ...(withOutput && { Result: output }) };
    }
    case 'orchestratorStarted':
    case 'orchestratorCompleted':
      return {};
  }
}

function value(json: string | null): unknown {
  return json === null ? null : JSON.parse(json);
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
