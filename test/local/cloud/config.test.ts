import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConfigurationError, readConfig } from '../../../local/cloud/config';
import { defaultBehaviour } from '../../../local/cloud/machineLearning/behaviour';
import { aConfig } from './aConfig';

let directory: string;
let file: string;

beforeAll(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'config-'));
  file = path.join(directory, 'cloud.jsonc');
});

afterAll(async () => {
  await rm(directory, { recursive: true });
});

describe('readConfig', () => {
  it('reads JSON with comments, and finds the emulator configuration beside it', async () => {
    await writeFile(file, `// what we have\n${JSON.stringify(aConfig())}`);

    expect(await readConfig(file)).toEqual({
      ...aConfig(),
      serviceBus: path.join(directory, 'serviceBus.json'),
    });
  });

  it('takes workspaces in other subscriptions, and fills in the behaviour that is not chosen', async () => {
    const machineLearning = {
      workspaces: [
        {
          subscriptionId: '7b1f8d63-04a5-4d1e-9b7c-3a2e1d0c9f88',
          resourceGroup: 'mlops',
          name: 'other',
        },
      ],
      registries: [],
      behaviour: { patchTags: 'merge', quotas: { deploymentsPerSubscription: 20_000 } },
    };
    await writeFile(file, JSON.stringify({ ...aConfig(), machineLearning }));

    const read = await readConfig(file);

    expect(read.machineLearning.workspaces).toEqual(machineLearning.workspaces);
    expect(read.machineLearning.behaviour).toEqual({
      ...defaultBehaviour,
      patchTags: 'merge',
      quotas: { ...defaultBehaviour.quotas, deploymentsPerSubscription: 20_000 },
    });
  });

  it.each([
    {
      mistake: 'a missing file',
      text: undefined,
      says: /cloud\.jsonc: cannot be read/,
    },
    {
      mistake: 'broken JSON',
      text: '{\n  "tenantId": }',
      says: /cloud\.jsonc:2: ValueExpected/,
    },
    {
      mistake: 'a tenant that is no GUID',
      text: JSON.stringify(aConfig({ tenantId: 'contoso' })),
      says: /cloud\.jsonc: tenantId: Invalid GUID/,
    },
    {
      mistake: 'an unknown setting',
      text: JSON.stringify({ ...aConfig(), region: 'westeurope' }),
      says: /Unrecognized key: "region"/,
    },
    {
      mistake: 'a behaviour that cannot be chosen',
      text: JSON.stringify({
        ...aConfig(),
        machineLearning: { workspaces: [], behaviour: { patchTags: 'forget' } },
      }),
      says: /machineLearning\.behaviour\.patchTags: Invalid option: expected one of "replace"/,
    },
    {
      mistake: 'two identities of one name',
      text: JSON.stringify(
        aConfig({
          identities: [
            { name: 'app', roles: [] },
            { name: 'app', roles: [] },
          ],
        }),
      ),
      says: /identities: expected each name once/,
    },
    {
      mistake: 'a column of an unknown type',
      text: JSON.stringify(
        aConfig({ tables: { Runs_CL: { TimeGenerated: 'datetime', Size: 'decimal' } } }),
      ),
      says: /logs\.tables\.Runs_CL\.Size: Invalid option: expected one of "bool"/,
    },
    {
      mistake: 'a table without TimeGenerated',
      text: JSON.stringify(aConfig({ tables: { Runs_CL: { Size: 'long' } } })),
      says: /logs\.tables\.Runs_CL: expected a column TimeGenerated of type datetime/,
    },
  ])('refuses $mistake with the place and the reason', async ({ text, says }) => {
    await rm(file, { force: true });
    if (text !== undefined) {
      await writeFile(file, text);
    }

    const reading = readConfig(file);

    await expect(reading).rejects.toThrow(says);
    await expect(reading).rejects.toBeInstanceOf(ConfigurationError);
  });
});
