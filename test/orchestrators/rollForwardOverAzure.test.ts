import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { deployments } from '../../shared/azure/machineLearning/deployments';
import { shortAsset } from '../../shared/domain/asset';
import { verifyReceipt } from '../../shared/domain/receipt/verifyReceipt';
import { aRollbackPlace } from '../support/aRollbackPlace';
import { aFleet, aRelease, after, before, releaseText } from '../support/builders';
import { aResource, deploymentId, startWorkspace } from '../support/machineLearning';
import type { SimulatedWorkspace } from '../support/machineLearning';
import { MemoryBlobs } from '../support/memoryBlobs';
import { establishTrust } from '../support/trust';
import type { Trust } from '../support/trust';

const fleet = aFleet({ plants: 2, circuits: 2 });
const first = { release: 'Release-123', key: 'first', reason: 'jobs fail', requestedBy: 'on-call' };
const wish = { reason: 'worse than before', requestedBy: 'on-call' };
const accepting = { ...wish, acceptQuarantined: 'the old one loses data' };
const one = [{ plant: 'P001', circuit: 'C001' }];

let trust: Trust;
let cloud: SimulatedWorkspace;

beforeAll(async () => {
  trust = await establishTrust();
  cloud = await startWorkspace(trust, { speed: 20_000 });
});

beforeEach(async () => {
  await cloud.faults();
  await cloud.setFleet(fleet);
  await cloud.control('DELETE', '/machineLearning/journal');
});

afterAll(async () => {
  await cloud.close();
  await trust.close();
});

function aPlace(
  blobs = new MemoryBlobs({ 'releases/Release-123.json': releaseText(aRelease({}, fleet)) }),
) {
  const azure = deployments(cloud.place, trust.credential('AzureML Data Scientist'));
  return { blobs, ...aRollbackPlace({ blobs, fleet, deployments: azure }) };
}

const running = async (of: { plant?: string; circuit?: string } = {}) =>
  shortAsset(String((await cloud.resource(deploymentId(of))).properties['environmentId']));
const writes = async () => (await cloud.journal()).filter(({ method }) => method === 'PUT');
const refusal = (error: RegExp) => ({
  response: { status: 409, jsonBody: { error: expect.stringMatching(error) } },
});

describe('a roll forward on Azure ML', () => {
  it('takes one circuit back to what it ran before the rollback, as an incident of its own with a report and a receipt [U15]', async () => {
    const { rollBack, rollForward, services } = aPlace();
    await rollBack(first);
    expect(await running()).toBe(before);

    const { response } = await rollForward('manual-first', {
      ...accepting,
      circuits: one,
      key: 'f',
    });

    expect(response).toMatchObject({ status: 202, jsonBody: { id: 'forward-f' } });
    expect(await running()).toBe(after);
    expect(await running({ circuit: 'C002' })).toBe(before);
    const saved = await services.incidents.report('forward-f');
    expect(saved?.report.incident).toMatchObject({
      status: 'closed',
      release: 'Release-123',
      terms: { forward: { incident: 'manual-first', circuits: one } },
      outcomes: [{ status: 'restored' }],
    });
    expect(saved?.report.notes).toEqual([
      'rolls forward what manual-first restored',
      `environment ${after} is in quarantine since incident manual-first, and gone to all the same: the old one loses data`,
    ]);
    const receipt = await services.incidents.receipt('forward-f');
    expect(verifyReceipt(receipt)).toMatchObject({ isGenuine: true });
    expect(receipt?.content.circuits).toMatchObject([
      { from: { environment: before }, to: { environment: after }, status: 'restored' },
    ]);
    const { entries } = await services.quarantine.read();
    expect(entries.map(({ asset }) => asset)).toEqual([after]);
  });

  it('lets no circuit change direction twice, through a restart too [U15]', async () => {
    const { blobs, rollBack, rollForward } = aPlace();
    await rollBack(first);
    await rollForward('manual-first', { ...accepting, circuits: one, key: 'f' });
    await cloud.set({ ...aResource({ environment: before }), id: deploymentId() });
    const written = (await writes()).length;

    const again = aPlace(blobs);

    expect(await again.rollForward('manual-first', { ...accepting, circuits: one })).toMatchObject(
      refusal(/forward-f moved it forward already: circuits change direction once/),
    );
    expect(await again.rollForward('forward-f', accepting)).toMatchObject(
      refusal(/forward-f rolled forward what manual-first had restored/),
    );
    expect(await writes()).toHaveLength(written);
    // The others have not changed direction yet.
    await again.rollForward('manual-first', accepting);
    expect(await running({ plant: 'P002', circuit: 'C002' })).toBe(after);
    expect(await running()).toBe(before);
  });

  it('goes to nothing in quarantine without a reason, and to nothing that has changed since', async () => {
    const { rollBack, rollForward } = aPlace();
    await rollBack(first);

    expect(await rollForward('manual-first', wish)).toMatchObject(
      refusal(/environment custom-tf-env:1.5.1 is in quarantine since incident manual-first/),
    );
    await cloud.set({ ...aResource({ environment: 'custom-tf-env:9.9.9' }), id: deploymentId() });
    expect(await rollForward('manual-first', { ...accepting, circuits: one })).toMatchObject(
      refusal(/runs custom-tf-env:9.9.9, not custom-tf-env:1.5.0 as it was left/),
    );
    expect(await running()).toBe('custom-tf-env:9.9.9');
  });
});

describe('a second rollback by hand', () => {
  it('retries the one circuit that failed, and leaves the others as they are', async () => {
    const { rollBack, services } = aPlace();
    const pathPattern = deploymentId();
    const effect = { operation: 'fail', code: 'ImageBuildFailure', message: 'No space.' };
    await cloud.faults({ match: { method: 'PUT', pathPattern }, times: 9, effect });
    await rollBack(first);
    const failed = (await services.incidents.read('manual-first'))?.outcomes
      .filter(({ status }) => status === 'failed')
      .map(({ target: { plant, circuit } }) => ({ plant, circuit }));
    expect(failed).toEqual(one);
    await cloud.faults();
    await cloud.control('DELETE', '/machineLearning/journal');

    const { response } = await rollBack({ ...first, key: 'again', circuits: failed });

    expect(response).toMatchObject({ status: 202, jsonBody: { id: 'manual-again' } });
    expect(await services.incidents.read('manual-again')).toMatchObject({
      status: 'closed',
      outcomes: [{ status: 'restored', target: one[0] }],
    });
    expect(await running()).toBe(before);
    expect(await writes()).toHaveLength(1);
    expect(await services.incidents.claimOf('Release-123')).toMatchObject({
      incident: 'manual-again',
      status: 'ended',
    });
  });
});
