import { z } from 'zod';
import { binJobs } from '../evidence/binJobs';
import { binBaselines, binMetrics } from '../evidence/binMetrics';
import { evidenceFromBins } from '../evidence/fromBins';
import { baselineSpan, horizonOf } from '../evidence/horizon';
import { readJobRows, readMetricRows } from '../evidence/readRows';
import type { Rows } from '../evidence/rows';
import type { Evidence } from '../evidence/samples';
import type { Fleet } from '../fleet';
import type { Policy } from '../policy';
import { readInstant } from '../time';
import type { Instant } from '../time';

/** A row that was read, and when a query could first find it. */
type Recorded<Told> = { at: Instant; seen: Instant; told: Told };

/** Rows of a history, read once and in order of time, to be asked about any moment of it. */
export type RecordedRows = {
  evidenceAt: (now: Instant, by: { fleet: Fleet; policy: Policy }) => Evidence;
};

/**
 * Reads the rows of a history. What a query of the time would not have found yet, because it came
 * in later (`_TimeReceived`), is not found here either.
 */
export function recordRows({ jobs, metrics }: Rows): RecordedRows {
  const jobRows = inOrder(jobs, readJobRows);
  const metricRows = inOrder(metrics, readMetricRows);
  return {
    evidenceAt: (now, { fleet, policy }) => {
      const horizon = horizonOf(policy, now);
      const { since, asOf } = horizon;
      const heardMetrics = heard(metricRows, { after: since, until: asOf }, now);
      const usual = heard(metricRows, baselineSpan(asOf), now);
      return evidenceFromBins(
        {
          jobs: {
            answer: 'binned',
            bins: binJobs(heard(jobRows, { after: since, until: asOf }, now), horizon),
          },
          metrics: { answer: 'binned', bins: binMetrics(heardMetrics, horizon) },
          baselines: { answer: 'binned', bins: binBaselines(usual, asOf) },
        },
        { fleet, horizon },
      );
    },
  };
}

const Received = z.object({ _TimeReceived: z.string() });

function inOrder<Told extends { at: Instant }>(
  rows: readonly unknown[],
  readRows: (rows: readonly unknown[]) => Told[],
): Recorded<Told>[] {
  return rows
    .flatMap((row) => {
      const received = Received.safeParse(row).data?._TimeReceived;
      return readRows([row]).map((told) => ({
        at: told.at,
        seen: (received === undefined ? undefined : readInstant(received)) ?? told.at,
        told,
      }));
    })
    .toSorted((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)));
}

function heard<Told>(
  rows: readonly Recorded<Told>[],
  { after, until }: { after: Instant; until: Instant },
  now: Instant,
): Told[] {
  const found: Told[] = [];
  for (let index = firstAfter(rows, after); index < rows.length; index += 1) {
    const row = rows[index];
    if (row === undefined || row.at > until) {
      break;
    }
    if (row.seen <= now) {
      found.push(row.told);
    }
  }
  return found;
}

function firstAfter(rows: readonly { at: Instant }[], after: Instant): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rows[middle]?.at ?? '') <= after) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
