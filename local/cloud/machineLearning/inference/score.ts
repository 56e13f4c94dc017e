import { ArmError } from '../arm/armError';
import type { Answer } from '../arm/call';
import { nameOf } from '../arm/resourceId';
import type { ResourceId } from '../arm/resourceId';
import { Shares } from '../kinds/onlineEndpoint';
import type { Simulation } from '../simulation';
import { scoreRules } from './scoreRule';

/**
 * POST of an online endpoint's scoring address: a deployment is chosen by header or by share of the
 * traffic. What it answers is said by rule; without one, it answers with what it was asked.
 */
export function score(
  simulation: Simulation,
  {
    endpoint,
    deployment: wanted,
    body,
  }: { endpoint: ResourceId; deployment: string | undefined; body: unknown },
): Answer {
  const name = wanted ?? drawn(simulation, endpoint);
  const id = {
    ...endpoint,
    type: 'workspaces/onlineEndpoints/deployments',
    names: [...endpoint.names, name ?? ''],
  } as const;
  if (name === undefined || simulation.resources.body(id) === undefined) {
    const message =
      'No valid deployments to route to. Please check that the endpoint has at least one deployment ' +
      'with positive weight values or use a deployment specific header to route.';
    throw new ArmError(404, { code: 'NotFound', message });
  }
  const rule = scoreRules(simulation.settings).find(
    ({ match }) => isSame(match.endpoint, nameOf(endpoint)) && isSame(match.deployment, name),
  );
  return {
    status: rule?.answer.status ?? 200,
    headers: { 'azureml-model-deployment': name },
    body: JSON.stringify((rule ? rule.answer.body : body) ?? null),
  };
}

/** The deployment that a request goes to, by chance, in the shares of the endpoint's traffic. */
function drawn({ resources, random }: Simulation, endpoint: ResourceId): string | undefined {
  const { traffic } = Shares.parse(resources.get(endpoint)?.properties ?? {});
  let left = random() * 100;
  for (const [name, share] of Object.entries(traffic)) {
    left -= share;
    if (left < 0) {
      return name;
    }
  }
  return undefined;
}

function isSame(wanted: string | undefined, found: string): boolean {
  return wanted === undefined || wanted.toLowerCase() === found.toLowerCase();
}
