import type { DatabaseSync } from 'node:sqlite';
import type { AlertStore } from './alerts/alertStore';
import type { Behaviour } from './behaviour';
import type { Random } from './clock/random';
import type { Latency } from './clock/latency';
import type { JobStore } from './jobs/jobStore';
import type { KeyStore } from './store/keyStore';
import type { OperationStore } from './store/operationStore';
import type { ResourceStore } from './store/resourceStore';
import type { SettingStore } from './store/settingStore';

/** What the handlers of calls work on. */
export type Simulation = {
  readonly scope: Scope;
  readonly behaviour: Behaviour;
  readonly speed: number;
  /** Holds a folder for each datastore, unless the settings name another directory. */
  readonly datastores: string;
  readonly database: DatabaseSync;
  readonly resources: ResourceStore;
  readonly operations: OperationStore;
  readonly jobs: JobStore;
  readonly alerts: AlertStore;
  readonly keys: KeyStore;
  readonly settings: SettingStore;
  /** Keys of the resources that a write in its synchronous part holds. */
  readonly held: Set<string>;
  /** Where the API is reached, as in `https://127.0.0.1:8443`. */
  readonly origin: string;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Seconds of the service's own time, at a moment in milliseconds since the epoch. */
  serviceSeconds: (at: number) => number;
  random: Random;
  /** Waits as long as the service takes for something; rejects when the simulator closes. */
  take: (latency: Latency) => Promise<void>;
  /** How many real milliseconds an operation will run. */
  durationMs: (latency: Latency) => number;
};

/** What of Azure there is, in one location: a subscription, and others that containers lie in. */
export type Scope = {
  readonly subscriptionId: string;
  /** Where identities are; undefined if the settings do not say. */
  readonly tenantId: string | undefined;
  readonly location: string;
  readonly workspaces: readonly Container[];
  readonly registries: readonly Container[];
};

/** A workspace or a registry. */
export type Container = {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly name: string;
};
