import type { Begun } from './begin';
import { endOf } from './endOf';
import type { Facts } from './findViolations';
import { heldNow, operationsSince } from './ledger';
import type { Platform } from './platform';
import { whenUp } from './whenUp';

/** Waits for the end of a run, and reads from the cloud what came of it. */
export async function factsOf(platform: Platform, begun: Begun): Promise<Facts> {
  const { cloud } = platform;
  const { before, mark, accepted } = begun;
  const stored = await endOf(platform);
  const after = await whenUp(platform, () => heldNow(cloud));
  const operations = await whenUp(platform, () => operationsSince(cloud, mark));
  return { before, after, operations, stored, accepted };
}
