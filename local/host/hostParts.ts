import type { TriggeredFunction } from './bindings';
import type { StartArguments } from './command/readCommand';
import type { DurableEngine } from './durable/createDurableEngine';
import type { KeyRing } from './http/keyRing';
import type { RouteTable } from './http/routeTable';
import type { Invoker } from './invoke';
import type { Log } from './log';
import type { Senders } from './serviceBus/openSenders';
import type { Settings } from './settings/readSettings';
import type { SupervisedWorker } from './worker/superviseWorker';

export type HostOptions = StartArguments & {
  write: (text: string) => void;
  /** Called when the host cannot go on: it lost the disk it keeps its state on. */
  onFault: (error: unknown) => void;
};

/** The parts of a host that loaded its app, before any trigger runs. */
export type HostParts = {
  options: HostOptions;
  settings: Settings;
  baseUrl: string;
  log: Log;
  worker: SupervisedWorker;
  functions: readonly TriggeredFunction[];
  routes: RouteTable;
  senders: Senders;
  /** For the triggers; the durable engine has its own, and its runs are waited for by itself. */
  invoker: Invoker;
  /** Undefined when the app has no durable functions. */
  durable: DurableEngine | undefined;
  keys: KeyRing;
  stopping: AbortController;
};
