import type { Circuit, Fleet } from '../../../shared/domain/fleet';

/** Moments in the generator are milliseconds of the epoch; they become text on the way out. */
export type Ms = number;

export const minute = 60_000;
export const hour = 60 * minute;

/** A circuit as the generator knows it: what it is like when nothing is wrong. */
export type Site = Circuit & {
  key: string;
  endpoint: string;
  deployment: string;
  cadence: Ms;
  /** When the first job of the history starts, after its beginning. */
  offset: Ms;
  jobLasts: Ms;
  /** Of its jobs, how many fail for reasons of their own. */
  failureRate: number;
  f1: number;
  f1Noise: number;
  p99Ms: number;
  errorRate: number;
  anomalyRate: number;
  drift: number;
  records: number;
  modelVersion: number;
};

/** What a release changed, when it reached each circuit, and nothing about whether it is any good. */
export type Rollout = {
  id: string;
  /** When the pipeline wrote the metadata: before its first change. */
  at: Ms;
  changes: 'environment' | 'model' | 'both';
  /** When a circuit got it, by key. */
  reached: ReadonlyMap<string, Ms>;
};

/** What goes wrong on circuits from a moment on, whatever its cause. */
export type Trouble = {
  /** By key of the circuit: since when. */
  since: ReadonlyMap<string, Ms>;
  until: Ms;
  /** Probability that a job fails. */
  failsJobs?: number;
  error?: { code: string; message: string };
  /** Added to the share of records that cannot be scored. */
  errorRate?: number;
  f1Drop?: number;
  /** Added to the drop for every hour it lasts. */
  f1DropPerHour?: number;
  p99Times?: number;
  anomalyTimes?: number;
  drift?: number;
};

export type World = {
  name: string;
  fleet: Fleet;
  sites: readonly Site[];
  /** The first row; the 24 hours up to `opens` are the baseline. */
  begins: Ms;
  /** From here on alerts are recorded. */
  opens: Ms;
  closes: Ms;
  rollouts: readonly Rollout[];
  troubles: readonly Trouble[];
};
