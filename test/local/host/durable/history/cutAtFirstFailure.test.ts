import { describe, expect, it } from '@jest/globals';
import { cutAtFirstFailure } from '../../../../../local/host/durable/history/cutAtFirstFailure';
import type { HistoryEvent } from '../../../../../local/host/durable/history/historyEvent';

const at = 0;
const asked = (id: number, retryOf?: number): HistoryEvent => ({
  kind: 'taskScheduled',
  at,
  id,
  name: `task-${id}`,
  input: null,
  retryOf,
});
const child = (id: number): HistoryEvent => ({
  kind: 'subOrchestrationCreated',
  at,
  id,
  name: 'child',
  input: null,
  instanceId: `child-${id}`,
  version: null,
});
const timer = (id: number): HistoryEvent => ({ kind: 'timerCreated', at, id, fireAt: 1 });
const good = (taskId: number): HistoryEvent => ({ kind: 'taskCompleted', at, taskId, result: '1' });
const fired = (taskId: number): HistoryEvent => ({ kind: 'timerFired', at, taskId, fireAt: 1 });
const bad = (taskId: number): HistoryEvent => ({
  kind: 'taskFailed',
  at,
  taskId,
  reason: 'r',
  details: 'd',
});
const badChild = (taskId: number): HistoryEvent => ({
  kind: 'subOrchestrationFailed',
  at,
  taskId,
  reason: 'r',
  details: 'd',
});
const ended: HistoryEvent = { kind: 'executionCompleted', at, status: 'Failed', output: 'x' };

const cut = (...history: HistoryEvent[]) => cutAtFirstFailure(history, () => true);

describe('a history cut at its first failure', () => {
  it('keeps what went well before, and asks for the failed anew', () => {
    const { kept } = cut(asked(0), good(0), asked(1), bad(1), ended);

    expect(kept).toEqual([asked(0), good(0)]);
  });

  it('keeps what was begun before and ended well later', () => {
    const { kept } = cut(asked(0), asked(1), bad(0), good(1), asked(2), good(2), ended);

    expect(kept).toEqual([asked(1), good(1)]);
  });

  it('takes a failure that a retry made good for none', () => {
    const history = [asked(0), bad(0), timer(1), fired(1), asked(2, 0), good(2)];

    expect(cut(...history, asked(3), bad(3), ended).kept).toEqual(history);
  });

  it('drops all attempts of a call that failed for good', () => {
    const { kept } = cut(asked(0), bad(0), timer(1), fired(1), asked(2, 0), bad(2), ended);

    expect(kept).toEqual([]);
  });

  it('keeps a failed sub-orchestration that can go on, and names it', () => {
    const history = [child(0), badChild(0), ended];

    expect(cut(...history)).toEqual({ kept: [child(0)], children: ['child-0'] });
    expect(cutAtFirstFailure(history, () => false)).toEqual({ kept: [], children: [] });
  });
});
