import { describe, expect, it } from '@jest/globals';
import { figuresOf } from '../../../bench/restore/figures';
import type { Setting } from '../../../bench/restore/figures';
import type { Call, Operation } from '../../../bench/restore/record';

const startedAt = Date.parse('2026-11-21T05:00:00.000Z');
const speed = 10;

/** A moment so many of the service's seconds after the start. */
const at = (seconds: number): string =>
  new Date(startedAt + (seconds / speed) * 1000).toISOString();

function aWrite(seconds: number, over: Partial<Call> = {}): Call {
  return {
    sequence: 1,
    at: at(seconds),
    serviceSeconds: seconds,
    method: 'PUT',
    path: '/subscriptions/s/batchEndpoints/e/deployments/d',
    status: 200,
    operation: 'bd:1',
    milliseconds: 600,
    ...over,
  };
}

function anOperation(from: number, to: number, over: Partial<Operation> = {}): Operation {
  return {
    sequence: 1,
    name: 'bd:1',
    resource: `/deployments/${from}`,
    status: 'Succeeded',
    startedServiceSeconds: from,
    endedAt: at(to),
    endedServiceSeconds: to,
    ...over,
  };
}

const list = aWrite(0, { method: 'GET', path: '/x/batchEndpoints/e/Deployments', operation: null });
const look = aWrite(0, { method: 'GET', operation: null });

const setting: Setting = {
  circuits: 4,
  plants: 1,
  speed,
  limit: { burst: 2, perSecond: 0.5 },
  longestWriteSeconds: 12,
};

const record = {
  calls: [
    aWrite(1),
    aWrite(1, { milliseconds: 900 }),
    aWrite(3, { status: 429 }),
    aWrite(5),
    aWrite(7),
    list,
    list,
    look,
    look,
    look,
    look,
  ],
  operations: [anOperation(7, 28), anOperation(10, 31), anOperation(11, 32), anOperation(13, 40)],
};

describe('the figures of a rollback', () => {
  it('count from the request to the end of the last operation, in the time of the service', () => {
    expect(figuresOf(record, setting, startedAt)).toMatchObject({
      seconds: 40,
      writing: [1, 7],
      restored: 4,
    });
  });

  it('hold it to what the budget, the slowest write and the last operation take', () => {
    // Two of four writes are let in at once and one every 2 s; 9 s; 27 s.
    expect(figuresOf(record, setting, startedAt).bound).toBe(4 + 9 + 27);
    expect(figuresOf(record, { ...setting, limit: undefined }, startedAt).bound).toBe(9 + 27);
  });

  it('do not count the work of the simulator as a need of the service', () => {
    expect(figuresOf(record, { ...setting, longestWriteSeconds: 5 }, startedAt).bound).toBe(36);
  });

  it('count refused writes beside those that were let in, and all reads', () => {
    expect(figuresOf(record, setting, startedAt)).toMatchObject({
      writesPerCircuit: 1,
      throttledShare: 0.2,
      // Six reads of four circuits, while the one plant was looked at twice.
      readsPerCircuitPoll: 6 / 4 / 2,
    });
  });

  it('are never done when no operation has ended', () => {
    const running = anOperation(1, 2, {
      status: 'Running',
      endedAt: null,
      endedServiceSeconds: null,
    });

    expect(figuresOf({ ...record, operations: [running] }, setting, startedAt)).toMatchObject({
      seconds: Infinity,
      restored: 0,
    });
  });
});
