import type { WriteAnswer } from '../../shared/domain/deployment';
import type { Cause } from '../../shared/domain/incident';
import type { SwitchPlan } from '../../shared/domain/switch/switch';
import type { Services } from '../../shared/ports';
import { leaveToSwitch } from '../../shared/planning/leaveToSwitch';

type Needs = Pick<Services, 'endpoints' | 'locks' | 'rollbacks' | 'settings' | 'log'>;
type Ask = { cause: Cause; plan: SwitchPlan; step: number };

/** Writes one step of a switch, if the endpoint is as the step before left it and nobody says stop. */
export async function shiftRouting(
  { cause, plan, step }: Ask,
  services: Needs,
): Promise<WriteAnswer> {
  const { kind, endpoint, begins, steps } = plan;
  const to = steps[step];
  if (!to) {
    throw new Error(`${endpoint} has ${steps.length} steps, there is no step ${step}`);
  }
  const from = steps[step - 1] ?? begins;
  const deployment = plan.to.deployment;
  const answer =
    (await leaveToSwitch({ cause, plan }, services)) ??
    (await services.endpoints.route({ kind, endpoint, from, to, deployment }));
  services.log.info('routing asked for', { ...cause, endpoint, step, to, ...answer });
  return answer;
}
