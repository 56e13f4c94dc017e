import { parseResourceId } from '../arm/resourceId';
import type { Simulation } from '../simulation';

/** Where the data plane of an endpoint, or of what lies in it, is reached: here, or as in Azure. */
export function inferenceUrl({ behaviour, origin, scope }: Simulation, id: string): string {
  const { subscriptionId = '', resourceGroup = '', names = [] } = parseResourceId(id) ?? {};
  const [workspace = '', endpoint = ''] = names;
  return behaviour.scoringUris === 'azure'
    ? `https://${endpoint}.${scope.location}.inference.ml.azure.com`
    : `${origin}/inference/${[subscriptionId, resourceGroup, workspace, endpoint].join('/')}`;
}
