import type { ResourceType } from '../arm/resourceType';
import { assetContainer } from './assetContainer';
import { assetVersion } from './assetVersion';
import { batchDeployment } from './batchDeployment';
import { batchEndpoint } from './batchEndpoint';
import { job } from './job';
import type { Kind, KindOperation } from './kind';
import { onlineDeployment } from './onlineDeployment';
import { onlineEndpoint } from './onlineEndpoint';

/** In a registry, writes of assets are long-running; in a workspace they are done at once. */
const inRegistry: KindOperation = {
  prefix: 'ra',
  creating: 'Creating',
  latency: 'registryOperation',
};

/** The types that can be written. Workspaces and registries are given by the settings. */
export const kinds: Readonly<Record<ResourceType, Kind | undefined>> = {
  workspaces: undefined,
  'workspaces/batchEndpoints': batchEndpoint,
  'workspaces/batchEndpoints/deployments': batchDeployment,
  'workspaces/onlineEndpoints': onlineEndpoint,
  'workspaces/onlineEndpoints/deployments': onlineDeployment,
  'workspaces/jobs': job,
  'workspaces/environments': assetContainer(undefined),
  'workspaces/environments/versions': assetVersion('environment', undefined),
  'workspaces/models': assetContainer(undefined),
  'workspaces/models/versions': assetVersion('model', undefined),
  registries: undefined,
  'registries/environments': assetContainer(inRegistry),
  'registries/environments/versions': assetVersion('environment', inRegistry),
  'registries/models': assetContainer(inRegistry),
  'registries/models/versions': assetVersion('model', inRegistry),
};
