import { hasSucceeded } from '../deployment';
import type { DeploymentReading, Outcome, PlantReading, Target } from '../deployment';
import { deploymentOf, endpointOf, same } from '../fleet';
import type { Fleet } from '../fleet';
import type { CircuitHistory } from '../history/history';
import type { Quarantine } from '../quarantine';
import { foundText, revisionText, runs } from '../revision';
import type { Found, Revision } from '../revision';
import { aimOf } from './aim';
import type { TargetChoice } from './choice';
import { doubtAbout } from './doubt';
import type { AssetState } from './evidence';
import type { WayBack } from './wayBack';

/** All that a plan is made from, besides what is blamed. */
export type World = {
  fleet: Fleet;
  /** By plant. */
  readings: ReadonlyMap<string, PlantReading>;
  assets: {
    environments: ReadonlyMap<string, AssetState>;
    models: ReadonlyMap<string, AssetState>;
  };
  /** By `circuitKey`; only of circuits whose history is needed. */
  histories: ReadonlyMap<string, CircuitHistory>;
  quarantine: Quarantine;
  /** A revision counts as good after so many healthy minutes. */
  minHealthyMinutes: number;
};

export type Planned =
  | { standing: 'change'; target: Target }
  | { standing: 'alreadyThere' | 'blocked'; outcome: Outcome };

/** Plans one circuit: to be written, fine already, or blocked, and then why. */
export function planCircuit(way: WayBack, choice: TargetChoice, world: World): Planned {
  const bare = bareTarget(way, world.fleet);
  if (way.trouble !== undefined) {
    return blocked('failed', bare, way.trouble);
  }
  if (!way.environment && !way.model) {
    return blocked('untouched', bare, 'the release did not change what is to be taken back');
  }
  const reading = world.readings.get(way.plant);
  if (reading?.status === 'gone') {
    return blocked('failed', bare, `endpoint ${bare.endpoint} is gone`);
  }
  if (reading?.status !== 'read') {
    // A plant that cannot be read just now is planned all the same: every write looks afresh.
    return planFound({ way, bare, found: undefined }, choice, world);
  }
  const found = reading.deployments.find(({ deployment }) => same(deployment, bare.deployment));
  return found
    ? planFound({ way, bare, found }, choice, world)
    : blocked('failed', bare, `deployment ${bare.deployment} is gone`);
}

/** What the metadata names and the fleet does not: none of our business. */
export function planStranger(way: WayBack, fleet: Fleet): Planned {
  return blocked('untouched', bareTarget(way, fleet), 'not a circuit of this fleet');
}

type Case = { way: WayBack; bare: Target; found: DeploymentReading | undefined };

function planFound({ way, bare, found }: Case, choice: TargetChoice, world: World): Planned {
  const aim = aimOf(way, choice, { found, world });
  if (aim.status === 'none') {
    return blocked('failed', bare, aim.reason);
  }
  const target: Target = { ...bare, from: aim.from, to: aim.to };
  if (found && runs(found, concerned(way, target.to))) {
    if (hasSucceeded(found.state)) {
      const reason = `already on ${revisionText(concerned(way, target.to))}`;
      return { standing: 'alreadyThere', outcome: { status: 'untouched', target, reason } };
    }
  } else if (found && !runs(found, concerned(way, target.from))) {
    return blocked('untouched', target, changedSince(found, concerned(way, target.from)));
  }
  const doubt = doubtAbout({ way, target, found }, world);
  return doubt === undefined ? { standing: 'change', target } : blocked('failed', target, doubt);
}

/** Only what is taken back: what else a circuit runs is not the release's doing. */
function concerned({ model }: WayBack, revision: Revision): Revision {
  const { model: _, ...environment } = revision;
  return model ? revision : environment;
}

function changedSince(found: Found, from: Revision): string {
  return `runs ${foundText(found, from)}, not ${revisionText(from)}: changed since the release`;
}

/** A release moved a circuit from its old revision to the new one; a rollback goes the other way. */
function bareTarget({ plant, circuit, before, after }: WayBack, { naming }: Fleet): Target {
  return {
    plant,
    circuit,
    endpoint: endpointOf(naming, plant),
    deployment: deploymentOf(naming, circuit),
    from: after,
    to: before,
  };
}

function blocked(status: 'untouched' | 'failed', target: Target, reason: string): Planned {
  return { standing: 'blocked', outcome: { status, target, reason } };
}
