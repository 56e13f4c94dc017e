import { describe, expect, it } from '@jest/globals';
import { startRestore } from '../../functions/activities/startRestore';
import type { WriteAnswer } from '../../shared/domain/deployment';
import { leaveSeconds, stopSeconds } from '../../shared/domain/restore/control';
import { plusSeconds } from '../../shared/domain/time';
import type { Deployments } from '../../shared/ports';
import { rollbacksIn } from '../../shared/records/rollbacks';
import { aLog } from '../support/aLog';
import { aFleet, aPolicy, aTarget, start } from '../support/builders';
import { MemoryBlobs } from '../support/memoryBlobs';
import { MemoryLocks } from '../support/memoryLocks';

const cause = { incident: 'incident-1' };
const target = aTarget();
const written: WriteAnswer = { status: 'started' };

/** A service whose look at the deployment takes `meanwhile`, which may take its time. */
function aPlace(meanwhile: (place: { pass: (seconds: number) => void }) => Promise<void> | void) {
  let now = start;
  const pass = (seconds: number) => void (now = plusSeconds(now, seconds));
  const deployments: Deployments = {
    list: () => Promise.reject(new Error('not asked for')),
    environment: () => Promise.reject(new Error('not asked for')),
    model: () => Promise.reject(new Error('not asked for')),
    startRestore: async (_, __, mayWrite) => {
      await meanwhile({ pass });
      return (await mayWrite()) ?? written;
    },
  };
  const rollbacks = rollbacksIn(new MemoryBlobs(), () => now);
  const locks = new MemoryLocks();
  const settings = { policy: async () => aPolicy(), fleet: async () => aFleet() };
  const services = { deployments, rollbacks, locks, settings, log: aLog(), now: () => now };
  return { services, rollbacks, locks, pass, run: () => startRestore({ cause, target }, services) };
}

describe('startRestore, between its look and its write', () => {
  it('writes when nobody has said anything', async () => {
    expect(await aPlace(() => {}).run()).toEqual(written);
  });

  it('hears the kill switch that was thrown during the look, once leave to write has run out', async () => {
    const place = aPlace(async ({ pass }) => {
      await place.rollbacks.throwKillSwitch({ on: true });
      pass(leaveSeconds + 0.1);
    });

    expect(await place.run()).toEqual({ status: 'stopped', reason: 'the kill switch is on' });
  });

  it('hears the pause that was said during the look', async () => {
    const place = aPlace(async ({ pass }) => {
      await place.rollbacks.steer(cause.incident, (was) => ({ ...was, state: 'paused' }));
      pass(leaveSeconds + 0.1);
    });

    expect(await place.run()).toEqual({ status: 'paused' });
  });

  it('asks nothing more after a quick look: nobody who says stop is answered as soon as that', async () => {
    const place = aPlace(async ({ pass }) => {
      await place.rollbacks.throwKillSwitch({ on: true });
      pass(leaveSeconds);
    });

    expect(await place.run()).toEqual(written);
    expect(leaveSeconds).toBeLessThan(stopSeconds);
  });

  it('gives way to who has taken the lock that ran out during a long look', async () => {
    const place = aPlace(({ pass }) => {
      pass(70);
      place.locks.holders.clear();
      void place.locks.take(target, 'incident-2');
    });

    expect(await place.run()).toEqual({ status: 'locked', by: 'incident-2' });
  });

  it.each([
    { slow: 2, answer: written },
    { slow: 9, answer: { status: 'unavailable' } },
  ])('does not write on an answer older than leave is good for: $slow of them', async (row) => {
    const place = aPlace(() => {});
    let asked = 0;
    const standing = async (incident: string) => {
      asked += 1;
      const found = await place.rollbacks.standing(incident);
      place.pass(asked <= row.slow ? leaveSeconds * 5 : 0);
      return found;
    };
    const rollbacks = { ...place.rollbacks, standing };

    expect(await startRestore({ cause, target }, { ...place.services, rollbacks })).toMatchObject(
      row.answer,
    );
  });
});
