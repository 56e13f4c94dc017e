import { describe, expect, it } from '@jest/globals';
import type { Plan, PlantTargets } from '../../shared/domain/plan/plan';
import { rollbacksIn } from '../../shared/records/rollbacks';
import { restored, someTargets } from '../support/builders';
import { MemoryBlobs } from '../support/memoryBlobs';

const plan: Plan = {
  releases: ['Release-123'],
  strategy: 'emergency' as const,
  waves: [{ plants: [{ plant: 'P001', targets: someTargets(3) }] }],
  alreadyThere: [],
  blocked: [],
  notes: [],
};
const part = (plant = 'P001') => ({ cause: { incident: 'incident-1' }, wave: 0, plant });

function aPlace() {
  const blobs = new MemoryBlobs();
  return { blobs, rollbacks: rollbacksIn(blobs) };
}

describe('rollbacks on record', () => {
  it('hand out each part of a wave by itself', async () => {
    const { rollbacks } = aPlace();
    await rollbacks.savePlan('incident-1', plan);
    await rollbacks.saveWave('incident-1', 0, plan.waves[0]!.plants);

    expect(await rollbacks.work(part())).toEqual(someTargets(3));
    expect(await rollbacks.plan('incident-1')).toEqual(plan);
    expect(await rollbacks.waves('incident-1')).toEqual([plan.waves[0]!.plants]);
    await expect(rollbacks.work(part('P002'))).rejects.toThrow('nothing was planned for P002');
  });

  it('keep to the first plan and the first wave of a number, also when parts were lost in a crash', async () => {
    const { blobs, rollbacks } = aPlace();
    const [{ plants }] = plan.waves as [{ plants: PlantTargets[] }];
    await rollbacks.savePlan('incident-1', plan);
    await rollbacks.saveWave('incident-1', 0, plants);
    blobs.texts.delete('incidents/incident-1/work/0/P001.json');

    expect(await rollbacks.savePlan('incident-1', { ...plan, waves: [] })).toEqual(plan);
    expect(
      await rollbacks.saveWave('incident-1', 0, [{ plant: 'P001', targets: someTargets(1) }]),
    ).toEqual(plants);
    expect(await rollbacks.work(part())).toEqual(someTargets(3));
  });

  it('tell the waves that were begun in their order', async () => {
    const { rollbacks } = aPlace();
    const waves = ['P001', 'P002', 'P003'].map((plant) => [
      { plant, targets: someTargets(1, plant) },
    ]);
    for (const [index, wave] of waves.entries()) {
      await rollbacks.saveWave('incident-1', index, wave);
    }

    expect(await rollbacks.waves('incident-1')).toEqual(waves);
    expect(await rollbacks.waves('incident-2')).toEqual([]);
  });

  it('keep what became of a part, and know nothing of one that has not ended', async () => {
    const { rollbacks } = aPlace();
    const record = { claimed: [restored()], outcomes: [restored()] };
    await rollbacks.saveOutcomes(part(), record);

    expect(await rollbacks.outcomes(part())).toEqual(record);
    expect(await rollbacks.outcomes(part('P002'))).toBeUndefined();
  });

  it('run steadily until somebody steers, and then as they say', async () => {
    const { rollbacks } = aPlace();
    expect(await rollbacks.control('incident-1')).toEqual({ state: 'running', skipped: [] });

    await rollbacks.steer('incident-1', (control) => ({ ...control, state: 'paused' }));

    expect(await rollbacks.control('incident-1')).toMatchObject({ state: 'paused' });
    expect(await rollbacks.control('incident-2')).toMatchObject({ state: 'running' });
  });

  it('hear all who steer at once', async () => {
    const { rollbacks } = aPlace();
    const ids = Array.from({ length: 8 }, (_, index) => `C${index}`);

    await Promise.all(
      ids.map((circuit) =>
        rollbacks.steer('incident-1', (control) => ({
          ...control,
          skipped: [...control.skipped, { plant: 'P001', circuit }],
        })),
      ),
    );

    const { skipped } = await rollbacks.control('incident-1');
    expect(skipped.map(({ circuit }) => circuit).toSorted()).toEqual(ids);
  });

  it('know whether the kill switch is on', async () => {
    const { rollbacks } = aPlace();
    expect(await rollbacks.killSwitch()).toEqual({ on: false });

    await rollbacks.throwKillSwitch({ on: true, by: 'the operator', reason: 'maintenance' });

    expect(await rollbacks.killSwitch()).toMatchObject({ on: true, reason: 'maintenance' });
  });

  it('read once for all who ask at the same time, and anew for who asks later', async () => {
    const { blobs, rollbacks } = aPlace();
    let reads = 0;
    blobs.before = ({ call }) => {
      reads += call === 'read' ? 1 : 0;
    };

    await Promise.all(Array.from({ length: 50 }, () => rollbacks.killSwitch()));
    expect(reads).toBe(1);
    await rollbacks.killSwitch();
    expect(reads).toBe(2);
  });
});
