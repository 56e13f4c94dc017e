import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { until } from '../../../../support/until';
import { AzureMachineLearningWorkspaces } from '@azure/arm-machinelearning';
import type {
  AzureMachineLearningWorkspacesOptionalParams,
  BatchDeploymentProperties,
} from '@azure/arm-machinelearning';
import { createAuthenticate } from '../../../../../local/cloud/identity/createAuthenticate';
import { issueToken } from '../../../../../local/cloud/identity/issueToken';
import { ensureSigningKey } from '../../../../../local/cloud/identity/signingKey';
import { startMachineLearning } from '../../../../../local/cloud/machineLearning/start';
import type { MachineLearning } from '../../../../../local/cloud/machineLearning/start';
import type { MachineLearningOptions } from '../../../../../local/cloud/machineLearning/options';
import type { JournalEntry } from '../../../../../local/cloud/machineLearning/store/journalEntry';
import { ensureCertificates } from '../../../../../local/cloud/tls/ensureCertificates';

export const subscriptionId = '00000000-1111-2222-3333-444444444444';
export const resourceGroup = 'mlops-rg';
export const workspace = 'prod-ml-workspace';
export const endpoint = 'batch-endpoint-plant-P001';
const version = '2022-10-01';
export const workspaceId = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.MachineLearningServices/workspaces/${workspace}`;
export const endpointId = `${workspaceId}/batchEndpoints/${endpoint}`;
export const deploymentId = (name: string) => `${endpointId}/deployments/${name}`;
export const environmentId = (is: string) =>
  `${workspaceId}/environments/custom-tf-env/versions/${is}`;

const tenantId = '99999999-8888-7777-6666-555555555555';

/** What JSON gives: a test looks into it without ado, and fails if it is otherwise. */
// oxlint-disable-next-line typescript/no-explicit-any -- the assertions are the checks
export type Body = any;

export type Json = { status: number; headers: Headers; body: Body };

/** One certificate authority and one signing key for all simulators of a test file. */
let made: ReturnType<typeof makeTenant> | undefined;

async function tenant() {
  made ??= makeTenant();
  return made;
}

async function makeTenant() {
  const directory = await mkdtemp(join(tmpdir(), 'machine-learning-tenant-'));
  const { ca, cert, key } = await ensureCertificates(directory);
  const signingKey = await ensureSigningKey(directory);
  await rm(directory, { recursive: true });
  // In place of another test file's authority, which has the same name in this process.
  setDefaultCACertificates([...getCACertificates('bundled'), ca]);
  return { cert, key, signingKey };
}

type Token = (name: string, roles: readonly string[], audience?: string) => string;

type Parts = {
  directory: string;
  options: MachineLearningOptions;
  token: Token;
  simulator: MachineLearning;
};

/** A simulator in a directory of its own, with what a test needs to talk to it. */
export class TestCloud {
  readonly stateDirectory: string;
  private readonly directory: string;
  private readonly options: MachineLearningOptions;
  private readonly token: Token;
  private simulator: MachineLearning;

  private constructor({ directory, options, token, simulator }: Parts) {
    this.directory = directory;
    this.options = options;
    this.stateDirectory = options.stateDirectory;
    this.token = token;
    this.simulator = simulator;
  }

  static async start(over: Partial<MachineLearningOptions> = {}): Promise<TestCloud> {
    const directory = await mkdtemp(join(tmpdir(), 'machine-learning-'));
    const { cert, key, signingKey } = await tenant();
    const options: MachineLearningOptions = {
      port: 0,
      tls: { cert, key },
      authenticate: createAuthenticate({ tenantId, signingKey }),
      stateDirectory: join(directory, 'state'),
      speed: 1000,
      subscriptionId,
      location: 'westeurope',
      workspaces: [{ resourceGroup, name: workspace }],
      log: (line) => process.stderr.write(`${line}\n`),
      ...over,
    };
    const token: Token = (name, roles, resource = 'https://management.azure.com') => {
      const identity = {
        name,
        roles,
        objectId: `oid-${name}`,
        clientId: `cid-${name}`,
        secret: '',
      };
      return issueToken({ tenantId, signingKey }, { identity, resource, now: Date.now() })
        .accessToken;
    };
    return new TestCloud({
      directory,
      options,
      token,
      simulator: await startMachineLearning(options),
    });
  }

  get url(): string {
    return this.simulator.url;
  }

  async restart(over: Partial<MachineLearningOptions> = {}): Promise<void> {
    const { port } = this.simulator;
    await this.simulator.close();
    this.simulator = await startMachineLearning({ ...this.options, port, ...over });
    // Clients keep connections, and learn only by using them that the other end is new.
    await until('clients have noticed the restart', async () => {
      const reads = [
        this.client().workspaces.get(resourceGroup, workspace),
        this.call('GET', workspaceId),
      ];
      return (await Promise.allSettled(reads)).every(({ status }) => status === 'fulfilled');
    });
  }

  async close(): Promise<void> {
    await this.simulator.close();
    await rm(this.directory, { recursive: true });
  }

  /** The unmodified SDK. It does not try again by itself, so that a test sees each answer. */
  client(
    { name = 'app', role = 'AzureML Data Scientist' } = {},
    options: AzureMachineLearningWorkspacesOptionalParams = {},
  ): AzureMachineLearningWorkspaces {
    const token = this.token(name, [role]);
    const credential = {
      getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 }),
    };
    return new AzureMachineLearningWorkspaces(credential, subscriptionId, {
      endpoint: this.url,
      credentialScopes: 'https://management.azure.com/.default',
      retryOptions: { maxRetries: 0 },
      ...options,
    });
  }

  /** A plain call; the API version is added unless the path has a query. */
  async call(
    method: string,
    path: string,
    { body, role = 'AzureML Data Scientist', audience, headers = {}, signal }: CallOptions = {},
  ): Promise<Json> {
    const query = path.includes('?') || path.startsWith('https:') ? '' : `?api-version=${version}`;
    const url = path.startsWith('https:') ? path : `${this.url}${path}${query}`;
    const response = await fetch(url, {
      method,
      headers: {
        Authorization: `Bearer ${this.token('app', [role], audience)}`,
        'Content-Type': 'application/json',
        ...headers,
      },
      ...(signal ? { signal } : {}),
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const parsed: unknown = text === '' ? undefined : JSON.parse(text);
    return { status: response.status, headers: response.headers, body: parsed };
  }

  /** A control call, as the control server would make it. */
  async control(method: string, pathAndQuery: string, body?: unknown): Promise<Body> {
    const { pathname, searchParams: query } = new URL(pathAndQuery, 'http://control');
    const route = this.simulator.controlRoutes.find(
      (one) => one.method === method && one.path === pathname,
    );
    const response = await route!.handle({ params: {}, query, body });
    if (response.status >= 400) {
      throw new Error(JSON.stringify(response));
    }
    return response.body;
  }

  async journal(query = ''): Promise<JournalEntry[]> {
    const { entries } = await this.control('GET', `/machineLearning/journal${query}`);
    return entries;
  }

  /** Waits until an entry of the journal is as said. */
  async journalHolds(entry: (one: JournalEntry) => boolean): Promise<void> {
    await until('the journal holds it', async () => (await this.journal()).some(entry));
  }

  /** Polls an operation's status URL until it is over. */
  async untilEnded(path: string): Promise<Body> {
    return until(`${path} ends`, async () => {
      const { body } = await this.call('GET', path);
      return 'endTime' in body ? body : undefined;
    });
  }

  /** Waits until a job is in a state, and gives it. */
  async untilJobIs(name: string, status: string): Promise<Body> {
    return until(`${name} is ${status}`, async () => {
      const { body } = await this.call('GET', `${workspaceId}/jobs/${name}`);
      return body.properties.status === status ? body : undefined;
    });
  }

  /** Waits until a write of the resource is in its synchronous part. */
  async until409(id: string): Promise<void> {
    await until(`${id} is being written`, async () => {
      // Refused either way: as bad once the resource is free, as a conflict before that.
      return (await this.call('PATCH', id, { body: { tags: 1 } })).status === 409;
    });
  }

  /** Puts an endpoint, environments 1.4.0 and 1.5.0 and the named deployments in place. */
  async setScene(...deployments: string[]): Promise<void> {
    await this.control('PUT', '/machineLearning/resources', [
      { id: endpointId, location: 'westeurope', tags: {}, properties: { authMode: 'AADToken' } },
      ...['1.4.0', '1.5.0'].map((is) => ({
        id: environmentId(is),
        properties: { image: `images/custom-tf-env:${is}`, isArchived: false },
      })),
      ...deployments.map((name) => ({ id: deploymentId(name), ...aDeployment() })),
    ]);
  }
}

type CallOptions = {
  body?: unknown;
  role?: string;
  /** Resource Manager's unless said. */
  audience?: string;
  headers?: Record<string, string>;
  signal?: AbortSignal;
};

/** The body of a batch deployment. */
export function aDeployment(over: BatchDeploymentProperties = {}) {
  return {
    location: 'westeurope',
    tags: { circuit: 'C001' },
    properties: {
      environmentId: environmentId('1.5.0'),
      model: {
        referenceType: 'Id' as const,
        assetId: 'azureml://registries/mlregistry-shared/models/sensor_model/versions/7',
      },
      compute: `${workspaceId}/computes/cpu-cluster`,
      codeConfiguration: {
        codeId: `${workspaceId}/codes/abc/versions/1`,
        scoringScript: 'score.py',
      },
      resources: { instanceCount: 1 },
      ...over,
    },
  };
}
