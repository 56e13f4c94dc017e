import { circuitKey, circuitName } from '../fleet';
import { secondsBetween } from '../time';
import { eachCircuit } from './question';
import type { Guard } from './question';

/** A circuit that was rolled back is left alone for a while: what was just changed has to show itself. */
export const coolDown: Guard = ({ targets, pasts, now, incident, policy: { guards } }) => {
  // Who moves forward again what an incident took back need not wait for what that incident did.
  const undone = incident.terms?.forward?.incident;
  const { coolDownMinutes } = guards;
  return eachCircuit(
    targets,
    (target) => {
      const [last] = (pasts.get(circuitKey(target)) ?? [])
        .filter((past) => !past.running && past.incident !== undone)
        .toSorted((a, b) => (a.at < b.at ? 1 : -1));
      const minutes = last ? secondsBetween(last.at, now) / 60 : Infinity;
      return last && minutes < coolDownMinutes
        ? `${circuitName(target)} was rolled back ${Math.max(0, Math.floor(minutes))} min ago by ${last.incident} < ${coolDownMinutes} min cool-down`
        : undefined;
    },
    `every circuit was last rolled back >= ${coolDownMinutes} min ago, or never`,
  );
};
