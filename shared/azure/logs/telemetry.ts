import type { TokenCredential } from '@azure/identity';
import { LogsQueryClient } from '@azure/monitor-query';
import { z } from 'zod';
import { BaselineBin, JobBin, MetricBin } from '../../domain/evidence/bins';
import { evidenceFromBins } from '../../domain/evidence/fromBins';
import { baselineSpan, horizonOf } from '../../domain/evidence/horizon';
import type { Horizon } from '../../domain/evidence/horizon';
import { needsOf } from '../../domain/evidence/needsOf';
import type { Needs } from '../../domain/evidence/needsOf';
import { instantOf } from '../../domain/time';
import type { Instant } from '../../domain/time';
import type { Telemetry } from '../../ports';
import { ask } from './ask';
import type { Connection, Span } from './ask';
import { baselinesQuery, jobsQuery, metricsQuery } from './queries';

export type LogsPlace = { endpoint?: string; workspaceId: string };

/** What the custom tables `BatchJobRuns_CL` and `ModelMetrics_CL` of a Log Analytics workspace say. */
export function telemetry(
  { endpoint, workspaceId }: LogsPlace,
  credential: TokenCredential,
): Telemetry {
  const client = new LogsQueryClient(credential, {
    ...(endpoint === undefined ? {} : { endpoint }),
    retryOptions: { maxRetries: 2 },
  });
  return {
    evidence: async ({ fleet, policy, now }) => {
      const horizon = horizonOf(policy, now);
      const bins = await binsOf({ client, workspaceId }, horizon, needsOf(policy));
      return evidenceFromBins(bins, { fleet, horizon });
    },
  };
}

const notAsked = { answer: 'unknown' as const, reason: 'no rule of the policy asks for it' };

const Minute = z.date().transform((date) => instantOf(date.getTime()));
const JobRow = z.object({ ...JobBin.shape, at: Minute });
const MetricRow = z.object({ ...MetricBin.shape, at: Minute });

/** Side by side: each query that fails is one thing less that is known. */
async function binsOf(connection: Connection, horizon: Horizon, needs: Needs) {
  const { since, asOf } = horizon;
  const samples = spanOf(since, asOf);
  const { after, until } = baselineSpan(asOf);
  const [jobs, metrics, baselines] = await Promise.all([
    needs.jobs
      ? ask(connection, { query: jobsQuery(horizon), span: samples, row: JobRow })
      : notAsked,
    needs.metrics
      ? ask(connection, { query: metricsQuery(horizon), span: samples, row: MetricRow })
      : notAsked,
    needs.baselines
      ? ask(connection, {
          query: baselinesQuery(horizon),
          span: spanOf(after, until),
          row: BaselineBin,
        })
      : notAsked,
  ]);
  return { jobs, metrics, baselines };
}

/** Whether the end of a request's span is part of it is not documented: the query itself is exact. */
function spanOf(after: Instant, until: Instant): Span {
  return { startTime: new Date(after), endTime: new Date(Date.parse(until) + 1000) };
}
