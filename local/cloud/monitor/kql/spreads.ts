import type { Fold } from './folds';
import { UnsupportedQuery } from './unsupported';

/** How far values lie apart: of a sample or, with a `p`, of all there are; as it is or its square. */
export const spreads: readonly (readonly [name: string, fold: Fold])[] = [
  ['stdev', spread('stdev', { isSample: true, finish: Math.sqrt })],
  ['stdevp', spread('stdevp', { isSample: false, finish: Math.sqrt })],
  ['variance', spread('variance', { isSample: true, finish: itself })],
  ['variancep', spread('variancep', { isSample: false, finish: itself })],
];

/** By Welford's method, which loses no digits to large means. */
function spread(
  name: string,
  { isSample, finish }: { isSample: boolean; finish: (variance: number) => number },
): Fold {
  return () => {
    let count = 0;
    let mean = 0;
    let squares = 0;
    return {
      add: (value) => {
        if (typeof value === 'number') {
          count += 1;
          const distance = value - mean;
          mean += distance / count;
          squares += distance * (value - mean);
        }
      },
      result: () => {
        const degrees = isSample ? count - 1 : count;
        if (degrees < 1) {
          // What the service answers then is not documented.
          throw new UnsupportedQuery(`${name}() of ${count} values`);
        }
        return finish(squares / degrees);
      },
    };
  };
}

function itself(variance: number): number {
  return variance;
}
