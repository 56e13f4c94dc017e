import { describe, expect, it } from '@jest/globals';
import { startRollback } from '../../functions/http/startRollback';
import { incidentsIn } from '../../shared/records/incidents';
import { aPlanningPlace } from '../support/aPlanningPlace';
import { aRequest } from '../support/aRequest';
import { releaseText, start } from '../support/builders';
import { FakeDurableClient } from '../support/fakeDurableClient';
import { MemoryBlobs } from '../support/memoryBlobs';

function aPlace() {
  const blobs = new MemoryBlobs({ 'releases/Release-123.json': releaseText() });
  const client = new FakeDurableClient();
  const services = { ...aPlanningPlace(blobs), incidents: incidentsIn(blobs), now: () => start };
  const post = (body: object) =>
    startRollback(
      aRequest({ body: { release: 'Release-123', reason: 'the team decided so', ...body } }),
      client.asClient(),
      services,
    );
  return { client, post };
}

describe('a rollback that people decide on', () => {
  it.each([
    { urgency: 'at once', strategy: 'emergency' },
    { urgency: 'wave by wave', strategy: 'planned' },
    { urgency: 'by halves', strategy: 'bisect' },
  ])(
    'begins like any other, with their reason in free text, and goes $urgency as they say [A19] [B07]',
    async ({ strategy }) => {
      const { client, post } = aPlace();

      expect(await post({ strategy, requestedBy: 'on-call' })).toMatchObject({ status: 202 });

      expect(client.started).toMatchObject([
        {
          name: 'rollBackFleet',
          input: {
            reason: 'the team decided so',
            origin: { by: 'person', name: 'on-call' },
            terms: { strategy },
          },
        },
      ]);
    },
  );

  it.each(['model', 'environment', 'both'])('takes back the %s as they say [B07]', async (kind) => {
    const { client, post } = aPlace();

    await post({ kind });

    expect(client.started).toMatchObject([
      { input: { blamed: [{ release: 'Release-123', kind, scope: { of: 'release' } }] } },
    ]);
  });

  it('is refused without a reason', async () => {
    expect(await aPlace().post({ reason: '' })).toMatchObject({ status: 400 });
  });

  it('is refused with a strategy that there is none of, and names those there are', async () => {
    const { status, jsonBody } = await aPlace().post({ strategy: 'slowly' });

    expect(status).toBe(400);
    expect(JSON.stringify(jsonBody)).toMatch(/emergency.*planned.*bisect/);
  });
});
