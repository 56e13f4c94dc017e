import { describe, expect, it } from '@jest/globals';
import {
  formatResourceId,
  isCollection,
  keyOf,
  nameOf,
  parentOf,
  parsePath,
  parseResourceId,
} from '../../../../../local/cloud/machineLearning/arm/resourceId';

const scope = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.MachineLearningServices';
const deployment = `${scope}/workspaces/ws/batchEndpoints/e/deployments/D1`;

describe('parseResourceId', () => {
  it('reads an id in any case, and keeps the case of names', () => {
    const shouted = deployment
      .replace('resourceGroups', 'RESOURCEGROUPS')
      .replace('batch', 'BATCH');

    expect(parseResourceId(shouted)).toEqual({
      subscriptionId: 's',
      resourceGroup: 'rg',
      type: 'workspaces/batchEndpoints/deployments',
      names: ['ws', 'e', 'D1'],
    });
  });

  it.each([
    '',
    '/',
    scope,
    `${scope}/`,
    `${scope}/workspaces`,
    `${scope}/workspaces/ws/batchEndpoints`,
    `${scope}/workspaces//batchEndpoints/e`,
    `${deployment}/`,
    `${deployment}/jobs/j`,
    `${scope}/workspaces/ws/computes/c`,
    deployment.replace('MachineLearningServices', 'Compute'),
    `https://management.azure.com${deployment}`,
  ])('takes %j for no resource', (text) => {
    expect(parseResourceId(text)).toBeUndefined();
  });

  it('is undone by formatting', () => {
    expect(formatResourceId(parseResourceId(deployment)!)).toBe(deployment);
  });
});

describe('parsePath', () => {
  it('tells collections from resources', () => {
    const path = `${scope}/workspaces/ws/batchEndpoints/e/deployments`;
    const collection = parsePath(path)!;

    expect(isCollection(collection)).toBe(true);
    expect(formatResourceId(collection)).toBe(path);
    expect(isCollection(parsePath(deployment)!)).toBe(false);
  });
});

describe('parentOf', () => {
  it.each([
    [deployment, `${scope}/workspaces/ws/batchEndpoints/e`],
    [
      `${scope}/workspaces/ws/batchEndpoints/e/deployments`,
      `${scope}/workspaces/ws/batchEndpoints/e`,
    ],
    [`${scope}/workspaces/ws/batchEndpoints`, `${scope}/workspaces/ws`],
    [`${scope}/registries/r/models/m/versions/1`, `${scope}/registries/r/models/m`],
  ])('of %s is %s', (path, parent) => {
    expect(formatResourceId(parentOf(parsePath(path)!)!)).toBe(parent);
  });

  it('is nothing for a workspace or a registry', () => {
    expect(parentOf(parsePath(`${scope}/workspaces/ws`)!)).toBeUndefined();
    expect(parentOf(parsePath(`${scope}/registries/r`)!)).toBeUndefined();
  });
});

describe('keyOf and nameOf', () => {
  it('make two spellings one key, and give the last name', () => {
    expect(keyOf(parseResourceId(deployment.toUpperCase())!)).toBe(keyOf(deployment));
    expect(nameOf(parseResourceId(deployment)!)).toBe('D1');
  });
});
