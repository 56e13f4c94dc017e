import type { Comparison, Metric } from '../policy/rule';
import { exact, isBetterHigh } from './readings';

export type Measured = { value: number; baseline?: number | undefined };

/** What a value is held against. */
export type Yardstick = {
  metric: Metric;
  breachedWhen: Comparison;
  /** From which score on drift counts as so bad. */
  drift: Record<'low' | 'medium' | 'high' | 'critical', number>;
};

/** Whether a value breaches; undefined where it cannot be told, as its baseline is missing or zero. */
export function isBreach(
  { value, baseline }: Measured,
  { metric, breachedWhen, drift }: Yardstick,
): boolean | undefined {
  switch (breachedWhen.with) {
    case 'limit':
      return compare(value, breachedWhen);
    case 'severity':
      return compare(value, { operator: '>=', limit: drift[breachedWhen.atLeast] });
    case 'baseline': {
      if (baseline === undefined) {
        return undefined;
      }
      const worse = isBetterHigh(metric) ? baseline - value : value - baseline;
      switch (breachedWhen.as) {
        case 'drop':
          return compare(baseline - value, breachedWhen);
        case 'rise':
          return compare(value - baseline, breachedWhen);
        case 'times':
          return compareRatio(value, baseline, breachedWhen);
        case 'worseBy':
          return compareRatio(worse, baseline, breachedWhen);
      }
    }
  }
}

type Limit = { operator: '>' | '>=' | '<' | '<='; limit: number };

/** Nothing is a multiple of nothing: only a value that is no worse can be told from it. */
function compareRatio(part: number, whole: number, limit: Limit): boolean | undefined {
  if (whole <= 0) {
    return whole === 0 && part <= 0 ? false : undefined;
  }
  return compare(part / whole, limit);
}

function compare(found: number, { operator, limit }: Limit): boolean {
  const value = exact(found);
  switch (operator) {
    case '>':
      return value > limit;
    case '>=':
      return value >= limit;
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
  }
}
