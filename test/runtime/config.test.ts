import { describe, expect, it } from '@jest/globals';
import { readConfig } from '../../shared/runtime/config';

const settings = {
  SERVICEBUS__fullyQualifiedNamespace: 'ripcord.servicebus.windows.net',
  RIPCORD_BLOB_ENDPOINT: 'https://ripcord.blob.core.windows.net',
  AZURE_SUBSCRIPTION_ID: '00000000-1111-2222-3333-444444444444',
  RIPCORD_RESOURCE_GROUP: 'mlops-rg',
  RIPCORD_ML_WORKSPACE: 'prod-ml-workspace',
  RIPCORD_LOGS_WORKSPACE_ID: '3f0c7b1e-6f0a-4a52-9a4b-0d0a5c1f7d11',
};

describe('readConfig', () => {
  it('needs six settings, and knows the rest of Azure', () => {
    expect(readConfig(settings)).toEqual({
      blob: { endpoint: 'https://ripcord.blob.core.windows.net', container: 'ripcord' },
      serviceBus: { namespace: 'ripcord.servicebus.windows.net', queue: 'alerts' },
      logs: { workspaceId: '3f0c7b1e-6f0a-4a52-9a4b-0d0a5c1f7d11' },
      workspace: {
        endpoint: 'https://management.azure.com',
        subscriptionId: '00000000-1111-2222-3333-444444444444',
        resourceGroup: 'mlops-rg',
        workspace: 'prod-ml-workspace',
      },
      sweepSchedule: '0 0 * * * *',
    });
  });

  it('takes other clouds, another queue, another container and another schedule', () => {
    const config = readConfig({
      ...settings,
      SERVICEBUS: 'Endpoint=sb://127.0.0.1;UseDevelopmentEmulator=true;',
      RIPCORD_ALERT_QUEUE: 'other-alerts',
      RIPCORD_BLOB_CONTAINER: 'other',
      RIPCORD_RESOURCE_MANAGER_ENDPOINT: 'https://127.0.0.1:8443/',
      RIPCORD_LOGS_ENDPOINT: 'https://127.0.0.1:8444',
      RIPCORD_SWEEP_SCHEDULE: '*/10 * * * * *',
    });

    expect(config).toMatchObject({
      blob: { container: 'other' },
      serviceBus: {
        connectionString: 'Endpoint=sb://127.0.0.1;UseDevelopmentEmulator=true;',
        queue: 'other-alerts',
      },
      logs: { endpoint: 'https://127.0.0.1:8444' },
      workspace: { endpoint: 'https://127.0.0.1:8443' },
      sweepSchedule: '*/10 * * * * *',
    });
  });

  it.each(Object.keys(settings))('names %s when it is missing', (name) => {
    expect(() => readConfig({ ...settings, [name]: undefined })).toThrow(name);
  });

  it.each([
    { name: 'RIPCORD_BLOB_ENDPOINT', value: 'http://ripcord.blob', expected: 'an https URL' },
    { name: 'RIPCORD_LOGS_ENDPOINT', value: 'nowhere', expected: 'an https URL' },
    { name: 'AZURE_SUBSCRIPTION_ID', value: 'mine', expected: /GUID/i },
    { name: 'SERVICEBUS', value: 'sb://somewhere', expected: /Endpoint=/ },
    { name: 'RIPCORD_RESOURCE_GROUP', value: '', expected: />=1/ },
  ])('says what it expected of $name', ({ name, value, expected }) => {
    expect(() => readConfig({ ...settings, [name]: value })).toThrow(name);
    expect(() => readConfig({ ...settings, [name]: value })).toThrow(expected);
  });

  it('names every setting that is wrong at once', () => {
    const reading = () => readConfig({ SERVICEBUS__fullyQualifiedNamespace: 'a' });

    expect(reading).toThrow(/RIPCORD_BLOB_ENDPOINT[^]*RIPCORD_LOGS_WORKSPACE_ID/);
  });
});
