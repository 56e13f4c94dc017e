import { baselineSpan } from '../../domain/evidence/horizon';
import type { Horizon } from '../../domain/evidence/horizon';
import type { Instant } from '../../domain/time';

/**
 * The questions asked of Log Analytics. The server bins rows exactly as `shared/domain/evidence/`
 * bins them. Nothing but moments goes into them, and those are checked to be such.
 */

const moment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** How the jobs of each deployment ended, minute by minute. */
export function jobsQuery({ since, asOf }: Horizon): string {
  return lines(
    'BatchJobRuns_CL',
    ...within({ after: since, until: asOf }),
    '| where isnotempty(job_id)',
    // The last state counts. Of states of one moment the ending does, and of endings the failure.
    '| summarize failedAt = maxif(moment, status == "Failed"), completedAt = maxif(moment, status == "Completed"), otherAt = maxif(moment, status !in ("Failed", "Completed")) by job_id, endpoint, deployment, circuitId',
    '| extend endedAt = iff(isnull(completedAt) or failedAt >= completedAt, failedAt, completedAt)',
    '| where isnotnull(endedAt) and (isnull(otherAt) or endedAt >= otherAt)',
    '| summarize failed = countif(isnotnull(failedAt) and failedAt == endedAt), finished = count() by endpoint, deployment, circuitId, at = bin(endedAt, 1m)',
    '| project endpoint, deployment, circuitId, at, failed, finished',
  );
}

/** What the metric rows of each deployment come to, minute by minute. */
export function metricsQuery({ since, asOf }: Horizon): string {
  return lines(
    'ModelMetrics_CL',
    ...within({ after: since, until: asOf }),
    `| summarize ${[
      'records = sumif(record_count, record_count >= 0)',
      'recordRows = countif(record_count >= 0)',
      'errors = sumif(error_count, error_count >= 0)',
      'errorRows = countif(error_count >= 0)',
      'anomalies = sumif(anomaly_count, anomaly_count >= 0)',
      'anomalyRows = countif(anomaly_count >= 0)',
      'f1 = sumif(f1_score, isfinite(f1_score))',
      'f1Rows = countif(isfinite(f1_score))',
      'p99Ms = maxif(latency_p99_ms, isfinite(latency_p99_ms) and latency_p99_ms >= 0)',
      'drift = maxif(drift_score, isfinite(drift_score))',
    ].join(', ')} by endpoint, deployment, circuitId, at = bin(moment, 1m)`,
    '| project endpoint, deployment, circuitId, at, records, recordRows, errors, errorRows, anomalies, anomalyRows, f1, f1Rows, p99Ms, drift',
  );
}

/** What the metric rows of each deployment came to in the time that a baseline is made of. */
export function baselinesQuery({ asOf }: Horizon): string {
  return lines(
    'ModelMetrics_CL',
    ...within(baselineSpan(asOf)),
    '| extend hasErrors = error_count >= 0 and record_count >= 0, hasAnomalies = anomaly_count >= 0 and record_count >= 0',
    `| summarize ${[
      'errors = sumif(error_count, hasErrors)',
      'errorRecords = sumif(record_count, hasErrors)',
      'errorRows = countif(hasErrors)',
      'anomalies = sumif(anomaly_count, hasAnomalies)',
      'anomalyRecords = sumif(record_count, hasAnomalies)',
      'anomalyRows = countif(hasAnomalies)',
      'f1 = sumif(f1_score, isfinite(f1_score))',
      'f1Rows = countif(isfinite(f1_score))',
      'p99 = sumif(latency_p99_ms, isfinite(latency_p99_ms) and latency_p99_ms >= 0)',
      'p99Rows = countif(isfinite(latency_p99_ms) and latency_p99_ms >= 0)',
      'drift = sumif(drift_score, isfinite(drift_score))',
      'driftRows = countif(isfinite(drift_score))',
    ].join(', ')} by endpoint, deployment, circuitId`,
    '| project endpoint, deployment, circuitId, errors, errorRecords, errorRows, anomalies, anomalyRecords, anomalyRows, f1, f1Rows, p99, p99Rows, drift, driftRows',
  );
}

/** The rows of a span that say of which endpoint they are, to the millisecond as we read them. */
function within({ after, until }: { after: Instant; until: Instant }): string[] {
  return [
    '| extend moment = bin(TimeGenerated, 1ms)',
    `| where moment > ${literal(after)} and moment <= ${literal(until)}`,
    '| where isnotempty(endpoint_name)',
    '| extend endpoint = tolower(endpoint_name), deployment = tolower(deployment_name), circuitId = circuit_id',
  ];
}

function literal(at: Instant): string {
  if (!moment.test(at)) {
    throw new Error(`expected a moment such as 2026-11-21T00:40:00.000Z, found ${at}`);
  }
  return `datetime(${at})`;
}

function lines(...parts: string[]): string {
  return parts.join('\n');
}
