import type { ResourceCall } from '../arm/call';
import { methodNotAllowed } from '../arm/methodNotAllowed';
import { nameOf, parentOf } from '../arm/resourceId';
import type { ResourceId } from '../arm/resourceId';
import type { ArmResource } from '../arm/resource';
import { provider } from '../arm/resourceType';
import { systemDataAfter } from '../arm/systemData';
import type { Kind } from '../kinds/kind';
import { kinds } from '../kinds/kinds';
import { knownAtVersion } from '../kinds/newerProperties';
import type { Simulation } from '../simulation';
import { childId } from '../store/resourceStore';
import { requireKept } from './createOnly';
import { requireDeployments } from './deploymentsInUse';
import { requireIdle, requireName, requireNotBuried, requireQuota, requireSettled } from './guards';
import { identified } from './identified';
import { requireParent } from './lookup';
import { requireTags } from './requireTags';

export type PutDraft = {
  kind: Kind;
  current: ArmResource | undefined;
  /** As it will be, before the state and the marks of an operation. */
  resource: ArmResource;
};

/** Checks everything a PUT can be refused for, and says what the resource would become. */
export function draftPut(simulation: Simulation, call: ResourceCall): PutDraft {
  const { id, principal } = call;
  const kind = kinds[id.type];
  if (!kind) {
    throw methodNotAllowed('PUT', ['GET']);
  }
  const current = simulation.resources.get(id);
  const parent = parentFor(simulation, id);
  requireSettled(id, parent);
  requireIdle(id, current);
  if (!current) {
    requireName(kind, id);
    requireQuota(simulation, id);
    requireNotBuried(simulation, id);
  }
  const content = kind.put(bodyAt(simulation, call), current);
  requireTags(simulation.behaviour, content.tags);
  requireKept(simulation.behaviour, id.type, { current, content });
  requireDeployments(simulation, id, { kind, content });
  const resource = {
    id: current?.id ?? childId(parent, id),
    name: current?.name ?? nameOf(id),
    type: `${provider}/${id.type}`,
    ...content,
    systemData: systemDataAfter(current?.systemData, principal, simulation.now()),
  };
  return { kind, current, resource: identified(simulation, resource) };
}

/** What the client can have meant: properties newer than its API version are none to it. */
function bodyAt({ behaviour }: Simulation, { id, body, apiVersion }: ResourceCall): unknown {
  return behaviour.newerProperties === 'hide' ? knownAtVersion(body, id.type, apiVersion) : body;
}

/** The parent; that of the first version of an asset is made along with it. */
function parentFor(simulation: Simulation, id: ResourceId): ArmResource {
  const parent = parentOf(id);
  if (parent && id.type.endsWith('/versions') && simulation.resources.body(parent) === undefined) {
    const home = requireParent(simulation, parent, 'write');
    return { ...home, id: childId(home, parent) };
  }
  return requireParent(simulation, id, 'write');
}
