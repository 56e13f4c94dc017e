import { z } from 'zod';
import type { Budget } from '../clock/tokenBucket';

export const ProfileName = z.enum(['none', 'arm', 'provider', 'strict', 'storm']);
export type ProfileName = z.infer<typeof ProfileName>;

/** What a call counts against: Resource Manager's three buckets, or the provider's own. */
export type Scope = 'reads' | 'writes' | 'deletes' | 'deploymentWrites';

export type Profile = {
  /** Per principal and subscription. A scope without a budget is not limited. */
  budgets: Readonly<Partial<Record<Scope, Budget>>>;
  /** The share of calls that meet a passing 429, 503 or broken connection. */
  trouble: number;
};

/** Resource Manager's token buckets per subscription, region and principal since 2024. */
const arm = {
  reads: { capacity: 250, perSecond: 25 },
  writes: { capacity: 200, perSecond: 10 },
  deletes: { capacity: 200, perSecond: 10 },
};

/**
 * The provider replaces Resource Manager's write budget for batch deployments: recordings show 24
 * left after a first PUT. That 25 come back in a minute is an assumption.
 */
const deploymentWrites = { capacity: 25, perSecond: 25 / 60 };

export const profiles: Readonly<Record<ProfileName, Profile>> = {
  none: { budgets: {}, trouble: 0 },
  arm: { budgets: arm, trouble: 0 },
  provider: { budgets: { ...arm, deploymentWrites }, trouble: 0 },
  strict: {
    budgets: { ...arm, deploymentWrites: { capacity: 5, perSecond: 5 / 10 } },
    trouble: 0,
  },
  storm: { budgets: {}, trouble: 0.1 },
};
