import { z } from 'zod';
import { Outcome } from './deployment';
import { Circuit } from './fleet';
import { ReleaseId } from './release';
import { Instant } from './time';

export const IncidentId = z
  .string()
  .regex(/^[A-Za-z0-9][\w.-]{0,69}$/, 'letters, digits, dots, dashes and underscores, at most 70');

/** Why something is done. Goes along on every ask, and onto every log line. */
export const Cause = z.strictObject({ incident: IncidentId });
export type Cause = z.infer<typeof Cause>;

/** Who or what asked for a rollback, for the record. */
const Origin = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('alerts'), firstFiredAt: Instant, alerts: z.int().positive() }),
  z.strictObject({ by: z.literal('person'), name: z.string().optional() }),
  z.strictObject({ by: z.literal('sweep') }),
]);

/** All that belongs together because one cause is blamed for it. */
export const Incident = z.strictObject({
  id: IncidentId,
  /** `open`: a person is needed. `closed`: nothing is left to do. */
  status: z.enum(['rollingBack', 'closed', 'open']),
  kind: z.enum(['environment', 'unexplained', 'drift']),
  release: ReleaseId.optional(),
  origin: Origin,
  reason: z.string(),
  failing: z.array(Circuit),
  openedAt: Instant,
  endedAt: Instant.optional(),
  outcomes: z.array(Outcome).default([]),
  /** What went wrong with the rollback as a whole, if anything. */
  trouble: z.string().optional(),
});
export type Incident = z.infer<typeof Incident>;

/** A release is rolled back by one incident at a time; this says by which. */
export const Claim = z.strictObject({
  release: ReleaseId,
  incident: IncidentId,
  status: z.enum(['held', 'ended']),
});
export type Claim = z.infer<typeof Claim>;

/** The orchestration that carries out an incident's rollback. */
export function rollbackInstance(incident: string): string {
  return `rollback-${incident}`;
}
