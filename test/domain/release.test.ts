import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readRelease } from '../../shared/domain/release';

const runbook = readFileSync(path.resolve('test/fixtures/runbook/release-metadata.json'), 'utf8');

type Json = Record<string, unknown>;

/** The runbook's document with something about it changed. */
function changed(over: Json, entry: Json = {}): string {
  const document = JSON.parse(runbook) as { deployments: Json[] };
  return JSON.stringify({
    ...document,
    deployments: document.deployments.map((deployment) => ({ ...deployment, ...entry })),
    ...over,
  });
}

function why(text: string): string {
  const reading = readRelease(text);
  return reading.status === 'unreadable' ? reading.reason : reading.status;
}

describe('readRelease', () => {
  it('reads the document of the runbook as it stands [D02]', () => {
    expect(readRelease(runbook)).toEqual({
      status: 'read',
      release: {
        id: 'Release-123',
        at: '2025-12-09T14:30:00.000Z',
        changes: [
          {
            plant: 'P001',
            circuit: 'C001',
            from: { environment: 'custom-tf-env:1.5.0' },
            to: { environment: 'custom-tf-env:1.5.1' },
          },
        ],
      },
    });
  });

  it('takes a whole environment version as well as a bare number', () => {
    const text = changed({ environment_version: 'azureml:other-env:2.0.0' });

    expect(readRelease(text)).toMatchObject({
      release: {
        changes: [
          { from: { environment: 'custom-tf-env:1.5.0' }, to: { environment: 'other-env:2.0.0' } },
        ],
      },
    });
  });

  it('goes back to an environment of a registry by its whole id', () => {
    const id = 'azureml://registries/mlregistry-shared/environments/tf/versions/3';

    expect(readRelease(changed({}, { previous_environment: id }))).toMatchObject({
      release: { changes: [{ from: { environment: id }, to: { environment: 'tf:1.5.1' } }] },
    });
  });

  it('takes a stored spec that says the same in other words', () => {
    const previous_spec = {
      tags: {},
      properties: {
        environmentId:
          '/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w/environments/custom-tf-env/versions/1.5.0',
        miniBatchSize: 10,
      },
    };

    expect(why(changed({}, { previous_spec }))).toBe('read');
  });

  it('refuses every beginning of a document, as a broken upload leaves it [D02]', () => {
    const cuts = Array.from({ length: runbook.trimEnd().length - 1 }, (_, end) => end);

    const taken = cuts.filter((end) => readRelease(runbook.slice(0, end)).status === 'read');

    expect(taken).toEqual([]);
    expect(why(runbook.slice(0, 100))).toBe('not JSON (100 characters, perhaps cut off)');
  });

  it.each([
    { what: 'no release id', text: changed({ release_id: undefined }), reason: /→ at release_id/ },
    { what: 'a release id of a path', text: changed({ release_id: '../x' }), reason: /release_id/ },
    {
      what: 'a version that is a number',
      text: changed({ environment_version: 1.5 }),
      reason: /expected string, received number\s+→ at environment_version/,
    },
    {
      what: 'no previous version',
      text: changed({ previous_environment_version: '' }),
      reason: /→ at previous_environment_version/,
    },
    {
      what: 'a moment that is none',
      text: changed({ updated_at: 'batch 5' }),
      reason: /a moment such as 2025-12-09T14:30:00Z, found batch 5\s+→ at updated_at/,
    },
    { what: 'no deployments', text: changed({ deployments: [] }), reason: /→ at deployments/ },
    {
      what: 'deployments that are an object',
      text: changed({ deployments: {} }),
      reason: /expected array, received object\s+→ at deployments/,
    },
    {
      what: 'a deployment without its way back',
      text: changed({}, { previous_environment: undefined }),
      reason: /→ at deployments\[0\]\.previous_environment/,
    },
    {
      what: 'a way back that names no version',
      text: changed({}, { previous_environment: 'custom-tf-env' }),
      reason: /^P001\/C001 has previous_environment custom-tf-env, expected name:version$/,
    },
    {
      what: 'a stored spec that contradicts it',
      text: changed(
        {},
        { previous_spec: { properties: { environmentId: 'azureml:custom-tf-env:1.4.9' } } },
      ),
      reason:
        /^P001\/C001 says custom-tf-env:1\.5\.0, but its stored spec ran custom-tf-env:1\.4\.9$/,
    },
    {
      what: 'a stored spec without an environment',
      text: changed({}, { previous_spec: { properties: {} } }),
      reason: /→ at deployments\[0\]\.previous_spec\.properties\.environmentId/,
    },
    {
      what: 'a plant that can be no plant',
      text: changed({}, { plant_id: '../P001' }),
      reason: /letters, digits and dashes, at most 16\s+→ at deployments\[0\]\.plant_id/,
    },
    {
      what: 'a new version that can be no version',
      text: changed({ environment_version: '1.5 .1' }),
      reason: /^P001\/C001 was moved to custom-tf-env:1\.5 \.1, expected name:version$/,
    },
    { what: 'a list', text: '[]', reason: /expected object, received array/ },
    { what: 'null', text: 'null', reason: /expected object, received null/ },
    { what: 'nothing', text: '', reason: /^not JSON \(0 characters/ },
  ])('refuses $what, and names it [D02]', ({ text, reason }) => {
    expect(why(text)).toMatch(reason);
  });

  it('refuses a circuit that is in it twice: which way back is right, nobody knows', () => {
    const entry = { plant_id: 'P001', circuit_id: 'C001', previous_environment: 'azureml:e:1' };

    expect(
      why(changed({ deployments: [entry, { ...entry, previous_environment: 'azureml:e:2' }] })),
    ).toBe('P001/C001 is in it twice');
  });
});
