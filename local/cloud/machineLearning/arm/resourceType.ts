/** The resource types that are simulated, without their provider. */
export const resourceTypes = [
  'workspaces',
  'workspaces/batchEndpoints',
  'workspaces/batchEndpoints/deployments',
  'workspaces/onlineEndpoints',
  'workspaces/onlineEndpoints/deployments',
  'workspaces/jobs',
  'workspaces/environments',
  'workspaces/environments/versions',
  'workspaces/models',
  'workspaces/models/versions',
  'registries',
  'registries/environments',
  'registries/environments/versions',
  'registries/models',
  'registries/models/versions',
] as const;
export type ResourceType = (typeof resourceTypes)[number];

export const provider = 'Microsoft.MachineLearningServices';

const byLowerCase = new Map<string, ResourceType>(
  resourceTypes.map((type) => [type.toLowerCase(), type]),
);

/** Resource types are case-insensitive; answers the one way they are written. */
export function resourceTypeOf(text: string): ResourceType | undefined {
  return byLowerCase.get(text.toLowerCase());
}
