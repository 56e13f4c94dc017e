import { describe, expect, it } from '@jest/globals';
import { ACCEPTED } from '../../../../../local/cloud/serviceBus/amqp/outcome';
import type { Answer } from '../../../../../local/cloud/serviceBus/amqp/outcome';
import { rangesOf } from '../../../../../local/cloud/serviceBus/amqp/settlements';

const REJECTED: Answer = { type: 'rejected', error: undefined };

function ranges(settlements: [number, Answer, boolean?][]): string[] {
  const found = rangesOf(
    settlements.map(([deliveryId, answer, received = true]) => ({ deliveryId, answer, received })),
  );
  return found.map(({ first, last, answer }) => `${first}-${last} ${answer.type}`);
}

describe('rangesOf', () => {
  it('folds neighbours that were accepted into one range', () => {
    expect(
      ranges([
        [1, ACCEPTED],
        [2, ACCEPTED],
        [3, ACCEPTED],
      ]),
    ).toEqual(['1-3 accepted']);
  });

  it('never folds two outcomes into one', () => {
    const mixed: [number, Answer][] = [
      [0, REJECTED],
      [1, ACCEPTED],
      [2, ACCEPTED],
      [3, REJECTED],
    ];

    expect(ranges(mixed)).toEqual(['0-0 rejected', '1-2 accepted', '3-3 rejected']);
    expect(
      ranges([
        [0, REJECTED],
        [1, REJECTED],
      ]),
    ).toEqual(['0-0 rejected', '1-1 rejected']);
  });

  it('leaves gaps open, and keeps the two directions apart', () => {
    expect(
      ranges([
        [1, ACCEPTED],
        [3, ACCEPTED],
      ]),
    ).toEqual(['1-1 accepted', '3-3 accepted']);
    expect(
      ranges([
        [1, ACCEPTED],
        [2, ACCEPTED, false],
      ]),
    ).toHaveLength(2);
  });
});
