import type { Target, WriteAnswer } from '../../shared/domain/deployment';
import { circuitName } from '../../shared/domain/fleet';
import type { Cause } from '../../shared/domain/incident';
import { forbids, leaveSeconds } from '../../shared/domain/restore/control';
import { secondsBetween } from '../../shared/domain/time';
import type { Instant } from '../../shared/domain/time';
import type { Services, Standing } from '../../shared/ports';

type Needs = Pick<Services, 'deployments' | 'locks' | 'rollbacks' | 'settings' | 'log' | 'now'>;

/**
 * Starts to take one deployment back, if it still is what the plan saw, nobody else is at work on
 * it, and nobody has said stop.
 */
export async function startRestore(
  { cause, target }: { cause: Cause; target: Target },
  services: Needs,
): Promise<WriteAnswer> {
  const answer = await tryToStart(target, cause, services);
  services.log.info('restore asked for', { ...cause, circuit: circuitName(target), ...answer });
  return answer;
}

async function tryToStart(
  target: Target,
  { incident }: Cause,
  services: Needs,
): Promise<WriteAnswer> {
  const { deployments, rollbacks, settings, now } = services;
  const lockedAt = now();
  const locked = await lock(target, incident, services);
  if (locked) {
    return locked;
  }
  const [standing, { guards }] = await Promise.all([
    rollbacks.standing(incident),
    settings.policy(),
  ]);
  const killSwitch = guards.killSwitch
    ? { on: true, reason: 'the policy says so' }
    : standing.killSwitch;
  return (
    forbids(standing.control, killSwitch, target) ??
    deployments.startRestore(target, incident, async () =>
      lastWord(target, { incident, lockedAt, standing }, services),
    )
  );
}

async function lock(
  target: Target,
  incident: string,
  { locks }: Needs,
): Promise<WriteAnswer | undefined> {
  const taken = await locks.take(target, incident);
  return taken.status === 'held' ? { status: 'locked', by: taken.by } : undefined;
}

/** A lease is good for a minute; of one that is older than this, it is not sure when it is used. */
const lockTrustSeconds = 30;
const mostLooks = 3;

type Known = { incident: string; lockedAt: Instant; standing: Standing };

/**
 * The last word before the write, when the look at the service has taken whatever time it took: a
 * lock may have run out meanwhile, and a person may have said stop. Undefined when it may be
 * written, within the time that a stop waits for. Mostly nothing is asked: what is known is young.
 */
async function lastWord(
  target: Target,
  { incident, lockedAt, standing: first }: Known,
  services: Needs,
): Promise<WriteAnswer | undefined> {
  const { rollbacks, now } = services;
  if (secondsBetween(lockedAt, now()) > lockTrustSeconds) {
    const locked = await lock(target, incident, services);
    if (locked) {
      return locked;
    }
  }
  let standing = first;
  for (let look = 0; look < mostLooks; look += 1) {
    if (secondsBetween(standing.askedAt, now()) <= leaveSeconds) {
      return forbids(standing.control, standing.killSwitch, target);
    }
    // oxlint-disable-next-line no-await-in-loop -- again only if the answer came too late to be used
    standing = await rollbacks.standing(incident);
  }
  return { status: 'unavailable', reason: 'storage is too slow to say whether to go on' };
}
