import { quarantineOf } from '../quarantine';
import type { Quarantine } from '../quarantine';
import { sameRevision } from '../revision';
import type { CircuitHistory, Period } from './history';

/**
 * How a revision stands: the one that runs, one that was rolled back, one that could be gone back
 * to, or an older one that nothing is known of.
 */
export type Standing = 'production' | 'rolledBack' | 'candidate' | 'archived';

/** The periods of a history, each with how its revision stands today. */
export function standings(
  { periods }: CircuitHistory,
  quarantine: Quarantine,
): (Period & { standing: Standing })[] {
  const [newest] = periods;
  return periods.map((period) => {
    const { revision, healthy } = period;
    if (newest && sameRevision(revision, newest.revision)) {
      return { ...period, standing: 'production' };
    }
    if (quarantineOf(quarantine, revision).length > 0) {
      return { ...period, standing: 'rolledBack' };
    }
    return { ...period, standing: healthy ? 'candidate' : 'archived' };
  });
}
