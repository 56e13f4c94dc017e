import { z } from 'zod';
import type { Target, WriteAnswer } from '../deployment';
import { Circuit, circuitKey } from '../fleet';
import { Instant } from '../time';

/** How people steer a rollback that is under way. */
export const Control = z.strictObject({
  /** `takenOver`: a person goes on by hand, so that Ripcord writes nothing more. */
  state: z.enum(['running', 'paused', 'cancelled', 'takenOver']),
  /** Circuits that are to be left as they are. */
  skipped: z.array(Circuit),
  /** Who steered last, when and why. */
  by: z.string().optional(),
  at: Instant.optional(),
  reason: z.string().optional(),
});
export type Control = z.infer<typeof Control>;

export const steady: Control = { state: 'running', skipped: [] };

/** Stops every write of every rollback, until it is lifted. */
export const KillSwitch = z.strictObject({
  on: z.boolean(),
  by: z.string().optional(),
  at: Instant.optional(),
  reason: z.string().optional(),
});
export type KillSwitch = z.infer<typeof KillSwitch>;

/** So long is the leave to write good that was given on what was read; after that it is read again. */
export const leaveSeconds = 1;

/**
 * So long after it is on record a stop is acknowledged: by then every leave that was given before
 * has been used or has run out, and no write starts any more.
 */
export const stopSeconds = 2 * leaveSeconds;

/** Why a target must not be written now; undefined when it may be. */
export function forbids(
  { state, skipped, by = 'a person' }: Control,
  killSwitch: KillSwitch,
  target: Target,
): Extract<WriteAnswer, { status: 'paused' | 'stopped' }> | undefined {
  if (killSwitch.on) {
    return { status: 'stopped', reason: `the kill switch is on${because(killSwitch.reason)}` };
  }
  if (skipped.some((circuit) => circuitKey(circuit) === circuitKey(target))) {
    return { status: 'stopped', reason: `skipped by ${by}`, skipped: true };
  }
  switch (state) {
    case 'running':
      return undefined;
    case 'paused':
      return { status: 'paused' };
    case 'cancelled':
      return { status: 'stopped', reason: `the rollback was cancelled by ${by}` };
    case 'takenOver':
      return { status: 'stopped', reason: `${by} took over` };
  }
}

function because(reason: string | undefined): string {
  return reason === undefined ? '' : `: ${reason}`;
}
