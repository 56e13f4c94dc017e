import { seededRandom } from '../clock/random';
import { fullBucket, takeToken } from '../clock/tokenBucket';
import type { Bucket, Budget } from '../clock/tokenBucket';
import { profiles } from './profiles';
import type { ProfileName, Scope } from './profiles';

/** Whose budget a call is taken from. */
export type Claim = { principalId: string; subscriptionId: string; scope: Scope };

export type Admission =
  | { result: 'admitted'; headers: Record<string, string> }
  | { result: 'throttled'; scope: Scope; retryAfterSeconds: number }
  | { result: 'unavailable'; retryAfterSeconds: number }
  | { result: 'reset' };

type Trouble = Exclude<Admission, { result: 'admitted' }>['result'];

const troubles: readonly Trouble[] = ['throttled', 'unavailable', 'reset'];

/**
 * Decides who is let through under the profile in force. It holds no clock: the time of each call
 * is handed to it, and budgets come back `speed` times as fast as the service's own.
 */
export class Throttle {
  private readonly speed: number;
  private readonly seed: number;
  private buckets = new Map<string, Bucket>();
  private random;
  private name: ProfileName;

  constructor({ speed, seed, profile }: { speed: number; seed: number; profile: ProfileName }) {
    this.speed = speed;
    this.seed = seed;
    this.name = profile;
    this.random = seededRandom(seed);
  }

  get profile(): ProfileName {
    return this.name;
  }

  /** Puts another profile in force; every budget starts full, and the storm from its seed. */
  use(profile: ProfileName): void {
    this.name = profile;
    this.buckets = new Map();
    this.random = seededRandom(this.seed);
  }

  admit({ principalId, subscriptionId, scope }: Claim, now: number): Admission {
    const { budgets, trouble } = profiles[this.name];
    if (trouble > 0 && this.random() < trouble) {
      return this.strike(scope);
    }

    const limited = scope === 'deploymentWrites' && !budgets[scope] ? 'writes' : scope;
    const budget = budgets[limited];
    if (!budget) {
      return { result: 'admitted', headers: {} };
    }
    const key = `${limited} ${principalId} ${subscriptionId.toLowerCase()}`;
    return this.take({ key, scope: limited, budget }, now);
  }

  private take(
    { key, scope, budget }: { key: string; scope: Scope; budget: Budget },
    now: number,
  ): Admission {
    const scaled = { ...budget, perSecond: budget.perSecond * this.speed };
    const taking = takeToken(this.buckets.get(key) ?? fullBucket(scaled, now), scaled, now);
    this.buckets.set(key, taking.bucket);
    if (!taking.granted) {
      return { result: 'throttled', scope, retryAfterSeconds: taking.retryAfterSeconds };
    }
    const counted = scope === 'deploymentWrites' ? 'resource-requests' : scope;
    const header = `x-ms-ratelimit-remaining-subscription-${counted}`;
    return { result: 'admitted', headers: { [header]: String(taking.remaining) } };
  }

  private strike(scope: Scope): Admission {
    const result = troubles[Math.floor(this.random() * troubles.length)] ?? 'reset';
    switch (result) {
      case 'throttled':
        return { result, scope, retryAfterSeconds: 1 };
      case 'unavailable':
        return { result, retryAfterSeconds: 1 };
      case 'reset':
        return { result };
    }
  }
}
