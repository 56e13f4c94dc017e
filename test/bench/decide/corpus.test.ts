import { describe, expect, it } from '@jest/globals';
import { backtest } from '../../../shared/domain/backtest/backtest';
import { readHistory } from '../../../shared/domain/backtest/readHistory';
import { renderMisses } from '../../../shared/domain/backtest/renderBacktest';
import { aPolicy } from '../../support/builders';
import { generateHistories, historyClasses } from '../../support/corpus/generateHistories';

/** Small fleets, so that all classes fit into a few seconds; `npm run bench -- decide` has the large ones. */
const fleet = { circuits: 12, plants: 3 };

function* histories(seed: number) {
  for (const document of generateHistories({ seed, histories: historyClasses.length, fleet })) {
    const reading = readHistory(document, 'generated');
    if (reading.status === 'unreadable') {
      throw new Error(reading.reason);
    }
    yield reading.history;
  }
}

describe('decisions on generated histories', () => {
  const result = backtest(histories(11), ({ policy }) => policy ?? aPolicy());

  it('[U05] roll back what is to blame, in the right kind, and nothing else', () => {
    const { precision, recall, kindAndRelease } = result;

    expect({ misses: renderMisses(result), precision, recall, kindAndRelease }).toMatchObject({
      precision: expect.closeTo(1, 2),
      kindAndRelease: expect.closeTo(1, 2),
    });
    expect(recall).toBeGreaterThanOrEqual(0.9);
  });

  it('are the same histories for the same seed', () => {
    const [one, two] = [1, 1].map((seed) =>
      JSON.stringify([...generateHistories({ seed, histories: 2, fleet })]),
    );

    expect(one).toBe(two);
  });
});
