import { z } from 'zod';
import { Circuit } from '../fleet';
import { Instant } from '../time';
import { Ending } from './receipt';
import { Severity } from './severity';

/** Which parts of the fleet alerts speak of. */
const Alarmed = z.strictObject({
  circuits: z.array(Circuit),
  plants: z.array(z.string()),
  wholeFleet: z.boolean(),
});
export type Alarmed = z.infer<typeof Alarmed>;

/**
 * What a window of alerts comes to, in a size that does not grow with the storm: who alarms, by
 * which rules, since when, and what else is known of the hour. The receipts stay in storage.
 */
export const Folded = z.strictObject({
  ...Alarmed.shape,
  firstFiredAt: Instant.optional(),
  /** How many alerts stand, repeats not counted: their fate depends on the decision. */
  standing: z.int().nonnegative(),
  /** The worst of those that stand. */
  severity: Severity.optional(),
  /** The alert rules of those that stand, as the policy spells them. */
  rules: z.array(z.string()).default([]),
  /** The same rule by rule. */
  alarms: z.array(z.strictObject({ rule: z.string(), ...Alarmed.shape })).default([]),
  /** Distinct alerts about the fleet that fired in the hour before the window closed, whether they stand or not. */
  firedLastHour: z.int().nonnegative().default(0),
  /** What the fleet rests on and is known to be out of order, in words for people. */
  dependenciesDown: z.array(z.string()).default([]),
});
export type Folded = z.infer<typeof Folded>;

/** What is known when nothing could be gathered. */
export const nothingGathered: Folded = Folded.parse({
  circuits: [],
  plants: [],
  wholeFleet: false,
  standing: 0,
});

/** A window's picture, and its receipts: those whose fate depends on the decision, and the others' endings. */
export const WindowFold = z.strictObject({
  folded: Folded,
  standing: z.array(z.string()),
  settled: z.array(Ending),
});
export type WindowFold = z.infer<typeof WindowFold>;
