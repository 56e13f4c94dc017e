import type { WriteAnswer } from '../domain/deployment';
import type { Cause } from '../domain/incident';
import { forbids } from '../domain/restore/control';
import type { SwitchPlan } from '../domain/switch/switch';
import { switchTarget } from '../domain/switch/switchTarget';
import type { Services } from '../ports';

/** Why an endpoint must not be written now; undefined when the lock is ours and nobody says stop. */
export async function leaveToSwitch(
  { cause: { incident }, plan }: { cause: Cause; plan: SwitchPlan },
  { locks, rollbacks, settings }: Pick<Services, 'locks' | 'rollbacks' | 'settings'>,
): Promise<WriteAnswer | undefined> {
  const target = switchTarget(plan);
  const lock = await locks.take(target, incident);
  if (lock.status === 'held') {
    return { status: 'locked', by: lock.by };
  }
  const [control, thrown, { guards }] = await Promise.all([
    rollbacks.control(incident),
    rollbacks.killSwitch(),
    settings.policy(),
  ]);
  const killSwitch = guards.killSwitch ? { on: true, reason: 'the policy says so' } : thrown;
  return forbids(control, killSwitch, target);
}
