import type { HistoryEvent } from '../history/historyEvent';
import { wireEvent } from '../wire/wireEvent';

/** A history in memory, with the text that is sent for it: an episode only adds to both. */
export class LiveHistory {
  readonly events: HistoryEvent[] = [];
  private readonly unanswered = new Set<number>();
  private sent = '';

  constructor(events: readonly HistoryEvent[]) {
    this.append(events);
  }

  append(events: readonly HistoryEvent[]): void {
    for (const event of events) {
      this.events.push(event);
      this.note(event);
    }
    this.sent = this.textWith(events);
  }

  /** The text of this history and of what comes next. */
  textWith(next: readonly HistoryEvent[]): string {
    const added = next.filter(isRead).map(wireEvent).join();
    return this.sent === '' || added === '' ? this.sent + added : `${this.sent},${added}`;
  }

  /** Whether something was asked for under this id and has not come to an end. */
  awaits(taskId: number): boolean {
    return this.unanswered.has(taskId);
  }

  get lastAt(): number {
    return this.events.at(-1)?.at ?? 0;
  }

  private note(event: HistoryEvent): void {
    if ('id' in event) {
      this.unanswered.add(event.id);
    }
    if ('taskId' in event) {
      this.unanswered.delete(event.taskId);
    }
  }
}

/**
 * Whether the SDK reads it. It takes every text of a history apart at every replay, so leaving out
 * what it does not look at saves half the work of a long sequence.
 */
function isRead({ kind }: HistoryEvent): boolean {
  return kind !== 'taskScheduled' && kind !== 'orchestratorCompleted';
}
