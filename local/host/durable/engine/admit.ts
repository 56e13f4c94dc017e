import type { MessageEvent } from '../history/historyEvent';
import type { StoredMessage } from '../store/inbox';
import type { LiveHistory } from './liveHistory';

/**
 * Picks the messages that are for this execution and news to it: what comes from an earlier
 * execution, or a second time, is dropped. A start comes first, then what was raised by time.
 */
export function admit(
  messages: readonly StoredMessage[],
  executionId: string,
  history: LiveHistory,
): MessageEvent[] {
  const answered = new Set<number>();
  const admitted: MessageEvent[] = [];
  for (const { executionId: addressee, event } of messages) {
    if (addressee !== null && addressee !== executionId) {
      continue;
    }
    if ('taskId' in event) {
      if (answered.has(event.taskId) || !history.awaits(event.taskId)) {
        continue;
      }
      answered.add(event.taskId);
    }
    admitted.push(event);
  }
  return admitted.some(isStart) ? admitted.toSorted(startFirst) : admitted;
}

function startFirst(a: MessageEvent, b: MessageEvent): number {
  return Number(isStart(b)) - Number(isStart(a)) || a.at - b.at;
}

function isStart({ kind }: MessageEvent): boolean {
  return kind === 'executionStarted';
}
