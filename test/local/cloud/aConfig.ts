const tenantId = '8d1f4a5e-6c7b-4f0e-9a51-3b2f6f0c1d2e';
export const subscriptionId = '6a0e7c52-93f4-4c0d-8a6b-2f1d0c9b8e77';
export const workspaceId = '3f0c7b1e-6f0a-4a52-9a4b-0d0a5c1f7d11';

type Overrides = {
  tenantId?: string;
  identities?: { name: string; roles: string[] }[];
  tables?: Record<string, Record<string, string>>;
};

/** A configuration of the local cloud, as it stands in the file. */
export function aConfig(overrides: Overrides = {}) {
  const { tables, ...rest } = overrides;
  return {
    tenantId,
    subscriptionId,
    location: 'westeurope',
    identities: [
      {
        name: 'app',
        roles: [
          'AzureML Data Scientist',
          'Log Analytics Reader',
          'Monitoring Metrics Publisher',
          'Storage Blob Data Contributor',
        ],
      },
    ],
    serviceBus: 'serviceBus.json',
    machineLearning: {
      workspaces: [{ resourceGroup: 'mlops', name: 'production' }],
      registries: [],
    },
    logs: {
      workspaceId,
      tables: tables ?? { Runs_CL: { TimeGenerated: 'datetime', Circuit: 'string' } },
    },
    ...rest,
  };
}

/** The emulator's configuration that it names. */
export function aServiceBusConfig() {
  return {
    UserConfig: {
      Namespaces: [
        { Name: 'sbemulatorns', Queues: [{ Name: 'alerts', Properties: {} }], Topics: [] },
      ],
      Logging: { Type: 'Console' },
    },
  };
}
