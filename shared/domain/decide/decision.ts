import { z } from 'zod';
import { Circuit } from '../fleet';
import { Rule } from '../policy/rule';
import { Blamed, RollbackKind } from './blamed';
import { Explanation } from './explanation';

/** Why Ripcord holds still and calls a person, though something is wrong. */
export const Hold = z.enum([
  /** Something fails, and no release is young enough to be its cause. */
  'noRelease',
  /** There are releases, and none of them explains what fails well enough. */
  'unexplained',
  /** Circuits fail as well that nobody blamed has changed. */
  'unchangedFail',
  /** What the fleet rests on is out of order. */
  'dependencyDown',
  /** Many alerts, and nothing measured that bears them out. */
  'alertsAlone',
  /** Circuits fail, but no more than they usually do. */
  'asUsual',
  /** What the alerts say could not be measured. */
  'unmeasured',
  /** What would be rolled back was rolled back already. */
  'rolledBack',
  /** The alerts could not be judged at all. */
  'fault',
]);
export type Hold = z.infer<typeof Hold>;

const common = {
  /** In a sentence, for the person who asks later. */
  reason: z.string(),
  /** Circuits that it is about. */
  failing: z.array(Circuit),
  explanation: Explanation,
};

/** What may yet show, in a sentence: while the alerts stand, another look may come to more. */
const undecided = z.string().optional();

/** As far as a rule of a lesser class goes, and never further. */
const lesser = <Action extends 'alert' | 'restart' | 'investigate'>(action: Action) =>
  z.strictObject({
    action: z.literal(action),
    rules: z.array(z.string()).min(1),
    ...common,
    undecided,
  });

/** What to do about a window of alerts, and why. */
export const Decision = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('ignore'), ...common, undecided }),
  lesser('alert'),
  lesser('restart'),
  lesser('investigate'),
  /** Something is wrong that Ripcord must not mend by itself: a person decides. */
  z.strictObject({
    action: z.literal('escalate'),
    /** `unknown`: asking again may yet help. */
    evidence: z.enum(['measured', 'unknown']),
    hold: Hold,
    ...common,
    undecided,
  }),
  z.strictObject({
    action: z.literal('rollBack'),
    kind: RollbackKind,
    blamed: z.array(Blamed).min(1),
    urgency: Rule.shape.urgency,
    ...common,
  }),
]);
export type Decision = z.infer<typeof Decision>;
