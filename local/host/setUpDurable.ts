import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TriggeredFunction } from './bindings';
import { createDurableEngine } from './durable/createDurableEngine';
import type { DurableEngine } from './durable/createDurableEngine';
import { durableOptions } from './durableOptions';
import { plannedCrashes } from './faults/crashingWorker';
import { storeFaults } from './faults/storeFaults';
import { needsDurable } from './functionBindings';
import type { HostOptions } from './hostParts';
import type { Invoker } from './invoke';
import type { Log } from './log';
import { createTokenSource } from './managedIdentity';
import type { Settings } from './settings/readSettings';
import type { AppProcess } from './worker/startAppProcess';
import type { SupervisedWorker } from './worker/superviseWorker';
import type { Worker } from './worker/types';

export type DurableSetup = {
  options: HostOptions;
  settings: Settings;
  worker: SupervisedWorker;
  functions: readonly TriggeredFunction[];
  invoker: Invoker;
  /** Goes into the management URLs; undefined where nobody asks for it. */
  systemKey: string | undefined;
  log: Log;
};

const category = 'Host.Triggers.DurableTask';
const levels = { info: 'information', warn: 'warning', error: 'error' } as const;

/** Makes the durable engine an app needs, not started yet; undefined for an app without. */
export function setUpDurable(setup: DurableSetup): DurableEngine | undefined {
  const { options, settings, worker, functions, systemKey, log } = setup;
  if (!functions.some(needsDurable)) {
    return undefined;
  }
  mkdirSync(options.stateDir, { recursive: true });
  const engine = createDurableEngine({
    worker: workerOf(setup),
    storeFile: join(options.stateDir, 'durable.sqlite'),
    options: { ...durableOptions(settings), systemKey },
    tokenFor: createTokenSource(settings.app),
    log: (level, message) => log(levels[level], category, message),
    onFault: options.onFault,
    faults: storeFaults(options.faults, () => process.kill(process.pid, 'SIGKILL')),
  });
  worker.onReplaced(() => engine.workerReplaced());
  return engine;
}

/** What the engine takes for a worker: one process of the app, whose runs the host logs. */
function workerOf({ options, worker, functions, invoker }: DurableSetup): () => Worker {
  const names = new Set(functions.map(({ name }) => name));
  const known = new WeakMap<AppProcess, Worker>();
  const crashes = plannedCrashes(options.faults);
  return () => {
    const app = worker.latest();
    const whole: Worker = {
      functions: app.functions.filter(({ name }) => names.has(name)),
      invoke: async (invocation) => invoker.invoke(invocation, { reason: '(null)', worker: app }),
    };
    const made = known.get(app) ?? crashes.around(whole, () => app.kill());
    known.set(app, made);
    return made;
  };
}
