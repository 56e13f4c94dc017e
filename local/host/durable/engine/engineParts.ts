import type { DurableStore } from '../store/durableStore';
import type { Clock } from './clock';
import type { EngineOptions } from './engineOptions';
import type { LiveInstances } from './liveInstances';
import type { Log } from './log';
import type { Mail } from './mail';
import type { TokenSource } from './tokenSource';
import type { WorkerGate } from './workerGate';

/** What the parts of the engine share. */
export type EngineParts = {
  store: DurableStore;
  live: LiveInstances;
  mail: Mail;
  gate: WorkerGate;
  clock: Clock;
  tokenFor: TokenSource;
  log: Log;
  options: EngineOptions;
  signals: Signals;
};

/** What a commit has to tell those who carry on from it. */
export type Signals = {
  activitiesQueued(): void;
  timerSet(fireAt: number): void;
  entityCalled(entityId: string): void;
  instanceEnded(instanceId: string): void;
};
