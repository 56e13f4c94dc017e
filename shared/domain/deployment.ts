import { z } from 'zod';
import { Circuit } from './fleet';
import { Revision } from './revision';
import { Instant } from './time';

/** One deployment to take back, and where it stands and is to stand. */
export const Target = z.strictObject({
  ...Circuit.shape,
  endpoint: z.string().min(1),
  deployment: z.string().min(1),
  /** What it was planned from: whoever finds it otherwise leaves it alone. */
  from: Revision,
  /** Without a model, the model stays as it is. */
  to: Revision,
});
export type Target = z.infer<typeof Target>;

/**
 * The hash of a whole deployment as it is written or read back, without what the service sets by
 * itself: two that are alike in every setting have the same.
 */
const SpecHash = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256: 64 digits 0-9 and a-f');

/** What Azure ML says of a deployment: Azure's own states, of which new ones may come. */
export const DeploymentReading = z.strictObject({
  deployment: z.string(),
  /** In the short form where there is one; empty when the service names none. */
  environment: z.string(),
  /** In the short form as well; absent when the service names none. */
  model: z.string().optional(),
  /** Of its tags, those that pipelines and Ripcord leave about what it ran before. */
  tags: z.record(z.string(), z.string()).optional(),
  state: z.string(),
  spec: SpecHash.optional(),
});
export type DeploymentReading = z.infer<typeof DeploymentReading>;

/** All deployments of one endpoint, from one list call. */
export const PlantReading = z.discriminatedUnion('status', [
  z.strictObject({
    status: z.literal('read'),
    deployments: z.array(DeploymentReading),
    /** Why an operation failed, by deployment, for those that were asked about. */
    failures: z.record(z.string(), z.string()).default({}),
  }),
  z.strictObject({ status: z.literal('gone'), reason: z.string() }),
  z.strictObject({ status: z.literal('unavailable'), reason: z.string() }),
]);
export type PlantReading = z.infer<typeof PlantReading>;

/** What became of the attempt to start one write. */
export const WriteAnswer = z.discriminatedUnion('status', [
  z.strictObject({
    status: z.literal('started'),
    /** Where the operation can be asked about; absent when it was found running already. */
    operation: z.url().optional(),
    /** What was written; absent as well when it was found running. */
    expected: SpecHash.optional(),
    /** Writes the service said are left, if it said. */
    remaining: z.int().nonnegative().optional(),
  }),
  /** `byUs`: this incident wrote it, and a crash hid the answer. */
  z.strictObject({ status: z.literal('alreadyThere'), byUs: z.boolean() }),
  /** Somebody else has changed it since the plan was made: not ours to overwrite. */
  z.strictObject({ status: z.literal('changed'), found: z.string() }),
  z.strictObject({ status: z.literal('gone') }),
  z.strictObject({ status: z.literal('busy') }),
  z.strictObject({
    status: z.literal('throttled'),
    retryAfterSeconds: z.number().min(0).max(3600),
  }),
  z.strictObject({ status: z.literal('unavailable'), reason: z.string() }),
  z.strictObject({ status: z.literal('refused'), reason: z.string() }),
  /** Another incident holds the circuit's lock. */
  z.strictObject({ status: z.literal('locked'), by: z.string() }),
  /** A person holds the rollback for now. */
  z.strictObject({ status: z.literal('paused') }),
  /** Nothing more is to be written: cancelled, skipped, or the kill switch is on. */
  z.strictObject({
    status: z.literal('stopped'),
    reason: z.string(),
    /** It is this circuit alone that somebody wants left as it is. */
    skipped: z.literal(true).optional(),
  }),
]);
export type WriteAnswer = z.infer<typeof WriteAnswer>;

/** What shows that a circuit runs what was written: absent where a crash hid the answer. */
export const Proof = z.strictObject({
  operation: z.string().optional(),
  expected: SpecHash.optional(),
  observed: SpecHash.optional(),
  observedAt: Instant.optional(),
});
export type Proof = z.infer<typeof Proof>;

/** The four ends a circuit of a rollback can come to; there is no fifth. */
export const Outcome = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('restored'), target: Target, proof: Proof.optional() }),
  z.strictObject({
    status: z.literal('untouched'),
    target: Target,
    reason: z.string(),
    /** It was to be written, and the whole rollback was stopped before: it is not as it should be. */
    stopped: z.literal(true).optional(),
  }),
  z.strictObject({ status: z.literal('unverified'), target: Target, reason: z.string() }),
  z.strictObject({ status: z.literal('failed'), target: Target, reason: z.string() }),
]);
export type Outcome = z.infer<typeof Outcome>;

/** Whether a circuit is not, or not known to be, as the rollback was to leave it. */
export function isAmiss(outcome: Outcome): boolean {
  switch (outcome.status) {
    case 'restored':
      return false;
    case 'untouched':
      return outcome.stopped === true;
    case 'unverified':
    case 'failed':
      return true;
  }
}

const terminal = new Set(['succeeded', 'failed', 'canceled']);

/** Azure names several states in which an operation runs, and may name more. */
export function isSettled(state: string): boolean {
  return terminal.has(state.toLowerCase());
}

export function hasSucceeded(state: string): boolean {
  return state.toLowerCase() === 'succeeded';
}
