import { describe, expect, it } from '@jest/globals';
import { steady } from '../../../shared/domain/restore/control';
import type { Control } from '../../../shared/domain/restore/control';
import { steer } from '../../../shared/domain/restore/steer';
import type { Steering } from '../../../shared/domain/restore/steer';
import { plusSeconds } from '../../../shared/domain/time';
import { start } from '../../support/builders';

const hand = { at: start, by: 'the operator', reason: 'to look at it' };
const control = (state: Control['state']): Control => ({ ...steady, state });

describe('steer', () => {
  it.each<{ from: Control['state']; action: Exclude<Steering['action'], 'skip'>; to: unknown }>([
    { from: 'running', action: 'pause', to: 'paused' },
    { from: 'paused', action: 'resume', to: 'running' },
    { from: 'running', action: 'cancel', to: 'cancelled' },
    { from: 'paused', action: 'cancel', to: 'cancelled' },
    { from: 'running', action: 'take-over', to: 'takenOver' },
    { from: 'paused', action: 'take-over', to: 'takenOver' },
  ])('$action takes one that is $from to $to, and notes who, when and why', (row) => {
    expect(steer(control(row.from), { action: row.action }, hand)).toEqual({
      steered: { ...control(row.from), state: row.to, ...hand },
    });
  });

  it.each<{ from: Control['state']; action: Exclude<Steering['action'], 'skip'>; refused: string }>(
    [
      { from: 'cancelled', action: 'resume', refused: 'it was cancelled already' },
      { from: 'cancelled', action: 'pause', refused: 'it was cancelled already' },
      { from: 'cancelled', action: 'take-over', refused: 'it was cancelled already' },
      { from: 'takenOver', action: 'resume', refused: 'it was taken over already' },
      { from: 'takenOver', action: 'cancel', refused: 'it was taken over already' },
    ],
  )('$action does not bring back one that is $from', ({ from, action, refused }) => {
    expect(steer(control(from), { action }, hand)).toEqual({ refused });
  });

  it('keeps who said it first when somebody says the same again', () => {
    const first = steer(steady, { action: 'pause' }, hand);
    const paused = 'steered' in first ? first.steered : steady;

    const again = steer(paused, { action: 'pause' }, { at: plusSeconds(start, 60), by: 'another' });

    expect(again).toEqual({ steered: paused });
  });

  it('leaves out a circuit once, however often it is said, and goes on with the others', () => {
    const circuit = { plant: 'P001', circuit: 'C001' };
    const first = steer(steady, { action: 'skip', circuit }, hand);
    const skipped = 'steered' in first ? first.steered : steady;

    expect(steer(skipped, { action: 'skip', circuit }, hand)).toEqual({
      steered: { ...steady, ...hand, skipped: [circuit] },
    });
  });
});
