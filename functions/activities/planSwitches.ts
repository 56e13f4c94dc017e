import { onlineEndpointOf, endpointOf } from '../../shared/domain/fleet';
import { inBatches } from '../../shared/domain/inBatches';
import type { Cause } from '../../shared/domain/incident';
import { planSwitch } from '../../shared/domain/switch/planSwitch';
import type { SwitchPlan } from '../../shared/domain/switch/switch';
import type { Services } from '../../shared/ports';

type Needs = Pick<
  Services,
  'endpoints' | 'incidents' | 'log' | 'quarantine' | 'rollbacks' | 'settings'
>;
type Answer =
  | { status: 'planned'; plans: SwitchPlan[]; refusals: string[] }
  | { status: 'refused'; reason: string };

/** Plans the switch of every endpoint that an incident names; the first plan stands. */
export async function planSwitches({ cause }: { cause: Cause }, services: Needs): Promise<Answer> {
  const { incidents, log, rollbacks } = services;
  const incident = await incidents.read(cause.incident);
  const asks = incident?.terms?.switches ?? [];
  const planned = await inBatches(asks, async (ask) => {
    const { naming } = await services.settings.fleet();
    const endpoint =
      ask.kind === 'batch' ? endpointOf(naming, ask.plant) : onlineEndpointOf(naming, ask.plant);
    const [live, quarantine] = await Promise.all([
      services.endpoints.read(ask.kind, endpoint),
      services.quarantine.read(),
    ]);
    return planSwitch(ask, { endpoint, live, quarantine });
  });
  const made = {
    plans: planned.flatMap((one) => (one.status === 'planned' ? [one.plan] : [])),
    refusals: planned.flatMap((one) => (one.status === 'refused' ? [one.reason] : [])),
  };
  // A plan that was made before a crash stands: what was written since must not count as found so.
  const { plans, refusals } =
    made.plans.length === 0
      ? ((await rollbacks.switches(cause.incident)) ?? made)
      : await rollbacks.saveSwitches(cause.incident, made);
  log.info('switch planned', { ...cause, endpoints: plans.length, refusals });
  return plans.length === 0
    ? { status: 'refused', reason: refusals.join('; ') || 'no endpoint was named' }
    : { status: 'planned', plans, refusals };
}
