import type { InvocationResult } from '../../worker/types';
import { HTTP_ACTIVITY } from '../history/historyEvent';
import type { MessageEvent } from '../history/historyEvent';
import type { QueuedActivity } from '../store/activityQueue';
import { activityOutcome } from '../wire/activityOutcome';
import type { ActivityOutcome } from '../wire/activityOutcome';
import type { App } from './app';
import type { EngineParts } from './engineParts';
import { sendHttp } from './sendHttp';

/** How many are read from file at a time. */
const PAGE = 256;

/**
 * Runs the activities in the order in which they were asked for, so many at a time. One whose
 * outcome was not committed before the process or the worker died is run again.
 */
export class Activities {
  private readonly parts: EngineParts;
  private readonly onFault: (error: unknown) => void;
  /** Read from file, or given back by a lost worker, and not begun. */
  private waiting: QueuedActivity[] = [];
  private lastRead = 0;
  private moreOnFile = true;
  private running = 0;
  private stopped = false;
  private committing = 0;

  constructor(parts: EngineParts, onFault: (error: unknown) => void) {
    this.parts = parts;
    this.onFault = onFault;
  }

  get isIdle(): boolean {
    return this.running === 0 && this.committing === 0;
  }

  /** There are new ones on file; they are read once all that was committed with them is known. */
  queued(): void {
    if (!this.moreOnFile) {
      this.moreOnFile = true;
      queueMicrotask(() => this.pump());
    }
  }

  pump(): void {
    const { gate, options } = this.parts;
    while (!this.stopped && gate.isOpen && this.running < options.maxConcurrentActivityFunctions) {
      const activity = this.take();
      if (activity === undefined) {
        return;
      }
      void this.run(activity);
    }
  }

  stop(): void {
    this.stopped = true;
  }

  private take(): QueuedActivity | undefined {
    if (this.waiting.length === 0 && this.moreOnFile) {
      this.waiting = this.parts.store.activities.after(this.lastRead, PAGE);
      this.lastRead = this.waiting.at(-1)?.id ?? this.lastRead;
      this.moreOnFile = this.waiting.length === PAGE;
    }
    return this.waiting.shift();
  }

  private async run(activity: QueuedActivity): Promise<void> {
    this.running += 1;
    this.count(activity, 1);
    const outcome = await this.outcomeOf(activity);
    this.count(activity, -1);
    this.running -= 1;
    if (outcome === 'lost') {
      this.waiting.unshift(activity);
      this.pump();
      return;
    }
    this.pump();
    await this.commit(activity, outcome);
  }

  private async outcomeOf(activity: QueuedActivity): Promise<ActivityOutcome | 'lost'> {
    const { name, input, instanceId } = activity;
    const { gate, store } = this.parts;
    if (name === HTTP_ACTIVITY) {
      return sendHttp(input, this.parts.tokenFor);
    }
    if (store.faults.repeatActivity?.(name, instanceId) === true) {
      await gate.attempt(async (app) => call(app, activity));
    }
    const answer = await gate.attempt(async (app) => call(app, activity));
    return answer === 'lost' ? 'lost' : activityOutcome(name, answer);
  }

  private async commit(
    { id, instanceId, executionId, taskId }: QueuedActivity,
    outcome: ActivityOutcome,
  ): Promise<void> {
    const { store, mail, clock } = this.parts;
    this.committing += 1;
    try {
      await mail.commitSoon(
        (send) => {
          store.activities.delete(id);
          send({ instanceId, executionId, event: completion(taskId, outcome, clock.now()) });
        },
        () => {},
      );
    } catch (error) {
      this.onFault(error);
    } finally {
      this.committing -= 1;
    }
  }

  private count({ instanceId }: QueuedActivity, change: 1 | -1): void {
    const live = this.parts.live.peek(instanceId);
    if (live !== undefined) {
      live.inFlight = Math.max(0, live.inFlight + change);
    }
  }
}

async function call(
  app: App,
  { name, input, instanceId }: QueuedActivity,
): Promise<InvocationResult> {
  const activity = app.find('activityTrigger', name);
  if (activity === undefined) {
    throw new Error(
      `The function '${name}' doesn't exist, is disabled, or is not an activity function.`,
    );
  }
  const data = input === null ? {} : { string: input };
  return activity.call(data, { instanceId: { string: instanceId } });
}

function completion(taskId: number, outcome: ActivityOutcome, at: number): MessageEvent {
  if (outcome.ok) {
    return { kind: 'taskCompleted', at, taskId, result: outcome.result };
  }
  const { reason, details, failure } = outcome;
  return { kind: 'taskFailed', at, taskId, reason, details, ...(failure && { failure }) };
}
