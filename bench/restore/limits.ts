import type { ProfileName } from '../../local/cloud/machineLearning/throttle/profiles';
import { profiles } from '../../local/cloud/machineLearning/throttle/profiles';

/** What a profile lets one identity write of deployments: so many at once, so many more a second. */
export type WriteLimit = { burst: number; perSecond: number };

/** Undefined when a profile does not count writes. Seconds are the service's own. */
export function writeLimitOf(profile: ProfileName): WriteLimit | undefined {
  const { deploymentWrites, writes } = profiles[profile].budgets;
  const budget = deploymentWrites ?? writes;
  return budget && { burst: budget.capacity, perSecond: budget.perSecond };
}

/** Enough for any fleet: the most that a policy needs to say where nothing is counted. */
const unlimited: WriteLimit = { burst: 100_000, perSecond: 1_000 };

/**
 * The policy's section as an operator writes it who knows the limits. Minutes of the policy are
 * real ones, so that a service that is `speed` times as fast lets so much more through in each.
 */
export function restorePolicy(profile: ProfileName, speed: number): Record<string, unknown> {
  const { burst, perSecond } = writeLimitOf(profile) ?? unlimited;
  return {
    pollSeconds: Math.max(0.05, 10 / speed),
    operationTimeoutMinutes: Math.max(0.5, 30 / speed),
    writes: { burst, perMinute: perSecond * 60 * speed },
  };
}
