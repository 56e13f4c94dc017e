import { join } from 'node:path';
import { projectRoot } from '../host/projectRoot';
import type { Cloud } from './cloud';
import { identities, place } from './place';
import type { Program } from './program';

export const root = projectRoot();

/** The folders and numbers that both programs are started with. */
export type Surroundings = { state: string; speed: number; port: number };

export function cloudProgram({ state, speed }: Surroundings): Program {
  const options = {
    config: join(state, 'cloud.json'),
    state: join(state, 'cloud'),
    speed: String(speed),
  };
  return {
    name: 'the local cloud',
    args: [compiled('cloud/main.js'), ...flags(options)],
    logFile: join(state, 'logs', 'cloud.log'),
  };
}

export function hostProgram({ state, port }: Surroundings, cloud: Cloud): Program {
  const options = { app: root, port: String(port), state: join(state, 'host') };
  return {
    name: 'the host',
    args: [compiled('host/main.js'), 'start', ...flags(options)],
    environment: appSettings(cloud),
    logFile: join(state, 'logs', 'host.log'),
  };
}

/** The app's settings, as a Function App in Azure would have them. */
function appSettings(cloud: Cloud): Record<string, string> {
  return {
    AZURE_SUBSCRIPTION_ID: place.subscriptionId,
    IDENTITY_ENDPOINT: cloud.identity.endpoint,
    IDENTITY_HEADER: cloud.identity.headers[identities.ripcord] ?? '',
    NODE_EXTRA_CA_CERTS: cloud.caFile,
    RIPCORD_BLOB_ENDPOINT: cloud.blob,
    RIPCORD_LOGS_ENDPOINT: cloud.logs,
    RIPCORD_LOGS_WORKSPACE_ID: place.logsWorkspaceId,
    RIPCORD_ML_WORKSPACE: place.workspace,
    RIPCORD_RESOURCE_GROUP: place.resourceGroup,
    RIPCORD_RESOURCE_MANAGER_ENDPOINT: cloud.resourceManager,
    SERVICEBUS: cloud.serviceBus,
  };
}

function compiled(path: string): string {
  return join(root, 'dist', 'local', path);
}

function flags(options: Record<string, string>): string[] {
  return Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
}
