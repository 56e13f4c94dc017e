import { describe, expect, it } from '@jest/globals';
import { endOf, operationStatus } from '../../../../../local/cloud/machineLearning/clock/operation';
import type { Operation } from '../../../../../local/cloud/machineLearning/clock/operation';

const startedAt = Date.parse('2026-01-02T03:04:05.678Z');

function anOperation(over: Partial<Operation> = {}): Operation {
  return {
    name: 'bd:1:2',
    resourceKey: '/x',
    running: 'Updating',
    startedAt,
    durationMs: 20_000,
    ending: { status: 'Succeeded' },
    ...over,
  };
}

describe('operationStatus', () => {
  it('names the running state and no end until the last millisecond', () => {
    expect(operationStatus(anOperation(), '/status', startedAt + 19_999)).toEqual({
      id: '/status',
      name: 'bd:1:2',
      startTime: '2026-01-02T03:04:05.6780000+00:00',
      percentComplete: 0,
      status: 'Updating',
    });
  });

  it('is over, with the time of its end, from then on', () => {
    expect(operationStatus(anOperation(), '/status', startedAt + 3_600_000)).toEqual({
      id: '/status',
      name: 'bd:1:2',
      startTime: '2026-01-02T03:04:05.6780000+00:00',
      endTime: '2026-01-02T03:04:25.6780000+00:00',
      percentComplete: 100,
      status: 'Succeeded',
    });
  });

  it('says why it failed, and only once it has', () => {
    const error = { code: 'ModelRegistryError', message: 'gone' };
    const failing = anOperation({ ending: { status: 'Failed', error } });

    expect(operationStatus(failing, '/s', startedAt)).not.toHaveProperty('error');
    expect(operationStatus(failing, '/s', startedAt + 20_000)).toMatchObject({
      status: 'Failed',
      error,
    });
  });

  it('never ends when it hangs', () => {
    const hanging = anOperation({ ending: { status: 'hangs' } });

    expect(operationStatus(hanging, '/s', startedAt + 1e12)).toMatchObject({ status: 'Updating' });
    expect(endOf(hanging)).toBe(Number.POSITIVE_INFINITY);
  });
});
