import type { BaselineBin } from './bins';
import { sum } from './group';
import type { Baseline } from './samples';

/** Fewer rows than this in the time of the baseline do not say what is usual. */
const leastRows = 3;

type Sums = Omit<BaselineBin, 'endpoint' | 'deployment' | 'circuitId'>;

/** How a circuit usually does; undefined when too few rows say so of any measure. */
export function baselineOf(bins: readonly Sums[]): Baseline | undefined {
  const total = (of: keyof Sums) => sum(bins.map((bin) => bin[of]));
  const mean = ({ part, whole, rows }: Record<'part' | 'whole' | 'rows', keyof Sums>) =>
    total(rows) >= leastRows && total(whole) > 0 ? total(part) / total(whole) : undefined;

  const errorRate = mean({ part: 'errors', whole: 'errorRecords', rows: 'errorRows' });
  const anomalyRate = mean({ part: 'anomalies', whole: 'anomalyRecords', rows: 'anomalyRows' });
  const f1 = mean({ part: 'f1', whole: 'f1Rows', rows: 'f1Rows' });
  const p99Ms = mean({ part: 'p99', whole: 'p99Rows', rows: 'p99Rows' });
  const drift = mean({ part: 'drift', whole: 'driftRows', rows: 'driftRows' });
  const known = {
    ...(errorRate !== undefined && { errorRate }),
    ...(anomalyRate !== undefined && { anomalyRate }),
    ...(f1 !== undefined && { f1 }),
    ...(p99Ms !== undefined && { p99Ms }),
    ...(drift !== undefined && { drift }),
  };
  return Object.keys(known).length === 0 ? undefined : known;
}
