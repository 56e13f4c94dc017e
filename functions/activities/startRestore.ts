import type { Target, WriteAnswer } from '../../shared/domain/deployment';
import { circuitName } from '../../shared/domain/fleet';
import type { Cause } from '../../shared/domain/incident';
import type { Services } from '../../shared/ports';

/** Starts to take one deployment back, if it still is what the plan saw. */
export async function startRestore(
  { cause, target }: { cause: Cause; target: Target },
  { deployments, log }: Pick<Services, 'deployments' | 'log'>,
): Promise<WriteAnswer> {
  const answer = await deployments.startRestore(target, cause.incident);
  log.info('restore asked for', { ...cause, circuit: circuitName(target), ...answer });
  return answer;
}
