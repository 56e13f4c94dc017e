import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { deployments } from '../../shared/azure/machineLearning/deployments';
import { shortAsset } from '../../shared/domain/asset';
import type { Fleet } from '../../shared/domain/fleet';
import type { PolicyInput } from '../../shared/domain/policy';
import type { Release } from '../../shared/domain/release';
import type { Report } from '../../shared/domain/report';
import { verifyReceipt } from '../../shared/domain/receipt/verifyReceipt';
import { anAccusation } from '../support/aDecision';
import { aFleet, aRelease, after, anIncident, before, releaseText } from '../support/builders';
import { aResource, deploymentId, environmentId, startWorkspace } from '../support/machineLearning';
import type { SimulatedWorkspace } from '../support/machineLearning';
import { aRollbackPlace } from '../support/aRollbackPlace';
import { MemoryBlobs } from '../support/memoryBlobs';
import { establishTrust } from '../support/trust';
import type { Trust } from '../support/trust';

let trust: Trust;
let cloud: SimulatedWorkspace;

beforeAll(async () => {
  trust = await establishTrust();
  cloud = await startWorkspace(trust, { speed: 20_000 });
});

beforeEach(async () => {
  await cloud.faults();
  await cloud.control('DELETE', '/machineLearning/journal');
});

afterAll(async () => {
  await cloud.close();
  await trust.close();
});

/** Rolls a release back with the real activities on the simulated Azure ML; hands over the report. */
async function rollBack(
  fleet: Fleet,
  release: Release,
  guards: PolicyInput['guards'] = {},
): Promise<Report> {
  const blobs = new MemoryBlobs({ 'releases/Release-123.json': releaseText(release) });
  const { services, carryOutIncident } = aRollbackPlace({
    blobs,
    fleet,
    deployments: deployments(cloud.place, trust.credential('AzureML Data Scientist')),
    policy: { guards },
  });
  await carryOutIncident(anIncident({ explanation: anAccusation() }));
  expect(services.locks.holders.size).toBe(0);
  const saved = await services.incidents.report(anIncident().id);
  expect(verifyReceipt(await services.incidents.receipt(anIncident().id))).toMatchObject({
    isGenuine: true,
  });
  return saved!.report;
}

/** What each circuit runs according to the cloud itself. */
async function environments(): Promise<Map<string, string>> {
  const all = (await cloud.control('GET', '/machineLearning/resources')) as ReturnType<
    typeof aResource
  >[];
  return new Map(
    all
      .filter(({ id }) => id.includes('/deployments/'))
      .map(({ id, properties }) => [id, shortAsset(String(properties['environmentId']))]),
  );
}

const writes = async () => (await cloud.journal()).filter(({ method }) => method === 'PUT');

