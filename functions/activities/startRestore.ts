import type { Target, WriteAnswer } from '../../shared/domain/deployment';
import { circuitName } from '../../shared/domain/fleet';
import type { Cause } from '../../shared/domain/incident';
import { forbids } from '../../shared/domain/restore/control';
import type { Services } from '../../shared/ports';

type Needs = Pick<Services, 'deployments' | 'locks' | 'rollbacks' | 'log'>;

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
  { deployments, locks, rollbacks }: Needs,
): Promise<WriteAnswer> {
  const lock = await locks.take(target, incident);
  if (lock.status === 'held') {
    return { status: 'locked', by: lock.by };
  }
  const [control, killSwitch] = await Promise.all([
    rollbacks.control(incident),
    rollbacks.killSwitch(),
  ]);
  return forbids(control, killSwitch, target) ?? deployments.startRestore(target, incident);
}
