import { describe, expect, it } from '@jest/globals';
import type {
  HistoryEvent,
  Scheduled,
} from '../../../../../local/host/durable/history/historyEvent';
import type { Action, RetryPolicy } from '../../../../../local/host/durable/walk/action';
import { walk } from '../../../../../local/host/durable/walk/walk';
import type { Walked } from '../../../../../local/host/durable/walk/walked';

const limits = { timers: { maxShortMs: 1000, segmentMs: 400 }, httpSleepMs: 50 };

/** Grows a history the way the engine does: episode by episode, with what each one asked for. */
class Story {
  readonly events: HistoryEvent[] = [];
  private readonly actions: Action[] = [];
  private at = 0;

  constructor(...actions: Action[]) {
    this.actions = actions;
    const start = {
      kind: 'executionStarted',
      name: 'story',
      executionId: 'e',
      input: null,
    } as const;
    this.episode(0, { ...start, at: 0, version: null, parentInstanceId: null });
  }

  /** The orchestrator goes on to these. */
  continueWith(...actions: Action[]): void {
    this.actions.push(...actions);
  }

  episode(at: number, ...messages: HistoryEvent[]): Walked {
    this.at = at;
    this.events.push({ kind: 'orchestratorStarted', at }, ...messages);
    const walked = walk(this.events, this.actions, limits);
    for (const scheduled of walked.scheduled) {
      this.events.push({ ...scheduled, at });
    }
    return walked;
  }

  completed(taskId: number): HistoryEvent {
    return { kind: 'taskCompleted', at: this.at, taskId, result: null };
  }

  failed(taskId: number): HistoryEvent {
    return { kind: 'taskFailed', at: this.at, taskId, reason: 'r', details: 'd' };
  }

  fired(taskId: number): HistoryEvent {
    return { kind: 'timerFired', at: this.at, taskId, fireAt: this.at };
  }

  raised(name: string): HistoryEvent {
    return { kind: 'eventRaised', at: this.at, name, input: '1' };
  }

  get asked(): string[] {
    return this.events.flatMap((event) => ('id' in event ? [summary(event)] : []));
  }
}

function summary(scheduled: Scheduled): string {
  switch (scheduled.kind) {
    case 'taskScheduled':
    case 'subOrchestrationCreated':
      return `${scheduled.id} ${scheduled.name}`;
    case 'timerCreated':
      return `${scheduled.id} timer ${scheduled.fireAt}`;
    case 'eventSent':
      return `${scheduled.id} ${scheduled.operation}`;
  }
}

const activity = (name: string, retry: RetryPolicy | null = null): Action => ({
  kind: 'activity',
  name,
  input: null,
  retry,
});
const timer = (fireAt: number, cancelled = false): Action => ({ kind: 'timer', fireAt, cancelled });
const event = (name: string): Action => ({ kind: 'externalEvent', name });
const all = (...actions: Action[]): Action => ({ kind: 'all', actions });
const any = (...actions: Action[]): Action => ({ kind: 'any', actions });

const policy: RetryPolicy = {
  firstIntervalMs: 10,
  maxAttempts: 4,
  backoffCoefficient: 3,
  maxIntervalMs: 50,
  timeoutMs: Infinity,
};

