import { EnvironmentVersion, sameAsset } from '../asset';
import { circuitKey } from '../fleet';
import { lastKnownGood } from '../history/history';
import { quarantineOf } from '../quarantine';
import type { Found, Revision } from '../revision';
import { namedVersions } from './choice';
import type { TargetChoice } from './choice';
import type { World } from './planCircuit';
import type { WayBack } from './wayBack';

export type Aim =
  { status: 'aimed'; from: Revision; to: Revision } | { status: 'none'; reason: string };

type Scene = { found: Found | undefined; world: World };

/** Where a circuit stands and where it is to go. What is not taken back is taken as it is found. */
export function aimOf(way: WayBack, choice: TargetChoice, scene: Scene): Aim {
  const environment = way.environment?.from ?? scene.found?.environment ?? way.after.environment;
  if (!EnvironmentVersion.safeParse(environment).success) {
    return {
      status: 'none',
      reason: `runs ${environment || 'no environment'}, which is no version`,
    };
  }
  const model = way.model?.from ?? scene.found?.model;
  const from = { environment, ...(model === undefined ? {} : { model }) };
  const to = chosen(way, choice, { ...scene, from });
  return typeof to === 'string' ? { status: 'none', reason: to } : { status: 'aimed', from, to };
}

/** The revision to go to, or why there is none. */
function chosen(
  way: WayBack,
  choice: TargetChoice,
  scene: Scene & { from: Revision },
): Revision | string {
  const { from } = scene;
  const to = (environment: string | undefined, model: string | undefined): Revision => ({
    environment: way.environment && environment ? environment : from.environment,
    ...(way.model && model ? { model } : {}),
  });
  switch (choice.target) {
    case 'previous':
      return to(way.environment?.to, way.model?.to);
    case 'version': {
      const named = namedVersions(way, choice);
      const missing = [
        ...(way.environment && !named.environment ? ['environment'] : []),
        ...(way.model && !named.model ? ['model'] : []),
      ];
      return missing.length > 0
        ? `no version was named of its ${missing.join(' and ')}`
        : to(named.environment, named.model);
    }
    case 'lastKnownGood': {
      const good = goodRevision(way, scene);
      return good
        ? to(good.environment, good.model)
        : 'no earlier revision with a healthy period on record can be gone back to';
    }
  }
}

/** The newest good revision that differs in what is taken back, and agrees in what is not. */
function goodRevision(
  way: WayBack,
  { from, world }: Scene & { from: Revision },
): Revision | undefined {
  const history = world.histories.get(circuitKey(way));
  const { quarantine, assets, minHealthyMinutes: minMinutes } = world;
  const unfit = ({ environment, model }: Revision): boolean => {
    const sameModel =
      model === undefined || from.model === undefined || sameAsset(model, from.model);
    const sameEnvironment = sameAsset(environment, from.environment);
    return (
      (way.environment ? sameEnvironment : !sameEnvironment) ||
      (way.model ? model === undefined || sameModel : !sameModel) ||
      quarantineOf(quarantine, { environment, model }).length > 0 ||
      assets.environments.get(environment) === 'missing' ||
      assets.models.get(model ?? '') === 'missing'
    );
  };
  return history && lastKnownGood(history, { minMinutes, unfit })?.revision;
}
