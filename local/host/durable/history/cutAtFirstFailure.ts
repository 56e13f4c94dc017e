import type { HistoryEvent } from './historyEvent';

type Cut = {
  kept: HistoryEvent[];
  /** Ids of sub-orchestrations that failed, are kept, and have to be rewound too. */
  children: string[];
};

/**
 * Takes a history back to before its first failure that no retry made good.
 *
 * What was asked for before it and came to an end stays; everything else is done again, because
 * what the orchestrator did after the failure may have depended on it. Sub-orchestrations that
 * `canGoOn` stay as well: their answer is still to come.
 */
export function cutAtFirstFailure(
  history: readonly HistoryEvent[],
  canGoOn: (instanceId: string) => boolean,
): Cut {
  const end = firstFailure(history);
  const before = history.slice(0, end);
  const asked = new Set(before.flatMap((event) => ('id' in event ? [event.id] : [])));
  const answers = new Set(
    history.filter((event, index) => isAnswer(event) && (index < end || !isFailure(event))),
  );
  const answered = new Set(
    [...answers].flatMap((event) => ('taskId' in event ? event.taskId : [])),
  );

  const children: string[] = [];
  const stays = (event: HistoryEvent, index: number): boolean => {
    if (isAnswer(event)) {
      return answers.has(event) && asked.has(event.taskId);
    }
    if (!('id' in event)) {
      return event.kind !== 'executionCompleted';
    }
    if (index >= end || event.kind === 'eventSent' || answered.has(event.id)) {
      return index < end;
    }
    if (event.kind === 'subOrchestrationCreated' && canGoOn(event.instanceId)) {
      children.push(event.instanceId);
      return true;
    }
    return false;
  };
  return { kept: history.filter(stays), children };
}

function firstFailure(history: readonly HistoryEvent[]): number {
  const attemptOf = new Map<number, number>();
  const good = new Set<number>();
  for (const event of history) {
    if (event.kind === 'taskScheduled' || event.kind === 'subOrchestrationCreated') {
      attemptOf.set(event.id, event.retryOf ?? event.id);
    }
    if (event.kind === 'taskCompleted' || event.kind === 'subOrchestrationCompleted') {
      good.add(attemptOf.get(event.taskId) ?? event.taskId);
    }
  }
  const index = history.findIndex(
    (event) => isFailure(event) && !good.has(attemptOf.get(event.taskId) ?? event.taskId),
  );
  return index < 0 ? history.length : index;
}

type Answer = Extract<HistoryEvent, { taskId: number }>;

function isAnswer(event: HistoryEvent): event is Answer {
  return 'taskId' in event;
}

function isFailure(
  event: HistoryEvent,
): event is Extract<Answer, { kind: 'taskFailed' | 'subOrchestrationFailed' }> {
  return event.kind === 'taskFailed' || event.kind === 'subOrchestrationFailed';
}