describe('a walk', () => {
  it('begins an action only when the one before it has ended', () => {
    const story = new Story(activity('a'));
    story.continueWith(activity('b'));
    expect(story.asked).toEqual(['0 a']);

    const { finished } = story.episode(5, story.completed(0));

    expect(finished).toBe(false);
    expect(story.asked).toEqual(['0 a', '1 b']);
    expect(story.episode(6, story.completed(1)).finished).toBe(true);
  });

  it('numbers retries in the order of failures', () => {
    const story = new Story(all(activity('a', policy), activity('b', policy)));

    story.episode(100, story.failed(1), story.failed(0));
    story.episode(200, story.fired(2));

    expect(story.asked).toEqual(['0 a', '1 b', '2 timer 110', '3 timer 110', '4 b']);
  });

  it('waits longer after each failure up to a limit, and not at all after the last', () => {
    const story = new Story(activity('a', policy));
    for (const [failure, attempt] of [0, 2, 4, 6].entries()) {
      story.episode(100 * (failure + 1), story.failed(attempt));
      story.episode(100 * (failure + 1) + 60, story.fired(attempt + 1));
    }

    expect(story.asked).toEqual([
      '0 a',
      '1 timer 110',
      '2 a',
      '3 timer 230',
      '4 a',
      '5 timer 350',
      '6 a',
      '7 timer 400',
    ]);
    expect(story.episode(999).finished).toBe(true);
  });

  it('ends the attempts without a timer when the retry timeout has passed, and warns of it', () => {
    const story = new Story(activity('a', { ...policy, timeoutMs: 50 }));

    const { warnings, scheduled } = story.episode(60, story.failed(0));

    expect(scheduled).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining("The retry timeout of 'a' has passed")]);
  });

  it('says which attempt was the first', () => {
    const story = new Story(activity('a', policy));
    story.episode(1, story.failed(0));
    story.episode(20, story.fired(1));

    expect(story.events.at(-1)).toMatchObject({ kind: 'taskScheduled', id: 2, retryOf: 0 });
  });

  it('makes a long timer of segments', () => {
    const story = new Story(timer(1500));
    story.episode(400, story.fired(0));
    story.episode(800, story.fired(1));

    const { finished } = story.episode(1500, story.fired(2));

    expect(story.asked).toEqual(['0 timer 400', '1 timer 800', '2 timer 1500']);
    expect(finished).toBe(true);
  });

  it('takes a cancelled timer for settled, and does not wait for it', () => {
    const story = new Story(any(event('go'), timer(500, true)));

    const { finished, cancelledTimers } = story.episode(1, story.raised('go'));

    expect(finished).toBe(true);
    expect([...cancelledTimers]).toEqual([0]);
  });

  it('waits for timers that nobody cancelled', () => {
    const story = new Story(any(event('go'), timer(500)));

    expect(story.episode(1, story.raised('go')).finished).toBe(false);
    expect(story.episode(500, story.fired(0)).finished).toBe(true);
  });

  it('waits for all tasks of Task.all, failed ones too', () => {
    const story = new Story(all(activity('a'), activity('b')));
    story.continueWith(activity('c'));
    story.episode(1, story.failed(0));
    expect(story.asked).toEqual(['0 a', '1 b']);

    story.episode(2, story.completed(1));

    expect(story.asked).toEqual(['0 a', '1 b', '2 c']);
  });

  it('keeps early events in order, and serves the latest of several waiters first', () => {
    const early = new Story(activity('a'));
    early.continueWith(event('go'), event('go'), activity('b'));
    early.episode(1, early.raised('go'), early.raised('Go'));
    early.episode(2, early.completed(0));
    const several = new Story(any(event('go'), activity('x')), any(event('go'), activity('y')));
    several.episode(1, several.raised('go'));

    expect(early.asked).toEqual(['0 a', '1 b']);
    expect(several.asked).toEqual(['0 x', '1 y']);
  });

  it('carries over events raised after the decision to continue as new, and no others', () => {
    const story = new Story(activity('a'));
    story.continueWith({ kind: 'continueAsNew', input: '7' });

    const { finished, continueAsNew } = story.episode(
      1,
      story.raised('lost'),
      story.completed(0),
      story.raised('kept'),
    );

    expect(finished).toBe(true);
    expect(continueAsNew).toMatchObject({ input: '7', carriedOver: [{ name: 'kept' }] });
  });

  it('settles many signals at once without running out of stack', () => {
    const signal: Action = { kind: 'signalEntity', target: '@a@b', operation: 'x', input: null };

    const story = new Story(...Array.from({ length: 20_000 }, () => signal), activity('a'));

    expect(story.asked.at(-1)).toBe('20000 a');
  });

  it('names a sub-orchestration after execution and id, on each attempt anew', () => {
    const sub: Action = { ...activity('s', policy), kind: 'subOrchestration' } as Action;
    const story = new Story({ ...sub, instanceId: null, version: null } as Action);
    story.episode(1, story.failed(0));
    story.episode(20, story.fired(1));

    const created = story.events.filter(({ kind }) => kind === 'subOrchestrationCreated');
    expect(created).toMatchObject([{ instanceId: 'e:0' }, { instanceId: 'e:2' }]);
  });

  it('refuses a history that the actions do not lead to', () => {
    const recorded = new Story(activity('a')).events;
    const change =
      (...actions: Action[]) =>
      () =>
        walk(recorded, actions, limits);

    expect(change(activity('b'))).toThrow(/scheduled an activity task named 'a'.*instead .*'b'/);
    expect(change(timer(5))).toThrow(/instead scheduled a timer/);
    expect(change()).toThrow(/hasn't \(yet\?\) scheduled this task/);
    expect(change(activity('a'))).not.toThrow();
  });
});
