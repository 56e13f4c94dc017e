import { setTimeout as pause } from 'node:timers/promises';
import { alertsOf } from '../../local/demo/alerts';
import { place, versions } from '../../local/demo/place';
import { playAlerts } from '../../local/demo/playAlerts';
import { brokenImage, playJobs } from '../../local/demo/playJobs';
import { playRelease } from '../../local/demo/playRelease';
import { environmentStory } from '../../local/demo/stories/environment';
import { waitFor } from '../../local/demo/waitFor';
import { findViolations } from './findViolations';
import { heldNow, markNow, operationsSince, writesSince } from './ledger';
import type { Mark } from './ledger';
import { killText } from './planKills';
import type { Kill } from './planKills';
import type { Platform } from './platform';
import { hasEnded, storedNow } from './storage';
import type { Stored } from './storage';

export type Run = {
  violations: string[];
  /** Circuits that somebody still held a minute after the end. */
  locksLeft: string[];
  /** From the first alert to the end of the incident. */
  seconds: number;
};

/** A rollback of this size has to have ended by then, whoever was killed. */
const longestSeconds = 120;
const leaseSeconds = 60;

/**
 * Breaks the fleet of a platform by a release, lets it alarm, and kills what is to be killed while
 * Ripcord takes it back. Then holds what came of it against the cloud's own records.
 */
export async function playRun(
  platform: Platform,
  kills: readonly Kill[],
  say: (line: string) => void,
): Promise<Run> {
  const { cloud, appUrl, sites } = platform;
  await playRelease({ cloud, appUrl }, environmentStory(sites).release, () => {});
  await playJobs(cloud, sites, { outcome: brokenImage, minutesAgo: 0 });
  const before = await heldNow(cloud);
  const mark = await markNow(cloud);

  const beganAt = Date.now();
  const deliveries = alertsOf(sites, new Date());
  const { posted, accepted } = await playAlerts(appUrl, deliveries, { speed: 1 });
  const killing = killThem(platform, { kills, mark, say });
  const stored = await endOf(platform).catch((error: unknown) => String(error));
  await killing;
  if (typeof stored === 'string') {
    return { violations: [stored], locksLeft: [], seconds: (Date.now() - beganAt) / 1000 };
  }
  const endedAt = Math.max(...stored.incidents.map((each) => Date.parse(each.endedAt ?? '')));

  // What was killed after the end comes up again, and must find nothing left to do.
  const facts = {
    before,
    after: await whenUp(platform, () => heldNow(cloud)),
    environment: `${place.environment}:${versions.good}`,
    operations: await whenUp(platform, () => operationsSince(cloud, mark)),
    stored: await endOf(platform),
    accepted: accepted === posted ? deliveries.length : 0,
  };
  const violations = findViolations(facts);
  return {
    violations,
    ...(await locksAfter(platform, violations)),
    seconds: (endedAt - beganAt) / 1000,
  };
}

type Killing = { kills: readonly Kill[]; mark: Mark; say: (line: string) => void };

async function killThem(platform: Platform, { kills, mark, say }: Killing): Promise<void> {
  for (const kill of kills) {
    const { victim, afterWrites, delayMs } = kill;
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await waitFor(
      `${afterWrites} writes`,
      async () => {
        const written = await writesSince(platform.cloud, mark).catch(() => []);
        return written.length >= afterWrites ? true : undefined;
      },
      { seconds: longestSeconds, everyMs: 15, unless: platform.broken },
    ).catch((error: unknown) => say(String(error)));
    // oxlint-disable-next-line no-await-in-loop -- as above
    await pause(delayMs);
    if (!platform.kill(victim)) {
      say(`${killText(kill)}: not up to be killed`);
    }
  }
}

/** Asks a cloud that may have been killed a moment ago. */
async function whenUp<T>(platform: Platform, ask: () => Promise<T>): Promise<T> {
  let trouble: unknown;
  return waitFor(
    'an answer of the cloud',
    async () => ask().catch((error: unknown) => void (trouble = error)),
    { seconds: 30, unless: platform.broken },
  ).catch((error: unknown) => {
    throw new Error(String(error), { cause: trouble });
  });
}

async function endOf(platform: Platform): Promise<Stored> {
  let last: Stored | undefined;
  const look = async (): Promise<Stored | undefined> => {
    last = await storedNow(platform.cloud).catch(() => undefined);
    return last && hasEnded(last) ? last : undefined;
  };
  const ends = { seconds: longestSeconds, everyMs: 250, unless: platform.broken };
  return waitFor('the end of the incident', look, ends).catch((error: unknown) => {
    throw new Error(`${String(error)}; ${standing(last)}`);
  });
}

function standing(stored: Stored | undefined): string {
  const incidents = stored?.incidents.map(({ id, status }) => `${id} ${status}`) ?? [];
  const claims = stored?.claims.map(({ release, status }) => `${release} ${status}`) ?? [];
  const open = [...(stored?.received ?? [])].filter((id) => !stored?.ended.has(id)).length;
  return `incidents: ${incidents.join(', ') || 'none'}; claims: ${claims.join(', ') || 'none'}; ${open} alerts open`;
}

/** Locks that are held when the incident has ended, and whether they still are when a lease is over. */
async function locksAfter(
  platform: Platform,
  violations: string[],
): Promise<{ locksLeft: string[] }> {
  const leased = async (): Promise<string[]> => {
    const { locks } = await whenUp(platform, () => storedNow(platform.cloud));
    return locks.filter(({ isLeased }) => isLeased).map(({ name }) => name);
  };
  const atEnd = await leased();
  if (atEnd.length === 0) {
    return { locksLeft: [] };
  }
  violations.push(`${atEnd.length} locks are held by an incident that has ended`);
  await pause(leaseSeconds * 1000);
  return { locksLeft: await leased() };
}
