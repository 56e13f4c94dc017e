import { sameAsset, shortAsset } from '../asset';
import type { DeploymentReading, Target } from '../deployment';
import { circuitKey } from '../fleet';
import { quarantineOf } from '../quarantine';
import { ranTogether } from './evidence';
import type { World } from './planCircuit';
import { previousEnvironmentTag } from './setting';
import type { WayBack } from './wayBack';

type Case = { way: WayBack; target: Target; found: DeploymentReading | undefined };

/** What speaks against writing a circuit that stands where the plan expects it; undefined if nothing. */
export function doubtAbout({ way, target, found }: Case, world: World): string | undefined {
  const { to } = target;
  if (world.assets.environments.get(to.environment) === 'missing') {
    return `environment ${to.environment} no longer exists`;
  }
  if (to.model !== undefined && world.assets.models.get(to.model) === 'missing') {
    return `model ${to.model} no longer exists`;
  }
  const tag = taggedOtherwise({ way, target, found });
  if (tag !== undefined) {
    return `its tag ${previousEnvironmentTag} says ${tag}, the metadata says ${way.before.environment}: a person has to look`;
  }
  const [quarantined] = quarantineOf(world.quarantine, {
    environment: way.environment ? to.environment : '',
    model: to.model,
  });
  if (quarantined) {
    const { kind, asset, incident } = quarantined;
    return `${kind} ${asset} is in quarantine since incident ${incident}`;
  }
  const pair = { environment: to.environment, model: to.model ?? target.from.model };
  const evidence = { before: way.before, history: world.histories.get(circuitKey(way)) };
  return ranTogether(pair, evidence)
    ? undefined
    : `model ${pair.model} is not known to have run with environment ${pair.environment}`;
}

/** What the deployment's own tag says it ran before, where that is not what the metadata says. */
function taggedOtherwise({ way, target, found }: Case): string | undefined {
  const tag = found?.tags?.[previousEnvironmentTag];
  if (!found || !way.environment || tag === undefined) {
    return undefined;
  }
  const said = shortAsset(tag);
  // A restore that failed has left its own tag: what it came from.
  const isOurs =
    sameAsset(found.environment, target.to.environment) && sameAsset(said, target.from.environment);
  return isOurs || sameAsset(said, way.before.environment) ? undefined : said;
}
