import { describe, expect, it } from '@jest/globals';
import { EnvironmentVersion, assetName, sameAsset, shortAsset } from '../../shared/domain/asset';

const workspace =
  '/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w';
const registry = 'azureml://registries/mlregistry-shared/environments/tf/versions/3';

describe('shortAsset', () => {
  it.each([
    { id: 'custom-tf-env:1.5.0', expected: 'custom-tf-env:1.5.0' },
    { id: 'azureml:custom-tf-env:1.5.0', expected: 'custom-tf-env:1.5.0' },
    {
      id: `${workspace}/environments/custom-tf-env/versions/1.5.0`,
      expected: 'custom-tf-env:1.5.0',
    },
    {
      id: `azureml:${workspace}/environments/custom-tf-env/versions/1.5.0`,
      expected: 'custom-tf-env:1.5.0',
    },
    {
      id: `${workspace}/Environments/custom-tf-env/Versions/1.5.0`,
      expected: 'custom-tf-env:1.5.0',
    },
    { id: registry, expected: registry },
    { id: '', expected: '' },
  ])('takes "$id" to "$expected"', ({ id, expected }) => {
    expect(shortAsset(id)).toBe(expected);
  });
});

describe('an environment version', () => {
  it.each(['custom-tf-env:1.5.0', 'e:1', registry])('is %s', (version) => {
    expect(EnvironmentVersion.safeParse(version).success).toBe(true);
  });

  it.each(['', 'custom-tf-env', 'custom-tf-env:', ':1', 'a b:1', 'a:1:2', `${registry} `])(
    'is not "%s"',
    (version) => {
      expect(EnvironmentVersion.safeParse(version).success).toBe(false);
    },
  );

  it('has a name', () => {
    expect(assetName('custom-tf-env:1.5.0')).toBe('custom-tf-env');
    expect(assetName(registry)).toBe('tf');
  });

  it('is the same in another case, as names of ARM are', () => {
    expect(sameAsset('Custom-TF-Env:1.5.0', 'custom-tf-env:1.5.0')).toBe(true);
    expect(sameAsset('custom-tf-env:1.5.0', 'custom-tf-env:1.5.1')).toBe(false);
  });
});
