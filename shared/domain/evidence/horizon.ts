import type { Policy } from '../policy';
import { minusMinutes, plusSeconds, windowStart } from '../time';
import type { Instant } from '../time';

/** What evidence is asked for: samples after `since`, and whatever a baseline is made of. */
export type Horizon = { since: Instant; asOf: Instant };

/** So much from before the oldest release that may be blamed. */
const beforeMinutes = 360;

/** How far back the rules of a policy look, and its blame, from the last moment whose rows have come in. */
export function horizonOf({ rules, blame, evidence }: Policy, now: Instant): Horizon {
  const asOf = plusSeconds(now, -evidence.ingestionDelaySeconds);
  const reach = rules.map(
    ({ overMinutes, sustained, sampled }) =>
      Math.max(overMinutes, sustained?.minutes ?? 0) + (sampled?.forMinutes ?? 0),
  );
  // Whom a release hit is told from what its circuits were like before it, so that is asked for as well.
  const minutes = Math.max(blame.releaseWithinMinutes + beforeMinutes, ...reach);
  // A minute earlier, for slots end with a whole minute, and so that the first is whole itself.
  return { since: windowStart(minusMinutes(asOf, minutes + 1), 60), asOf };
}

/** The 24 hours before, without the last one: what is wrong now is not to be what is usual. */
export function baselineSpan(asOf: Instant): { after: Instant; until: Instant } {
  return { after: minusMinutes(asOf, 24 * 60), until: minusMinutes(asOf, 60) };
}
