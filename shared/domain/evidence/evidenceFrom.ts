import type { Fleet } from '../fleet';
import { binJobs } from './binJobs';
import { binBaselines, binMetrics } from './binMetrics';
import { evidenceFromBins } from './fromBins';
import type { Horizon } from './horizon';
import { readJobRows, readMetricRows } from './readRows';
import type { Rows } from './rows';
import type { Evidence } from './samples';

/**
 * What raw rows say about the circuits of a fleet. Rows of other endpoints, and rows that do not
 * say when or of whom they speak, are passed over; their order does not matter.
 */
export function evidenceFrom(
  rows: Rows,
  { fleet, since, asOf }: Horizon & { fleet: Fleet },
): Evidence {
  const horizon = { since, asOf };
  const metrics = readMetricRows(rows.metrics);
  return evidenceFromBins(
    {
      jobs: { answer: 'binned', bins: binJobs(readJobRows(rows.jobs), horizon) },
      metrics: { answer: 'binned', bins: binMetrics(metrics, horizon) },
      baselines: { answer: 'binned', bins: binBaselines(metrics, asOf) },
    },
    { fleet, horizon },
  );
}
