import { describe, expect, it } from '@jest/globals';
import { parseAssetId } from '../../../../../local/cloud/machineLearning/kinds/assetId';

const home = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.MachineLearningServices';

describe('parseAssetId', () => {
  it.each([
    [
      `${home}/workspaces/ws/environments/env/versions/1.4.0`,
      { written: 'armId', collection: 'environments', id: { names: ['ws', 'env', '1.4.0'] } },
    ],
    [
      `${home}/registries/reg/models/m/versions/3`,
      { written: 'armId', collection: 'models', id: { names: ['reg', 'm', '3'] } },
    ],
    [
      'azureml://registries/reg/models/m/versions/3',
      { written: 'registry', collection: 'models', registry: 'reg', name: 'm', version: '3' },
    ],
    [
      'azureml://registries/reg/Environments/e/versions/3',
      { written: 'registry', collection: 'environments', name: 'e' },
    ],
    [
      'azureml://locations/westeurope/workspaces/guid/models/m/versions/3',
      { written: 'workspaceGuid', collection: 'models', guid: 'guid', name: 'm', version: '3' },
    ],
  ])('reads %s', (id, expected) => {
    expect(parseAssetId(id)).toMatchObject(expected);
  });

  it.each([
    '',
    'azureml:custom-tf-env:1.4.0',
    'custom-tf-env',
    `${home}/workspaces/ws/environments/env`,
    `${home}/workspaces/ws/environments/env/versions`,
    `${home}/workspaces/ws/environments/env/labels/latest`,
    `${home}/workspaces/ws/batchEndpoints/e/deployments/d`,
    'azureml://registries/reg/models/m',
    'azureml://registries/reg/data/d/versions/1',
    'azureml://registries/reg/models/m/versions/1/extra',
  ])('takes %j for none', (id) => {
    expect(parseAssetId(id)).toBeUndefined();
  });
});
