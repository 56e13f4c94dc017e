import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { closeSwitch } from '../../functions/activities/closeSwitch';
import { openIncident } from '../../functions/activities/openIncident';
import { planSwitches } from '../../functions/activities/planSwitches';
import { shiftRouting } from '../../functions/activities/shiftRouting';
import { takeOutSibling } from '../../functions/activities/takeOutSibling';
import { watchEndpoint } from '../../functions/activities/watchEndpoint';
import { startRollback } from '../../functions/http/startRollback';
import { switchEndpoint } from '../../functions/orchestrators/switchEndpoint';
import { switchFleet } from '../../functions/orchestrators/switchFleet';
import { endpoints } from '../../shared/azure/machineLearning/endpoints';
import { verifyReceipt } from '../../shared/domain/receipt/verifyReceipt';
import { incidentsIn } from '../../shared/records/incidents';
import { quarantineIn } from '../../shared/records/quarantine';
import { rollbacksIn } from '../../shared/records/rollbacks';
import { signerIn } from '../../shared/records/signer';
import { aLog } from '../support/aLog';
import { aPlanningPlace } from '../support/aPlanningPlace';
import { aRequest } from '../support/aRequest';
import { aFleet, aPolicy, aRelease, after, before, releaseText, start } from '../support/builders';
import { FakeDurableClient } from '../support/fakeDurableClient';
import { environmentId, aResource, startWorkspace, workspaceId } from '../support/machineLearning';
import type { SimulatedWorkspace } from '../support/machineLearning';
import { MemoryBlobs } from '../support/memoryBlobs';
import { MemoryLocks } from '../support/memoryLocks';
import { replay } from '../support/replay';
import { establishTrust } from '../support/trust';
import type { Trust } from '../support/trust';
import { until } from '../support/until';

const online = `${workspaceId}/onlineEndpoints/online-endpoint-plant-P001`;
const batch = `${workspaceId}/batchEndpoints/batch-endpoint-plant-P001`;
const wish = { strategy: 'switch', reason: 'green fails', requestedBy: 'on-call' };
const onlineBack = { plant: 'P001', kind: 'online', to: 'blue' };
const batchBack = { plant: 'P001', kind: 'batch', to: 'blue' };

let trust: Trust;
let cloud: SimulatedWorkspace;

beforeAll(async () => {
  trust = await establishTrust();
  cloud = await startWorkspace(trust, { speed: 100_000 });
});

/** Blue serves version 1.5.0 and green 1.5.1, to which all requests and jobs go. */
beforeEach(async () => {
  await cloud.faults();
  await cloud.setFleet();
  await cloud.control('DELETE', '/machineLearning/journal');
  await cloud.set(
    {
      ...endpoint(online),
      properties: { authMode: 'Key', traffic: { green: 100 }, mirrorTraffic: { blue: 10 } },
    },
    { ...endpoint(batch), properties: { ...aBatch, defaults: { deploymentName: 'green' } } },
    anOnline('blue', before),
    anOnline('green', after),
    { ...aResource({ environment: before }), id: `${batch}/deployments/blue` },
    { ...aResource({ environment: after }), id: `${batch}/deployments/green` },
  );
});

afterAll(async () => {
  await cloud.close();
  await trust.close();
});

const aBatch = { authMode: 'AADToken', description: 'jobs of P001', properties: { kept: 'yes' } };
const endpoint = (id: string) => ({ id, location: 'westeurope', tags: { owner: 'ml' } });
const anOnline = (name: string, environment: string) => ({
  ...endpoint(`${online}/deployments/${name}`),
  sku: { name: 'Default', tier: 'Standard', capacity: 2 },
  properties: {
    endpointComputeType: 'Managed',
    instanceType: 'Standard_DS3_v2',
    environmentId: environmentId(environment),
    model: 'azureml://registries/shared/models/sensor_model/versions/7',
    provisioningState: 'Succeeded',
  },
});

function aPlace(blobs = new MemoryBlobs()) {
  const policy = aPolicy({ restore: { operationTimeoutMinutes: 60 } });
  const services = {
    ...aPlanningPlace(blobs),
    endpoints: endpoints(cloud.place, trust.credential('AzureML Data Scientist')),
    incidents: incidentsIn(blobs),
    quarantine: quarantineIn(blobs),
    rollbacks: rollbacksIn(blobs),
    locks: new MemoryLocks(),
    signer: signerIn(blobs),
    settings: { policy: async () => policy, fleet: async () => aFleet() },
    now: () => start,
    log: aLog(),
  };
  const served =
    (activity: (ask: never, needs: typeof services) => Promise<unknown>) => (ask: never) =>
      activity(ask, services);
  const answers: Parameters<typeof replay>[1]['answers'] = {
    openIncident: served(openIncident),
    planSwitches: served(planSwitches),
    shiftRouting: served(shiftRouting),
    watchEndpoint: served(watchEndpoint),
    takeOutSibling: served(takeOutSibling),
    closeSwitch: served(closeSwitch),
    readPolicy: () => policy,
    switchEndpoint: async (input: unknown) =>
      (await replay(switchEndpoint, { input, answers })).result,
  };
  const post = async (body: object) => {
    const client = new FakeDurableClient();
    const response = await startRollback(aRequest({ body }), client.asClient(), services);
    const [begun] = client.started;
    if (begun) {
      await replay(switchFleet, { input: begun.input, answers });
    }
    const { id } = response.jsonBody as { id?: string };
    const saved = id === undefined ? undefined : await services.incidents.report(id);
    return { response, report: saved?.report, incident: saved?.report.incident };
  };
  return { post, services, blobs };
}

