import { z } from 'zod';

const Count = z.coerce.number().int().positive();

/** What is to go wrong on purpose, so that an app can be tried against what Azure may do to it. */
export const FaultPlan = z.strictObject({
  /** Every Nth activity is delivered twice; the first outcome is thrown away. */
  'repeat-activity': Count.optional(),
  /** Every Nth Service Bus message, or batch of them, is handled twice; the first outcome is thrown away. */
  'repeat-message': Count.optional(),
  /** The app's process dies just before the Nth activity reaches it. */
  'crash-before-activity': Count.optional(),
  /** The app's process dies when the Nth activity has had its effect, and its outcome is lost. */
  'crash-after-activity': Count.optional(),
  /** The host dies with its Nth transaction not committed … */
  'kill-before-commit': Count.optional(),
  /** … or just committed. */
  'kill-after-commit': Count.optional(),
  /** Every transaction takes this many milliseconds more. */
  'slow-store': Count.max(10_000).optional(),
});
export type FaultPlan = z.infer<typeof FaultPlan>;

/** Reads `name=number,name=number`. Throws with what is wrong with it and what there is. */
export function readFaultPlan(text: string): FaultPlan {
  const pairs = text.split(',').map((pair) => pair.split('=', 2));
  const plan = FaultPlan.safeParse(Object.fromEntries(pairs));
  if (!plan.success) {
    const names = Object.keys(FaultPlan.shape).join(', ');
    throw new Error(
      `--faults ${text}: ${z.prettifyError(plan.error)}\nExpected name=number, names are ${names}`,
    );
  }
  return plan.data;
}
