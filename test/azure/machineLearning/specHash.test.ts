import { describe, expect, it } from '@jest/globals';
import { acknowledgedHash, specHash } from '../../../shared/azure/machineLearning/specHash';

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

describe('acknowledgedHash', () => {
  const written = deployment();

  it('is that of what the service answers, which fills in what was left out', () => {
    const answer = deployment({ errorThreshold: -1, provisioningState: 'Updating' }, { etag: 'x' });

    expect(acknowledgedHash(written, answer)).toBe(specHash(answer));
  });

  it.each([
    { what: 'with another value', answer: deployment({ miniBatchSize: 10 }) },
    { what: 'without a tag', answer: deployment({}, { tags: {} }) },
    { what: 'with no deployment', answer: { status: 'Updating' } },
    { what: 'with nothing', answer: undefined },
  ])('is that of what was written when the service answers $what', ({ answer }) => {
    expect(acknowledgedHash(written, answer)).toBe(specHash(written));
  });

  it('minds the length and the order of lists', () => {
    const listed = deployment({ hosts: ['a', 'b'] });

    expect(acknowledgedHash(listed, deployment({ hosts: ['a', 'b', 'c'] }))).toBe(specHash(listed));
    expect(acknowledgedHash(listed, deployment({ hosts: ['b', 'a'] }))).toBe(specHash(listed));
  });
});
