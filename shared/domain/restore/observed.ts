import { hasSucceeded, isSettled } from '../deployment';
import type { DeploymentReading, PlantReading } from '../deployment';
import { same } from '../fleet';
import { foundText, runs } from '../revision';
import { plusSeconds } from '../time';
import { ended, restored, waiting } from './work';
import type { Moment, Work, Writing } from './work';

/** Where a target stands after its endpoint's deployments were listed. */
export function observed(work: Writing, reading: PlantReading, moment: Moment): Work {
  const { target } = work;
  switch (reading.status) {
    case 'gone':
      return ended(target, 'failed', `endpoint ${target.endpoint} is gone`);
    case 'unavailable':
      return unlessLate(work, moment);
    case 'read': {
      const found = reading.deployments.find(({ deployment }) =>
        same(deployment, target.deployment),
      );
      return found
        ? judged(work, { found, failure: reading.failures[target.deployment] }, moment)
        : ended(target, 'failed', `deployment ${target.deployment} is gone`);
    }
  }
}

type Found = { found: DeploymentReading; failure: string | undefined };

function judged(work: Writing, { found, failure }: Found, moment: Moment): Work {
  const { target, attempts } = work;
  if (!isSettled(found.state)) {
    return unlessLate(work, moment);
  }
  if (!runs(found, target.to)) {
    const text = foundText(found, target.to);
    return ended(target, 'unverified', `runs ${text} after it was written: changed by others`);
  }
  if (hasSucceeded(found.state)) {
    const { operation, expected } = work;
    return restored(target, expected === undefined ? undefined : { operation, expected });
  }
  const trouble = failure ?? `Azure ML says ${found.state}`;
  return attempts >= moment.limits.attempts
    ? ended(target, 'failed', `${attempts} attempts failed: ${trouble}`)
    : { ...waiting(target, { attempts, notBefore: moment.now }), trouble };
}

function unlessLate(work: Writing, { now, limits }: Moment): Work {
  const minutes = limits.operationTimeoutMinutes;
  return now < plusSeconds(work.since, minutes * 60)
    ? work
    : ended(work.target, 'unverified', `its operation still runs after ${minutes} min`);
}
