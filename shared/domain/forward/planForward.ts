import { hasSucceeded } from '../deployment';
import type { PlantReading, Target } from '../deployment';
import { circuitKey, circuitName, same } from '../fleet';
import type { Circuit } from '../fleet';
import type { Incident } from '../incident';
import type { AssetState } from '../plan/evidence';
import type { Planned } from '../plan/planCircuit';
import { quarantineOf } from '../quarantine';
import type { Quarantine, Quarantined } from '../quarantine';
import { foundText, revisionText, runs } from '../revision';
import type { Revision } from '../revision';
import type { Forward, Turns } from './forward';
import { turnersOf } from './turns';

/** All that a roll forward is planned from. */
export type ForwardWorld = {
  /** By plant. */
  readings: ReadonlyMap<string, PlantReading>;
  assets: {
    environments: ReadonlyMap<string, AssetState>;
    models: ReadonlyMap<string, AssetState>;
  };
  quarantine: Quarantine;
  turns: Turns;
  /** The incident that rolls forward: what it has turned itself it may go on with. */
  by: string | undefined;
};

/** Why there is nothing to undo of an incident as it is asked; undefined when there is. */
export function forwardRefusal(
  incident: Pick<Incident, 'id' | 'status' | 'outcomes' | 'terms'>,
  { circuits = [] }: Forward,
): string | undefined {
  const { id, status, terms } = incident;
  if (status === 'rollingBack') {
    return `${id} is still rolling back`;
  }
  if (terms?.forward !== undefined) {
    return `${id} rolled forward what ${terms.forward.incident} had restored: circuits change direction once`;
  }
  const restored = new Set(restoredBy(incident).map(circuitKey));
  if (restored.size === 0) {
    return `${id} restored no circuit`;
  }
  const strangers = circuits.filter((circuit) => !restored.has(circuitKey(circuit)));
  return strangers.length === 0
    ? undefined
    : `${id} did not restore ${strangers.slice(0, mostNamed).map(circuitName).join(', ')}${andMore(strangers)}`;
}

/** Each circuit that the incident restored, the other way round. */
export function reversedTargets(
  incident: Pick<Incident, 'outcomes'>,
  { circuits }: Forward,
): Target[] {
  const wanted = circuits && new Set(circuits.map(circuitKey));
  return restoredBy(incident)
    .filter((target) => wanted?.has(circuitKey(target)) ?? true)
    .map(({ from, to, ...circuit }) => ({
      ...circuit,
      from: to,
      // A model that the rollback left alone is left alone again.
      to: to.model === undefined ? { environment: from.environment } : from,
    }));
}

/** Plans one circuit: forward, there already, or left alone, and then why. */
export function planForward(target: Target, forward: Forward, world: ForwardWorld): Planned {
  const turner = turnersOf(world.turns).get(circuitKey(target));
  if (turner !== undefined && turner !== world.by) {
    return left(target, `${turner} moved it forward already: circuits change direction once`);
  }
  const { to } = target;
  if (world.assets.environments.get(to.environment) === 'missing') {
    return left(target, `environment ${to.environment} no longer exists`, 'failed');
  }
  if (to.model !== undefined && world.assets.models.get(to.model) === 'missing') {
    return left(target, `model ${to.model} no longer exists`, 'failed');
  }
  const [quarantined] = forward.quarantined === undefined ? barredOf(target, world.quarantine) : [];
  if (quarantined) {
    const { kind, asset, incident } = quarantined;
    return left(target, `${kind} ${asset} is in quarantine since incident ${incident}`);
  }
  return planFound(target, world.readings.get(target.plant));
}

function planFound(target: Target, reading: PlantReading | undefined): Planned {
  const { from, to, endpoint, deployment } = target;
  if (reading?.status === 'gone') {
    return left(target, `endpoint ${endpoint} is gone`, 'failed');
  }
  if (reading?.status !== 'read') {
    // What cannot be read just now is planned all the same: every write looks afresh.
    return { standing: 'change', target };
  }
  const found = reading.deployments.find((one) => same(one.deployment, deployment));
  if (!found) {
    return left(target, `deployment ${deployment} is gone`, 'failed');
  }
  if (runs(found, to) && hasSucceeded(found.state)) {
    const reason = `already on ${revisionText(to)}`;
    return { standing: 'alreadyThere', outcome: { status: 'untouched', target, reason } };
  }
  return runs(found, from) || runs(found, to)
    ? { standing: 'change', target }
    : left(target, `runs ${foundText(found, from)}, not ${revisionText(from)} as it was left`);
}

/** What is in quarantine of what a target goes to, and does not run already. */
export function barredOf({ from, to }: Target, quarantine: Quarantine): Quarantined[] {
  return quarantineOf(quarantine, movedIn(from, to));
}

function movedIn(from: Revision, to: Revision): { environment: string; model?: string } {
  const environment = same(from.environment, to.environment) ? '' : to.environment;
  return to.model === undefined || same(from.model ?? '', to.model)
    ? { environment }
    : { environment, model: to.model };
}

/** More circuits than this are counted and not named. */
const mostNamed = 5;

function andMore(circuits: readonly Circuit[]): string {
  return circuits.length > mostNamed ? ` and ${circuits.length - mostNamed} more` : '';
}

function restoredBy({ outcomes }: Pick<Incident, 'outcomes'>): Target[] {
  return outcomes.filter(({ status }) => status === 'restored').map(({ target }) => target);
}

function left(
  target: Target,
  reason: string,
  status: 'untouched' | 'failed' = 'untouched',
): Planned {
  return { standing: 'blocked', outcome: { status, target, reason } };
}
