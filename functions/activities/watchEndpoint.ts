import type { Cause } from '../../shared/domain/incident';
import type { EndpointReading, SwitchPlan } from '../../shared/domain/switch/switch';
import { switchTarget } from '../../shared/domain/switch/switchTarget';
import type { Services } from '../../shared/ports';

/** What an endpoint does now. Renews the lock on it: it is let go of when the incident ends. */
export async function watchEndpoint(
  { cause, plan }: { cause: Cause; plan: SwitchPlan },
  { endpoints, locks }: Pick<Services, 'endpoints' | 'locks'>,
): Promise<EndpointReading> {
  const [reading] = await Promise.all([
    endpoints.read(plan.kind, plan.endpoint),
    locks.renew([switchTarget(plan)], cause.incident),
  ]);
  return reading;
}
