import path from 'node:path';
import { startMachineLearning } from '../../local/cloud/machineLearning/start';
import type { MachineLearningOptions } from '../../local/cloud/machineLearning/options';
import type { JournalEntry } from '../../local/cloud/machineLearning/store/journalEntry';
import type { WorkspacePlace } from '../../shared/azure/machineLearning/workspace';
import { deploymentOf, endpointOf } from '../../shared/domain/fleet';
import type { Fleet } from '../../shared/domain/fleet';
import { after, aFleet } from './builders';
import type { Trust } from './trust';

const subscriptionId = '00000000-1111-2222-3333-444444444444';
const resourceGroup = 'mlops-rg';
const workspace = 'prod-ml-workspace';

export const workspaceId = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.MachineLearningServices/workspaces/${workspace}`;

export function environmentId(version: string): string {
  const [name, number] = version.split(':');
  return `${workspaceId}/environments/${name}/versions/${number}`;
}

export function deploymentId({ plant = 'P001', circuit = 'C001' } = {}): string {
  return `${workspaceId}/batchEndpoints/batch-endpoint-plant-${plant}/deployments/deployment-circuit-${circuit}`;
}

export type Resource = {
  id: string;
  tags?: Record<string, string>;
  properties: Record<string, unknown>;
  [field: string]: unknown;
};

/** A deployment with a value in every field of the specification, and in some it does not know. */
export function aResource(
  over: { plant?: string; circuit?: string; environment?: string } = {},
): Resource {
  return {
    id: deploymentId(over),
    location: 'westeurope',
    kind: 'batch',
    tags: { circuit: 'C001', owner: 'ml-platform' },
    sku: { name: 'Default', capacity: 2 },
    properties: {
      description: 'scores the sensors of C001',
      environmentId: environmentId(over.environment ?? after),
      environmentVariables: { MODE: 'prod', EMPTY: '' },
      codeConfiguration: {
        codeId: `${workspaceId}/codes/abc/versions/1`,
        scoringScript: 'score.py',
      },
      compute: `${workspaceId}/computes/cpu-cluster`,
      errorThreshold: 7,
      loggingLevel: 'Warning',
      maxConcurrencyPerInstance: 3,
      miniBatchSize: 42,
      model: {
        referenceType: 'Id',
        assetId: 'azureml://registries/mlregistry-shared/models/sensor_model_P001_C001/versions/7',
      },
      outputAction: 'SummaryOnly',
      outputFileName: 'scores.csv',
      properties: { release: 'Release-123' },
      resources: { instanceCount: 4, instanceType: 'Standard_D2', properties: { gpu: false } },
      retrySettings: { maxRetries: 5, timeout: 'PT2M' },
      provisioningState: 'Succeeded',
      // Of later API versions.
      deploymentConfiguration: {
        deploymentConfigurationType: 'Model',
        settings: { depth: [1, 2] },
      },
      dataCollector: { collections: { inputs: { dataCollectionMode: 'Enabled' } } },
    },
  };
}

export type SimulatedWorkspace = {
  place: WorkspacePlace;
  /** A control call; throws when it is refused. */
  control(method: string, pathAndQuery: string, body?: unknown): Promise<unknown>;
  /** Puts a whole fleet in place, with environments 1.5.0 and 1.5.1, all in the latter. */
  setFleet(fleet?: Fleet): Promise<void>;
  set(...resources: Resource[]): Promise<void>;
  resource(id: string): Promise<Resource>;
  /** Faults from now on, in place of those before; none to have none. */
  faults(...rules: unknown[]): Promise<void>;
  journal(): Promise<JournalEntry[]>;
  close(): Promise<void>;
};

/** The simulated Azure ML of a test: fast, unthrottled, and without resources. */
export async function startWorkspace(
  { directory, certificates: { cert, key }, authenticate }: Trust,
  over: Partial<MachineLearningOptions> = {},
): Promise<SimulatedWorkspace> {
  const simulator = await startMachineLearning({
    port: 0,
    tls: { cert, key },
    authenticate,
    stateDirectory: path.join(directory, 'machine-learning'),
    speed: 4_000,
    subscriptionId,
    location: 'westeurope',
    workspaces: [{ resourceGroup, name: workspace }],
    log: (line) => process.stderr.write(`${line}\n`),
    ...over,
  });
  const control = async (method: string, pathAndQuery: string, body?: unknown) => {
    const { pathname, searchParams: query } = new URL(pathAndQuery, 'http://control');
    const route = simulator.controlRoutes.find(
      (one) => one.method === method && one.path === pathname,
    );
    const response = await route!.handle({ params: {}, query, body });
    if (response.status >= 400) {
      throw new Error(JSON.stringify(response.body));
    }
    return response.body;
  };
  const set = async (...resources: Resource[]) => {
    await control('PUT', '/machineLearning/resources', resources);
  };
  await control('PUT', '/machineLearning/profile', { name: 'none' });
  return {
    place: { endpoint: simulator.url, subscriptionId, resourceGroup, workspace },
    control,
    set,
    setFleet: async (fleet = aFleet()) => {
      await control('DELETE', '/machineLearning/resources');
      await set(...resourcesOf(fleet));
    },
    resource: async (id) => {
      const found = (await control('GET', `/machineLearning/resources?prefix=${id}`)) as Resource[];
      return found.find((one) => one.id === id)!;
    },
    faults: async (...rules) => void (await control('PUT', '/machineLearning/faults', rules)),
    journal: async () => {
      const { entries } = (await control('GET', '/machineLearning/journal')) as {
        entries: JournalEntry[];
      };
      return entries;
    },
    close: () => simulator.close(),
  };
}

function resourcesOf({ naming, plants }: Fleet): Resource[] {
  const environments = ['custom-tf-env:1.5.0', 'custom-tf-env:1.5.1'].map((version) => ({
    id: environmentId(version),
    properties: { image: `images/${version}`, isArchived: false },
  }));
  const endpoints = plants.map(({ id }) => ({
    id: `${workspaceId}/batchEndpoints/${endpointOf(naming, id)}`,
    location: 'westeurope',
    tags: {},
    properties: { authMode: 'AADToken' },
  }));
  const deployments = plants.flatMap(({ id: plant, circuits }) =>
    circuits.map((circuit) => ({
      ...aResource(),
      id: `${workspaceId}/batchEndpoints/${endpointOf(naming, plant)}/deployments/${deploymentOf(naming, circuit)}`,
    })),
  );
  return [...environments, ...endpoints, ...deployments];
}
