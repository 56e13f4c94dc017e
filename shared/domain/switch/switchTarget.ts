import type { Target } from '../deployment';
import type { SwitchPlan } from './switch';

/** What a switch changes, as every report and receipt tells of it: the endpoint's default, or its traffic. */
export function switchTarget({ plant, endpoint, kind, from, to }: SwitchPlan): Target {
  return {
    plant,
    circuit: kind === 'batch' ? 'default' : 'traffic',
    endpoint,
    deployment: to.deployment,
    from: from.revision,
    to: to.revision,
  };
}
