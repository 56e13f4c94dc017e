import type { TokenCredential } from '@azure/identity';
import { LogsQueryClient, LogsQueryResultStatus } from '@azure/monitor-query';
import { z } from 'zod';
import type { DeploymentJobs, Jobs } from '../ports';
import type { LogsPlace } from './logs/telemetry';

const serverTimeoutSeconds = 30;

const Row = z.tuple([z.string(), z.string(), z.int().nonnegative(), z.int().nonnegative()]);

/** Batch scoring jobs as Log Analytics knows them, in the custom table `BatchJobRuns_CL`. */
export function jobs({ endpoint, workspaceId }: LogsPlace, credential: TokenCredential): Jobs {
  const client = new LogsQueryClient(credential, {
    ...(endpoint === undefined ? {} : { endpoint }),
    retryOptions: { maxRetries: 2 },
  });
  return {
    endedWithin: async (minutes) => {
      const seconds = Math.ceil(minutes * 60);
      try {
        const result = await client.queryWorkspace(
          workspaceId,
          endedJobsQuery(seconds),
          { duration: `PT${seconds}S` },
          { serverTimeoutInSeconds: serverTimeoutSeconds },
        );
        return result.status === LogsQueryResultStatus.Success
          ? readRows(result.tables[0]?.rows)
          : { answer: 'unknown', reason: `partial result: ${result.partialError.message}` };
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        // A 204, as of a workspace without data, comes as an error without a message.
        return { answer: 'unknown', reason: reason || 'an empty answer' };
      }
    },
  };
}

/** The last state of every job of the window, counted by deployment. Only a number goes in. */
function endedJobsQuery(seconds: number): string {
  return [
    'BatchJobRuns_CL',
    `| where TimeGenerated > ago(${seconds}s)`,
    '| summarize arg_max(TimeGenerated, status) by job_id, endpoint_name, deployment_name',
    '| summarize failed = countif(status == "Failed"), finished = countif(status in ("Completed", "Failed")) by endpoint_name, deployment_name',
    '| where finished > 0',
    '| order by endpoint_name asc, deployment_name asc',
  ].join('\n');
}

function readRows(rows: unknown): Awaited<ReturnType<Jobs['endedWithin']>> {
  const parsed = z.array(Row).safeParse(rows);
  if (!parsed.success) {
    return { answer: 'unknown', reason: `unexpected rows: ${z.prettifyError(parsed.error)}` };
  }
  if (parsed.data.length === 0) {
    // Nothing was measured: that is no sign of health, and rows may be late.
    return { answer: 'unknown', reason: 'no job is known to have ended' };
  }
  const deployments = parsed.data.map(
    ([endpoint, deployment, failed, finished]): DeploymentJobs => ({
      endpoint,
      deployment,
      failed,
      finished,
    }),
  );
  return { answer: 'measured', deployments };
}
