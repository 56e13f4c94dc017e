import type { WriteAnswer } from '../../shared/domain/deployment';
import type { Cause } from '../../shared/domain/incident';
import type { SwitchPlan } from '../../shared/domain/switch/switch';
import type { Services } from '../../shared/ports';
import { leaveToSwitch } from '../../shared/planning/leaveToSwitch';

type Needs = Pick<Services, 'endpoints' | 'locks' | 'rollbacks' | 'settings' | 'log'>;

/** Scales the deployment that was left to no instances, once nothing is sent to it any more. */
export async function takeOutSibling(
  { cause, plan }: { cause: Cause; plan: SwitchPlan },
  services: Needs,
): Promise<WriteAnswer> {
  const { endpoint, from } = plan;
  const answer =
    (await leaveToSwitch({ cause, plan }, services)) ??
    (await services.endpoints.takeOut(endpoint, from.deployment));
  services.log.info('sibling taken out', { ...cause, endpoint, ...from, ...answer });
  return answer;
}
