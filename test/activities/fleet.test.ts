import { describe, expect, it } from '@jest/globals';
import { lookForDrift } from '../../functions/activities/lookForDrift';
import { planFleet } from '../../functions/activities/planFleet';
import { startRestore } from '../../functions/activities/startRestore';
import { verifyPlants } from '../../functions/activities/verifyPlants';
import { watchPlant } from '../../functions/activities/watchPlant';
import type { Blamed } from '../../shared/domain/decide/blamed';
import { assessIncident } from '../../shared/domain/impact/assessIncident';
import type { PlantReading, WriteAnswer } from '../../shared/domain/deployment';
import { sealRecord } from '../../shared/domain/release/integrity';
import { plusSeconds } from '../../shared/domain/time';
import type { Deployments } from '../../shared/ports';
import { historiesIn } from '../../shared/records/histories';
import { incidentsIn } from '../../shared/records/incidents';
import { quarantineIn } from '../../shared/records/quarantine';
import { releasesIn } from '../../shared/records/releases';
import { rollbacksIn } from '../../shared/records/rollbacks';
import { aLog } from '../support/aLog';
import {
  aFleet,
  aPolicy,
  aReading,
  aTarget,
  after,
  anIncident,
  before,
  ended,
  releaseText,
  restored,
  someTargets,
  start,
} from '../support/builders';
import { MemoryBlobs } from '../support/memoryBlobs';
import { MemoryLocks } from '../support/memoryLocks';

const cause = { incident: 'incident-1' };
const blamed = (release = 'Release-123'): Blamed[] => [
  { release, kind: 'environment', scope: { of: 'release' } },
];

/** A cloud in which nothing is unusual, unless a test says so; it notes what it was asked. */
function aPlace(over: Partial<Deployments> = {}, texts: Record<string, string> = {}) {
  const blobs = new MemoryBlobs({ 'releases/Release-123.json': releaseText(), ...texts });
  const asked: unknown[][] = [];
  const deployments: Deployments = {
    list: async (...ask) => {
      asked.push(['list', ...ask]);
      return aReading(after);
    },
    startRestore: async () => ({ status: 'started' }),
    environment: async (...ask) => {
      asked.push(['environment', ...ask]);
      return 'present';
    },
    model: async (...ask) => {
      asked.push(['model', ...ask]);
      return 'present';
    },
    ...over,
  };
  const services = {
    deployments,
    releases: releasesIn(blobs),
    histories: historiesIn(blobs),
    quarantine: quarantineIn(blobs),
    incidents: incidentsIn(blobs),
    rollbacks: rollbacksIn(blobs),
    locks: new MemoryLocks(),
    now: () => start,
    settings: { policy: async () => aPolicy(), fleet: async () => aFleet() },
    log: aLog(),
  };
  return { services, asked };
}

