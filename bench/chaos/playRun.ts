import { setTimeout as pause } from 'node:timers/promises';
import { place, versions } from '../../local/demo/place';
import { waitFor } from '../../local/demo/waitFor';
import { begin } from './begin';
import type { Begun } from './begin';
import { factsOf } from './factsOf';
import { findViolations } from './findViolations';
import type { Facts } from './findViolations';
import { writesSince } from './ledger';
import { killText } from './planKills';
import type { Kill } from './planKills';
import type { Platform } from './platform';
import { storedNow } from './storage';
import { whenUp } from './whenUp';

export type Run = {
  violations: string[];
  /** Circuits that somebody still held a minute after the end. */
  locksLeft: string[];
  /** From the first alert to the end of the incident. */
  seconds: number;
};

const patienceSeconds = 120;
const leaseSeconds = 60;

/**
 * Breaks the fleet of a platform, and kills what is to be killed while Ripcord takes it back. Then
 * holds what came of it against the cloud's own records.
 */
export async function playRun(
  platform: Platform,
  kills: readonly Kill[],
  say: (line: string) => void,
): Promise<Run> {
  const begun = await begin(platform);
  try {
    await killThem(platform, { kills, begun, say });
    // Who was killed after the end comes up again, and must find nothing left to do.
    const facts = await factsOf(platform, begun);
    const violations = findViolations(facts, `${place.environment}:${versions.good}`);
    const held = await heldLocks(platform);
    return held.length === 0
      ? { violations, locksLeft: [], seconds: secondsOf(begun, facts) }
      : {
          violations: [
            ...violations,
            `${held.length} locks are held though the incident has ended`,
          ],
          locksLeft: await locksAfterTheirMinute(platform),
          seconds: secondsOf(begun, facts),
        };
  } catch (error) {
    const seconds = (Date.now() - begun.beganAt) / 1000;
    return { violations: [String(error)], locksLeft: [], seconds };
  }
}

function secondsOf({ beganAt }: Begun, { stored }: Facts): number {
  const ends = stored.incidents.map(({ endedAt = '' }) => Date.parse(endedAt));
  return (Math.max(...ends) - beganAt) / 1000;
}

type Killing = { kills: readonly Kill[]; begun: Begun; say: (line: string) => void };

async function killThem(platform: Platform, { kills, begun, say }: Killing): Promise<void> {
  for (const kill of kills) {
    const { victim, afterWrites, delayMs } = kill;
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await waitForWrites(platform, begun, afterWrites);
    // oxlint-disable-next-line no-await-in-loop -- as above
    await pause(delayMs);
    if (!platform.kill(victim)) {
      say(`${killText(kill)}: not up to be killed`);
    }
  }
}

/** Comes back as soon as the cloud has seen so many of the rollback's writes. */
export async function waitForWrites(
  { cloud, broken }: Platform,
  { mark }: Begun,
  writes: number,
): Promise<void> {
  await waitFor(
    `${writes} writes`,
    async () => {
      const seen = await writesSince(cloud, mark).catch(() => []);
      return seen.length >= writes ? true : undefined;
    },
    { seconds: patienceSeconds, everyMs: 15, unless: broken },
  );
}

/** The locks that are held now. */
export async function heldLocks(platform: Platform): Promise<string[]> {
  const { locks } = await whenUp(platform, () => storedNow(platform.cloud));
  return locks.filter(({ isLeased }) => isLeased).map(({ name }) => name);
}

async function locksAfterTheirMinute(platform: Platform): Promise<string[]> {
  await pause(leaseSeconds * 1000);
  return heldLocks(platform);
}
