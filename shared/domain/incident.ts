import { z } from 'zod';
import { Blamed, RollbackKind } from './decide/blamed';
import { Explanation } from './decide/explanation';
import { Severity } from './alert/severity';
import { Outcome } from './deployment';
import { Circuit } from './fleet';
import { Assessment } from './impact/assessment';
import { RollbackTerms } from './plan/terms';
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
  /** What is rolled back, or else what kind of attention it asks of a person. */
  kind: z.enum([
    ...RollbackKind.options,
    'alert',
    'restart',
    'investigate',
    'unexplained',
    'drift',
  ]),
  release: ReleaseId.optional(),
  /** What is taken back; without it, the environment of the whole release. */
  blamed: z.array(Blamed).min(1).optional(),
  terms: RollbackTerms.optional(),
  origin: Origin,
  reason: z.string(),
  /** Why it was decided so, where it was decided by itself. */
  explanation: Explanation.optional(),
  failing: z.array(Circuit),
  /** The worst of its alerts. */
  severity: Severity.optional(),
  /** How far it reaches, as it was known before anything was done. */
  assessment: Assessment.optional(),
  openedAt: Instant,
  endedAt: Instant.optional(),
  outcomes: z.array(Outcome).default([]),
  /** What went wrong with the rollback as a whole, if anything. */
  trouble: z.string().optional(),
});
export type Incident = z.infer<typeof Incident>;

/** What an incident takes back; nothing where no release is to blame. */
export function blamedIn({ blamed, release }: Pick<Incident, 'blamed' | 'release'>): Blamed[] {
  const whole = release && {
    release,
    kind: 'environment' as const,
    scope: { of: 'release' as const },
  };
  return blamed ?? (whole ? [whole] : []);
}

/** A release is rolled back by one incident at a time; this says by which. */
export const Claim = z.strictObject({
  release: ReleaseId,
  incident: IncidentId,
  /** `free`: let go of before anything was done. */
  status: z.enum(['held', 'ended', 'free']),
});
export type Claim = z.infer<typeof Claim>;

/** The orchestration that carries out an incident's rollback. */
export function rollbackInstance(incident: string): string {
  return `rollback-${incident}`;
}