describe('planFleet', () => {
  it('keeps in which state the deployments were before anything was written [B08]', async () => {
    const { services } = aPlace();
    const assessment = assessIncident(anIncident(), aPolicy().impact);
    await services.incidents.save(anIncident({ id: cause.incident, assessment }));

    await planFleet({ cause, blamed: blamed() }, services);

    expect((await services.incidents.read(cause.incident))?.assessment?.deployments).toEqual({
      Succeeded: 6,
    });
  });

  it('plans a release from its metadata and what runs now, with a look at each plant and environment', async () => {
    const { services, asked } = aPlace();

    const planned = await planFleet({ cause, blamed: blamed() }, services);

    expect(planned).toMatchObject({ status: 'planned', circuits: 6 });
    expect(await services.rollbacks.plan(cause.incident)).toMatchObject({
      releases: ['Release-123'],
      blocked: [],
      waves: [{ plants: [{ plant: 'P001' }, { plant: 'P002' }] }],
      notes: ['the metadata of Release-123 has no hash: that nobody changed it is not proven'],
    });
    expect(asked.map((ask) => ask.join(' ')).toSorted()).toEqual([
      `environment ${before}`,
      'list batch-endpoint-plant-P001',
      'list batch-endpoint-plant-P002',
    ]);
    expect(services.log.lines.at(-1)?.facts).toEqual({
      ...cause,
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      strategy: 'emergency',
      circuits: 6,
      alreadyThere: 0,
      blocked: 0,
    });
  });

  it('has nothing to do where all is back already', async () => {
    const { services } = aPlace({ list: async () => aReading(before) });

    expect(await planFleet({ cause, blamed: blamed() }, services)).toMatchObject({
      circuits: 0,
    });
    expect(await services.rollbacks.plan(cause.incident)).toMatchObject({
      waves: [],
      alreadyThere: Array.from({ length: 6 }, () => ({ status: 'untouched' })),
    });
  });

  it('keeps to the plan it made before a crash, whatever was written since', async () => {
    let environment = after;
    const { services } = aPlace({ list: async () => aReading(environment) });
    const first = await planFleet({ cause, blamed: blamed() }, services);
    environment = before;

    expect(await planFleet({ cause, blamed: blamed() }, services)).toEqual(first);
  });

  it.each([
    {
      what: 'there is none',
      release: 'Release-999',
      reason: 'there is no metadata of release Release-999',
    },
    {
      what: 'it is cut off',
      release: 'Release-124',
      reason: 'the metadata of Release-124 is no use: not JSON (11 characters, perhaps cut off)',
    },
  ])('refuses without metadata when $what', async ({ release, reason }) => {
    const { services, asked } = aPlace({}, { 'releases/Release-124.json': '{"release_i' });

    expect(await planFleet({ cause, blamed: blamed(release) }, services)).toEqual({
      status: 'refused',
      reason,
    });
    expect(asked).toEqual([]);
  });

  it('passes a fault on, to be tried again', async () => {
    const { services } = aPlace({ environment: () => Promise.reject(new Error('no token')) });

    await expect(planFleet({ cause, blamed: blamed() }, services)).rejects.toThrow('no token');
  });
});

describe('startRestore', () => {
  it.each<WriteAnswer>([
    { status: 'started', operation: 'https://management.azure.com/op/1' },
    { status: 'alreadyThere', byUs: false },
    { status: 'refused', reason: 'AuthorizationFailed' },
  ])('hands on that it was $status, and logs it by circuit', async (answer) => {
    const { services } = aPlace({ startRestore: async () => answer });

    expect(await startRestore({ cause, target: aTarget() }, services)).toEqual(answer);
    expect(services.log.lines).toMatchObject([
      { event: 'restore asked for', facts: { ...cause, circuit: 'P001/C001', ...answer } },
    ]);
  });

  it('passes a fault on, to be tried again', async () => {
    const { services } = aPlace({ startRestore: () => Promise.reject(new Error('no token')) });

    await expect(startRestore({ cause, target: aTarget() }, services)).rejects.toThrow('no token');
  });
});

describe('startRestore, steered and locked', () => {
  const target = aTarget();

  it('takes the lock of the circuit before it writes, and keeps it', async () => {
    const { services } = aPlace();

    await startRestore({ cause, target }, services);

    expect([...services.locks.holders]).toEqual([['P001:C001', 'incident-1']]);
  });

  it('writes nothing that another incident is at work on', async () => {
    const { services, asked } = aPlace({
      startRestore: () => Promise.reject(new Error('written')),
    });
    await services.locks.take(target, 'earlier');

    expect(await startRestore({ cause, target }, services)).toEqual({
      status: 'locked',
      by: 'earlier',
    });
    expect(asked).toEqual([]);
  });

  it.each([
    { state: 'paused' as const, answer: { status: 'paused' } },
    {
      state: 'cancelled' as const,
      answer: { status: 'stopped', reason: 'the rollback was cancelled by a person' },
    },
  ])('writes nothing while the rollback is $state', async ({ state, answer }) => {
    const { services } = aPlace({ startRestore: () => Promise.reject(new Error('written')) });
    await services.rollbacks.steer(cause.incident, (control) => ({ ...control, state }));

    expect(await startRestore({ cause, target }, services)).toEqual(answer);
  });

  it('writes nothing after the kill switch', async () => {
    const { services } = aPlace({ startRestore: () => Promise.reject(new Error('written')) });
    await services.rollbacks.throwKillSwitch({ on: true });

    expect(await startRestore({ cause, target }, services)).toMatchObject({ status: 'stopped' });
  });

  it('writes nothing while the policy has its kill switch on', async () => {
    const { services } = aPlace({ startRestore: () => Promise.reject(new Error('written')) });
    const policy = aPolicy({ guards: { killSwitch: true } });
    const settings = { ...services.settings, policy: async () => policy };

    expect(await startRestore({ cause, target }, { ...services, settings })).toEqual({
      status: 'stopped',
      reason: 'the kill switch is on: the policy says so',
    });
  });
});