describe('the rollback of a fleet on Azure ML', () => {
  it('takes 100 circuits back, each to its own previous environment, with one write each [E02] [E03] [F02] [F03]', async () => {
    const fleet = aFleet({ plants: 5, circuits: 20 });
    await cloud.setFleet(fleet);
    await cloud.set({
      id: environmentId('custom-tf-env:1.4.0'),
      properties: { image: 'images/custom-tf-env:1.4.0', isArchived: false },
    });
    const whole = aRelease({}, fleet);
    const changes = whole.changes.map((change, index) => ({
      ...change,
      from: { environment: index % 3 === 0 ? 'custom-tf-env:1.4.0' : before },
    }));

    const { incident, checks } = await rollBack(fleet, { ...whole, changes });

    expect(incident).toMatchObject({ status: 'closed' });
    expect(checks.slice(0, 2).map(({ result, evidence }) => `${result}: ${evidence}`)).toEqual([
      'passed: 100 of 100',
      'passed: 100 of 100 written',
    ]);
    expect(await environments()).toEqual(
      new Map(changes.map((change) => [deploymentId(change), change.from.environment])),
    );
    expect(await writes()).toHaveLength(100);
    const proofs = incident.outcomes.map((outcome) =>
      outcome.status === 'restored' ? outcome.proof : undefined,
    );
    expect(proofs.every((proof) => proof?.operation?.startsWith('https://'))).toBe(true);
    expect(proofs.every((proof) => proof?.expected === proof?.observed)).toBe(true);
    expect(new Set(proofs.map((proof) => proof?.observed)).size).toBeGreaterThan(1);
  });

  it('leaves plants as they are that would go over their budget, and takes the others back', async () => {
    const fleet = aFleet({ plants: 2, circuits: 4 });
    await cloud.setFleet(fleet);
    const whole = aRelease({}, fleet);
    const changes = whole.changes.slice(0, 6);

    const { incident } = await rollBack(
      fleet,
      { ...whole, changes },
      { budgets: { perPlantPerDay: 3 } },
    );

    expect(incident).toMatchObject({
      status: 'open',
      trouble:
        'guards left out 4 circuits: budget: plant P001 had 0 circuits rolled back in 24 h, and 4 more are 4 > 3',
    });
    expect(incident.outcomes.map(({ status }) => status).toSorted()).toEqual([
      'restored',
      'restored',
      'untouched',
      'untouched',
      'untouched',
      'untouched',
    ]);
    expect(await writes()).toHaveLength(2);
  });

  it('writes nothing when a guard refuses', async () => {
    const fleet = aFleet({ plants: 2, circuits: 4 });
    await cloud.setFleet(fleet);

    const { incident } = await rollBack(fleet, aRelease({}, fleet), {
      maxShareOfFleetWithoutApproval: 0.5,
    });

    expect(incident.status).toBe('open');
    expect(incident.trouble).toContain('8 circuits of 8 are 100 % > 50 % without approval');
    expect(incident.explanation?.guards).toContainEqual(
      expect.objectContaining({ guard: 'maxShareOfFleet', answer: 'refused' }),
    );
    expect(await writes()).toEqual([]);
  });

  it('brings every circuit to one of four ends, names each, and says what the cloud says [F02] [F19]', async () => {
    const fleet = aFleet({ plants: 2, circuits: 4 });
    await cloud.setFleet(fleet);
    await cloud.set(
      {
        ...aResource({ environment: 'custom-tf-env:9.9.9' }),
        id: deploymentId({ circuit: 'C001' }),
      },
      { ...aResource({ environment: before }), id: deploymentId({ circuit: 'C002' }) },
    );
    await cloud.control(
      'DELETE',
      `/machineLearning/resources?prefix=${deploymentId({ circuit: 'C003' })}`,
    );
    const fault = (circuit: string, effect: object, times = 9) => ({
      match: { method: 'PUT', pathPattern: deploymentId({ plant: 'P002', circuit }) },
      times,
      effect,
    });
    await cloud.faults(
      fault('C001', { operation: 'fail', code: 'ImageBuildFailure', message: 'No space.' }),
      fault('C002', { status: 403, code: 'ScopeLocked', message: 'Locked.' }),
      fault('C003', { reset: true }, 2),
      fault('C004', { loseAnswer: true }, 1),
    );

    const { incident, checks } = await rollBack(fleet, aRelease({}, fleet));

    const ends = incident.outcomes.map(({ status, target, ...rest }) => {
      const reason = 'reason' in rest ? rest.reason : '';
      return `${target.plant}/${target.circuit} ${status} ${reason}`.trim();
    });
    expect(ends.toSorted()).toEqual([
      'P001/C001 untouched runs custom-tf-env:9.9.9, not custom-tf-env:1.5.1: changed since the release',
      'P001/C002 untouched already on custom-tf-env:1.5.0',
      'P001/C003 failed deployment deployment-circuit-C003 is gone',
      'P001/C004 restored',
      'P002/C001 failed 2 attempts failed: ImageBuildFailure: No space.',
      'P002/C002 failed ScopeLocked: Locked.',
      'P002/C003 restored',
      'P002/C004 restored',
    ]);
    expect(incident.status).toBe('open');
    expect(checks[0]).toMatchObject({
      result: 'failed',
      evidence: '5 of 8; not: P001/C003, P002/C001, P002/C002',
    });
    const held = await environments();
    const restored = incident.outcomes.filter(({ status }) => status === 'restored');
    expect(restored.map(({ target }) => held.get(deploymentId(target)))).toEqual(
      Array(3).fill(before),
    );
    expect(held.get(deploymentId({ circuit: 'C001' }))).toBe('custom-tf-env:9.9.9');
    expect(held.get(deploymentId({ plant: 'P002', circuit: 'C002' }))).toBe(after);
  });

  it('writes nothing when the old environment is gone, and names every circuit', async () => {
    const fleet = aFleet({ plants: 1, circuits: 3 });
    await cloud.setFleet(fleet);
    await cloud.control('DELETE', `/machineLearning/resources?prefix=${environmentId(before)}`);

    const { incident } = await rollBack(fleet, aRelease({}, fleet));

    expect(incident.status).toBe('open');
    expect(incident.outcomes).toMatchObject(
      Array.from({ length: 3 }, () => ({
        status: 'failed',
        reason: `environment ${before} no longer exists`,
      })),
    );
    expect(await writes()).toEqual([]);
  });
});
