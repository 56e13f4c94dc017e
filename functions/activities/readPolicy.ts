import type { Policy } from '../../shared/domain/policy';
import type { Services } from '../../shared/ports';

/** The policy as it is now; an orchestration keeps the one it read, also when it is replayed. */
export async function readPolicy(
  _: null,
  { settings }: Pick<Services, 'settings'>,
): Promise<Policy> {
  return settings.policy();
}