/** What a test expects to see of the endpoint once the operations on it have ended. */
const routed = async (id: string) => (await cloud.resource(id)).properties;
const writes = async () =>
  (await cloud.journal()).filter(({ method }) => method === 'PUT' || method === 'PATCH');

describe('a switch on Azure ML', () => {
  it('flips the default of a batch endpoint back, reads it back, and changes nothing else [E09] [E11] [D13]', async () => {
    const { post, services } = aPlace();
    const was = await cloud.resource(batch);

    const { incident, response } = await post({ ...wish, key: 'a', switches: [batchBack] });

    expect(response).toMatchObject({ status: 202, jsonBody: { id: 'switch-a' } });
    expect(incident).toMatchObject({
      status: 'closed',
      kind: 'both',
      outcomes: [
        {
          status: 'restored',
          target: {
            plant: 'P001',
            circuit: 'default',
            deployment: 'blue',
            from: { environment: after },
            to: { environment: before },
          },
        },
      ],
    });
    const { systemData: _, ...is } = await cloud.resource(batch);
    const { systemData: __, ...same } = was;
    expect(is).toEqual({
      ...same,
      // What the service fills in where the scene says nothing.
      identity: expect.objectContaining({ type: 'None' }),
      properties: {
        ...was.properties,
        swaggerUri: null,
        defaults: { deploymentName: 'blue' },
        properties: { kept: 'yes', AzureAsyncOperationUri: expect.any(String) },
      },
    });
    // No deployment was written: blue was warm all along.
    expect(await writes()).toMatchObject([{ method: 'PUT', status: 200 }]);
    const receipt = await services.incidents.receipt('switch-a');
    expect(verifyReceipt(receipt)).toMatchObject({ isGenuine: true });
    expect(services.locks.holders.size).toBe(0);
  });

  it('cannot bring the bad deployment back, however often it is asked [E11] [T12]', async () => {
    const { post } = aPlace();
    await post({ ...wish, key: 'a', switches: [batchBack] });
    const written = (await writes()).length;

    const again = await post({ ...wish, switches: [batchBack] });
    const back = await post({ ...wish, switches: [{ ...batchBack, to: 'green' }] });

    expect(again.incident).toMatchObject({ trouble: 'already there: jobs go to blue' });
    expect(back.incident?.trouble).toBe(
      'deployment green runs environment custom-tf-env:1.5.1, in quarantine since incident switch-a',
    );
    expect(await writes()).toHaveLength(written);
    expect((await routed(batch))['defaults']).toEqual({ deploymentName: 'blue' });
  });

  it('moves all requests to the stable deployment, then takes the bad one out, then looks again and reports [E10]', async () => {
    const { post, services } = aPlace();

    const { report, incident } = await post({ ...wish, key: 'b', switches: [onlineBack] });

    expect(incident?.status).toBe('closed');
    expect(report?.notes).toEqual([
      'green of online-endpoint-plant-P001 is being scaled to no instances',
    ]);
    expect(await routed(online)).toMatchObject({
      traffic: { blue: 100, green: 0 },
      mirrorTraffic: {},
    });
    expect(
      await until('green is scaled down', async () => {
        const { sku } = await cloud.resource(`${online}/deployments/green`);
        return (sku as { capacity: number }).capacity === 0 ? sku : undefined;
      }),
    ).toMatchObject({ capacity: 0 });
    expect((await cloud.resource(`${online}/deployments/blue`))['sku']).toMatchObject({
      capacity: 2,
    });
    const calls = (await cloud.journal()).map(
      ({ method, path }) => `${method} ${path.split('/').slice(-2).join('/')}`,
    );
    const put = calls.findIndex((call) => call.startsWith('PUT'));
    const patch = calls.findIndex((call) => call.startsWith('PATCH'));
    expect(calls[patch]).toContain('deployments/green');
    expect(put).toBeLessThan(patch);
    // Read back in between, and once more after.
    expect(calls.slice(put, patch).filter((call) => call.startsWith('GET')).length).toBeGreaterThan(
      1,
    );
    expect(calls.slice(patch + 1)).toContain('GET onlineEndpoints/online-endpoint-plant-P001');
    const { entries } = await services.quarantine.read();
    expect(entries.map(({ asset }) => asset)).toEqual([after]);
  });

  it('takes a canary back by its weights, each read back before the next [E10]', async () => {
    const { post } = aPlace();
    await cloud.set({
      ...endpoint(online),
      properties: { authMode: 'Key', traffic: { blue: 5, green: 95 } },
    });

    const { incident } = await post({ ...wish, switches: [{ ...onlineBack, pace: 'canary' }] });

    expect(incident?.status).toBe('closed');
    const traffic = (await writes())
      .filter(({ method }) => method === 'PUT')
      .map(
        ({ requestBody }) =>
          (requestBody as { properties: { traffic: object } }).properties.traffic,
      );
    expect(traffic).toEqual([
      { blue: 10, green: 90 },
      { blue: 50, green: 50 },
      { blue: 90, green: 10 },
      { blue: 100, green: 0 },
    ]);
  });

  it.each([
    {
      what: 'that is not there',
      to: 'red',
      trouble: 'online-endpoint-plant-P001 has no deployment red, found blue, green',
    },
    {
      what: 'that is not well',
      to: 'blue',
      state: 'Failed',
      trouble: 'deployment blue is Failed, expected Succeeded: nothing is sent to what is not well',
    },
  ])('moves nothing to a deployment $what [T7]', async ({ to, state, trouble }) => {
    const { post } = aPlace();
    const blue = anOnline('blue', before);
    await cloud.set({
      ...blue,
      properties: { ...blue.properties, provisioningState: state ?? 'Succeeded' },
    });

    const { incident } = await post({ ...wish, switches: [{ ...onlineBack, to }] });

    expect(incident).toMatchObject({ status: 'open', trouble });
    expect(await writes()).toEqual([]);
  });

  it('switches back what the metadata of a release says that it switched', async () => {
    const text = JSON.stringify({
      ...JSON.parse(releaseText(aRelease())),
      switches: [{ plant_id: 'P001', kind: 'batch', from: 'blue', to: 'green' }],
    });
    const { post, services } = aPlace(new MemoryBlobs({ 'releases/Release-123.json': text }));

    const { incident } = await post({ ...wish, release: 'Release-123', key: 'c' });

    expect(incident).toMatchObject({ status: 'closed', release: 'Release-123' });
    expect((await routed(batch))['defaults']).toEqual({ deploymentName: 'blue' });
    expect(await services.incidents.claimOf('Release-123')).toMatchObject({ status: 'ended' });
  });

  it('writes nothing once the kill switch is on', async () => {
    const { post, services } = aPlace();
    await services.rollbacks.throwKillSwitch({ on: true, reason: 'all stop' });

    const { incident } = await post({ ...wish, switches: [batchBack] });

    expect(incident?.outcomes).toMatchObject([
      { status: 'untouched', reason: 'the kill switch is on: all stop' },
    ]);
    expect(await writes()).toEqual([]);
  });

  it('survives throttling, conflicts and lost answers with one effective write', async () => {
    const { post } = aPlace();
    const match = { method: 'PUT' };
    await cloud.faults(
      { match, times: 1, effect: { status: 409, code: 'Conflict', message: 'busy' } },
      { match, times: 1, effect: { status: 500, code: 'Oops', message: 'oops' } },
      { match, times: 1, effect: { loseAnswer: true } },
    );

    const { incident } = await post({ ...wish, switches: [batchBack] });

    expect(incident?.outcomes).toMatchObject([{ status: 'restored' }]);
    expect((await routed(batch))['defaults']).toEqual({ deploymentName: 'blue' });
  });

  it.each([
    { what: 'no endpoint', body: wish, status: 400, error: /Say which endpoints/ },
    {
      what: 'a plant of nobody',
      body: { ...wish, switches: [{ ...batchBack, plant: 'P999' }] },
      status: 422,
      error: /P999 is no plant of this fleet/,
    },
    {
      what: 'no deployment to go to',
      body: { ...wish, switches: [{ plant: 'P001', kind: 'batch' }] },
      status: 400,
      error: /→ at switches\[0\]\.to/,
    },
    {
      what: 'a release that switched nothing',
      body: { ...wish, release: 'Release-123' },
      status: 422,
      error: /says of no endpoint that it switched it/,
    },
  ])('refuses $what with $status', async ({ body, status, error }) => {
    const { post } = aPlace(new MemoryBlobs({ 'releases/Release-123.json': releaseText() }));

    const { response } = await post(body);

    expect(response).toMatchObject({
      status,
      jsonBody: { error: expect.stringMatching(error) },
    });
  });
});
