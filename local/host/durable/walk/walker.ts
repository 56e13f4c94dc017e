import type { EventOf, HistoryEvent, Scheduled } from '../history/historyEvent';
import type { Action } from './action';
import { acquireLocks, releaseLock } from './criticalSection';
import { ExternalEvents } from './externalEvents';
import { described, NonDeterministicOrchestration } from './nonDeterministicOrchestration';
import type { Numbering, Outcome, Settle, Unnumbered } from './numbering';
import { runCall } from './runCall';
import { runHttp } from './runHttp';
import { runTimer } from './runTimer';
import { runAll, runAny, runInOrder } from './runSeveral';
import type { Walked, WalkLimits } from './walked';

type EntityAction = Extract<
  Action,
  { kind: 'callEntity' | 'signalEntity' | 'lockEntities' | 'releaseEntities' }
>;

const SETTLED: Outcome = { ok: true, result: null };

/** The state of one walk: see `walk`. */
export class Walker implements Numbering {
  now = 0;
  executionId = '';
  nextId = 0;
  private readonly actions: readonly Action[];
  private readonly limits: WalkLimits;
  /** Asked for, but not met in the history so far. */
  private readonly unrecorded = new Map<number, Scheduled>();
  private readonly openTasks = new Map<number, Settle>();
  private readonly cancelled = new Set<number>();
  private readonly warnings: string[] = [];
  private readonly events = new ExternalEvents((raised, awaited) => {
    this.warn(
      `The event '${raised}' was raised, and '${awaited}' is awaited: the host ignores case in ` +
        `names of events, but durable-functions does not, and will not see it.`,
    );
  });
  private ended = false;
  private section: Extract<Action, { kind: 'lockEntities' }> | null = null;
  private continued: { input: string | null } | null = null;
  private readonly carriedOver: EventOf<'eventRaised'>[] = [];

  constructor(actions: readonly Action[], limits: WalkLimits) {
    this.actions = actions;
    this.limits = limits;
  }

  process(event: HistoryEvent): void {
    switch (event.kind) {
      case 'orchestratorStarted':
        this.now = Math.max(this.now, event.at);
        return;
      case 'executionStarted':
        this.start(event);
        return;
      case 'taskScheduled':
      case 'subOrchestrationCreated':
      case 'timerCreated':
      case 'eventSent':
        this.confirm(event);
        return;
      case 'taskCompleted':
      case 'subOrchestrationCompleted':
        this.settle(event.taskId, { ok: true, result: event.result });
        return;
      case 'taskFailed':
      case 'subOrchestrationFailed':
        this.settle(event.taskId, { ok: false, result: null });
        return;
      case 'timerFired':
        this.cancelled.delete(event.taskId);
        this.settle(event.taskId, SETTLED);
        return;
      case 'eventRaised':
        this.raise(event);
        return;
      case 'orchestratorCompleted':
      case 'executionSuspended':
      case 'executionResumed':
      case 'executionRewound':
      case 'executionCompleted':
    }
  }

  result(): Walked {
    const open = [...this.openTasks.keys()].some((id) => !this.cancelled.has(id));
    return {
      scheduled: [...this.unrecorded.values()],
      cancelledTimers: this.cancelled,
      finished: this.ended && !open,
      continueAsNew: this.continued && { ...this.continued, carriedOver: this.carriedOver },
      warnings: this.warnings,
    };
  }

  open(wanted: Unnumbered, settle: Settle, cancelled = false): number {
    const id = this.record(wanted);
    this.openTasks.set(id, settle);
    if (cancelled) {
      this.cancelled.add(id);
    }
    return id;
  }

  warn(sentence: string): void {
    this.warnings.push(sentence);
  }

  private start({ executionId }: EventOf<'executionStarted'>): void {
    this.executionId = executionId;
    runInOrder(
      this.actions,
      (action, settle) => this.run(action, settle),
      () => {
        this.ended = true;
      },
    );
  }

  private record(wanted: Unnumbered): number {
    const id = this.nextId;
    this.nextId += 1;
    this.unrecorded.set(id, { ...wanted, id });
    return id;
  }

  /** The history has this id: it must be what the orchestrator asked for under it, by now. */
  private confirm(recorded: Scheduled): void {
    const replayed = this.unrecorded.get(recorded.id);
    if (replayed === undefined || described(replayed) !== described(recorded)) {
      throw new NonDeterministicOrchestration(recorded, replayed);
    }
    this.unrecorded.delete(recorded.id);
  }

  private settle(id: number, outcome: Outcome): void {
    const settle = this.openTasks.get(id);
    this.openTasks.delete(id);
    settle?.(outcome);
  }

  private raise(event: EventOf<'eventRaised'>): void {
    if (this.continued !== null) {
      this.carriedOver.push(event);
      return;
    }
    this.events.raise(event.name);
  }

  private run(action: Action, settle: Settle): void {
    const run = (child: Action, settleChild: Settle) => this.run(child, settleChild);
    switch (action.kind) {
      case 'activity':
      case 'subOrchestration':
        runCall(this, action, settle);
        return;
      case 'timer':
        runTimer(this, { ...action, limits: this.limits.timers }, settle);
        return;
      case 'externalEvent':
        this.events.wait(action.name, settle);
        return;
      case 'continueAsNew':
        this.continued = { input: action.input };
        settle(SETTLED);
        return;
      case 'callEntity':
      case 'signalEntity':
      case 'lockEntities':
      case 'releaseEntities':
        this.runOnEntities(action, settle);
        return;
      case 'http':
        runHttp(this, { request: action.request, sleepMs: this.limits.httpSleepMs }, settle);
        return;
      case 'all':
        runAll(action.actions, run, settle);
        return;
      case 'any':
        runAny(action.actions, run, settle);
    }
  }

  private runOnEntities(action: EntityAction, settle: Settle): void {
    switch (action.kind) {
      case 'callEntity':
        this.events.wait(this.send(action, false), settle);
        return;
      case 'lockEntities':
        this.section = action;
        this.record(acquireLocks(action));
        this.events.wait(action.requestId, settle);
        return;
      case 'signalEntity':
        this.send(action, true);
        settle(SETTLED);
        return;
      case 'releaseEntities':
        this.releaseSection();
        settle(SETTLED);
    }
  }

  private releaseSection(): void {
    const { entities = [], requestId = '' } = this.section ?? {};
    entities.forEach((entity) => this.record(releaseLock(entity, requestId)));
    this.section = null;
  }

  /** Answers with the name of the event that brings the answer. */
  private send(
    { target, operation, input }: { target: string; operation: string; input: string | null },
    signal: boolean,
  ): string {
    const requestId = `${this.executionId}:${this.nextId}`;
    this.record({ kind: 'eventSent', target, operation, input, requestId, signal });
    return requestId;
  }
}