describe('watchPlant', () => {
  it('lists the endpoint of a plant, asks about the operations it knows, and renews the locks', async () => {
    const { services, asked } = aPlace();
    const part = { cause, wave: 0, plant: 'P002' };
    const operation = 'https://management.azure.com/op/1';
    const [first, second] = someTargets(2, 'P002');
    const writing = [{ target: first!, operation }, { target: second! }];

    expect(await watchPlant({ part, writing }, services)).toEqual(aReading(after));
    expect(asked).toEqual([
      ['list', 'batch-endpoint-plant-P002', { 'deployment-circuit-C001': operation }],
    ]);
    expect(services.locks.renewed).toEqual(['P002:C001', 'P002:C002']);
  });
});

describe('verifyPlants', () => {
  const part = { cause, wave: 0, plant: 'P001' };

  it('lists no plant of which nothing counts as restored', async () => {
    const { services, asked } = aPlace();
    const outcomes = [ended('failed', 'refused')];
    await services.rollbacks.saveOutcomes(part, { claimed: outcomes, outcomes });

    expect(await verifyPlants({ cause, wave: 0, plants: ['P001', 'P002'] }, services)).toEqual({
      unread: [],
    });
    expect(asked).toEqual([]);
  });

  it('finds again what it could not read the first time', async () => {
    let reading: PlantReading = { status: 'unavailable', reason: 'timed out' };
    const { services } = aPlace({ list: async () => reading });
    const claimed = [restored()];
    await services.rollbacks.saveOutcomes(part, { claimed, outcomes: [] });
    const ask = { cause, wave: 0, plants: ['P001'] };

    expect(await verifyPlants(ask, services)).toEqual({ unread: ['P001'] });
    expect((await services.rollbacks.outcomes(part))?.outcomes).toMatchObject([
      { status: 'unverified' },
    ]);
    reading = aReading(before);

    expect(await verifyPlants(ask, services)).toEqual({ unread: [] });
    expect((await services.rollbacks.outcomes(part))?.outcomes).toEqual(claimed);
  });
});

describe('lookForDrift', () => {
  const swept = { at: plusSeconds(start, 3600) };
  const unavailable: PlantReading = { status: 'unavailable', reason: 'timed out' };

  it('finds none where every circuit runs what its release made it run', async () => {
    const { services } = aPlace();

    expect(await lookForDrift(swept, services)).toEqual({ drift: [], unread: [] });
  });

  it('finds each circuit that does not', async () => {
    const { services } = aPlace({ list: async () => aReading(before) });

    const { drift } = await lookForDrift(swept, services);

    expect(drift).toHaveLength(6);
    expect(drift[0]).toEqual({ plant: 'P001', circuit: 'C001', found: before, expected: after });
  });

  it('expects a release that was rolled back to stay so', async () => {
    const { services } = aPlace({ list: async () => aReading(before) });
    await services.incidents.claim('Release-123', 'incident-1', false);
    await services.incidents.endClaim('Release-123', 'incident-1');

    expect(await lookForDrift(swept, services)).toEqual({ drift: [], unread: [] });
  });

  it('keeps the history of every circuit that it sees [C06]', async () => {
    const { services } = aPlace();

    await lookForDrift(swept, services);

    expect(await services.histories.read({ plant: 'P002', circuit: 'C003' })).toMatchObject({
      periods: [{ revision: { environment: after }, release: 'Release-123' }],
    });
  });

  it('warns of metadata that does not verify [U09]', async () => {
    const stray = { sequence: 9, previous: null };
    const text = JSON.stringify(sealRecord({ release_id: 'Release-9' }, stray));
    const { services } = aPlace({}, { 'releases/Release-9.json': text });

    await lookForDrift(swept, services);

    expect(services.log.lines).toContainEqual(
      expect.objectContaining({
        event: 'release metadata does not verify',
        facts: { findings: [expect.objectContaining({ finding: 'stale', release: 'Release-9' })] },
      }),
    );
  });

  it('takes a plant it cannot read for unknown, and names it', async () => {
    const { services } = aPlace({
      list: async (endpoint) => (endpoint.endsWith('P002') ? unavailable : aReading(after)),
    });

    expect(await lookForDrift(swept, services)).toEqual({ drift: [], unread: ['P002'] });
  });
});
