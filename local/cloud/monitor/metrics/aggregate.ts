import type { Aggregation } from '../alerts/resources/criterion';

/** What the values amount to; null if there are none. */
export function aggregate(values: readonly number[], aggregation: Aggregation): number | null {
  if (values.length === 0) {
    return null;
  }
  switch (aggregation) {
    case 'Count':
      return values.length;
    case 'Total':
      return sum(values);
    case 'Average':
      return sum(values) / values.length;
    case 'Minimum':
      return values.reduce((least, value) => Math.min(least, value));
    case 'Maximum':
      return values.reduce((most, value) => Math.max(most, value));
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
