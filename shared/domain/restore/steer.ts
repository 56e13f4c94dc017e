import { z } from 'zod';
import { Circuit, circuitKey } from '../fleet';
import type { Instant } from '../time';
import type { Control } from './control';

/** What people may say to a rollback that is under way. */
export const Steering = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('pause') }),
  z.strictObject({ action: z.literal('resume') }),
  z.strictObject({ action: z.literal('cancel') }),
  z.strictObject({ action: z.literal('take-over') }),
  z.strictObject({ action: z.literal('skip'), circuit: Circuit }),
]);
export type Steering = z.infer<typeof Steering>;

/** Who says it, when and why. */
export type Hand = { by?: string; at: Instant; reason?: string };

export type Steered = { steered: Control } | { refused: string };

/**
 * What becomes of a rollback's control by what somebody says. Saying the same twice is saying it
 * once; what was cancelled or taken over does not begin again, as others may be at work by now.
 */
export function steer(control: Control, steering: Steering, hand: Hand): Steered {
  const isOver = control.state === 'cancelled' || control.state === 'takenOver';
  switch (steering.action) {
    case 'pause':
    case 'resume':
      return isOver
        ? {
            refused: `it was ${control.state === 'cancelled' ? 'cancelled' : 'taken over'} already`,
          }
        : moved(control, steering.action === 'pause' ? 'paused' : 'running', hand);
    case 'cancel':
      return control.state === 'takenOver'
        ? { refused: 'it was taken over already' }
        : moved(control, 'cancelled', hand);
    case 'take-over':
      return control.state === 'cancelled'
        ? { refused: 'it was cancelled already' }
        : moved(control, 'takenOver', hand);
    case 'skip':
      return { steered: { ...control, ...hand, skipped: withCircuit(control, steering.circuit) } };
  }
}

function moved(control: Control, state: Control['state'], hand: Hand): Steered {
  return { steered: control.state === state ? control : { ...control, ...hand, state } };
}

function withCircuit({ skipped }: Control, circuit: Circuit): Circuit[] {
  const isKnown = skipped.some((one) => circuitKey(one) === circuitKey(circuit));
  return isKnown ? skipped : [...skipped, circuit];
}
