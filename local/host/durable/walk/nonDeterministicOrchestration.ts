import type { Scheduled } from '../history/historyEvent';

/** The orchestrator's code no longer does what the history says it did. */
export class NonDeterministicOrchestration extends Error {
  override readonly name = 'NonDeterministicOrchestrationException';

  constructor(recorded: Scheduled, replayed: Scheduled | undefined) {
    const now =
      replayed === undefined
        ? "hasn't (yet?) scheduled this task"
        : `instead scheduled ${described(replayed)} with this sequence number`;
    super(
      `Non-Deterministic workflow detected: A previous execution of this orchestration scheduled ` +
        `${described(recorded)} with sequence number ${recorded.id}, but the current ` +
        `orchestration replay ${now}. Was a change made to the orchestrator code after this ` +
        `instance had already started running?`,
    );
  }
}

/** What something was asked for, in words that are equal where the requests are the same. */
export function described(scheduled: Scheduled): string {
  switch (scheduled.kind) {
    case 'taskScheduled':
      return `an activity task named '${scheduled.name}'`;
    case 'subOrchestrationCreated':
      return `a sub-orchestration named '${scheduled.name}'`;
    case 'timerCreated':
      return 'a timer';
    case 'eventSent':
      return scheduled.lock === undefined
        ? `an entity operation '${scheduled.operation}' on '${scheduled.target}'`
        : `a ${scheduled.lock.kind} of the lock of '${scheduled.target}'`;
  }
}
