import { describe, expect, it } from '@jest/globals';
import { recordRelease } from '../../functions/http/recordRelease';
import { releasesIn } from '../../shared/records/releases';
import { aLog } from '../support/aLog';
import { aRequest } from '../support/aRequest';
import { releaseText } from '../support/builders';
import { MemoryBlobs } from '../support/memoryBlobs';

function aPlace() {
  const releases = releasesIn(new MemoryBlobs());
  return (body: unknown) => recordRelease(aRequest({ body }), { releases, log: aLog() });
}

const document = JSON.parse(releaseText()) as Record<string, unknown>;

describe('recordRelease', () => {
  it('puts a release on record with 201, and the same again with 200', async () => {
    const post = aPlace();
    const hash = expect.stringMatching(/^[0-9a-f]{64}$/);

    expect(await post(document)).toEqual({
      status: 201,
      jsonBody: { release: 'Release-123', status: 'recorded', hash, sequence: 1 },
    });
    expect(await post(document)).toMatchObject({
      status: 200,
      jsonBody: { status: 'known', hash },
    });
  });

  it('refuses another content under the same id with 409', async () => {
    const post = aPlace();
    await post(document);

    expect(await post({ ...document, environment_version: '1.5.2' })).toEqual({
      status: 409,
      jsonBody: { error: 'Release Release-123 is on record with another content.' },
    });
  });

  it.each([
    { what: 'no JSON', body: '{"release_id', error: /expected record, received undefined/ },
    { what: 'a list', body: [], error: /expected record, received array/ },
    { what: 'no deployments', body: { ...document, deployments: [] }, error: /→ at deployments/ },
    {
      what: 'a path for an id',
      body: { ...document, release_id: '../x' },
      error: /→ at release_id/,
    },
  ])('refuses $what with 400, and names it', async ({ body, error }) => {
    expect(await aPlace()(body)).toMatchObject({
      status: 400,
      jsonBody: { error: expect.stringMatching(error) },
    });
  });
});
