import { describe, expect, it } from '@jest/globals';
import { startRollback } from '../../functions/http/startRollback';
import { rollBackFleet } from '../../shared/contracts';
import { incidentsIn } from '../../shared/records/incidents';
import { aPlanningPlace } from '../support/aPlanningPlace';
import { aRequest } from '../support/aRequest';
import { aRelease, anIncident, releaseText, start } from '../support/builders';
import { FakeDurableClient } from '../support/fakeDurableClient';
import { MemoryBlobs } from '../support/memoryBlobs';

const wish = { release: 'Release-123', reason: 'jobs fail on many circuits' };

function aPlace() {
  const blobs = new MemoryBlobs({
    'releases/Release-123.json': releaseText(),
    'releases/Release-124.json': releaseText(aRelease({ id: 'Release-124' })),
    'releases/Release-125.json': releaseText().slice(0, 80),
  });
  const client = new FakeDurableClient();
  const incidents = incidentsIn(blobs);
  const services = {
    ...aPlanningPlace(blobs),
    incidents,
    now: () => start,
  };
  const post = (body: unknown) => startRollback(aRequest({ body }), client.asClient(), services);
  return { post, client, incidents };
}

describe('startRollback', () => {
  it('starts the rollback of a release, and answers 202 with where to watch it [C02]', async () => {
    const { post, client } = aPlace();

    const response = await post({ ...wish, key: 'night-shift-1', requestedBy: 'on-call' });

    expect(response).toEqual({
      status: 202,
      headers: { Location: '/api/rollbacks/manual-night-shift-1' },
      jsonBody: { id: 'manual-night-shift-1', start: 'started' },
    });
    expect(client.started).toMatchObject([
      {
        name: 'rollBackFleet',
        instanceId: 'rollback-manual-night-shift-1',
        input: {
          id: 'manual-night-shift-1',
          release: 'Release-123',
          reason: 'jobs fail on many circuits',
          origin: { by: 'person', name: 'on-call' },
          openedAt: start,
        },
      },
    ]);
    expect(rollBackFleet.input.safeParse(client.started[0]?.input).success).toBe(true);
  });

  it('starts a rollback of its own for every request without a key', async () => {
    const { post, client } = aPlace();
    await post(wish);
    await post(wish);

    expect(client.started).toHaveLength(2);
  });

  it('takes along which guards a person goes past', async () => {
    const { post, client } = aPlace();

    await post({ ...wish, overrideGuards: ['coolDown', 'freezeWindow'] });

    expect(client.started).toMatchObject([
      { input: { terms: { overrideGuards: ['coolDown', 'freezeWindow'] } } },
    ]);
  });

  it.each([
    {
      what: 'to go past a guard that the policy lets nobody past',
      body: { overrideGuards: ['coolDown', 'quarantine', 'killSwitch'] },
      error:
        'The policy lets nobody go past quarantine, killSwitch, only past freezeWindow, coolDown, maxShareOfFleet.',
    },
    {
      what: 'to go past a guard wave by wave',
      body: { overrideGuards: ['coolDown'], strategy: 'planned' },
      error: 'Guards are gone past in an emergency only, found strategy planned.',
    },
  ])('refuses $what with 422', async ({ body, error }) => {
    const { post, client } = aPlace();

    expect(await post({ ...wish, ...body })).toEqual({ status: 422, jsonBody: { error } });
    expect(client.started).toEqual([]);
  });

  it('says in the incident what is taken back', async () => {
    const { post, client } = aPlace();

    await post({ ...wish, kind: 'model' });

    expect(client.started).toMatchObject([{ input: { kind: 'model' } }]);
  });

  it.each([
    { what: 'no reason [J12]', body: { release: 'Release-123' }, error: /→ at reason/ },
    {
      what: 'an empty reason [J12]',
      body: { ...wish, reason: '  ' },
      error: /say in a sentence why\s+→ at reason/,
    },
    { what: 'no release', body: { reason: 'jobs fail' }, error: /→ at release/ },
    { what: 'a release of a path', body: { ...wish, release: '../policy' }, error: /→ at release/ },
    { what: 'a key in capitals', body: { ...wish, key: 'KEY' }, error: /→ at key/ },
    { what: 'a field nobody knows', body: { ...wish, force: true }, error: /"force"/ },
    { what: 'no JSON', body: '{"release":', error: /expected object, received undefined/ },
    { what: 'no body', body: undefined, error: /expected object, received undefined/ },
    { what: 'a list', body: [], error: /expected object, received array/ },
  ])('refuses $what with 400, and names it', async ({ body, error }) => {
    const { post, client } = aPlace();

    const response = await post(body);

    expect(response).toMatchObject({
      status: 400,
      jsonBody: { error: expect.stringMatching(error) },
    });
    expect(client.started).toEqual([]);
  });

  it.each([
    { release: 'Release-999', status: 404, error: 'There is no metadata of release Release-999.' },
    {
      release: 'Release-125',
      status: 422,
      error:
        'The metadata of release Release-125 is no use: not JSON (80 characters, perhaps cut off)',
    },
  ])('refuses $release with $status', async ({ release, status, error }) => {
    const { post, client } = aPlace();

    expect(await post({ ...wish, release })).toEqual({ status, jsonBody: { error } });
    expect(client.started).toEqual([]);
  });

  it('refuses a release that another incident holds with 409, and says which', async () => {
    const { post, client, incidents } = aPlace();
    await incidents.claim('Release-123', 'Release-123-20261121T004000.000Z', false);

    expect(await post(wish)).toEqual({
      status: 409,
      jsonBody: {
        error:
          'Release Release-123 is being rolled back already by Release-123-20261121T004000.000Z.',
      },
    });
    expect(client.started).toEqual([]);
  });

  it('rolls a release back that an earlier incident has let go of', async () => {
    const { post, incidents } = aPlace();
    await incidents.claim('Release-123', 'earlier', false);
    await incidents.endClaim('Release-123', 'earlier');

    expect(await post(wish)).toMatchObject({ status: 202 });
  });

  it('starts once for one key, however often it is posted', async () => {
    const { post, client, incidents } = aPlace();
    const keyed = { ...wish, key: 'night-shift-1' };
    await post(keyed);
    expect(await post(keyed)).toMatchObject({ status: 200, jsonBody: { start: 'known' } });

    await incidents.claim('Release-123', 'manual-night-shift-1', true);
    client.set('rollback-manual-night-shift-1', { runtimeStatus: 'Completed' });

    expect(await post(keyed)).toMatchObject({
      status: 200,
      jsonBody: { id: 'manual-night-shift-1', start: 'known' },
    });
    expect(client.started).toHaveLength(1);
  });

  it('refuses a key with 409 that was used for another release', async () => {
    const { post, incidents } = aPlace();
    await incidents.save(anIncident({ id: 'manual-night-shift-1', release: 'Release-124' }));

    expect(await post({ ...wish, key: 'night-shift-1' })).toEqual({
      status: 409,
      jsonBody: { error: 'The key was used for release Release-124 already.' },
    });
  });

  it('refuses it as well while that other rollback has not begun to keep records', async () => {
    const { post } = aPlace();
    await post({ ...wish, release: 'Release-124', key: 'night-shift-1' });

    expect(await post({ ...wish, key: 'night-shift-1' })).toEqual({
      status: 409,
      jsonBody: { error: 'The key was used for release Release-124 already.' },
    });
  });
});
