import { describe, expect, it } from '@jest/globals';
import { between, firstFrom, meanOf, turnIn } from '../../../shared/domain/decide/onset';
import { minusMinutes } from '../../../shared/domain/time';
import { start } from '../../support/builders';

/** One point a minute, the last one minute before `start`. */
function points(values: readonly number[], of = 1) {
  return values.map((value, index) => ({
    at: minusMinutes(start, values.length - index),
    value,
    of,
  }));
}

describe('turnIn', () => {
  it.each([
    { what: 'a step', values: [0, 0, 0, 1, 1], turn: 3 },
    { what: 'a step in noise', values: [0.1, 0, 0.1, 0.9, 1, 0.8], turn: 3 },
    { what: 'a step that is flapping', values: [0, 0, 0, 1, 0, 1, 1], turn: 3 },
    { what: 'what gets better', values: [1, 1, 0, 0], turn: undefined },
    { what: 'what stays as it is', values: [0.3, 0.3, 0.3], turn: undefined },
    { what: 'a single point', values: [1], turn: undefined },
    { what: 'nothing', values: [], turn: undefined },
  ])('finds in $what the turn at $turn', ({ values, turn }) => {
    expect(turnIn(points(values))).toBe(turn);
  });
});

describe('points in order of time', () => {
  const some = points([1, 2, 3, 4]);

  it('are found by their moment', () => {
    expect(firstFrom(some, minusMinutes(start, 3))).toBe(1);
    expect(firstFrom(some, minusMinutes(start, 3.5))).toBe(1);
    expect(firstFrom(some, start)).toBe(4);
    expect(between(some, minusMinutes(start, 3), minusMinutes(start, 1))).toEqual(some.slice(1, 3));
  });

  it('weigh as much as the tries they are of', () => {
    expect(meanOf([...points([0], 3), ...points([1], 1)])).toBe(0.25);
    expect(meanOf([])).toBeUndefined();
  });
});
