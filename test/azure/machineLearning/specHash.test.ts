import { describe, expect, it } from '@jest/globals';
import { specHash } from '../../../shared/azure/machineLearning/specHash';

const environmentId =
  '/subscriptions/S/resourceGroups/rg/providers/Microsoft.MachineLearningServices/workspaces/w/environments/tf/versions/1';
const deployment = (properties: object = {}, over: object = {}) => ({
  id: '/subscriptions/s/x',
  name: 'd',
  location: 'westeurope',
  tags: { team: 'a' },
  properties: { environmentId, miniBatchSize: 16, provisioningState: 'Succeeded', ...properties },
  ...over,
});

describe('specHash', () => {
  it.each([
    { what: 'the state of its operation', other: deployment({ provisioningState: 'Updating' }) },
    { what: 'who changed it when', other: deployment({}, { systemData: { createdBy: 'x' } }) },
    { what: 'nothing written out as null', other: deployment({ description: null }) },
    {
      what: 'the case of an id',
      other: deployment({ environmentId: environmentId.toLowerCase() }),
    },
    {
      what: 'the address of its operation',
      other: deployment({ properties: { AzureAsyncOperationUri: 'https://x' } }),
      base: deployment({ properties: {} }),
    },
  ])('does not mind $what', ({ other, base = deployment() }) => {
    expect(specHash(other)).toBe(specHash(base));
  });

  it.each([
    { what: 'a setting', other: deployment({ miniBatchSize: 17 }) },
    { what: 'a setting that no version knows yet', other: deployment({ newer: { deep: [1] } }) },
    { what: 'a tag', other: deployment({}, { tags: { team: 'b' } }) },
    {
      what: 'the environment',
      other: deployment({ environmentId: environmentId.replace('/1', '/2') }),
    },
    {
      what: 'the case of a text',
      other: deployment({ description: 'A' }),
      base: deployment({ description: 'a' }),
    },
  ])('tells apart deployments that differ in $what', ({ other, base = deployment() }) => {
    expect(specHash(other)).not.toBe(specHash(base));
  });
});
