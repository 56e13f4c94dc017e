import { describe, expect, it } from '@jest/globals';
import {
  afterHearing,
  afterRefusal,
  afterSending,
  returnTurn,
  takeTurn,
  wholeBudget,
} from '../../../shared/domain/restore/budget';
import type { Budget } from '../../../shared/domain/restore/budget';
import { plusSeconds } from '../../../shared/domain/time';
import { start } from '../../support/builders';

const limit = { burst: 5, perMinute: 30 };

/** So many turns taken at one moment, with the waits they were given. */
function taken(count: number, from: Budget = wholeBudget, now = start) {
  let budget = from;
  const waits = Array.from({ length: count }, () => {
    const turn = takeTurn(budget, limit, now);
    budget = turn.budget;
    return turn.waitSeconds;
  });
  return { budget, waits };
}

describe('the budget of writes', () => {
  it('lets a burst through at once, and then one write after the other as they come back', () => {
    expect(taken(8).waits).toEqual([0, 0, 0, 0, 0, 2, 4, 6]);
  });

  it('comes back only from when the first write of it was sent', () => {
    const late = plusSeconds(start, 60);

    expect(taken(1, taken(5).budget, late).waits).toEqual([2]);
    expect(taken(1, afterSending(taken(5).budget, start), plusSeconds(start, 1)).waits).toEqual([
      1,
    ]);
  });

  it('is whole again after a pause, and no more than that', () => {
    const { budget } = taken(5);
    const later = plusSeconds(start, 600);

    expect(taken(6, afterSending(budget, start), later).waits).toEqual([0, 0, 0, 0, 0, 2]);
  });

  it('gives a turn that was not used to the next', () => {
    expect(taken(1, returnTurn(taken(5).budget)).waits).toEqual([0]);
  });

  it('is used up when the service says so, until the moment that it names', () => {
    const refused = afterRefusal(afterSending(taken(1).budget, start), limit, 7);

    expect(taken(2, refused).waits).toEqual([7, 9]);
    expect(taken(1, refused, plusSeconds(start, 7)).waits).toEqual([0]);
  });

  it('does not forget who waits already when the service says that it is used up', () => {
    expect(taken(1, afterRefusal(taken(9).budget, limit, 1)).waits).toEqual([10]);
  });

  it('believes the service that more than the known burst is left, and nothing below that', () => {
    const { budget } = taken(5);

    expect(taken(4, afterHearing(budget, limit, 8)).waits).toEqual([0, 0, 0, 2]);
    expect(taken(1, afterHearing(budget, limit, 5)).waits).toEqual([2]);
    expect(taken(1, afterHearing(budget, limit, 0)).waits).toEqual([2]);
  });
});
