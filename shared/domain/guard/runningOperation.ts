import { circuitKey, circuitName } from '../fleet';
import { eachCircuit } from './question';
import type { Guard } from './question';

/**
 * A circuit that another rollback is at is left to it. What else runs on a deployment is looked
 * for at each write, which waits until Azure ML has ended it.
 */
export const runningOperation: Guard = ({ targets, pasts }) =>
  eachCircuit(
    targets,
    (target) => {
      const other = pasts.get(circuitKey(target))?.find(({ running }) => running);
      return (
        other &&
        `${circuitName(target)} is being rolled back by ${other.incident}: 1 rollback under way > 0`
      );
    },
    'no other rollback is at any of the circuits',
  );
