import { setTimeout as pause } from 'node:timers/promises';
import type { Worker } from '../worker/types';
import { Activities } from './engine/activities';
import { systemClock } from './engine/clock';
import type { Clock } from './engine/clock';
import { Endings } from './engine/endings';
import { defaultEngineOptions } from './engine/engineOptions';
import type { EngineOptions } from './engine/engineOptions';
import type { EngineParts } from './engine/engineParts';
import { EntityOperations } from './engine/entities';
import { LiveInstances } from './engine/liveInstances';
import type { Log } from './engine/log';
import { Mail } from './engine/mail';
import { Orchestrations } from './engine/orchestrations';
import { noTokens } from './engine/tokenSource';
import type { TokenSource } from './engine/tokenSource';
import { TimerService } from './engine/timerService';
import { WorkerGate } from './engine/workerGate';
import type { ManagementRequest, ManagementResponse } from './management/exchange';
import { clientBindingData } from './management/links';
import { routeManagement } from './management/routeManagement';
import { DurableStore } from './store/durableStore';
import type { Faults } from './store/durableStore';

export type DurableEngineSetup = {
  /** The worker there is now; it may be another one after a crash. */
  worker: () => Worker;
  /** A path, or `:memory:`. */
  storeFile: string;
  options?: Partial<EngineOptions>;
  clock?: Clock;
  log: Log;
  /** Told when the store fails: the engine has stopped working then, and nothing was lost. */
  onFault?: (error: unknown) => void;
  /** Where `callHttp` gets the tokens that it is asked to send. */
  tokenFor?: TokenSource;
  faults?: Faults;
};

export type DurableEngine = {
  /** Takes up all that was pending when the store was last closed, or its process died. */
  start(): void;

  /**
   * Begins nothing more, gives what runs `drainMs` (10 s if not said) to end, and closes the store.
   * What has not ended by then runs again after the next start.
   */
  stop(drainMs?: number): Promise<void>;

  /**
   * There is a new worker: work that the lost one left is given to it at once. Without being told,
   * the engine tries again after a quarter of a second.
   */
  workerReplaced(): void;

  /** The value of a `durableClient` input binding; the origin is scheme and authority only. */
  clientBindingData(origin: string): string;

  /** Answers a request to the HTTP API of Durable Functions. */
  handleManagement(request: ManagementRequest): Promise<ManagementResponse>;
};

/**
 * Makes an engine that runs the orchestrations, activities and entities of a durable-functions 3
 * app, keeping their state in one SQLite file.
 *
 * Death of the process at any point loses nothing: an episode and all that follows from it are one
 * transaction, and only activities and episodes whose outcome was not committed are run again.
 */
export function createDurableEngine(setup: DurableEngineSetup): DurableEngine {
  return new Engine(setup);
}

class Engine implements DurableEngine {
  private readonly parts: EngineParts;
  private readonly orchestrations: Orchestrations;
  private readonly activities: Activities;
  private readonly timers: TimerService;
  private readonly entities: EntityOperations;
  private readonly endings = new Endings();
  private state: 'new' | 'running' | 'stopped' = 'new';

  constructor({ worker, storeFile, log, onFault, faults, ...setup }: DurableEngineSetup) {
    const options = { ...defaultEngineOptions, ...setup.options };
    const store = new DurableStore(storeFile, faults);
    const live = new LiveInstances(store, options.maxLiveInstances);
    const mail = new Mail(store, live, (instance) => this.orchestrations.wake(instance));
    const fail = (error: unknown): void => {
      if (this.state === 'stopped') {
        return;
      }
      this.halt();
      log('error', `The durable engine stopped: ${String(error)}`);
      onFault?.(error);
    };
    this.parts = {
      store,
      live,
      mail,
      gate: new WorkerGate(worker, () => this.carryOn()),
      clock: setup.clock ?? systemClock,
      tokenFor: setup.tokenFor ?? noTokens,
      log,
      options,
      signals: {
        activitiesQueued: () => this.activities.queued(),
        timerSet: (fireAt) => this.timers.note(fireAt),
        entityCalled: (entityId) => this.entities.wake(entityId),
        instanceEnded: (instanceId) => this.endings.tell(instanceId),
      },
    };
    this.orchestrations = new Orchestrations(this.parts, fail);
    this.activities = new Activities(this.parts, fail);
    this.timers = new TimerService(this.parts, fail);
    this.entities = new EntityOperations(this.parts, fail);
  }

  start(): void {
    if (this.state !== 'new') {
      throw new Error(`A durable engine is started once; this one is ${this.state}`);
    }
    this.state = 'running';
    this.parts.mail.deliverAll();
    this.timers.start();
    this.activities.pump();
    this.entities.start();
  }

  async stop(drainMs = 10_000): Promise<void> {
    this.halt();
    const deadline = performance.now() + drainMs;
    while (!this.isIdle && performance.now() < deadline) {
      await pause(5);
    }
    this.parts.store.close();
  }

  workerReplaced(): void {
    this.parts.gate.open();
  }

  clientBindingData(origin: string): string {
    return clientBindingData({ ...this.parts.options, origin });
  }

  async handleManagement(request: ManagementRequest): Promise<ManagementResponse> {
    if (this.state !== 'running') {
      return { status: 503, headers: {}, body: '' };
    }
    const { parts: engine, entities, endings } = this;
    return routeManagement({ engine, entities, endings }, request);
  }

  private get isIdle(): boolean {
    const workers = [this.orchestrations, this.activities, this.entities, this.parts.mail];
    return workers.every(({ isIdle }) => isIdle);
  }

  private carryOn(): void {
    this.orchestrations.pump();
    this.activities.pump();
    this.entities.pump();
  }

  /** Begins nothing more. */
  private halt(): void {
    this.state = 'stopped';
    this.orchestrations.stop();
    this.activities.stop();
    this.timers.stop();
    this.entities.stop();
    this.parts.gate.close();
    this.endings.tellAll();
  }
}
