import { describe, expect, it } from '@jest/globals';
import { getGate } from '../../functions/http/getGate';
import { incidentsIn } from '../../shared/records/incidents';
import { quarantineIn } from '../../shared/records/quarantine';
import { releasesIn } from '../../shared/records/releases';
import { rollbacksIn } from '../../shared/records/rollbacks';
import { aRequest } from '../support/aRequest';
import { aRelease, after, anIncident, releaseText, someTargets, start } from '../support/builders';
import { MemoryBlobs } from '../support/memoryBlobs';

function aPlace() {
  const blobs = new MemoryBlobs({
    'releases/Release-123.json': releaseText(),
    'releases/Release-124.json': releaseText(aRelease({ id: 'Release-124' })),
    'releases/Release-125.json': releaseText().slice(0, 80),
  });
  const services = {
    incidents: incidentsIn(blobs),
    quarantine: quarantineIn(blobs),
    releases: releasesIn(blobs),
    rollbacks: rollbacksIn(blobs),
  };
  const ask = (release = 'Release-124') => getGate(aRequest({ params: { release } }), services);
  return { ...services, ask };
}

const said = (answer: 'go' | 'hold', reason: RegExp) => ({
  jsonBody: { release: 'Release-124', answer, reason: expect.stringMatching(reason) },
});
const incident = anIncident({ id: 'incident-1', release: 'Release-123' });

describe('GET /api/gate/{release}', () => {
  it('lets a release go that nothing stands against', async () => {
    const { ask } = aPlace();

    expect(await ask()).toEqual(said('go', /^no rollback is at any of its 6 circuits/));
  });

  it('holds a release on whose circuits a rollback is at work, and lets it go after', async () => {
    const { ask, incidents, rollbacks } = aPlace();
    await incidents.save(incident);

    // Before there is a plan, all that the blamed release changed may be written.
    expect(await ask()).toEqual(said('hold', /^incident-1 is rolling back 6 of its 6 circuits/));
    await rollbacks.savePlan('incident-1', {
      releases: ['Release-123'],
      strategy: 'emergency',
      waves: [{ plants: [{ plant: 'P001', targets: someTargets(2) }] }],
      alreadyThere: [],
      blocked: [],
      notes: [],
    });
    expect(await ask()).toEqual(
      said('hold', /^incident-1 is rolling back 2 of its 6 circuits, P001\/C001 among them$/),
    );
    await incidents.save({ ...incident, status: 'closed' });
    expect(await ask()).toEqual(said('go', /./));
  });

  it('holds a release of a plant whose endpoint is being switched', async () => {
    const { ask, incidents } = aPlace();
    const { release: _, ...rest } = incident;
    const switches = [
      { plant: 'P002', kind: 'batch' as const, to: 'blue', pace: 'emergency' as const },
    ];
    await incidents.save({ ...rest, terms: { switches } });

    expect(await ask()).toEqual(said('hold', /rolling back 3 of its 6 circuits, P002\/C001/));
  });

  it('holds what is in quarantine', async () => {
    const { ask, quarantine } = aPlace();
    const entry = { asset: after, kind: 'environment' as const, since: start };
    await quarantine.add([{ ...entry, incident: 'incident-0', reason: 'jobs failed' }]);

    expect(await ask()).toEqual(
      said('hold', /environment custom-tf-env:1.5.1, in quarantine since incident incident-0/),
    );
  });

  it.each([
    { release: 'Release-999', reason: /is not on record; a release goes on record before/ },
    { release: 'Release-125', reason: /is no use: not JSON/ },
  ])('holds $release', async ({ release, reason }) => {
    const { ask } = aPlace();

    expect(await ask(release)).toMatchObject({
      jsonBody: { answer: 'hold', reason: expect.stringMatching(reason) },
    });
  });

  it('refuses a name that is none with 400', async () => {
    const { ask } = aPlace();

    expect(await ask('../policy')).toMatchObject({ status: 400 });
  });
});
