import { z } from 'zod';
import { hasSucceeded, isAmiss } from './deployment';
import type { DeploymentReading, Outcome, PlantReading } from './deployment';
import { circuitName, same } from './fleet';
import { foundText, revisionText, runs } from './revision';
import type { Instant } from './time';

/** One point of the checklist that turns "we wrote it" into "it is so". */
export const Check = z.strictObject({
  name: z.string(),
  result: z.enum(['passed', 'failed', 'notRun']),
  evidence: z.string(),
});
export type Check = z.infer<typeof Check>;

/**
 * Compares every restored target with what the cloud says now. An outcome that does not hold
 * becomes unverified: what cannot be read is not known to be so. `at`: when it was read.
 */
export function verify(
  outcomes: readonly Outcome[],
  readings: ReadonlyMap<string, PlantReading>,
  at?: Instant,
): { outcomes: Outcome[]; checks: Check[] } {
  const verified = outcomes.map((outcome) =>
    outcome.status === 'restored' ? readBack(outcome, readings, at) : outcome,
  );
  return { outcomes: verified, checks: checklist(outcomes, verified) };
}

type Restored = Extract<Outcome, { status: 'restored' }>;

function readBack(
  outcome: Restored,
  readings: ReadonlyMap<string, PlantReading>,
  at: Instant | undefined,
): Outcome {
  const { target, proof } = outcome;
  const reading = readings.get(target.plant);
  if (reading?.status !== 'read') {
    const reason = `could not be read back: ${reading?.reason ?? 'its endpoint was not read'}`;
    return { status: 'unverified', target, reason };
  }
  const found = reading.deployments.find(({ deployment }) => same(deployment, target.deployment));
  const doubt = doubtAbout(outcome, found);
  if (doubt !== undefined) {
    return { status: 'unverified', target, reason: doubt };
  }
  return found?.spec === undefined || at === undefined
    ? outcome
    : { status: 'restored', target, proof: { ...proof, observed: found.spec, observedAt: at } };
}

function doubtAbout(
  { target, proof }: Restored,
  found: DeploymentReading | undefined,
): string | undefined {
  if (!found) {
    return 'gone when read back';
  }
  if (!hasSucceeded(found.state)) {
    return `${found.state} when read back`;
  }
  if (!runs(found, target.to)) {
    return `runs ${foundText(found, target.to)} when read back, not ${revisionText(target.to)}`;
  }
  const isAsWritten =
    proof?.expected === undefined || found.spec === undefined || proof.expected === found.spec;
  return isAsWritten ? undefined : 'some of its settings are not as they were written';
}

/** The checklist: `before` is what the writes came to, `after` what is left of that when read back. */
export function checklist(before: readonly Outcome[], after: readonly Outcome[]): Check[] {
  const written = before.filter(({ status }) => status === 'restored').length;
  const restored = after.filter(({ status }) => status === 'restored').length;
  const missing = after.filter(isAmiss);
  const asPlanned = after.length - missing.length;
  return [
    {
      name: 'every circuit of the plan is as it should be',
      result: missing.length === 0 ? 'passed' : 'failed',
      evidence: `${asPlanned} of ${after.length}${named(missing)}`,
    },
    {
      name: 'environment and model versions match the plan when read back',
      result: verdict(written, restored),
      evidence: `${restored} of ${written} written`,
    },
  ];
}

function verdict(written: number, restored: number): Check['result'] {
  if (written === 0) {
    return 'notRun';
  }
  return restored === written ? 'passed' : 'failed';
}

function named(missing: readonly Outcome[]): string {
  return missing.length === 0
    ? ''
    : `; not: ${missing.map(({ target }) => circuitName(target)).join(', ')}`;
}
