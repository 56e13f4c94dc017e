import { z } from 'zod';
import { binJobs } from '../evidence/binJobs';
import { binBaselines, binMetrics } from '../evidence/binMetrics';
import { evidenceFromBins } from '../evidence/fromBins';
import { groupBy, speakerKey } from '../evidence/group';
import { baselineSpan, horizonOf } from '../evidence/horizon';
import { readJobRows, readMetricRows } from '../evidence/readRows';
import type { ToldJob } from '../evidence/readRows';
import type { Rows } from '../evidence/rows';
import type { Evidence } from '../evidence/samples';
import type { Fleet } from '../fleet';
import type { Policy } from '../policy';
import { plusSeconds, readInstant } from '../time';
import type { Instant } from '../time';
import { found, inChunks } from './chunks';
import type { Recorded } from './chunks';

const hourSeconds = 3600;

/** Rows of a history, read once, to be asked about any moment of it. */
export type RecordedRows = {
  evidenceAt: (now: Instant, by: { fleet: Fleet; policy: Policy }) => Evidence;
};

/**
 * Reads the rows of a history. What a query of the time would not have found yet, because it came
 * in later (`_TimeReceived`), is not found here either.
 */
export function recordRows({ jobs, metrics }: Rows): RecordedRows {
  const { plain, others: otherJobs } = sortedOut(recorded(jobs, readJobRows));
  const metricRows = recorded(metrics, readMetricRows);
  const plainJobs = inChunks(plain, 60, binJobs);
  const minutes = inChunks(metricRows, 60, binMetrics);
  const hours = inChunks(metricRows, hourSeconds, (rows, { asOf }) =>
    // The baseline of an hour after its last row takes in all rows of the 23 hours up to it.
    binBaselines(rows, plusSeconds(asOf, hourSeconds)),
  );
  return {
    evidenceAt: (now, { fleet, policy }) => {
      const horizon = horizonOf(policy, now);
      const sight = { after: horizon.since, until: horizon.asOf, now };
      return evidenceFromBins(
        {
          jobs: {
            answer: 'binned',
            bins: [...plainJobs(sight), ...binJobs(found(otherJobs, sight), horizon)],
          },
          metrics: { answer: 'binned', bins: minutes(sight) },
          baselines: {
            answer: 'binned',
            bins: hours({ ...baselineSpan(horizon.asOf), now }),
          },
        },
        { fleet, horizon },
      );
    },
  };
}

/** The column of Azure's own that says when a row came in. */
const Received = z
  .object({ _TimeReceived: z.string() })
  .transform(({ _TimeReceived: received }) => received);

function recorded<Told extends { at: Instant }>(
  rows: readonly unknown[],
  readRows: (rows: readonly unknown[]) => Told[],
): Recorded<Told>[] {
  return rows.flatMap((row) => {
    const received = Received.safeParse(row).data;
    return readRows([row]).map((told) => ({
      at: told.at,
      seen: (received === undefined ? undefined : readInstant(received)) ?? told.at,
      told,
    }));
  });
}

/**
 * The ends of jobs that ended once and said nothing afterwards, which can be counted minute by
 * minute; and all that is known of the other jobs.
 */
function sortedOut(rows: readonly Recorded<ToldJob>[]): {
  plain: Recorded<ToldJob>[];
  others: Recorded<ToldJob>[];
} {
  const plain: Recorded<ToldJob>[] = [];
  const others: Recorded<ToldJob>[] = [];
  const jobs = groupBy(
    rows,
    ({ told: { speaker, row } }) => `${speakerKey(speaker)}\n${row.job_id}`,
  );
  for (const states of jobs.values()) {
    const ends = states.filter(isEnd);
    const [end] = ends;
    const isPlain =
      end !== undefined && ends.length === 1 && states.every(({ at }) => at <= end.at);
    if (isPlain) {
      plain.push(end);
    } else {
      others.push(...states);
    }
  }
  return { plain, others };
}

/** Whether this state alone would count as an end. */
function isEnd({ told, at }: Recorded<ToldJob>): boolean {
  return binJobs([told], { since: '', asOf: at }).length > 0;
}
