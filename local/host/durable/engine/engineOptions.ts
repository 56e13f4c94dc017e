import type { WalkLimits } from '../walk/walked';
import type { Versioning } from './versioning';

export type EngineOptions = {
  maxConcurrentActivityFunctions: number;
  maxConcurrentOrchestratorFunctions: number;
  hubName: string;
  /** The version of orchestrations that are started without one. */
  defaultVersion: string | null;
  versioning: Versioning;
  limits: WalkLimits;
  /** A start under the id of an orchestration that runs takes its place, instead of being refused. */
  replacesRunning: boolean;
  /**
   * Fails an orchestration that calls a function the app does not have. The product logs an error
   * and lets it wait for ever.
   */
  strictUnknownActivities: boolean;
  /** How many orchestrations are kept in memory while they wait. */
  maxLiveInstances: number;
  /** Sent as `code` in the management URLs, where the host asks for a key. */
  systemKey: string | undefined;
};

const DAY_MS = 86_400_000;

/** As the product has them, for a host of two cores. */
export const defaultEngineOptions: EngineOptions = {
  maxConcurrentActivityFunctions: 20,
  maxConcurrentOrchestratorFunctions: 20,
  hubName: 'TestHubName',
  defaultVersion: null,
  versioning: { version: '', match: 'None', onMismatch: 'Reject' },
  replacesRunning: false,
  limits: { timers: { maxShortMs: 6 * DAY_MS, segmentMs: 3 * DAY_MS }, httpSleepMs: 30_000 },
  strictUnknownActivities: false,
  maxLiveInstances: 1000,
  systemKey: undefined,
};
